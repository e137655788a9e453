"""Which contacts are on the do-not-call list: derived when they are read, by their numbers and addresses."""

import json
import sqlite3
from collections.abc import Iterable, Sequence

from contactsctl.domain.contact import Contact
from contactsctl.domain.value import replace
from contactsctl.store.index import Stored, email_keys, phone_key
from contactsctl.store.short import read
from contactsctl.store.sql import Clause, Sql

_SEEN = "SELECT kind, key FROM dnc WHERE key IN (SELECT json_each.value FROM json_each(?))"
_PHONE_IS_LISTED = (
    f"EXISTS (SELECT 1 FROM json_each({read('phones')}) AS phone CROSS JOIN dnc WHERE dnc.kind = 'phone'"
    " AND dnc.key = substr(json_extract(phone.value, '$.number'),"
    " 1 + (json_extract(phone.value, '$.number') LIKE '+%')))"
)
_EMAIL_IS_LISTED = (
    f"EXISTS (SELECT 1 FROM json_each({read('emails')}) AS email WHERE json_extract(email.value, '$.address')"
    " IN (SELECT dnc.value FROM dnc WHERE dnc.kind = 'email'))"
)


IS_LISTED = f"({_PHONE_IS_LISTED} OR {_EMAIL_IS_LISTED})"
"""The expression that a contact is on the list, on columns that the trash has too."""


def clause(wanted: bool) -> Clause:
    """Return the clause that a contact is on the list, or is not."""
    if not wanted:
        return Clause(Sql(f"NOT {IS_LISTED}"), ("contact",))
    return Clause(Sql(IS_LISTED), ("contact",), select=select(), select_is_exact=True)


def select() -> Sql:
    """Return a SELECT of the live contacts on the list: as many steps as the list has entries."""
    parts = (
        f"SELECT {kind}_key.contact FROM dnc CROSS JOIN {kind}_key ON {kind}_key.key = dnc.key"
        f" WHERE dnc.kind = '{kind}'"
        for kind in ("phone", "email")
    )
    return Sql(" UNION ".join(parts))


def any_listed(connection: sqlite3.Connection) -> bool:
    """Return whether the list has an entry."""
    return connection.execute("SELECT 1 FROM dnc LIMIT 1").fetchone() is not None


def listed_among(connection: sqlite3.Connection, numbers: Sequence[int]) -> set[int]:
    """Return those of a chunk of live contacts that are on the list."""
    if not any_listed(connection):
        return set()
    marks = ", ".join("?" * len(numbers))
    sql = f"SELECT number FROM contact WHERE number IN ({marks}) AND {IS_LISTED}"
    return {number for (number,) in connection.execute(sql, tuple(numbers))}


def mark(connection: sqlite3.Connection, stored: Sequence[Stored]) -> list[Stored]:
    """Return the contacts with `dnc` as it is now; the list is looked at once, in an empty one not at all."""
    if not any_listed(connection):
        return list(stored)
    keys = [keys_of(contact) for _, contact in stored]
    wanted = json.dumps(list({key for each in keys for _, key in each}))
    listed = set(connection.execute(_SEEN, (wanted,)))
    return [
        Stored(number, replace(contact, dnc=True)) if not listed.isdisjoint(own) else Stored(number, contact)
        for (number, contact), own in zip(stored, keys, strict=True)
    ]


def marked(connection: sqlite3.Connection, contact: Contact) -> Contact:
    """Return a contact that was just written, with `dnc` as it is now."""
    return mark(connection, [Stored(0, replace(contact, dnc=False))])[0].contact


def keys_of(contact: Contact) -> set[tuple[str, str]]:
    """Return the kinds and keys under which a contact would be listed; of a phone, by its number alone."""
    phones: Iterable[tuple[str, str]] = (("phone", phone_key(phone.number)) for phone in contact.phones)
    return {*phones, *(("email", key) for key in email_keys(contact))}

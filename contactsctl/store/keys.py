"""Reading by key: id, UID, email, phone, mention name; never a scan."""

import sqlite3
from collections.abc import Sequence

from contactsctl.store import visibility
from contactsctl.store.index import phone_key, uid_key
from contactsctl.store.short import read
from contactsctl.store.sql import Sql, all_of

PREFIX_CANDIDATES = 10


def by_id(connection: sqlite3.Connection, contact_id: str, table: str = "contact") -> int | None:
    """Return the number of the contact of this id in `contact` or `trash`."""
    row = connection.execute(f"SELECT number FROM {table} WHERE id = ?", (contact_id,)).fetchone()
    return int(row[0]) if row else None


def taken(connection: sqlite3.Connection, ids: Sequence[str]) -> list[str]:
    """Return those of some ids, a few hundred at most, that contacts have, live or in the trash."""
    marks = ", ".join("?" * len(ids))
    selects = [f"SELECT id FROM {table} WHERE id IN ({marks})" for table in ("contact", "trash")]
    return [row[0] for select in selects for row in connection.execute(select, tuple(ids))]


def by_ids(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, int]:
    """Return the numbers of the live contacts among some ids, a few hundred at most."""
    marks = ", ".join("?" * len(ids))
    rows = connection.execute(f"SELECT id, number FROM contact WHERE id IN ({marks})", tuple(ids))
    return {contact_id: int(number) for contact_id, number in rows}


def by_id_prefix(connection: sqlite3.Connection, prefix: str, table: str = "contact") -> list[int]:
    """Return the numbers of contacts whose id begins so, a few at most."""
    viewer = visibility.viewer_of(connection)
    conditions = visibility.trashed(viewer) if table == "trash" else visibility.live(viewer, "contact.number")
    seen = all_of(conditions)
    rows = connection.execute(
        f"SELECT number FROM {table} WHERE id >= ? AND id < ? AND {seen.text} ORDER BY id LIMIT ?",
        (prefix, prefix + "~", *seen.params, PREFIX_CANDIDATES),
    )
    return [number for (number,) in rows]


def by_mention_name(connection: sqlite3.Connection, name: str) -> int | None:
    """Return the number of the live contact with this mention name."""
    row = connection.execute("SELECT number FROM contact WHERE mention_name = ?", (name,)).fetchone()
    return int(row[0]) if row else None


def by_uid(connection: sqlite3.Connection, uid: str) -> list[int]:
    """Return the numbers of live contacts with this UID, oldest first."""
    select = uid_in([uid_key(uid)])
    return sorted(number for (number,) in connection.execute(*select))


def uid_in(keys: Sequence[str]) -> Sql:
    """Return a SELECT of the live contacts whose UID has one of some keys; that of many is the id alone."""
    marks = ", ".join("?" * len(keys))
    return Sql(
        f"SELECT contact FROM uid_key WHERE key IN ({marks}) UNION ALL"
        f" SELECT number FROM contact WHERE id IN ({marks}) AND ifnull(uid, '') = ''",
        (*keys, *keys),
    )


def by_email_key(connection: sqlite3.Connection, key: str) -> list[int]:
    """Return the numbers of live contacts with this email key, oldest first."""
    rows = connection.execute("SELECT contact FROM email_key WHERE key = ?", (key,))
    return [number for (number,) in rows]


def by_phone(connection: sqlite3.Connection, number: str) -> list[int]:
    """Return the numbers of live contacts with this E.164 number, oldest first."""
    rows = connection.execute("SELECT contact FROM phone_key WHERE key = ?", (phone_key(number),))
    return [found for (found,) in rows]


def by_display_name(connection: sqlite3.Connection, display_name: str, limit: int) -> list[int]:
    """Return the numbers of live contacts with this display name, blind to case and accents."""
    from contactsctl.domain.fold import fold

    seen = all_of(visibility.live(visibility.viewer_of(connection), "contact_sort.contact"))
    rows = connection.execute(
        f"SELECT contact FROM contact_sort WHERE name_key = ? AND {seen.text} ORDER BY contact LIMIT ?",
        (fold(display_name), *seen.params, limit),
    )
    return [number for (number,) in rows]


def email_is(key: str) -> Sql:
    """Return a SELECT of the live contacts with this email key."""
    return Sql("SELECT contact FROM email_key WHERE key = ?", (key,))


def phone_is(number: str) -> Sql:
    """Return a SELECT of the live contacts with this E.164 number."""
    return Sql("SELECT contact FROM phone_key WHERE key = ?", (phone_key(number),))


def email_domain(domain: str) -> Sql:
    """Return a SELECT of the live contacts with an address that ends in @domain."""
    # Keys begin with the domain, so that a whole domain is one range; "A" is what follows "@".
    return Sql(
        "SELECT DISTINCT contact FROM email_key WHERE key >= ? AND key < ?", (f"{domain}@", f"{domain}A")
    )


def email_contains(text: str) -> Sql:
    """Return a SELECT of the live contacts with a text in one of their addresses."""
    from contactsctl.domain.fold import fold

    has_email = (
        f"EXISTS (SELECT 1 FROM contact, json_each({read('emails', 'contact')}) AS email"
        " WHERE contact.number = found.contact AND instr(json_extract(email.value, '$.address'), ?))"
    )
    return _in_documents(fold(text), has_email, text.lower())


def phone_contains(digits: str) -> Sql:
    """Return a SELECT of the live contacts with these digits in one of their numbers."""
    has_phone = (
        f"EXISTS (SELECT 1 FROM contact, json_each({read('phones', 'contact')}) AS phone"
        " WHERE contact.number = found.contact AND instr(json_extract(phone.value, '$.number'), ?))"
    )
    return _in_documents(digits, has_phone, digits)


def _in_documents(text: str, condition: str, value: str) -> Sql:
    from contactsctl.domain.search import Word
    from contactsctl.store.text_index import select_of, word_clauses

    matches = [clause.match for clause in word_clauses(Word(text)) if clause.match]
    found = select_of(matches) if matches else Sql("SELECT contact FROM contact_sort")
    return Sql(f"SELECT contact FROM ({found.text}) AS found WHERE {condition}", (*found.params, value))

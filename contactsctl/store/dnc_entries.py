"""The do-not-call list: rows in and out."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence

from contactsctl.domain.dnc import DncEntry, DncQuery, Subject
from contactsctl.domain.identity import Viewer
from contactsctl.store import journal, visibility
from contactsctl.store.index import phone_key
from contactsctl.store.short import read
from contactsctl.store.sql import Sql, all_of

_COLUMNS = "value, kind, reason, source, actor, created_at"


def key_of(subject: Subject) -> str:
    """Return the key of a number or an address, by which contacts are found too."""
    if subject.kind == "phone":
        return phone_key(subject.value)
    from contactsctl.domain.email import key

    return key(subject.value)


def fetch(connection: sqlite3.Connection, keys: Sequence[str]) -> dict[str, DncEntry]:
    """Return the entries of those keys that are listed."""
    rows = connection.execute(
        f"SELECT key, {_COLUMNS} FROM dnc WHERE key IN (SELECT json_each.value FROM json_each(?))",
        (json.dumps(keys),),
    )
    return {row[0]: DncEntry(*row[1:]) for row in rows}


def told(connection: sqlite3.Connection, keys: Sequence[str]) -> dict[str, DncEntry]:
    """Return the entries of those keys that are listed, as who asks may know them.

    That a value is listed is for everyone who has the value; why, only for those who see the entry.
    """
    entries = fetch(connection, keys)
    viewer = visibility.viewer_of(connection)
    if viewer is None:
        return entries
    where = all_of(_visible(viewer))
    rows = connection.execute(
        f"SELECT key FROM dnc WHERE key IN (SELECT json_each.value FROM json_each(?)) AND {where.text}",
        (json.dumps(keys), *where.params),
    )
    seen = {key for (key,) in rows}
    return {
        key: entry if key in seen else entry._replace(reason=None, source=None, actor=None)
        for key, entry in entries.items()
    }


def put(connection: sqlite3.Connection, entries: Mapping[str, DncEntry]) -> None:
    """Write entries under their keys, over those that are there."""
    journal.put_many(connection, "dnc", {key: entry._asdict() for key, entry in entries.items()})


def remove(connection: sqlite3.Connection, keys: Sequence[str]) -> None:
    """Delete the entries of some keys."""
    journal.put_many(connection, "dnc", dict.fromkeys(keys))


def count(connection: sqlite3.Connection, query: DncQuery) -> int:
    """Return how many entries match, of those that are to be seen by who asks."""
    where = _where(query, visibility.viewer_of(connection))
    return int(connection.execute(f"SELECT count(*) FROM dnc WHERE {where.text}", where.params).fetchone()[0])


def find(connection: sqlite3.Connection, query: DncQuery) -> Iterator[DncEntry]:
    """Yield a page of the entries that match, numbers first, few in memory at a time."""
    where = _where(query, visibility.viewer_of(connection))
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM dnc WHERE {where.text} ORDER BY kind DESC, key LIMIT ? OFFSET ?",
        (*where.params, query.limit or -1, query.offset),
    )
    return (DncEntry(*row) for row in rows)


def _where(query: DncQuery, viewer: Viewer | None) -> Sql:
    conditions = [Sql("kind = ?", (query.kind,))] if query.kind else []
    if query.text:
        conditions.append(_has_text(query.text))
    return all_of([*conditions, *_visible(viewer)])


def _has_text(text: str) -> Sql:
    lowered = text.strip().lower()
    texts = "instr(lower(coalesce({0}, '')), ?)"
    columns = ("value", "reason", "source")
    found = [Sql(texts.format(column), (lowered,)) for column in columns]
    digits = "".join(character for character in text if character.isdecimal())
    if len(digits) > 2 and not any(character.isalpha() for character in text):
        found.append(Sql("(kind = 'phone' AND instr(value, ?))", (digits,)))
    words = " OR ".join(each.text for each in found)
    return Sql(f"({words})", tuple(value for each in found for value in each.params))


def _visible(viewer: Viewer | None) -> list[Sql]:
    """Return the condition by which a viewer sees an entry.

    It added the entry, or sees a contact that has the value, or no contact at all has it: a listed
    number must not tell that somebody unseen has it.
    """
    if viewer is None:
        return []
    seen, anybody = _held_by(viewer), _held_by(None)
    text = f"(actor = ? OR {seen.text} OR NOT {anybody.text})"
    return [Sql(text, (viewer.name, *seen.params, *anybody.params))]


def _held_by(viewer: Viewer | None) -> Sql:
    """Return the condition that a contact which a viewer sees, live or in the trash, has the value."""
    phone = all_of(visibility.live(viewer, "phone_key.contact"))
    email = all_of(visibility.live(viewer, "email_key.contact"))
    trash = all_of(visibility.trashed(viewer))
    text = (
        "((kind = 'phone' AND (EXISTS (SELECT 1 FROM phone_key"
        f" WHERE phone_key.key = dnc.key AND {phone.text})"
        " OR dnc.value IN (SELECT json_extract(phone.value, '$.number') FROM trash,"
        f" json_each({read('phones', 'trash')}) AS phone WHERE {trash.text})))"
        " OR (kind = 'email' AND (EXISTS (SELECT 1 FROM email_key"
        f" WHERE email_key.key = dnc.key AND {email.text})"
        " OR dnc.value IN (SELECT json_extract(email.value, '$.address') FROM trash,"
        f" json_each({read('emails', 'trash')}) AS email WHERE {trash.text}))))"
    )
    return Sql(text, (*phone.params, *trash.params, *email.params, *trash.params))

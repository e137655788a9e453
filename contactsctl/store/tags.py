"""Tags: who has which. A tag's row is derived from the contacts, but for `kept`: it was made on its own."""

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from contactsctl.store import contacts, journal, trash, visibility
from contactsctl.store.index import Stored, tag_key
from contactsctl.store.sql import Sql, all_of

_CHUNK = 500


class TagRow(NamedTuple):
    """`contacts` is how many live ones who asks sees under it."""

    name: str
    kept: bool
    contacts: int


class Spelling(NamedTuple):
    """`is_used` where somebody has the tag, or it was made on its own."""

    name: str
    is_used: bool


def fetch(connection: sqlite3.Connection, name: str) -> TagRow | None:
    """Return the tag of this name in any spelling; None when nobody who is seen has it and it is not kept."""
    found = _fetch(connection, Sql("tag.key = ?", (tag_key(name),)))
    return found[0] if found else None


def fetch_all(connection: sqlite3.Connection) -> list[TagRow]:
    """Return the tags that somebody who is seen has, and those that are kept, by their folded names."""
    return _fetch(connection, Sql("1"))


def _fetch(connection: sqlite3.Connection, which: Sql) -> list[TagRow]:
    seen = all_of(visibility.live(visibility.viewer_of(connection), "contact_tag.contact"))
    counted = f"SELECT count(*) FROM contact_tag WHERE contact_tag.tag = tag.number AND {seen.text}"
    rows = connection.execute(
        f"SELECT * FROM (SELECT name, kept, ({counted}) AS contacts FROM tag WHERE {which.text} ORDER BY key)"
        " WHERE kept OR contacts",
        (*seen.params, *which.params),
    )
    return [TagRow(name, bool(kept), contacts) for name, kept, contacts in rows]


def spelling(connection: sqlite3.Connection, key: str) -> Spelling | None:
    """Return how a tag is spelled, which stays known when nobody has it any more."""
    row = connection.execute(
        "SELECT name, kept OR EXISTS (SELECT 1 FROM contact_tag WHERE tag = tag.number)"
        " FROM tag WHERE key = ?",
        (key,),
    ).fetchone()
    return Spelling(row[0], bool(row[1])) if row else None


def respell(connection: sqlite3.Connection, key: str, name: str) -> None:
    """Spell a tag so, unless it was made on its own."""
    connection.execute("UPDATE tag SET name = ? WHERE key = ? AND NOT kept", (name, key))


def keep(connection: sqlite3.Connection, name: str) -> None:
    """Make a tag of this spelling stay though nobody has it."""
    journal.put(connection, "tag", tag_key(name), {"name": name, "kept": 1})


def release(connection: sqlite3.Connection, name: str) -> None:
    """Let a tag go as soon as nobody has it."""
    journal.put(connection, "tag", tag_key(name), None)


def live(connection: sqlite3.Connection, name: str) -> Iterator[list[Stored]]:
    """Yield the live contacts with a tag, a chunk at a time; a chunk may be changed while it is held."""
    last = 0
    while numbers := _numbers_after(connection, name, last):
        last = numbers[-1]
        yield contacts.fetch(connection, numbers)


def _numbers_after(connection: sqlite3.Connection, name: str, last: int) -> list[int]:
    rows = connection.execute(
        "SELECT contact FROM contact_tag WHERE tag = (SELECT number FROM tag WHERE key = ?) AND contact > ?"
        " ORDER BY contact LIMIT ?",
        (tag_key(name), last, _CHUNK),
    )
    return [number for (number,) in rows]


def trashed(connection: sqlite3.Connection, name: str) -> Iterator[list[Stored]]:
    """Yield the contacts in the trash with a tag, a chunk at a time."""
    rows = connection.execute("SELECT number FROM trash WHERE has_tag(?, tags)", (tag_key(name),))
    numbers = [number for (number,) in rows]
    for start in range(0, len(numbers), _CHUNK):
        yield trash.fetch(connection, numbers[start : start + _CHUNK])


def count_trashed(connection: sqlite3.Connection, name: str) -> int:
    """Return how many contacts in the trash have a tag."""
    seen = all_of(visibility.trashed(visibility.viewer_of(connection)))
    sql = f"SELECT count(*) FROM trash WHERE has_tag(?, tags) AND {seen.text}"
    return int(connection.execute(sql, (tag_key(name), *seen.params)).fetchone()[0])

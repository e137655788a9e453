"""Live contacts: rows in and out, each with its index."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from contactsctl.domain.contact import Contact
from contactsctl.store import card_rows, dnc, events, photo_rows, visibility
from contactsctl.store.card_rows import CardRow
from contactsctl.store.index import Stored, add_to_index, remove_from_index, update_index
from contactsctl.store.rows import COLUMNS, FAULTS, from_row
from contactsctl.store.short import SHORT_LISTS, assignment, read, shorten_all, stored
from contactsctl.store.sql import NULLABLE, all_of, bound

if TYPE_CHECKING:
    from contactsctl.store.entry import Entry

READ_LIST = ", ".join(map(read, COLUMNS))
STORED_LIST = ", ".join(stored(COLUMNS))
_CHUNK = 500
_FIRST_LIST = COLUMNS.index(SHORT_LISTS[0])

_SELECT = f"SELECT {READ_LIST}, number FROM contact"
_SELECT_WITH_CARDS = (
    f"SELECT {', '.join(read(column, 'contact') for column in COLUMNS)},"
    " card.version, card.text, card.revision, contact.number"
    " FROM contact LEFT JOIN card ON card.contact = contact.number"
)
_INSERT = f"INSERT INTO contact (number, {STORED_LIST}) VALUES (?, {', '.join([NULLABLE] * len(COLUMNS))})"


def last_number(connection: sqlite3.Connection) -> int:
    """Return the highest number ever given to a contact of this book."""
    found = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'contact'").fetchone()
    return int(found[0]) if found else 0


def insert(connection: sqlite3.Connection, stored: Sequence[Stored]) -> None:
    """Write new contacts, with their photos, cards and index, under numbers above `last_number`."""
    from contactsctl.store.entry import Entry

    insert_entries(connection, [(number, Entry.of(contact)) for number, contact in stored])


def insert_entries(connection: sqlite3.Connection, entries: "Sequence[tuple[int, Entry]]") -> None:
    """Write new contacts as `insert` does, each made ready before."""
    connection.executemany(_INSERT, _stored_rows(entries))
    photo_rows.insert(connection, [entry.photo for _, entry in entries if entry.photo])
    card_rows.insert(connection, [(number, entry.card) for number, entry in entries if entry.card])
    add_to_index(connection, [(number, entry.derived) for number, entry in entries])
    events.record(connection, "created", [number for number, _ in entries])


def _stored_rows(entries: "Sequence[tuple[int, Entry]]") -> Iterator[list[object]]:
    from contactsctl.store.moments import milliseconds_at

    columns = [
        shorten_all(column, [entry.row[place] for _, entry in entries])
        for place, column in enumerate(SHORT_LISTS, _FIRST_LIST)
    ]
    for (number, entry), lists in zip(entries, zip(*columns, strict=True), strict=True):
        values = [number, *entry.row[:_FIRST_LIST], *lists, *entry.row[_FIRST_LIST + len(lists) : -2]]
        yield [*bound(values), *map(milliseconds_at, entry.row[-2:])]


def update(connection: sqlite3.Connection, before: Stored, after: Contact) -> None:
    """Write a contact over the state it had; a card is replaced only where `after` brings one."""
    changed = events.differences(before.contact, after)
    if changed:  # a column that is named is written to its indexes, though it be the same
        assignments = ", ".join(map(assignment, changed))
        values = [new for _, new in changed.values()]
        connection.execute(f"UPDATE contact SET {assignments} WHERE number = ?", (*values, before.number))
    photo_rows.put(connection, after.photo)
    if after.card and after.card != before.contact.card:
        card_rows.put(connection, before.number, after)
    else:
        card_rows.follow(connection, before, after)
    update_index(connection, before, Stored(before.number, after))
    events.record_update(connection, before.number, before.contact, after, changed)


def remove(connection: sqlite3.Connection, stored: Sequence[Stored]) -> None:
    """Delete live contacts without a trace but the event: what undoing their creation means."""
    remove_from_index(connection, stored)
    numbers = [(number,) for number, _ in stored]
    connection.executemany("DELETE FROM contact WHERE number = ?", numbers)
    connection.executemany("DELETE FROM card WHERE contact = ?", numbers)
    events.record_purge(connection, [(number, contact.id) for number, contact in stored])
    photo_rows.remove_unused(connection, [contact.photo for _, contact in stored if contact.photo])


def fetch(connection: sqlite3.Connection, numbers: Sequence[int], *, cards: bool = False) -> list[Stored]:
    """Return the live contacts of these numbers, in their order; with `cards`, those they came from too.

    Missing ones are left out, and those that are not to be seen by who asks.
    """
    found: dict[int, Contact] = {}
    select = _SELECT_WITH_CARDS if cards else _SELECT
    for start in range(0, len(numbers), _CHUNK):
        rows = _rows(connection, select, numbers[start : start + _CHUNK])
        made = [Stored(row[-1], from_row(row, card=_card_of(row) if cards else None)) for row in rows]
        found.update(dnc.mark(connection, made))
    return [Stored(number, found[number]) for number in numbers if number in found]


def _rows(connection: sqlite3.Connection, select: str, numbers: Sequence[int]) -> sqlite3.Cursor:
    """Select the rows of a chunk of live contacts, those that who asks may see, in any order."""
    seen = all_of(visibility.live(visibility.viewer_of(connection), "contact.number"))
    marks = ", ".join("?" * len(numbers))
    return connection.execute(
        f"{select} WHERE contact.number IN ({marks}) AND {seen.text}", (*numbers, *seen.params)
    )


def json_in_chunks(connection: sqlite3.Connection, numbers: Iterable[int]) -> Iterator[str]:
    """Yield the JSON of the live contacts of any number of numbers; see `in_chunks`."""
    from contactsctl.store.row_json import row_as_json

    for chunk in _chunks(numbers):
        listed = dnc.listed_among(connection, chunk)
        found = _plain_json(connection, [number for number in chunk if number not in listed])
        left = [number for number in chunk if number not in found]
        rows = _rows(connection, _SELECT, left)
        found.update((row[-1], row_as_json(row, dnc=row[-1] in listed)) for row in rows)
        yield from (found[number] for number in chunk if number in found)


def _plain_json(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, str]:
    """Return the JSON of those live contacts that SQLite can write, as most are.

    Where a row was damaged there is none: `row_as_json` tells what is wrong.
    """
    from contactsctl.store.row_json import SELECT, joined

    try:
        return dict(joined(_rows(connection, SELECT, numbers).fetchall()))
    except (sqlite3.OperationalError, *FAULTS):
        return {}


def _card_of(row: tuple[Any, ...]) -> CardRow | None:
    version, text, revision, _ = row[len(COLUMNS) :]
    return None if version is None else (version, text, revision)


def in_chunks(
    connection: sqlite3.Connection, numbers: Iterable[int], *, cards: bool = False
) -> Iterator[Stored]:
    """Yield the live contacts of any number of numbers, a chunk in memory at a time; see `fetch`."""
    for chunk in _chunks(numbers):
        yield from fetch(connection, chunk, cards=cards)


def _chunks(numbers: Iterable[int]) -> Iterator[list[int]]:
    remaining = iter(numbers)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk

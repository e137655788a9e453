"""What is derived from contacts, held against what their rows say now."""

import re
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from unicodedata import is_normalized

from contactsctl.domain.contact import Contact
from contactsctl.domain.fold import is_settled
from contactsctl.store.connection import transaction
from contactsctl.store.contacts import READ_LIST
from contactsctl.store.doctor.files import check_journal
from contactsctl.store.doctor.notes import Examined, Notes
from contactsctl.store.functions import add_functions
from contactsctl.store.index import KEY_TABLES, Stored, derived_keys, derived_tags, sort_keys
from contactsctl.store.name_order import read_places
from contactsctl.store.rows import SEARCHED, from_row
from contactsctl.store.short import read

_CHUNK = 500
_KEY_ROWS = {
    **{table: f"SELECT key, contact FROM {table}" for table in KEY_TABLES},
    "contact_tag": "SELECT key, contact FROM contact_tag JOIN tag ON tag.number = contact_tag.tag",
}
_SELECT = f"SELECT {READ_LIST}, number FROM contact WHERE number > ? ORDER BY number"
_SELECT_TRASH = f"SELECT {READ_LIST}, number FROM trash WHERE number > ? ORDER BY number"
_CONTROLS = re.compile("[\0\ud800-\udfff]")


def check_derived(book: Examined, notes: Notes) -> None:
    """Derive everything again from the contacts' rows and compare, a chunk of contacts at a time."""
    wanted = {table: _Rows() for table in _KEY_ROWS}
    with notes.unreadable("rows", "sort_keys"):
        for chunk in live_chunks(book.connection, notes):
            for table, rows in _keys_of(chunk).items():
                wanted[table].add(rows)
            _compare_sort_keys(book.connection, chunk, notes)
        _count_sort_keys(book.connection, notes)
        _check_places(book.connection, notes)
    with notes.unreadable("keys"):
        _compare_keys(book.connection, notes, wanted)
    with notes.unreadable("rows"):
        for trashed in _row_chunks(book.connection, _SELECT_TRASH, notes):
            for each in trashed:
                _readable(each, notes)


class _Rows:
    """Rows in any order, known by their number and the sum of their hashes: two integers, however many."""

    def __init__(self) -> None:
        self.count = 0
        self.sum = 0

    def add(self, rows: Iterable[tuple[str, int]]) -> None:
        for row in rows:
            self.count += 1
            self.sum += hash(row)


def live_chunks(connection: sqlite3.Connection, notes: Notes | None = None) -> Iterator[list[Stored]]:
    """Yield the live contacts by number, some at a time; rows that cannot be read are noted and left out."""
    for rows in _row_chunks(connection, _SELECT, notes):
        yield [stored for row in rows if (stored := _readable(row, notes))]


def _row_chunks(
    connection: sqlite3.Connection, select: str, notes: Notes | None
) -> Iterator[list[tuple[Any, ...]]]:
    last = 0
    while True:
        try:
            rows = connection.execute(f"{select} LIMIT {_CHUNK}", (last,)).fetchall()
        except sqlite3.OperationalError as error:
            if "decode" not in str(error):
                raise
            # One text of these rows is no UTF-8: they are read one by one, from the next number on.
            rows = _decodable(connection, select, last, notes)
        if not rows:
            return
        yield [row for row in rows if len(row) > 1]
        last = rows[-1][-1]


def _decodable(
    connection: sqlite3.Connection, select: str, last: int, notes: Notes | None
) -> list[tuple[Any, ...]]:
    table = "trash" if " FROM trash " in select else "contact"
    numbers = connection.execute(
        f"SELECT number FROM {table} WHERE number > ? ORDER BY number LIMIT {_CHUNK}", (last,)
    ).fetchall()
    rows: list[tuple[Any, ...]] = []
    for (number,) in numbers:
        try:
            rows.append(connection.execute(f"{select} LIMIT 1", (number - 1,)).fetchone())
        except sqlite3.OperationalError:
            rows.append((number,))
            if notes:
                notes.problem("rows", f"{table} {number} has a text that is not UTF-8")
    return rows


def _readable(row: tuple[Any, ...], notes: Notes | None) -> Stored | None:
    number = int(row[-1])
    try:
        contact = from_row(row)
    except sqlite3.DataError as error:
        if notes:
            notes.problem("rows", f"contact {number} ({row[0]}) cannot be read: {error}")
        return None
    if notes:
        _check_texts(row, number, notes)
    return Stored(number, contact)


def _check_texts(row: tuple[Any, ...], number: int, notes: Notes) -> None:
    for text in row:
        if isinstance(text, str) and not _could_be_let_in(text):
            notes.problem("rows", f"contact {number} ({row[0]}) has a text as none is let in: {text[:60]!r}")


def _could_be_let_in(text: str) -> bool:
    if text.isascii():
        return "\0" not in text
    return not _CONTROLS.search(text) and is_normalized("NFC", text)


def _keys_of(chunk: Sequence[Stored]) -> dict[str, set[tuple[str, int]]]:
    keys = {**derived_keys(chunk), "contact_tag": derived_tags(chunk)}
    return {table: set(rows) for table, rows in keys.items()}


def _compare_keys(connection: sqlite3.Connection, notes: Notes, wanted: dict[str, _Rows]) -> None:
    unequal = set()
    for table, select in _KEY_ROWS.items():
        there = _Rows()
        there.add(connection.execute(select))
        if there.count > wanted[table].count:
            extra = there.count - wanted[table].count
            notes.problem("keys", f"{table} has {extra:,} rows too many", extra)
        if (there.count, there.sum) != (wanted[table].count, wanted[table].sum):
            unequal.add(table)
    if unequal:
        _name_missing_keys(connection, notes, unequal)


def _name_missing_keys(connection: sqlite3.Connection, notes: Notes, tables: set[str]) -> None:
    for chunk in live_chunks(connection):
        for table, rows in _keys_of(chunk).items():
            has = f"{_KEY_ROWS[table]} WHERE key = ? AND contact = ?"
            for row in rows if table in tables else ():
                if connection.execute(has, row).fetchone() is None:
                    notes.problem("keys", f"{table} lacks {row[0]!r} of contact {row[1]}")


def _count_sort_keys(connection: sqlite3.Connection, notes: Notes) -> None:
    # Those that should be there were compared: were there more, they would be too many.
    contacts = connection.execute("SELECT count(*) FROM contact").fetchone()[0]
    extra = connection.execute("SELECT count(*) FROM contact_sort").fetchone()[0] - contacts
    if extra > 0:
        notes.problem("sort_keys", f"contact_sort has {extra:,} rows too many", extra)


def _check_places(connection: sqlite3.Connection, notes: Notes) -> None:
    places = read_places(connection)
    before = extra = 0
    for (number,) in connection.execute("SELECT contact FROM contact_sort ORDER BY name_key, contact"):
        place = places[number] if number < len(places) else 0
        extra += 0 < place < before
        before = place or before
    if extra:
        notes.problem(
            "sort_keys", f"{extra:,} contacts have a place that is before that of an earlier name", extra
        )


def _compare_sort_keys(connection: sqlite3.Connection, chunk: Sequence[Stored], notes: Notes) -> None:
    if not chunk:
        return
    sorts = {
        row[0]: row[1:]
        for row in connection.execute(
            "SELECT contact, name_key, family_key, company_key FROM contact_sort"
            " WHERE contact BETWEEN ? AND ?",
            (chunk[0].number, chunk[-1].number),
        )
    }
    for number, contact in chunk:
        if sorts.get(number) != sort_keys(contact) and _is_certain(contact, sorts.get(number)):
            notes.problem("sort_keys", f"contact {number} ({contact.id}) is sorted by what it was")


def _is_certain(contact: Contact, keys: tuple[str, ...] | None) -> bool:
    """Tell whether every Python would make the same sort keys: else those that are there may be another's."""
    return keys is None or is_settled(
        f"{contact.display_name}{contact.family_name or ''}{contact.company or ''}"
    )


def check_text_indexes(book: Examined, notes: Notes) -> None:
    """Let FTS5 hold its index against the contacts' rows; on a copy where the book cannot be written.

    FTS5 takes its check as an INSERT, which needs the lock of a writer.
    """
    if book.can_write:
        with transaction(book.connection, dry_run=True):
            check_journal(book, notes)
            _ask_fts(book.connection, notes)
        return
    with (
        notes.unreadable("search_index"),
        tempfile.TemporaryDirectory() as folder,
        closing(sqlite3.connect(Path(folder) / "copy.db", isolation_level=None)) as copy,
    ):
        book.connection.backup(copy)
        add_functions(copy)
        _ask_fts(copy, notes)


# The index takes its texts to be in `contact_document`, in which most are not: while it is asked, a view
# of that name makes them of the rows.
_ALL_TEXTS = (
    "ALTER TABLE contact_document RENAME TO kept_document",
    "CREATE VIEW contact_document (contact, document) AS SELECT number, ifnull("
    "(SELECT document FROM kept_document WHERE contact = number),"
    f" search_document({', '.join(map(read, SEARCHED))})) FROM contact",
)


def _ask_fts(connection: sqlite3.Connection, notes: Notes) -> None:
    with notes.unreadable("search_index"):
        strays = "SELECT count(*) FROM contact_document WHERE contact NOT IN (SELECT number FROM contact)"
        if extra := connection.execute(strays).fetchone()[0]:
            notes.problem("search_index", f"contact_document has {extra:,} rows too many", extra)
    try:
        hold_against_rows(connection)
    except sqlite3.DatabaseError as error:
        notes.problem("search_index", f"contact_part is not in step with the contacts: {error}")


def hold_against_rows(connection: sqlite3.Connection) -> None:
    """Raise sqlite3.DatabaseError where the text index is not that of the rows; the caller rolls back."""
    for statement in _ALL_TEXTS:
        connection.execute(statement)
    # Rank 1: held against the texts, not only against itself (https://www.sqlite.org/fts5.html, 6.4).
    connection.execute("INSERT INTO contact_part (contact_part, rank) VALUES ('integrity-check', 1)")

"""What is derived from contacts, held against what their rows say now."""

import re
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from unicodedata import is_normalized

from contactsctl.store.connection import transaction
from contactsctl.store.contacts import COLUMN_LIST
from contactsctl.store.doctor.files import check_journal
from contactsctl.store.doctor.notes import Examined, Notes
from contactsctl.store.index import KEY_TABLES, Stored, derived_keys, derived_tags, document_of, sort_keys
from contactsctl.store.name_order import read_places
from contactsctl.store.rows import from_row

_CHUNK = 500
_KEY_ROWS = {
    **{table: f"SELECT key, contact FROM {table}" for table in KEY_TABLES},
    "contact_tag": "SELECT key, contact FROM contact_tag JOIN tag ON tag.number = contact_tag.tag",
}
_SELECT = f"SELECT {COLUMN_LIST}, number FROM contact WHERE number > ? ORDER BY number"
_SELECT_TRASH = f"SELECT {COLUMN_LIST}, document, number FROM trash WHERE number > ? ORDER BY number"
_CONTROLS = re.compile("[\0\ud800-\udfff]")


def check_derived(book: Examined, notes: Notes) -> None:
    """Derive everything again from the contacts' rows and compare, a chunk of contacts at a time."""
    wanted = {table: _Rows() for table in _KEY_ROWS}
    with notes.unreadable("rows", "sort_keys", "search_text"):
        for chunk in live_chunks(book.connection, notes):
            for table, rows in _keys_of(chunk).items():
                wanted[table].add(rows)
            _compare_texts(book.connection, chunk, notes)
        _count_texts(book.connection, notes)
        _check_places(book.connection, notes)
    with notes.unreadable("keys"):
        _compare_keys(book.connection, notes, wanted)
    with notes.unreadable("search_text"):
        _compare_trash(book.connection, notes)


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


def _count_texts(connection: sqlite3.Connection, notes: Notes) -> None:
    # Those that should be there were compared: were there more, they would be too many.
    contacts = connection.execute("SELECT count(*) FROM contact").fetchone()[0]
    for table, check in (("contact_sort", "sort_keys"), ("contact_document", "search_text")):
        extra = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] - contacts
        if extra > 0:
            notes.problem(check, f"{table} has {extra:,} rows too many", extra)


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


def _compare_texts(connection: sqlite3.Connection, chunk: Sequence[Stored], notes: Notes) -> None:
    if not chunk:
        return
    reach = (chunk[0].number, chunk[-1].number)
    between = "WHERE contact BETWEEN ? AND ?"
    sorts = {
        row[0]: row[1:]
        for row in connection.execute(
            f"SELECT contact, name_key, family_key, company_key FROM contact_sort {between}", reach
        )
    }
    texts = dict(connection.execute(f"SELECT contact, document FROM contact_document {between}", reach))
    for number, contact in chunk:
        if sorts.get(number) != sort_keys(contact):
            notes.problem("sort_keys", f"contact {number} ({contact.id}) is sorted by what it was")
        if texts.get(number) != document_of(contact):
            notes.problem("search_text", f"contact {number} ({contact.id}) is searched by what it was")


def _compare_trash(connection: sqlite3.Connection, notes: Notes) -> None:
    for number, contact_id, _ in stale_trash(connection, notes):
        notes.problem(
            "search_text", f"contact {number} ({contact_id}), in the trash, is searched by what it was"
        )


def stale_trash(connection: sqlite3.Connection, notes: Notes | None = None) -> Iterator[tuple[int, str, str]]:
    """Yield number, id and right search text of contacts in the trash that have another one."""
    for rows in _row_chunks(connection, _SELECT_TRASH, notes):
        for row in rows:
            stored = _readable(row, notes)
            if stored and document_of(stored.contact) != row[-2]:
                yield stored.number, stored.contact.id, document_of(stored.contact)


def check_text_indexes(book: Examined, notes: Notes) -> None:
    """Let FTS5 hold its indexes against the texts; on a copy where the book cannot be written.

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
        _ask_fts(copy, notes)


def _ask_fts(connection: sqlite3.Connection, notes: Notes) -> None:
    try:
        # Rank 1: held against the texts, not only against itself (https://www.sqlite.org/fts5.html, 6.4).
        connection.execute("INSERT INTO contact_part (contact_part, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        notes.problem("search_index", f"contact_part is not in step with the texts: {error}")

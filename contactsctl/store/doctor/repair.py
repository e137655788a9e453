"""Repairing a book: what can be derived from its contacts is made anew; nothing else is touched."""

import sqlite3
from collections.abc import Collection

from contactsctl.store import photo_rows
from contactsctl.store.connection import transaction
from contactsctl.store.doctor.contents import orphaned_cards
from contactsctl.store.doctor.derived import live_chunks
from contactsctl.store.doctor.files import make_private
from contactsctl.store.doctor.notes import Examined
from contactsctl.store.doctor.sqlite_file import new_schema, schema_of
from contactsctl.store.index import rebuild_index
from contactsctl.store.migrate import keep_copy

_DERIVED_TABLES = frozenset({
    "uid_key", "email_key", "phone_key", "access_key", "contact_tag", "contact_sort", "contact_document",
    "contact_part", "contact_term", "contact_place",
})  # fmt: skip
REBUILT = ("keys", "sort_keys", "search_index")
IN_THE_BOOK = (*REBUILT, "indexes", "schema", "orphans")


def repair(book: Examined, checks: Collection[str]) -> None:
    """Repair what some checks found, in one transaction, after a copy of the book beside it.

    A book with damaged pages is left as it is: writing to it could lose what can still be read.
    """
    if "file_mode" in checks:
        make_private(book)
    if not book.can_write or "integrity" in checks or not set(checks) & set(IN_THE_BOOK):
        return
    keep_copy(book.connection, book.path, as_it_is=True)
    with transaction(book.connection):
        remade = _make_what_is_missing(book) if "schema" in checks else False
        if "indexes" in checks:
            book.connection.execute("REINDEX")
        if remade or set(checks) & set(REBUILT):
            derive_anew(book.connection)
        if "orphans" in checks:
            _remove_orphans(book)


def _make_what_is_missing(book: Examined) -> bool:
    there, made = schema_of(book.connection), False
    for (kind, name), sql in new_schema().items():
        if (kind, name) not in there and (kind == "index" or name in _DERIVED_TABLES):
            book.connection.execute(sql)
            made = True
    return made


def derive_anew(connection: sqlite3.Connection) -> None:
    """Make everything that is derived from contacts anew from their rows."""
    rebuild_index(connection, live_chunks(connection))


def _remove_orphans(book: Examined) -> None:
    for number in orphaned_cards(book.connection):
        book.connection.execute("DELETE FROM card WHERE contact = ?", (number,))
    for key in photo_rows.orphans(book.connection):
        book.connection.execute("DELETE FROM photo WHERE sha256 = ?", (key,))

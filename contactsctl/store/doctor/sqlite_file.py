"""The file as SQLite sees it: pages, indexes, references, and whether the schema is that of its version."""

import re
import sqlite3
from contextlib import closing

from contactsctl.store.doctor.notes import Examined, Notes
from contactsctl.store.schema import SCHEMA_VERSION

_MOST_MESSAGES = 100
_OF_AN_INDEX = re.compile(
    r"row \d+ missing from index|wrong # of entries in index|row \d+ values differ from index"
    r"|non-unique entry in index"
)
_BEHIND_TEXT_INDEXES = "contact_part_"
_SPACE = re.compile(r"\s+")

Schema = dict[tuple[str, str], str]
"""(type, name) -> its SQL in one spelling."""


def check_sqlite(book: Examined, notes: Notes) -> None:
    """Run SQLite's own checks; what REINDEX repairs is noted as `indexes`."""
    with notes.unreadable("integrity"):
        for (message,) in book.connection.execute(f"PRAGMA integrity_check({_MOST_MESSAGES})"):
            if message != "ok":
                notes.problem(_check_of(message), message)
    with notes.unreadable("foreign_keys"):
        for table, row, parent, _ in book.connection.execute("PRAGMA foreign_key_check"):
            notes.problem("foreign_keys", f"row {row} of {table} refers to nothing in {parent}")


def _check_of(message: str) -> str:
    if "FTS5" in message:  # SQLite from 3.44 on looks into text indexes too
        return "search_index"
    return "indexes" if _OF_AN_INDEX.search(message) else "integrity"


def check_schema(book: Examined, notes: Notes) -> None:
    """Compare tables, indexes and triggers with those of a new book; a newer minor version may have more."""
    with notes.unreadable("schema"):
        version = book.connection.execute("PRAGMA user_version").fetchone()[0]
        there, wanted = schema_of(book.connection), new_schema()
        for key in sorted(wanted.keys() | there.keys()):
            if key not in there:
                notes.problem("schema", f"the {' '.join(key)} is missing")
            elif key not in wanted and version <= SCHEMA_VERSION:
                notes.problem("schema", f"the {' '.join(key)} is not of contactsctl")
            elif key in wanted and wanted[key] != there[key] and version <= SCHEMA_VERSION:
                notes.problem("schema", f"the {' '.join(key)} is not as contactsctl made it")


def new_schema() -> Schema:
    """Return the schema of a new book of this version."""
    from sqlite_utils import Database

    from contactsctl.store.migrations import MIGRATIONS

    with closing(sqlite3.connect(":memory:", isolation_level=None)) as memory:
        MIGRATIONS.apply(Database(memory, execute_plugins=False))
        return schema_of(memory)


def schema_of(connection: sqlite3.Connection) -> Schema:
    """Return the schema of a book, without the tables that FTS5 keeps behind its indexes."""
    rows = connection.execute(
        "SELECT type, name, coalesce(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    schema = {(kind, name): _SPACE.sub(" ", sql) for kind, name, sql in rows}
    return {key: sql for key, sql in schema.items() if not key[1].startswith(_BEHIND_TEXT_INDEXES)}

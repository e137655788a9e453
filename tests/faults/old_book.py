"""A book as an older version of the schema had it."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database, Migrations

from contactsctl.store.functions import add_functions
from contactsctl.store.migrations import MIGRATIONS
from contactsctl.store.rows import SEARCHED
from contactsctl.store.schema import APPLICATION_ID
from contactsctl.store.short import STORED, read

_FIRST_OF_MAJOR = {2: 8, 3: 9}
_FIRST_WITHOUT_DOCUMENTS = 9
_INDEXES = ("contact_part", "contact_word")
_NOT_COPIED = (*_INDEXES, "contact_term", "contact_document", "sqlite_", "_sqlite")


def version_of(minor: int) -> int:
    """Return the `user_version` of a book with so many migrations."""
    return minor + 1000 * max([1, *(major for major, first in _FIRST_OF_MAJOR.items() if first <= minor)])


def write_old_book(path: Path, of: Path, minor: int = 1) -> None:
    """Write the contacts of a book into one of so many migrations, which the next command migrates."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        add_functions(connection)
        first = Migrations("contactsctl")
        for migration in MIGRATIONS._migrations[:minor]:
            first(name=migration.name)(migration.fn)
        first.apply(Database(connection, execute_plugins=False))
        connection.execute("ATTACH ? AS newer", (str(of),))
        connection.execute("BEGIN")
        tables = [
            name for (name,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
        ]
        for table in tables:
            if not table.startswith(_NOT_COPIED):
                _copy(connection, table)
        _write_documents(connection, [index for index in _INDEXES if index in tables], minor)
        connection.execute("COMMIT")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version_of(minor)}")
    path.chmod(0o600)


def _copy(connection: sqlite3.Connection, table: str) -> None:
    there = {row[1] for row in connection.execute(f"PRAGMA newer.table_xinfo({table})")}
    columns = [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})")]
    values = [c if c in there else read(c) if c in STORED else "''" for c in columns]
    connection.execute(
        f"INSERT INTO main.{table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM newer.{table}"
    )


def _write_documents(connection: sqlite3.Connection, indexes: Iterable[str], minor: int) -> None:
    documents = f"SELECT number, search_document({', '.join(map(read, SEARCHED))}) FROM newer.contact"
    if minor >= _FIRST_WITHOUT_DOCUMENTS:
        connection.execute(f"INSERT INTO contact_part (rowid, document) {documents}")
        return
    connection.execute(f"INSERT INTO main.contact_document (contact, document) {documents}")
    for index in indexes:
        connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")

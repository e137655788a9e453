"""A book as the first version of the schema had it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database, Migrations

from contactsctl.store.migrations.m0001_book import create_book
from contactsctl.store.schema import APPLICATION_ID


def write_old_book(path: Path, of: Path) -> None:
    """Write the contacts of a book into one of schema 1.1, which the next command migrates."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        first = Migrations("contactsctl")
        first(name="0001_book")(create_book)
        first.apply(Database(connection, execute_plugins=False))
        connection.execute("ATTACH ? AS newer", (str(of),))
        connection.execute("BEGIN")
        tables = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            _copy(connection, table)
        for index in ("contact_part", "contact_word"):
            connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
        connection.execute("COMMIT")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1001")
    path.chmod(0o600)


def _copy(connection: sqlite3.Connection, table: str) -> None:
    if table.startswith(("contact_part", "contact_word", "sqlite_", "_sqlite")):
        return
    columns = ", ".join(f'"{row[1]}"' for row in connection.execute(f"PRAGMA main.table_info({table})"))
    connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newer.{table}")

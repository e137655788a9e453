"""Lists and times of contacts are stored shorter than they are read: see `contactsctl.store.short`."""

import re

from sqlite_utils import Database

from contactsctl.store.migrations.m0001_book import CONTACT_COLUMNS
from contactsctl.store.short import milliseconds, read, stored, text_of, to_store

_TIMES = ("created_at", "updated_at")
_COLUMNS = re.sub(
    r"\b(created_at|updated_at) TEXT", r"\1_ms INTEGER",
    re.sub(r"\b(emails|phones|addresses) TEXT", r"short_\1 TEXT", CONTACT_COLUMNS),
)  # fmt: skip
_TABLES = {
    "contact": f"CREATE TABLE contact (number INTEGER PRIMARY KEY AUTOINCREMENT, {_COLUMNS})",
    "trash": f"CREATE TABLE trash (number INTEGER PRIMARY KEY, {_COLUMNS}, deleted_at TEXT NOT NULL)",
}
_AFTER = (
    "CREATE UNIQUE INDEX contact_mention_name ON contact (mention_name) WHERE mention_name IS NOT NULL",
    "CREATE INDEX contact_created_at ON contact (created_at_ms)",
    "CREATE INDEX contact_updated_at ON contact (updated_at_ms)",
    "CREATE INDEX contact_photo ON contact (photo) WHERE photo IS NOT NULL",
    "CREATE INDEX contact_birthday ON contact (birthday) WHERE birthday IS NOT NULL",
    "CREATE INDEX contact_dates ON contact (dates) WHERE dates IS NOT NULL",
    "CREATE INDEX trash_deleted_at ON trash (deleted_at)",
)


def shorten_columns(database: Database) -> None:
    """Make both tables anew, with the numbers that were given, and a view of contacts as they are read."""
    given = database.execute("SELECT seq FROM sqlite_sequence WHERE name = 'contact'").fetchone()
    columns = {table: list(database[table].columns_dict) for table in _TABLES}
    for table, statement in _TABLES.items():
        database.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
        database.execute(statement)
        names, values = ", ".join(stored(columns[table])), ", ".join(map(_of_old, columns[table]))
        database.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM old_{table}")
        database.execute(f"DROP TABLE old_{table}")
    for statement in _AFTER:
        database.execute(statement)
    whole = ", ".join(f"{read(column)} AS {column}" for column in columns["contact"])
    database.execute(f"CREATE VIEW whole_contact AS SELECT {whole} FROM contact")
    database.execute("DELETE FROM sqlite_sequence WHERE name = 'contact'")
    if given:
        database.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('contact', ?)", given)


def _of_old(column: str) -> str:
    if column not in _TIMES:
        return to_store(column, column)
    # What is no such time, in a row that was damaged, stays as it is.
    return f"iif({text_of(milliseconds(column))} = {column}, {milliseconds(column)}, {column})"

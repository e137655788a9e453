"""Lists and times of contacts are stored shorter than they are read: see `contactsctl.store.short`."""

from sqlite_utils import Database

from contactsctl.store.rows import COLUMNS
from contactsctl.store.short import milliseconds, read, stored, text_of, to_store

_COLUMNS = """
    id TEXT NOT NULL UNIQUE,
    uid TEXT,                         -- NULL: urn:uuid:{id}; empty: the id
    revision INTEGER NOT NULL,
    display_name TEXT NOT NULL,
    name_prefix TEXT,
    given_name TEXT,
    middle_name TEXT,
    family_name TEXT,
    name_suffix TEXT,
    nickname TEXT,
    mention_name TEXT,
    company TEXT,
    department TEXT,
    job_title TEXT,
    type TEXT NOT NULL,
    kind TEXT NOT NULL,
    is_active INTEGER NOT NULL,
    short_emails TEXT,                -- JSON lists and objects as in SPEC; NULL: empty
    short_phones TEXT,
    short_addresses TEXT,
    urls TEXT,
    dates TEXT,
    birthday TEXT,
    notes TEXT,
    avatar_path TEXT,
    photo TEXT,
    tags TEXT,
    custom_fields TEXT,
    source TEXT,
    access TEXT,                      -- NULL: everyone
    other_properties TEXT,
    created_at_ms INTEGER NOT NULL,
    updated_at_ms INTEGER NOT NULL
"""
_TABLES = {
    "contact": f"CREATE TABLE contact (number INTEGER PRIMARY KEY AUTOINCREMENT, {_COLUMNS})",
    "trash": f"CREATE TABLE trash (number INTEGER PRIMARY KEY, deleted_at TEXT NOT NULL, {_COLUMNS})",
}
_AFTER = (
    "CREATE UNIQUE INDEX contact_mention_name ON contact (mention_name) WHERE mention_name IS NOT NULL",
    "CREATE INDEX contact_created_at ON contact (created_at_ms)",
    "CREATE INDEX contact_updated_at ON contact (updated_at_ms)",
    "CREATE INDEX contact_photo ON contact (photo) WHERE photo IS NOT NULL",
    "CREATE INDEX contact_birthday ON contact (birthday) WHERE birthday IS NOT NULL",
    "CREATE INDEX contact_dates ON contact (dates) WHERE dates IS NOT NULL",
    "CREATE INDEX trash_deleted_at ON trash (deleted_at)",
    # For people with another SQLite tool: live contacts as they are read.
    f"CREATE VIEW whole_contact AS SELECT number, {', '.join(f'{read(each)} AS {each}' for each in COLUMNS)}"
    " FROM contact",
)


def shorten_columns(database: Database) -> None:
    """Make both tables anew, with the numbers that were given."""
    given = database.execute("SELECT seq FROM sqlite_sequence WHERE name = 'contact'").fetchone()
    for table, statement in _TABLES.items():
        database.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
        database.execute(statement)
        others = ["number", "deleted_at"] if table == "trash" else ["number"]
        names, values = [*others, *stored(COLUMNS)], [*others, *map(_of_old, COLUMNS)]
        database.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM old_{table}"
        )
        database.execute(f"DROP TABLE old_{table}")
    for statement in _AFTER:
        database.execute(statement)
    database.execute("DELETE FROM sqlite_sequence WHERE name = 'contact'")
    if given:
        database.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('contact', ?)", given)


def _of_old(column: str) -> str:
    if column not in ("created_at", "updated_at"):
        return to_store(column, column)
    # What is no such time, in a row that was damaged, stays as it is.
    return f"iif({text_of(milliseconds(column))} = {column}, {milliseconds(column)}, {column})"

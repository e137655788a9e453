"""Search documents are made of the contacts' rows when they are asked for, and no longer kept."""

from sqlite_utils import Database

from contactsctl.store.migrations.m0001_book import CONTACT_COLUMNS

_BEFORE = (
    # The parts of words that there are, by which texts are found that are shorter than a part.
    "CREATE VIRTUAL TABLE contact_term USING fts5vocab (contact_part, row)",
    "ALTER TABLE trash RENAME TO old_trash",
    f"CREATE TABLE trash (number INTEGER PRIMARY KEY, {CONTACT_COLUMNS}, deleted_at TEXT NOT NULL)",
)
_AFTER = ("DROP TABLE old_trash", "CREATE INDEX trash_deleted_at ON trash (deleted_at)")


def make_documents(database: Database) -> None:
    """Take the documents from the trash; those of live contacts go when what is derived is made anew."""
    for statement in _BEFORE:
        database.execute(statement)
    columns = ", ".join(database["trash"].columns_dict)
    database.execute(f"INSERT INTO trash ({columns}) SELECT {columns} FROM old_trash")
    for statement in _AFTER:
        database.execute(statement)

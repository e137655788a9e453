"""The index of parts of words knows where each part stands, so that what it finds need not be looked at."""

from sqlite_utils import Database

_STATEMENTS = (
    "DROP TABLE contact_part",
    "CREATE VIRTUAL TABLE contact_part USING fts5 (document, content='contact_document',"
    " content_rowid='contact', tokenize='trigram case_sensitive 1', detail=full, columnsize=0)",
    "INSERT INTO contact_part (contact_part) VALUES ('rebuild')",
)


def make_parts_exact(database: Database) -> None:
    """Make the index of parts of words anew, with the places of the parts."""
    for statement in _STATEMENTS:
        database.execute(statement)

"""One text index for all words: documents mark where words begin, the index keeps where parts stand."""

from sqlite_utils import Database

_STATEMENTS = (
    "DROP TABLE contact_word",
    "DROP TABLE contact_part",
    # With the places of the parts (detail=full), what it finds need not be looked at: counting reads no
    # document. The documents are made anew after every migration.
    "CREATE VIRTUAL TABLE contact_part USING fts5 (document, content='contact_document',"
    " content_rowid='contact', tokenize='trigram case_sensitive 1', detail=full, columnsize=0)",
)


def make_one_text_index(database: Database) -> None:
    """Make the index anew, empty."""
    for statement in _STATEMENTS:
        database.execute(statement)

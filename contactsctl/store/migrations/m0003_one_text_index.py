"""One text index for all words: documents mark where words begin, the index keeps where parts stand."""

from sqlite_utils import Database

from contactsctl.domain.search import marked

_STATEMENTS = (
    "UPDATE contact_document SET document = marked(document)",
    "UPDATE trash SET document = marked(document)",
    "DROP TABLE contact_word",
    "DROP TABLE contact_part",
    # With the places of the parts (detail=full), what it finds need not be looked at: counting reads no
    # document.
    "CREATE VIRTUAL TABLE contact_part USING fts5 (document, content='contact_document',"
    " content_rowid='contact', tokenize='trigram case_sensitive 1', detail=full, columnsize=0)",
    "INSERT INTO contact_part (contact_part) VALUES ('rebuild')",
)


def make_one_text_index(database: Database) -> None:
    """Mark the beginnings of words in every document; make the index of parts of words anew."""
    database.conn.create_function("marked", 1, marked, deterministic=True)
    for statement in _STATEMENTS:
        database.execute(statement)

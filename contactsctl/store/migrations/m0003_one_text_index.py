"""One text index for all words: documents mark where words begin, the index keeps where parts stand."""

import re

from sqlite_utils import Database

from contactsctl.domain.fold import fold
from contactsctl.domain.search import company_code, marked, tag_code

_TAG = re.compile("\x01([^\x01]*)\x01")
_STATEMENTS = (
    "UPDATE contact_document SET document = rewritten(document,"
    " (SELECT company FROM contact WHERE number = contact_document.contact))",
    "UPDATE trash SET document = rewritten(document, company)",
    "DROP TABLE contact_word",
    "DROP TABLE contact_part",
    # With the places of the parts (detail=full), what it finds need not be looked at: counting reads no
    # document.
    "CREATE VIRTUAL TABLE contact_part USING fts5 (document, content='contact_document',"
    " content_rowid='contact', tokenize='trigram case_sensitive 1', detail=full, columnsize=0)",
    "INSERT INTO contact_part (contact_part) VALUES ('rebuild')",
)


def make_one_text_index(database: Database) -> None:
    """Mark the beginnings of words, tags and companies in every document; make the index anew."""
    database.conn.create_function("rewritten", 2, _rewritten, deterministic=True)
    for statement in _STATEMENTS:
        database.execute(statement)


def _rewritten(document: str, company: str | None) -> str:
    document = _TAG.sub(lambda found: f"{found[1]}{tag_code(found[1])}", document)
    return marked(f"{document}{company_code(fold(company))}\n" if company else document)

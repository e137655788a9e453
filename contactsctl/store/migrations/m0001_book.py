"""The first schema: contacts, their trash, the keys by which they are found, the search index."""

from sqlite_utils import Database

CONTACT_COLUMNS = """
    id TEXT NOT NULL UNIQUE,
    uid TEXT,                         -- NULL: urn:uuid:{id}
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
    emails TEXT,                      -- JSON lists and objects as in SPEC; NULL: empty
    phones TEXT,
    addresses TEXT,
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
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
"""

_STATEMENTS = (
    # AUTOINCREMENT: the number of a contact in the trash is never given to another.
    f"CREATE TABLE contact (number INTEGER PRIMARY KEY AUTOINCREMENT, {CONTACT_COLUMNS})",
    "CREATE UNIQUE INDEX contact_mention_name ON contact (mention_name) WHERE mention_name IS NOT NULL",
    "CREATE INDEX contact_created_at ON contact (created_at)",
    "CREATE INDEX contact_updated_at ON contact (updated_at)",
    "CREATE INDEX contact_photo ON contact (photo) WHERE photo IS NOT NULL",
    f"CREATE TABLE trash (number INTEGER PRIMARY KEY, {CONTACT_COLUMNS},"
    " deleted_at TEXT NOT NULL, document TEXT NOT NULL)",
    "CREATE INDEX trash_deleted_at ON trash (deleted_at)",
    # The photo's bytes and the kept card are apart, so that lists do not read past them.
    "CREATE TABLE photo (sha256 TEXT PRIMARY KEY, media_type TEXT NOT NULL, size INTEGER NOT NULL,"
    " data BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE card (contact INTEGER PRIMARY KEY, version TEXT NOT NULL, text TEXT NOT NULL,"
    " revision INTEGER NOT NULL)",
    # Keys by which live contacts are found: derived, like all below, from the contact's own row.
    "CREATE TABLE uid_key (key TEXT NOT NULL, contact INTEGER NOT NULL,"
    " PRIMARY KEY (key, contact)) WITHOUT ROWID",
    "CREATE TABLE email_key (key TEXT NOT NULL, contact INTEGER NOT NULL,"
    " PRIMARY KEY (key, contact)) WITHOUT ROWID",
    "CREATE TABLE phone_key (key TEXT NOT NULL, contact INTEGER NOT NULL,"
    " PRIMARY KEY (key, contact)) WITHOUT ROWID",
    "CREATE TABLE tag (number INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL UNIQUE)",
    "CREATE TABLE contact_tag (tag INTEGER NOT NULL,"
    " contact INTEGER NOT NULL, PRIMARY KEY (tag, contact)) WITHOUT ROWID",
    # Folded sort keys of live contacts: narrow, so that a page of many matches is sorted in little memory.
    "CREATE TABLE contact_sort (contact INTEGER PRIMARY KEY, name_key TEXT NOT NULL,"
    " family_key TEXT NOT NULL, company_key TEXT NOT NULL)",
    "CREATE INDEX contact_sort_name ON contact_sort (name_key)",
    "CREATE INDEX contact_sort_family ON contact_sort (family_key, name_key)",
    "CREATE INDEX contact_sort_company ON contact_sort (company_key, name_key)",
    # The folded text of live contacts, and two indexes over it: parts of words, beginnings of words.
    "CREATE TABLE contact_document (contact INTEGER PRIMARY KEY, document TEXT NOT NULL)",
    "CREATE VIRTUAL TABLE contact_part USING fts5 (document, content='contact_document',"
    " content_rowid='contact', tokenize='trigram case_sensitive 1', detail=none, columnsize=0)",
    "CREATE VIRTUAL TABLE contact_word USING fts5 (document, content='contact_document',"
    " content_rowid='contact', tokenize='unicode61 remove_diacritics 0', prefix='1 2',"
    " detail=none, columnsize=0)",
    # Every command that writes is a batch.
    "CREATE TABLE batch (number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, command TEXT NOT NULL)",
)


def create_book(database: Database) -> None:
    """Make every table and index of an empty book."""
    for statement in _STATEMENTS:
        database.execute(statement)

"""Who may see whom, what was done, and the small tables: views, fields, do-not-call, opportunities."""

from sqlite_utils import Database

_STATEMENTS = (
    # Every write is a batch of events; a batch's events have consecutive numbers, from `first_event` on.
    "ALTER TABLE batch ADD COLUMN actor TEXT",  # an identity's name; NULL: the owner of the book
    "ALTER TABLE batch ADD COLUMN first_event INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE batch ADD COLUMN undoes INTEGER",  # the batch that this one took back
    "CREATE INDEX batch_undoes ON batch (undoes) WHERE undoes IS NOT NULL",
    # `subject` NULL: the contact itself. `undone_by`: the batch that took the event back; an undo's own
    # events name their own batch.
    "CREATE TABLE event (seq INTEGER PRIMARY KEY AUTOINCREMENT, batch INTEGER NOT NULL, kind TEXT NOT NULL,"
    " subject TEXT, contact INTEGER, changes TEXT, undone_by INTEGER)",
    "CREATE INDEX event_contact ON event (contact) WHERE contact IS NOT NULL",
    "CREATE TABLE identity (name TEXT PRIMARY KEY, role TEXT NOT NULL, contact INTEGER,"
    " created_at TEXT NOT NULL) WITHOUT ROWID",
    # Derived from `contact.access`: key '' marks a contact that not everyone may see.
    "CREATE TABLE access_key (key TEXT NOT NULL, contact INTEGER NOT NULL,"
    " PRIMARY KEY (key, contact)) WITHOUT ROWID",
    "INSERT INTO access_key SELECT '', number FROM contact WHERE access IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM json_each(access) WHERE value = 'everyone')",
    "INSERT OR IGNORE INTO access_key"
    " SELECT value, number FROM contact, json_each(access) WHERE access IS NOT NULL",
    # A tag that was created on its own stays when no contact has it.
    "ALTER TABLE tag ADD COLUMN kept INTEGER NOT NULL DEFAULT 0",
    "CREATE TABLE view (name TEXT PRIMARY KEY, query TEXT NOT NULL, created_at TEXT NOT NULL,"
    " updated_at TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE field (key TEXT PRIMARY KEY, label TEXT NOT NULL, type TEXT NOT NULL, options TEXT,"
    " folder TEXT, required INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL)"
    " WITHOUT ROWID",
    "CREATE TABLE value (key TEXT PRIMARY KEY, value TEXT NOT NULL, created_at TEXT NOT NULL,"
    " updated_at TEXT NOT NULL) WITHOUT ROWID",
    # `key` is that of `phone_key` or `email_key`; `value` is what people read.
    "CREATE TABLE dnc (key TEXT PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL, reason TEXT,"
    " source TEXT, actor TEXT, created_at TEXT NOT NULL) WITHOUT ROWID",
    # `amount` is a decimal number as text, so that it is exact.
    "CREATE TABLE opportunity (id TEXT PRIMARY KEY, contact INTEGER NOT NULL, title TEXT NOT NULL,"
    " stage TEXT, status TEXT NOT NULL, amount TEXT, currency TEXT, close_date TEXT, notes TEXT,"
    " created_at TEXT NOT NULL, updated_at TEXT NOT NULL) WITHOUT ROWID",
    "CREATE INDEX opportunity_contact ON opportunity (contact)",
    # Pairs of contacts that a person said are not the same.
    "CREATE TABLE not_same (key TEXT PRIMARY KEY, first INTEGER NOT NULL, second INTEGER NOT NULL,"
    " created_at TEXT NOT NULL) WITHOUT ROWID",
)


def add_people_and_history(database: Database) -> None:
    """Make the tables of identities, events and the small nouns; index the access lists there are."""
    for statement in _STATEMENTS:
        database.execute(statement)

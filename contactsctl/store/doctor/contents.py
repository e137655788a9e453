"""The rows of a book: revisions, values that must be unique, photos, what belongs to nobody, events."""

import sqlite3
from collections.abc import Iterator
from hashlib import sha256

from contactsctl.store import photo_rows
from contactsctl.store.doctor.notes import Examined, Notes

_KNOWN = "SELECT number FROM contact UNION ALL SELECT number FROM trash"
_QUESTIONS: tuple[tuple[str, str, str], ...] = (
    ("revisions", "SELECT number FROM contact WHERE typeof(revision) <> 'integer' OR revision < 1",
     "contact {} has no revision from 1 on"),
    ("revisions", "SELECT contact, card.revision FROM card JOIN contact ON contact.number = card.contact"
     " WHERE card.revision > contact.revision", "the card of contact {} is of revision {}, which is to come"),
    ("unique_values", "SELECT id FROM contact JOIN trash USING (id)", "{} is live and in the trash"),
    ("unique_values", "SELECT number FROM contact JOIN trash USING (number)",
     "the number {} is live and in the trash"),
    ("unique_values", "SELECT +id FROM contact GROUP BY +id HAVING count(*) > 1", "several contacts are {}"),
    ("unique_values", "SELECT +mention_name FROM contact WHERE +mention_name IS NOT NULL"
     " GROUP BY +mention_name HAVING count(*) > 1", "several contacts are @{}"),
    ("unique_values", "SELECT +key FROM tag GROUP BY +key HAVING count(*) > 1", "the tag {} is there twice"),
    ("missing_photos", "SELECT number, json_extract(photo, '$.sha256') AS key FROM contact"
     " WHERE photo IS NOT NULL AND key NOT IN (SELECT sha256 FROM photo)",
     "the photo of contact {} is not there: {}"),
    ("opportunities", f"SELECT id, contact FROM opportunity WHERE contact NOT IN ({_KNOWN})",
     "opportunity {} is of contact {}, who is not in the book"),
    ("identities", f"SELECT name, contact FROM identity WHERE contact NOT IN ({_KNOWN})",
     "identity {} is contact {}, who is not in the book"),
    ("events", "SELECT seq, batch FROM event WHERE batch NOT IN (SELECT number FROM batch)",
     "event {} is of batch {}, which is not there"),
    ("events", "SELECT seq, contact FROM event WHERE contact >"
     " coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'contact'), 0)",
     "event {} is of contact {}, who never was"),
    ("events", "SELECT seq FROM event WHERE changes IS NOT NULL AND NOT json_valid(changes)",
     "what event {} changed cannot be read"),
    ("events", "SELECT seq FROM (SELECT seq, batch < lag(batch) OVER (ORDER BY seq) AS back FROM event)"
     " WHERE back", "event {} is of an older batch than the one before it"),
    ("events", "SELECT event.seq, number FROM batch JOIN event ON event.batch = number"
     " WHERE event.seq < first_event", "event {} stands before the first of its batch {}"),
)  # fmt: skip
_SEQUENCES = (("event", "seq"), ("batch", "number"))


def check_contents(book: Examined, notes: Notes) -> None:
    """Ask the book every question of the table, and look at photos and at what belongs to nobody."""
    for check, question, words in _QUESTIONS:
        with notes.unreadable(check):
            for row in book.connection.execute(question):
                notes.problem(check, words.format(*row))
    with notes.unreadable("events"):
        for table, column in _SEQUENCES:
            _check_sequence(book.connection, table, column, notes)
    with notes.unreadable("photos"):
        for key, size, data in book.connection.execute("SELECT sha256, size, CAST(data AS BLOB) FROM photo"):
            if len(data) != size or sha256(data).hexdigest() != key:
                notes.problem("photos", f"the photo {key} is not the one that was kept")
    with notes.unreadable("orphans"):
        for number in orphaned_cards(book.connection):
            notes.problem("orphans", f"a card is kept of contact {number}, who is not in the book")
        for key in photo_rows.orphans(book.connection):
            notes.problem("orphans", f"the photo {key} is of nobody")


def _check_sequence(connection: sqlite3.Connection, table: str, column: str, notes: Notes) -> None:
    there, last, given = connection.execute(
        f"SELECT count(*), coalesce(max({column}), 0),"
        f" coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{table}'), 0) FROM {table}"
    ).fetchone()
    missing = max(last, given) - there
    if missing:
        notes.problem("events", f"{missing:,} rows of {table} are missing", missing)


def orphaned_cards(connection: sqlite3.Connection) -> Iterator[int]:
    """Yield the numbers of which a card is kept and no contact."""
    for (number,) in connection.execute(
        f"SELECT contact FROM card WHERE contact NOT IN ({_KNOWN})"
    ).fetchall():
        yield number

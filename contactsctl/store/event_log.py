"""Reading events: those that a query asks for, those of a batch, what a contact was before them."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from contactsctl.domain.contact import Contact
from contactsctl.domain.event import EventQuery
from contactsctl.domain.identity import Viewer
from contactsctl.domain.query import TOTAL_CAP
from contactsctl.store import visibility
from contactsctl.store.rows import with_columns
from contactsctl.store.sql import Sql, all_of

_COLUMNS = (
    "event.seq, event.kind, event.subject, event.contact, event.changes, event.undone_by,"
    " batch.number, batch.at, batch.command, batch.actor"
)
_SOURCE = "event CROSS JOIN batch ON batch.number = event.batch"
_CHUNK = 500


class EventRow(NamedTuple):
    """An event with its batch; `contact` is a number, `changes` JSON text."""

    seq: int
    kind: str
    subject: str | None
    contact: int | None
    changes: str | None
    undone_by: int | None
    batch: int
    at: str
    command: str
    actor: str | None

    @property
    def is_of_contact(self) -> bool:
        return self.subject is None

    def decoded(self) -> dict[str, Any]:
        """Return the changes as JSON values."""
        return json.loads(self.changes) if self.changes else {}


def fetch(connection: sqlite3.Connection, query: EventQuery) -> list[EventRow]:
    """Return the events that a query asks for and who asks may see, oldest first."""
    where = all_of([*_conditions(query), *_seen(visibility.viewer_of(connection))])
    from_start = query.after is not None or query.since is not None
    order = "ASC" if from_start else "DESC"
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM {_SOURCE} WHERE {where.text} ORDER BY event.seq {order} LIMIT ?",
        (*where.params, query.limit or -1),
    ).fetchall()
    found = [EventRow(*row) for row in rows]
    return found if from_start else found[::-1]


def count(connection: sqlite3.Connection, query: EventQuery) -> tuple[int, bool]:
    """Return how many events a query asks for, whatever its limit, and whether that is a lower bound."""
    where = all_of([*_conditions(query), *_seen(visibility.viewer_of(connection))])
    source = _SOURCE if "batch." in where.text else "event"
    row = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {where.text} LIMIT {TOTAL_CAP + 1})",
        where.params,
    ).fetchone()
    return min(row[0], TOTAL_CAP), row[0] > TOTAL_CAP


def newest(connection: sqlite3.Connection) -> int:
    """Return the number of the newest event, 0 where there is none."""
    return int(connection.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0])


def data_version(connection: sqlite3.Connection) -> int:
    """Return a number that changes when another connection has written."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def _conditions(query: EventQuery) -> list[Sql]:
    found = []
    if query.contact is not None:
        found.append(Sql("event.contact = ?", (query.contact,)))
    if query.batch is not None:
        found.append(Sql("event.batch = ?", (query.batch,)))
        found.append(Sql("event.seq >= (SELECT first_event FROM batch WHERE number = ?)", (query.batch,)))
    if query.actor is not None:
        found.append(Sql("batch.actor = ?", (query.actor,)))
    if query.after is not None:
        found.append(Sql("event.seq > ?", (query.after,)))
    if query.since is not None:
        found.append(Sql("batch.at >= ?", (query.since,)))
    return found


def _seen(viewer: Viewer | None) -> list[Sql]:
    """Return the condition that a viewer sees an event: it sees the contact, or did it itself."""
    if viewer is None:
        return []
    live = all_of(visibility.live(viewer, "event.contact"))
    trashed = all_of(visibility.trashed(viewer))
    text = (
        f"(EXISTS (SELECT 1 FROM contact WHERE contact.number = event.contact AND {live.text})"
        f" OR EXISTS (SELECT 1 FROM trash WHERE trash.number = event.contact AND {trashed.text})"
        " OR (event.contact IS NULL AND batch.actor = ?))"
    )
    return [Sql(text, (*live.params, *trashed.params, viewer.name))]


def of_batch(connection: sqlite3.Connection, batch: int) -> Iterator[list[EventRow]]:
    """Yield the events of a batch that were not taken back, newest first, in chunks."""
    seq = newest(connection) + 1
    while True:
        rows = connection.execute(
            f"SELECT {_COLUMNS} FROM {_SOURCE} WHERE event.seq < ? AND event.batch = ?"
            " AND event.seq >= (SELECT first_event FROM batch WHERE number = ?)"
            " AND event.undone_by IS NULL ORDER BY event.seq DESC LIMIT ?",
            (seq, batch, batch, _CHUNK),
        ).fetchall()
        if not rows:
            return
        seq = rows[-1][0]
        yield [EventRow(*row) for row in rows]


def changed_since(connection: sqlite3.Connection, event: EventRow) -> bool:
    """Tell whether something later was done to the event's contact that still holds.

    What undoes a creation would lose whatever hangs on the contact: there every later event counts.
    """
    own = "" if event.kind == "created" else " AND subject IS NULL"
    row = connection.execute(
        f"SELECT 1 FROM event WHERE contact = ? AND seq > ? AND undone_by IS NULL{own} LIMIT 1",
        (event.contact, event.seq),
    ).fetchone()
    return row is not None


def mark_undone(connection: sqlite3.Connection, events: Iterable[EventRow], batch: int) -> None:
    """Note that a batch took events back."""
    connection.executemany("UPDATE event SET undone_by = ? WHERE seq = ?", [(batch, e.seq) for e in events])


def before(connection: sqlite3.Connection, number: int, contact: Contact, seq: int) -> Contact:
    """Return what a contact was just after an event: as it is now, less what later updates changed."""
    rows = connection.execute(
        "SELECT changes FROM event WHERE contact = ? AND seq > ? AND subject IS NULL AND kind = 'updated'"
        " AND changes IS NOT NULL ORDER BY seq DESC",
        (number, seq),
    )
    values: dict[str, Any] = {}
    for (text,) in rows:
        values.update({name: pair[0] for name, pair in json.loads(text).items() if name != "card"})
    return with_columns(contact, values) if values else contact


def merged_into(connection: sqlite3.Connection, number: int, contact_id: str) -> list[int]:
    """Return the numbers of the contacts that were merged into one, where that was not undone."""
    # In a merge's batch those that go stand before the one that stays.
    rows = connection.execute(
        "SELECT gone.contact FROM event AS own JOIN batch ON batch.number = own.batch"
        " JOIN event AS gone ON gone.seq >= batch.first_event AND gone.seq < own.seq"
        " WHERE own.contact = ? AND own.subject IS NULL AND own.undone_by IS NULL"
        " AND batch.command IN ('merge', 'merge --auto')"
        " AND gone.kind = 'merged' AND json_extract(gone.changes, '$.merged_into[1]') = ? ORDER BY gone.seq",
        (number, contact_id),
    )
    return [contact for (contact,) in rows]


def purged_id(connection: sqlite3.Connection, number: int) -> str | None:
    """Return the id that an erased contact had."""
    row = connection.execute(
        "SELECT changes FROM event WHERE contact = ? AND kind = 'purged' AND subject IS NULL", (number,)
    ).fetchone()
    return str(json.loads(row[0])["id"][0]) if row and row[0] else None

"""Batches: every command that writes is one; it says who did it, and what it took back."""

import sqlite3
from typing import NamedTuple

_COLUMNS = "number, at, command, actor, undoes"


class BatchRow(NamedTuple):
    """`actor` is an identity, None the owner; `undoes` is the batch that this one took back."""

    number: int
    at: str
    command: str
    actor: str | None
    undoes: int | None


def record(
    connection: sqlite3.Connection, at: str, command: str, actor: str | None, undoes: int | None = None
) -> int:
    """Note a batch that begins; returns its number. `undoes` is the batch that it takes back."""
    cursor = connection.execute(
        "INSERT INTO batch (at, command, actor, undoes, first_event) VALUES (?, ?, ?, ?,"
        " 1 + coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'event'), 0))",
        (at, command, actor, undoes),
    )
    return int(cursor.lastrowid or 0)


def fetch(connection: sqlite3.Connection, number: int) -> BatchRow | None:
    """Return the batch of a number."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM batch WHERE number = ?", (number,)).fetchone()
    return BatchRow(*row) if row else None


def last_to_undo(connection: sqlite3.Connection, actor: str | None) -> BatchRow | None:
    """Return the newest batch, of an actor when one is given, that did something and was not taken back."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM batch AS done WHERE undoes IS NULL AND (actor = ?1 OR ?1 IS NULL)"
        " AND NOT EXISTS (SELECT 1 FROM batch WHERE undoes = done.number)"
        " AND EXISTS (SELECT 1 FROM event WHERE seq >= done.first_event AND batch = done.number)"
        " ORDER BY number DESC LIMIT 1",
        (actor,),
    ).fetchone()
    return BatchRow(*row) if row else None


def undone_by(connection: sqlite3.Connection, number: int) -> int | None:
    """Return the batch that took a batch back, if one did."""
    row = connection.execute("SELECT max(number) FROM batch WHERE undoes = ?", (number,)).fetchone()
    return row[0] if row else None


def erased(connection: sqlite3.Connection, number: int) -> bool:
    """Tell whether a batch erased contacts for ever."""
    row = connection.execute(
        "SELECT 1 FROM event WHERE seq >= (SELECT first_event FROM batch WHERE number = ?1) AND batch = ?1"
        " AND kind = 'purged' AND subject IS NULL LIMIT 1",
        (number,),
    ).fetchone()
    return row is not None

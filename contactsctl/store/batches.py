"""Batches: every command that writes is one; it says who did it, and what it took back."""

import sqlite3


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

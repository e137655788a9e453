"""Batches: every command that writes is one."""

import sqlite3


def record(connection: sqlite3.Connection, at: str, command: str) -> None:
    """Note a batch that begins."""
    connection.execute("INSERT INTO batch (at, command) VALUES (?, ?)", (at, command))


def last(connection: sqlite3.Connection) -> int:
    """Return the number of the latest batch."""
    return int(connection.execute("SELECT max(number) FROM batch").fetchone()[0])

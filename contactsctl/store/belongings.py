"""What belongs to a contact besides its row, and goes with it when it is merged: each move is an event."""

import sqlite3

from contactsctl.store import journal
from contactsctl.store.duplicates import pass_on

_OWNED: tuple[tuple[journal.Table, str], ...] = (("opportunity", "id"), ("identity", "name"))


def move(connection: sqlite3.Connection, loser: int, winner: int) -> None:
    """Give the winner the loser's opportunities and identities, and what was said of the loser."""
    for table, key_column in _OWNED:
        rows = connection.execute(f"SELECT {key_column} FROM {table} WHERE contact = ?", (loser,)).fetchall()
        for (key,) in rows:
            row = journal.get(connection, table, key)
            journal.put(connection, table, key, {**(row or {}), "contact": winner}, contact=winner)
    pass_on(connection, loser, winner)

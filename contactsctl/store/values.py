"""The book's own custom values: rows in and out."""

import json
import sqlite3
from typing import Any, NamedTuple

from contactsctl.store import journal

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class ValueRow(NamedTuple):
    """`value` is any JSON value."""

    key: str
    value: Any
    created_at: str
    updated_at: str


def fetch_all(connection: sqlite3.Connection) -> dict[str, ValueRow]:
    """Return the values by their keys, in their order."""
    rows = connection.execute("SELECT key, value, created_at, updated_at FROM value ORDER BY key")
    return {key: ValueRow(key, json.loads(text), *times) for key, text, *times in rows}


def write(connection: sqlite3.Connection, key: str, value: Any, at: str) -> None:
    """Write the value of a key; one that stays as it is keeps its time."""
    text, before = _encode(value), journal.get(connection, "value", key)
    if before is None:
        journal.put(connection, "value", key, {"value": text, "created_at": at, "updated_at": at})
    elif before["value"] != text:
        journal.put(connection, "value", key, {**before, "value": text, "updated_at": at})


def delete(connection: sqlite3.Connection, key: str) -> None:
    """Delete the value of a key."""
    journal.put(connection, "value", key, None)

"""The small tables (views, fields, values, ...): every row is written with the event that undoes it.

A row is a dict of its columns, without the key; a tag has one while it was created on its own. An
event's `changes` are `{"key", "before", "after"}`, the rows before and after, None where there was none.
"""

import json
import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from contactsctl.store import events

if TYPE_CHECKING:
    from contactsctl.domain.event import Kind

Table = Literal["view", "field", "value", "identity", "dnc", "opportunity", "not_same", "tag"]
Row = Mapping[str, Any]

_KEYS: dict[Table, str] = {
    "view": "name", "field": "key", "value": "key", "identity": "name", "dnc": "key", "opportunity": "id",
    "not_same": "key", "tag": "key",
}  # fmt: skip
TABLES = frozenset(_KEYS)


def get(connection: sqlite3.Connection, table: Table, key: str) -> dict[str, Any] | None:
    """Return the row of a key."""
    there = f"{_KEYS[table]} = ?{' AND kept' if table == 'tag' else ''}"
    cursor = connection.execute(f"SELECT * FROM {table} WHERE {there}", (key,))
    row = cursor.fetchone()
    if row is None:
        return None
    names = [column[0] for column in cursor.description]
    hidden = (_KEYS[table], "number")
    return {name: value for name, value in zip(names, row, strict=True) if name not in hidden}


def put(
    connection: sqlite3.Connection, table: Table, key: str, row: Row | None, *, contact: int | None = None
) -> None:
    """Write the row of a key, or delete it for None; `contact` is the number of the contact it belongs to.

    A row that stays as it is makes no event.
    """
    before = get(connection, table, key)
    if before == row:
        return
    write(connection, table, key, row)
    changes = {"key": key, "before": before, "after": row}
    events.record(connection, _kind(before, row), [contact], changes, subject=table)


def put_many(connection: sqlite3.Connection, table: Table, rows: Mapping[str, Row | None]) -> None:
    """Write the rows of many keys, as `put` does one; they belong to no contact and have the same columns."""
    before = _get_many(connection, table, rows)
    changed = {key: row for key, row in rows.items() if before.get(key) != row}
    gone = [(key,) for key, row in changed.items() if row is None]
    connection.executemany(f"DELETE FROM {table} WHERE {_KEYS[table]} = ?", gone)
    kept = {key: row for key, row in changed.items() if row is not None}
    if kept:
        statement = _upsert(table, next(iter(kept.values())))
        connection.executemany(statement, [(key, *row.values()) for key, row in kept.items()])
    noted = [
        (_kind(before.get(key), row), {"key": key, "before": before.get(key), "after": row})
        for key, row in changed.items()
    ]
    events.record_rows(connection, table, noted)


def _kind(before: Row | None, after: Row | None) -> "Kind":
    return "created" if before is None else "deleted" if after is None else "updated"


def _get_many(connection: sqlite3.Connection, table: Table, keys: Mapping[str, object]) -> dict[str, Row]:
    wanted = f"{table}.{_KEYS[table]} IN (SELECT json_each.value FROM json_each(?))"
    cursor = connection.execute(f"SELECT * FROM {table} WHERE {wanted}", (json.dumps(list(keys)),))
    names = [column[0] for column in cursor.description]
    rows = (dict(zip(names, row, strict=True)) for row in cursor)
    return {row.pop(_KEYS[table]): row for row in rows}


def write(connection: sqlite3.Connection, table: Table, key: str, row: Row | None) -> None:
    """Write or delete the row of a key and say so to nobody."""
    column = _KEYS[table]
    if row is None and table == "tag":  # contacts may have it: only what was said of it goes
        connection.execute("UPDATE tag SET kept = 0 WHERE key = ?", (key,))
        return
    if row is None:
        connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (key,))
        return
    connection.execute(_upsert(table, row), (key, *row.values()))


def _upsert(table: Table, row: Row) -> str:
    marks = ", ".join("?" * (len(row) + 1))
    assignments = ", ".join(f"{name} = excluded.{name}" for name in row)
    return (
        f"INSERT INTO {table} ({_KEYS[table]}, {', '.join(row)}) VALUES ({marks})"
        f" ON CONFLICT ({_KEYS[table]}) DO UPDATE SET {assignments}"
    )

"""Definitions of custom fields: rows in and out, and the values that contacts have under a key."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from contactsctl.store import journal, visibility
from contactsctl.store.sql import all_of

if TYPE_CHECKING:
    from contactsctl.domain.field_definition import FieldDefinition

_COLUMNS = "key, label, type, options, folder, required, created_at, updated_at"


def fetch_all(connection: sqlite3.Connection) -> "dict[str, FieldDefinition]":
    """Return the definitions by their keys: those without a folder first, then folder by folder."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM field ORDER BY folder IS NOT NULL, folder, key"
    ).fetchall()
    if not rows:
        return {}
    from contactsctl.domain.field_definition import FieldDefinition

    return {
        key: FieldDefinition(
            key, label, kind, tuple(json.loads(options or "[]")), folder, bool(required), *times
        )
        for key, label, kind, options, folder, required, *times in rows
    }


def write(connection: sqlite3.Connection, definition: "FieldDefinition") -> None:
    """Write a definition over that of its key, if there is one."""
    row: Mapping[str, Any] = {
        "label": definition.label,
        "type": definition.type,
        "options": json.dumps(definition.options, ensure_ascii=False) if definition.options else None,
        "folder": definition.folder,
        "required": int(definition.required),
        "created_at": definition.created_at,
        "updated_at": definition.updated_at,
    }
    journal.put(connection, "field", definition.key, row)


def delete(connection: sqlite3.Connection, key: str) -> None:
    """Delete the definition of a key; the values stay."""
    journal.put(connection, "field", key, None)


def values(connection: sqlite3.Connection, key: str) -> Iterator[Any]:
    """Yield what the live contacts that who asks may see have under a key."""
    seen = all_of(visibility.live(visibility.viewer_of(connection), "contact.number"))
    # Keys stand in the text as JSON writes them.
    rows = connection.execute(
        f"SELECT custom_fields FROM contact WHERE instr(custom_fields, ?) AND {seen.text}",
        (json.dumps(key, ensure_ascii=False) + ":", *seen.params),
    )
    for (text,) in rows:
        fields = json.loads(text)
        if key in fields:
            yield fields[key]

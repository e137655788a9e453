"""Views: rows in and out."""

import json
import sqlite3
from collections.abc import Sequence

from contactsctl.domain.view import View
from contactsctl.store import journal


def fetch(connection: sqlite3.Connection, name: str) -> View | None:
    """Return the view of this name."""
    row = journal.get(connection, "view", name)
    return (
        View(name, json.loads(row["query"])["request"], row["created_at"], row["updated_at"]) if row else None
    )


def fetch_all(connection: sqlite3.Connection) -> list[View]:
    """Return all views, by name."""
    rows = connection.execute("SELECT name FROM view ORDER BY name").fetchall()
    return [view for (name,) in rows if (view := fetch(connection, name))]


def defined_fields(connection: sqlite3.Connection, keys: Sequence[str]) -> list[str]:
    """Return those of some keys of custom fields that have a definition."""
    return [key for key in keys if journal.get(connection, "field", key)]


def fields_of(connection: sqlite3.Connection, name: str) -> list[str]:
    """Return the keys of the custom fields that a view names and that were defined when it was saved."""
    row = journal.get(connection, "view", name)
    found: list[str] = json.loads(row["query"])["fields"] if row else []
    return found


def write(connection: sqlite3.Connection, view: View, fields: Sequence[str]) -> None:
    """Write a view over the one of its name; `fields` are those it names that have a definition."""
    query = json.dumps({"request": view.query, "fields": list(fields)}, ensure_ascii=False)
    row = {"query": query, "created_at": view.created_at, "updated_at": view.updated_at}
    journal.put(connection, "view", view.name, row)


def delete(connection: sqlite3.Connection, name: str) -> None:
    """Delete the view of this name."""
    journal.put(connection, "view", name, None)

"""Names that begin with what was typed: of tags, views, identities, fields, and people in sight."""

import sqlite3
from typing import Literal

from contactsctl.domain.fold import fold
from contactsctl.store import visibility
from contactsctl.store.sql import all_of

Noun = Literal["tag", "view", "identity", "field", "value"]
MOST = 200
_LAST = "\U0010ffff"
_COLUMNS: dict[Noun, str] = {"tag": "key", "view": "name", "identity": "name", "field": "key", "value": "key"}


def names(connection: sqlite3.Connection, noun: Noun, typed: str) -> list[str]:
    """Return the names of a noun that begin with a text; tags blind to case, and only those in sight."""
    column = _COLUMNS[noun]
    beginning = fold(typed) if noun == "tag" else typed
    seen = all_of(visibility.live(visibility.viewer_of(connection), "contact_tag.contact"))
    in_use = f"EXISTS (SELECT 1 FROM contact_tag WHERE tag = tag.number AND {seen.text})"
    condition, params = (in_use, seen.params) if noun == "tag" else ("1", ())
    rows = connection.execute(
        f"SELECT {'name' if noun == 'tag' else column} FROM {noun}"
        f" WHERE {column} >= ? AND {column} < ? AND {condition} ORDER BY {column} LIMIT {MOST}",
        (beginning, beginning + _LAST, *params),
    )
    return [name for (name,) in rows]


def identified(connection: sqlite3.Connection, typed: str) -> list[tuple[str, str]]:
    """Return (id, name) of live contacts whose id begins with a text."""
    seen = all_of(visibility.live(visibility.viewer_of(connection), "contact.number"))
    rows = connection.execute(
        f"SELECT id, display_name FROM contact WHERE id >= ? AND id < ? AND {seen.text}"
        f" ORDER BY id LIMIT {MOST}",
        (typed, typed + "~", *seen.params),
    )
    return rows.fetchall()


def mentioned(connection: sqlite3.Connection, typed: str) -> list[tuple[str, str]]:
    """Return (mention name, name) of live contacts whose mention name begins with a text."""
    seen = all_of(visibility.live(visibility.viewer_of(connection), "contact.number"))
    rows = connection.execute(
        "SELECT mention_name, display_name FROM contact WHERE mention_name >= ? AND mention_name < ?"
        f" AND {seen.text} ORDER BY mention_name LIMIT {MOST}",
        (typed, typed + _LAST, *seen.params),
    )
    return rows.fetchall()


def trashed(connection: sqlite3.Connection, typed: str) -> list[tuple[str, str]]:
    """Return (id, name) of contacts in the trash, those removed last, whose id or name begins with a text."""
    seen = all_of(visibility.trashed(visibility.viewer_of(connection)))
    rows = connection.execute(
        f"SELECT id, display_name FROM trash WHERE {seen.text} ORDER BY deleted_at DESC LIMIT {MOST}",
        seen.params,
    )
    return [row for row in rows if row[0].startswith(typed) or fold(row[1]).startswith(fold(typed))]


def first_of_all(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return (id, name) of the first contacts by name."""
    seen = all_of(visibility.live(visibility.viewer_of(connection), "contact_sort.contact"))
    rows = connection.execute(
        "SELECT id, display_name FROM contact_sort CROSS JOIN contact ON number = contact"
        f" WHERE {seen.text} ORDER BY name_key LIMIT {MOST}",
        seen.params,
    )
    return rows.fetchall()

"""Identities: rows in and out."""

import sqlite3
from typing import NamedTuple

from contactsctl.domain.identity import Role


class IdentityRow(NamedTuple):
    """`contact` is the number of the contact that the identity is, if any."""

    name: str
    role: Role
    contact: int | None
    created_at: str


def fetch(connection: sqlite3.Connection, name: str) -> IdentityRow | None:
    """Return the identity of this name."""
    row = connection.execute(
        "SELECT name, role, contact, created_at FROM identity WHERE name = ?", (name,)
    ).fetchone()
    return IdentityRow(*row) if row else None


def fetch_all(connection: sqlite3.Connection) -> list[IdentityRow]:
    """Return all identities, by name."""
    rows = connection.execute("SELECT name, role, contact, created_at FROM identity ORDER BY name")
    return [IdentityRow(*row) for row in rows]


def granted(connection: sqlite3.Connection, name: str) -> int:
    """Return how many contacts, live or in the trash, name an identity in their access lists."""
    live, trashed = connection.execute(
        "SELECT (SELECT count(*) FROM access_key WHERE key = ?1), (SELECT count(*) FROM trash"
        " WHERE access IS NOT NULL AND EXISTS (SELECT 1 FROM json_each(access) WHERE value = ?1))",
        (name,),
    ).fetchone()
    return int(live + trashed)


def of_contact(connection: sqlite3.Connection, number: int) -> str | None:
    """Return the name of the newest identity that is the contact of this number."""
    row = connection.execute(
        "SELECT name FROM identity WHERE contact = ? ORDER BY created_at DESC LIMIT 1", (number,)
    ).fetchone()
    return row[0] if row else None

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

"""Identities: who may ask, and what they may."""

import sqlite3

from contactsctl.domain.identity import Viewer
from contactsctl.errors import DeniedError
from contactsctl.store import identities as rows


def viewer_named(connection: sqlite3.Connection, name: str) -> Viewer | None:
    """Return the viewer that an identity is, None for an admin; raises DeniedError for an unknown one."""
    found = rows.fetch(connection, name)
    if found is None:
        raise DeniedError(f"unknown identity {name[:80]!r}", field="as", value=name)
    return None if found.role == "admin" else Viewer(found.name, found.role)

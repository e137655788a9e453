"""Whom an identity sees: the one place where it is decided; every read of contacts passes here.

A contact's access list is in its row; `access_key`, which is derived from it, answers by index. Its
key '' marks the contacts that not everyone may see. A list may hold "everyone" beside the names of
`restricted` identities, which see only what is granted to them by name.
"""

import sqlite3
from typing import TYPE_CHECKING

from contactsctl.domain.contact import EVERYONE
from contactsctl.store.connection import BookConnection
from contactsctl.store.sql import Sql

if TYPE_CHECKING:
    from contactsctl.domain.identity import Viewer

_GRANTED = "EXISTS (SELECT 1 FROM access_key WHERE key = ? AND access_key.contact = {number})"
_OPEN = "NOT EXISTS (SELECT 1 FROM access_key WHERE key = '' AND access_key.contact = {number})"
_GRANTED_IN_TRASH = "EXISTS (SELECT 1 FROM json_each(access) WHERE json_each.value IN (?, ?))"


def viewer_of(connection: sqlite3.Connection) -> "Viewer | None":
    """Return who asks through a connection; None sees everything."""
    return connection.viewer if isinstance(connection, BookConnection) else None


def live(viewer: "Viewer | None", number: str) -> list[Sql]:
    """Return the conditions by which a viewer sees a live contact; `number` is the SQL of its number."""
    if viewer is None:
        return []
    granted = _GRANTED.format(number=number)
    if viewer.role == "restricted":
        return [Sql(granted, (viewer.name,))]
    return [Sql(f"({_OPEN.format(number=number)} OR {granted})", (viewer.name,))]


def trashed(viewer: "Viewer | None") -> list[Sql]:
    """Return the conditions on the column `access` by which a viewer sees a contact in the trash."""
    if viewer is None:
        return []
    if viewer.role == "restricted":
        return [Sql(_GRANTED_IN_TRASH, (viewer.name, viewer.name))]
    return [Sql(f"(access IS NULL OR {_GRANTED_IN_TRASH})", (viewer.name, EVERYONE))]


def granted(viewer: "Viewer") -> Sql:
    """Return a SELECT of the live contacts granted to a viewer by name."""
    return Sql("SELECT contact FROM access_key WHERE key = ?", (viewer.name,))

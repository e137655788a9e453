"""Events: what each write did to which contact, in the same transaction, and enough to take it back.

An event's `changes` are the columns that changed, `{column: [before, after]}`, as the row has them. A
contact that was created has none: its state then is that of its row, less what later events changed.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from contactsctl.domain.contact import Card, Contact
from contactsctl.store.connection import BookConnection
from contactsctl.store.rows import COLUMNS, to_row
from contactsctl.store.sql import NULLABLE, bound

if TYPE_CHECKING:
    from contactsctl.domain.event import Kind

Changes = dict[str, Any]

_UNTOLD = ("revision", "updated_at")
"""Columns that change with every write."""
_INSERT = (
    "INSERT INTO event (batch, kind, subject, contact, changes, undone_by)"
    f" VALUES ({', '.join([NULLABLE] * 6)})"
)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def record(
    connection: sqlite3.Connection,
    kind: "Kind",
    contacts: Iterable[int | None],
    changes: Changes | None = None,
    *,
    subject: str | None = None,
) -> None:
    """Note an event of the batch that is being written for each of some contacts."""
    batch, undoes = _batch_of(connection)
    text = _encode(changes) if changes else None
    undone_by = batch if undoes else None
    rows = [bound((batch, kind, subject, number, text, undone_by)) for number in contacts]
    connection.executemany(_INSERT, rows)


def differences(before: Contact, after: Contact) -> Changes:
    """Return the columns that differ, `{column: [before, after]}`."""
    pairs = zip(COLUMNS, to_row(before), to_row(after), strict=True)
    return {name: [old, new] for name, old, new in pairs if old != new}


def record_rows(
    connection: sqlite3.Connection, subject: str, noted: "Sequence[tuple[Kind, Changes]]"
) -> None:
    """Note an event of the batch that is being written for each of many rows of a small table."""
    batch, undoes = _batch_of(connection)
    undone_by = batch if undoes else None
    connection.executemany(
        _INSERT, [(batch, kind, subject, None, _encode(changes), undone_by) for kind, changes in noted]
    )


def record_update(
    connection: sqlite3.Connection, number: int, before: Contact, after: Contact, changed: Changes
) -> None:
    """Note what an update changed; nothing where it belongs to the creation (the same revision)."""
    if after.revision == before.revision:
        return
    changes = {name: values for name, values in changed.items() if name not in _UNTOLD}
    if after.card and after.card != before.card:
        changes["card"] = [_card(before.card), None]
    record(connection, "updated", [number], changes)


def record_purge(connection: sqlite3.Connection, contacts: Sequence[tuple[int, str]]) -> None:
    """Note that contacts, (number, id), were erased; what earlier events say of them goes with them."""
    for number, contact_id in contacts:
        connection.execute("UPDATE event SET changes = NULL WHERE contact = ?", (number,))
        record(connection, "purged", [number], {"id": [contact_id, None]})


def _card(card: Card | None) -> list[object] | None:
    return [card.version, card.text, card.revision] if card else None


def _batch_of(connection: sqlite3.Connection) -> tuple[int, int | None]:
    if not isinstance(connection, BookConnection) or connection.batch is None:
        raise RuntimeError("a write outside of a batch")
    return connection.batch, connection.undoes

"""The trash: rows moved out of the live contacts, number and all, until restored or erased."""

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from contactsctl.domain.contact import Contact
from contactsctl.domain.value import replace
from contactsctl.store import card_rows, dnc, events, visibility
from contactsctl.store.contacts import READ_LIST, STORED_LIST
from contactsctl.store.index import Stored, add_to_index, remove_from_index
from contactsctl.store.rows import from_row
from contactsctl.store.short import assignment, read
from contactsctl.store.sql import all_of

if TYPE_CHECKING:
    from contactsctl.domain.event import Kind


def discard(
    connection: sqlite3.Connection,
    stored: Sequence[Stored],
    at: str,
    kind: "Kind | None" = "deleted",
    changes: events.Changes | None = None,
) -> None:
    """Move live contacts to the trash; `kind` is the event that says so, None where another will.

    `changes` are what the event tells besides.
    """
    remove_from_index(connection, stored)
    connection.executemany(
        f"INSERT INTO trash (number, {STORED_LIST}, deleted_at)"
        f" SELECT number, {STORED_LIST}, ? FROM contact WHERE number = ?",
        [(at, number) for number, _ in stored],
    )
    connection.executemany("DELETE FROM contact WHERE number = ?", [(number,) for number, _ in stored])
    if kind:
        events.record(connection, kind, [number for number, _ in stored], changes)


def put_back(connection: sqlite3.Connection, stored: Sequence[Stored], at: str) -> list[Stored]:
    """Move contacts from the trash back to the live ones, one revision on; returns them as they are now."""
    from contactsctl.store.entry import Derived

    numbers = [(number,) for number, _ in stored]
    connection.executemany(
        f"INSERT INTO contact (number, {STORED_LIST})"
        f" SELECT number, {STORED_LIST} FROM trash WHERE number = ?",
        numbers,
    )
    connection.executemany(
        f"UPDATE contact SET revision = revision + 1, {assignment('updated_at')} WHERE number = ?",
        [(at, number) for number, _ in stored],
    )
    connection.executemany("DELETE FROM trash WHERE number = ?", numbers)
    live = [Stored(number, _revived(contact, at)) for number, contact in stored]
    add_to_index(connection, [(number, Derived.of(contact)) for number, contact in live])
    for number, contact in stored:
        events.record(connection, "restored", [number], {"deleted_at": [contact.deleted_at, None]})
    return live


def _revived(contact: Contact, at: str) -> Contact:
    return replace(contact, revision=contact.revision + 1, updated_at=at, deleted_at=None)


def fetch(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[Stored]:
    """Return the trashed contacts of these numbers, in their order.

    Missing ones are left out, and those that are not to be seen by who asks.
    """
    found = []
    seen = all_of(visibility.trashed(visibility.viewer_of(connection)))
    for number in numbers:
        row = connection.execute(
            f"SELECT {READ_LIST}, deleted_at FROM trash WHERE number = ? AND {seen.text}",
            (number, *seen.params),
        ).fetchone()
        if row:
            found.append(Stored(number, from_row(row, row[-1])))
    return dnc.mark(connection, found)


def update(connection: sqlite3.Connection, before: Stored, after: Contact) -> None:
    """Write a contact in the trash over the state it had."""
    changed = events.differences(before.contact, after)
    if changed:
        assignments = ", ".join(map(assignment, changed))
        values = [new for _, new in changed.values()]
        connection.execute(f"UPDATE trash SET {assignments} WHERE number = ?", (*values, before.number))
    card_rows.follow(connection, before, after)
    events.record_update(connection, before.number, before.contact, after, changed)


def older_than(connection: sqlite3.Connection, moment: str | None) -> list[int]:
    """Return the numbers of contacts deleted before a moment (RFC 3339), or of all in the trash."""
    rows = connection.execute("SELECT number FROM trash WHERE deleted_at < ? OR ? IS NULL", (moment, moment))
    return [number for (number,) in rows]


def erase(connection: sqlite3.Connection, stored: Sequence[Stored]) -> None:
    """Delete trashed contacts for ever, with the cards they came from."""
    numbers = [(number,) for number, _ in stored]
    connection.executemany("DELETE FROM trash WHERE number = ?", numbers)
    connection.executemany("DELETE FROM card WHERE contact = ?", numbers)
    connection.executemany("DELETE FROM opportunity WHERE contact = ?", numbers)
    events.record_purge(connection, [(number, contact.id) for number, contact in stored])


def by_name_or_email(connection: sqlite3.Connection, reference: str) -> list[int]:
    """Return the numbers of trashed contacts with this address, or with this mention name after an @."""
    rows = connection.execute(
        "SELECT number FROM trash WHERE '@' || mention_name = :reference OR EXISTS (SELECT 1"
        f" FROM json_each({read('emails')}) WHERE json_extract(value, '$.address') = :reference)",
        {"reference": reference},
    )
    return [number for (number,) in rows]

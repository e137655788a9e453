"""What was done to the book, and to one contact."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from contactsctl.address_book.references import resolve
from contactsctl.domain.contact import FIELDS, Contact
from contactsctl.domain.event import Event, EventPage, EventQuery
from contactsctl.domain.value import replace
from contactsctl.store import contacts as rows
from contactsctl.store import event_log, trash
from contactsctl.store.event_log import EventRow
from contactsctl.store.rows import with_columns

if TYPE_CHECKING:
    from contactsctl.address_book import AddressBook

_BLANK = Contact(id="", uid="", display_name="", created_at="", updated_at="")
_NOT_TOLD = ("id", "uid", "revision", "dnc", "created_at", "updated_at", "deleted_at")
_INTERNAL = ("contact", "first", "second", "number")
"""Columns of the small tables that hold the number of a contact."""


class History:
    """The events of a book."""

    def __init__(self, book: "AddressBook") -> None:
        self._book = book

    def log(self, query: EventQuery, reference: str | None = None) -> EventPage:
        """Return the events that a query asks for.

        `reference` names the contact, live or in the trash, whose events are meant.
        """
        with self._book.reading() as connection:
            query = _about(connection, query, reference)
            found = event_log.fetch(connection, query)
            told = tuple(_told(connection, row) for row in found)
            total, is_lower_bound = event_log.count(connection, query)
            return EventPage(told, total, query.limit, is_lower_bound)

    def merged_into(self, reference: str) -> tuple[Contact, ...]:
        """Return the contacts that were merged into one; each has a history of its own."""
        with self._book.reading() as connection:
            number, contact = resolve(connection, reference, include_deleted=True)
            gone = event_log.merged_into(connection, number, contact.id)
            found = (contact_of(connection, each) for each in gone)
            return tuple(each for each in found if each is not None)

    def follow(
        self, query: EventQuery, reference: str | None, pause: Callable[[], object]
    ) -> Iterator[Event]:
        """Yield the events after `query.after`, or those that are yet to come, each once, without end.

        `pause` is called while there is nothing new.
        """
        with self._book.reading() as connection:
            seq = event_log.newest(connection) if query.after is None and query.since is None else None
            query = _about(connection, query, reference)._replace(limit=1000)
            query = query if seq is None else query._replace(after=seq)
        while True:
            version = event_log.data_version(self._book.connection)
            with self._book.reading() as connection:
                found = [_told(connection, row) for row in event_log.fetch(connection, query)]
            yield from found
            if found:
                query = query._replace(after=found[-1].seq, since=None)
                continue
            while event_log.data_version(self._book.connection) == version:
                pause()


def _about(connection: sqlite3.Connection, query: EventQuery, reference: str | None) -> EventQuery:
    if reference is None:
        return query
    return query._replace(contact=resolve(connection, reference, include_deleted=True).number)


def _told(connection: sqlite3.Connection, row: EventRow) -> Event:
    contact = contact_of(connection, row.contact)
    changes = _changes(connection, row, contact)
    contact_id = contact.id if contact else None
    if contact_id is None and row.contact is not None:
        contact_id = event_log.purged_id(connection, row.contact)
    return Event(
        seq=row.seq,
        name=f"{row.subject or 'contact'}.{row.kind}",
        at=row.at,
        actor=row.actor,
        batch=row.batch,
        command=row.command,
        contact_id=contact_id,
        display_name=contact.display_name if contact else None,
        key=changes.key,
        fields=changes.fields,
        before=changes.before,
        after=changes.after,
        undone_by=row.undone_by,
    )


def contact_of(connection: sqlite3.Connection, number: int | None) -> Contact | None:
    """Return the contact of a number, live or in the trash, if there is one and it may be seen."""
    if number is None:
        return None
    found = rows.fetch(connection, [number]) or trash.fetch(connection, [number])
    return found[0].contact if found else None


class _Changes(NamedTuple):
    fields: tuple[str, ...] = ()
    before: Contact | Mapping[str, Any] | None = None
    after: Contact | Mapping[str, Any] | None = None
    key: str | None = None


def _changes(connection: sqlite3.Connection, row: EventRow, contact: Contact | None) -> _Changes:
    changes = row.decoded()
    if not row.is_of_contact:
        return _row_changes(changes)
    if row.kind == "created":
        state = event_log.before(connection, row.contact or 0, contact, row.seq) if contact else None
        return _Changes(_filled(state), None, state)
    before = {name: pair[0] for name, pair in changes.items() if name != "card"}
    after = {name: pair[1] for name, pair in changes.items() if name != "card"}
    if row.kind != "updated":
        return _Changes(tuple(before), before, after)
    blank = replace(_BLANK, id=contact.id) if contact else _BLANK
    return _Changes(tuple(before), with_columns(blank, before), with_columns(blank, after))


def _row_changes(changes: Mapping[str, Any]) -> _Changes:
    before, after = changes.get("before") or {}, changes.get("after") or {}
    names = [name for name in {**before, **after} if name not in _INTERNAL]
    changed = tuple(name for name in names if before.get(name) != after.get(name))
    return _Changes(changed, before, after, changes.get("key"))


def _filled(contact: Contact | None) -> tuple[str, ...]:
    if contact is None:
        return ()
    wanted = (field for field in FIELDS if field not in _NOT_TOLD)
    return tuple(field for field in wanted if getattr(contact, field) != getattr(_BLANK, field))

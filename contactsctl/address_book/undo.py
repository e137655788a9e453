"""Taking back what a command did: its events, the newest first; what was changed since is left alone."""

import sqlite3
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

from contactsctl.address_book import stamps
from contactsctl.address_book.history import contact_of
from contactsctl.address_book.tag_spellings import TagSpellings
from contactsctl.domain.contact import Card, Contact
from contactsctl.domain.event import Left, Undone
from contactsctl.domain.value import replace
from contactsctl.errors import DeniedError, NotFoundError, NotUndoableError
from contactsctl.store import batches, card_rows, event_log, journal, keys, trash
from contactsctl.store import contacts as rows
from contactsctl.store.batches import BatchRow
from contactsctl.store.event_log import EventRow
from contactsctl.store.index import Stored
from contactsctl.store.rows import with_columns

if TYPE_CHECKING:
    from contactsctl.address_book import AddressBook

MAX_LEFT = 10_000
"""What was left alone is listed up to so many."""
_CHANGED_SINCE = "it was changed since"


class Undo:
    """Undoes batches of a book."""

    def __init__(self, book: "AddressBook") -> None:
        self._book = book

    def target(self, batch: int | None) -> BatchRow:
        """Return the batch of a number, or the last one that did something and was not taken back.

        Raises NotFoundError; NotUndoableError for an undo, for what was taken back already, and for
        what was erased; DeniedError for another's work, unless an admin asks.
        """
        with self._book.reading() as connection:
            return _target(connection, batch, self._book.viewer and self._book.viewer.name)

    def undo(self, batch: int | None, *, dry_run: bool = False) -> Undone:
        """Take back a batch, or the last one; raises as `target` does.

        A contact that was changed since is left alone and named; the rest is taken back. Raises
        NotUndoableError where nothing is left to take back.
        """
        at = stamps.now()
        target = self.target(batch)
        with self._book.writing("undo", at, dry_run=dry_run, undoes=target.number) as connection:
            run = _Run(connection, at)
            for chunk in event_log.of_batch(connection, target.number):
                run.take_back(chunk)
            run.spellings.settle()
            if not run.changed:
                raise _all_left(target, run.left)
            by = None if dry_run else connection.batch
        return Undone(target.number, target.command, by, run.changed, tuple(run.left))


def _target(connection: sqlite3.Connection, number: int | None, viewer: str | None) -> BatchRow:
    found = batches.last_to_undo(connection, viewer) if number is None else batches.fetch(connection, number)
    if found is None:
        shown = "nothing to undo" if number is None else f"no batch {number}"
        raise NotFoundError(shown, field="batch", value=number)
    if viewer and found.actor != viewer:
        raise DeniedError(f"{viewer} is no admin and may not undo others' work", field="as", value=viewer)
    if found.undoes is not None:
        raise _refused(found, f"is an undo, of batch {found.undoes}")
    if batches.erased(connection, found.number):
        raise _refused(found, "erased contacts for ever")
    if next(event_log.of_batch(connection, found.number), None) is None:
        by = batches.undone_by(connection, found.number)
        raise _refused(found, f"was undone already, by batch {by}" if by else "changed nothing")
    return found


def _refused(batch: BatchRow, why: str) -> NotUndoableError:
    return NotUndoableError(
        f"batch {batch.number} ({batch.command}) {why}: it cannot be undone",
        field="batch",
        value=batch.number,
    )


def _all_left(batch: BatchRow, left: list[Left]) -> NotUndoableError:
    return NotUndoableError(
        f"batch {batch.number} ({batch.command}): all that it changed was changed since",
        field="batch",
        value=batch.number,
        candidates=tuple({"id": each.id, "display_name": each.display_name} for each in left[:10]),
    )


class _Run:
    """One undo: what it changed, and what it left alone."""

    def __init__(self, connection: sqlite3.Connection, at: str) -> None:
        self._connection = connection
        self._at = at
        self._batch = cast(Any, connection).batch
        self.spellings = TagSpellings(connection)
        self.changed = 0
        self.left: list[Left] = []

    def take_back(self, events: list[EventRow]) -> None:
        """Take back a chunk of events, the newest first."""
        for (subject, kind), group in groupby(events, key=lambda event: (event.subject, event.kind)):
            if subject is None and kind == "created":
                self._uncreate(list(group))
                continue
            for event in group:
                if self._take_back_one(event):
                    self._note([event])

    def _note(self, done: list[EventRow]) -> None:
        event_log.mark_undone(self._connection, done, self._batch)
        self.changed += len(done)

    def _uncreate(self, events: list[EventRow]) -> None:
        free = [event for event in events if not self._is_left(event)]
        numbers = [event.contact for event in free if event.contact is not None]
        self._note(free)
        rows.remove(self._connection, rows.fetch(self._connection, numbers))

    def _take_back_one(self, event: EventRow) -> bool:
        if event.subject is not None:
            return self._put_row_back(event)
        if self._is_left(event):
            return False
        number = event.contact or 0
        if event.kind == "updated":
            found = rows.fetch(self._connection, [number]) or trash.fetch(self._connection, [number])
            return self._unedit(event, found)
        if event.kind == "restored":
            deleted_at = event.decoded()["deleted_at"][0]
            trash.discard(self._connection, rows.fetch(self._connection, [number]), deleted_at)
            return True
        return self._restore(trash.fetch(self._connection, [number]))

    def _is_left(self, event: EventRow) -> bool:
        if not event_log.changed_since(self._connection, event):
            return False
        contact = contact_of(self._connection, event.contact)
        contact_id = contact.id if contact else event_log.purged_id(self._connection, event.contact or 0)
        self._leave(contact_id, contact.display_name if contact else None, _CHANGED_SINCE)
        return True

    def _leave(self, key: str | None, display_name: str | None, reason: str) -> None:
        if len(self.left) < MAX_LEFT:
            self.left.append(Left(key, display_name, reason))

    def _unedit(self, event: EventRow, found: list[Stored]) -> bool:
        changes = event.decoded()
        card = changes.pop("card", None)
        for before in found:
            values = {name: pair[0] for name, pair in changes.items()}
            values |= {"revision": before.contact.revision + 1, "updated_at": self._at}
            after = with_columns(before.contact, values)
            if not after.deleted_at and self._mention_is_taken(before.number, after):
                return False
            if not after.deleted_at:
                self.spellings.meet(before.contact.tags, after.tags)
            write = trash.update if after.deleted_at else rows.update
            write(self._connection, before, after)
            if card:
                was = Card(*card[0]) if card[0] else None
                card_rows.put(self._connection, before.number, replace(after, card=was))
        return bool(found)

    def _restore(self, found: list[Stored]) -> bool:
        if any(self._mention_is_taken(number, contact) for number, contact in found):
            return False
        for _, contact in found:
            self.spellings.meet((), contact.tags)
        trash.put_back(self._connection, found, self._at)
        return bool(found)

    def _mention_is_taken(self, number: int, contact: Contact) -> bool:
        name = contact.mention_name
        if name is None or keys.by_mention_name(self._connection, name) in (None, number):
            return False
        self._leave(contact.id, contact.display_name, f"the mention name @{name} is taken by now")
        return True

    def _put_row_back(self, event: EventRow) -> bool:
        changes, table = event.decoded(), cast(journal.Table, event.subject)
        key = changes.get("key")
        if key is None or journal.get(self._connection, table, key) != changes["after"]:
            self._leave(key, None, f"the {event.subject} was changed since")
            return False
        journal.put(self._connection, table, key, changes["before"], contact=event.contact)
        return True

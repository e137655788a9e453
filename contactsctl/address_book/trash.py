"""The trash: what was removed, until it is restored or erased."""

import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from contactsctl.address_book import stamps
from contactsctl.address_book.contacts import check_conflicts
from contactsctl.address_book.references import resolve_trashed
from contactsctl.domain.contact import Contact
from contactsctl.domain.query import Page, Query
from contactsctl.store import photo_rows, trash
from contactsctl.store.index import Stored

if TYPE_CHECKING:
    from contactsctl.address_book import AddressBook

_CHUNK = 500


class Trash:
    """The trashed contacts of a book."""

    def __init__(self, book: "AddressBook") -> None:
        self._book = book

    def restore(
        self, references: Sequence[str], *, allow_duplicate: bool = False, dry_run: bool = False
    ) -> tuple[Contact, ...]:
        """Bring contacts back from the trash, all or none; returns them as they are now.

        Raises NotFoundError, or DuplicateContactError when a live contact has taken an email (unless
        allowed) or the mention name of one of them.
        """
        at = stamps.now()
        with self._book.writing("restore", at, dry_run=dry_run) as connection:
            found = {s.number: s for s in (resolve_trashed(connection, each) for each in references)}
            return tuple(
                _restore(connection, stored, at, allow_duplicate=allow_duplicate) for stored in found.values()
            )

    def find(self, query: Query) -> Page:
        """Return a page of the trash."""
        return self._book.contacts.find(query._replace(scope="trash"))

    def empty(self, older_than: timedelta | None, *, dry_run: bool = False) -> int:
        """Erase the contacts that went to the trash longer ago than a span, or all; returns how many."""
        self._book.require_admin("erase contacts")
        at = stamps.now()
        limit = stamps.before_now(older_than) if older_than else None
        with self._book.writing("trash empty", at, dry_run=dry_run) as connection:
            numbers = trash.older_than(connection, limit)
            for start in range(0, len(numbers), _CHUNK):
                stored = trash.fetch(connection, numbers[start : start + _CHUNK])
                trash.erase(connection, stored)
                photo_rows.remove_unused(connection, [c.photo for _, c in stored if c.photo])
        return len(numbers)


def _restore(connection: sqlite3.Connection, stored: Stored, at: str, *, allow_duplicate: bool) -> Contact:
    check_conflicts(connection, stored.contact, stored.number, allow_duplicate=allow_duplicate)
    return trash.put_back(connection, [stored], at)[0].contact

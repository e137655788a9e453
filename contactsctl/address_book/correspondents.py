"""People one writes with: added from the headers of a mail."""

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from contactsctl.address_book import stamps
from contactsctl.address_book.contacts import check_conflicts
from contactsctl.domain.checks import Checks
from contactsctl.domain.contact import Contact
from contactsctl.domain.draft import make_contact
from contactsctl.domain.email import key, normalize
from contactsctl.domain.names import MAX_NAME
from contactsctl.store import contacts as rows
from contactsctl.store import keys
from contactsctl.store.index import Stored

if TYPE_CHECKING:
    from contactsctl.address_book import AddressBook


class Added(NamedTuple):
    """The contacts that were added, and those whose address was in the book."""

    contacts: tuple[Contact, ...]
    known: tuple[Contact, ...]


class Correspondents:
    """Adding correspondents to a book."""

    def __init__(self, book: "AddressBook") -> None:
        self._book = book

    def add(
        self,
        people: Sequence[tuple[str, str]],
        tags: Sequence[str] = (),
        *,
        skip_existing: bool = False,
        dry_run: bool = False,
    ) -> Added:
        """Add people, (name, address), all or none.

        Raises InvalidEmailError, or DuplicateContactError for an address that is in the book, unless
        those are skipped.
        """
        at = stamps.now()
        added: list[Contact] = []
        known: list[Contact] = []
        with self._book.writing("add-email", at, dry_run=dry_run) as connection:
            for name, address in people:
                holders = _holders(connection, address) if skip_existing else []
                if holders:
                    known.append(holders[0].contact)
                else:
                    added.append(_add(connection, name, address, tags, at))
        return Added(tuple(added), tuple(known))


def _holders(connection: sqlite3.Connection, address: str) -> list[Stored]:
    return rows.fetch(connection, keys.by_email_key(connection, key(normalize(address))))


def _add(connection: sqlite3.Connection, name: str, address: str, tags: Sequence[str], at: str) -> Contact:
    draft = {
        "display_name": name[:MAX_NAME] or address[:MAX_NAME],
        "emails": [{"address": address}],
        "tags": list(tags),
        "kind": "individual",
        "source": "mail",
    }
    contact = make_contact(draft, Checks(), contact_id=stamps.new_id(), now=at)
    check_conflicts(connection, contact, None, allow_duplicate=False)
    rows.insert(connection, [Stored(rows.last_number(connection) + 1, contact)])
    return contact

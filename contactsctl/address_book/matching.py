"""Which contact of the book a record of a file is: by id, UID, email, phone, else by equal content."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Literal

from contactsctl.address_book.preparing import Prepared
from contactsctl.domain.contact import Contact
from contactsctl.domain.custom_fields import add_field
from contactsctl.domain.unite import unite
from contactsctl.domain.value import replace
from contactsctl.store import contacts as rows
from contactsctl.store import keys
from contactsctl.store.entry import NewContact
from contactsctl.store.index import Stored, email_keys

MatchKey = Literal["uid", "email", "phone"]
_CANDIDATES = 20


class Matcher:
    """Matches records with contacts of the book up to a number: those that were there before the file."""

    def __init__(
        self, connection: sqlite3.Connection, wanted: tuple[MatchKey, ...], last_number: int
    ) -> None:
        self._connection = connection
        self._wanted = wanted
        self._last_number = last_number
        self._taken: set[int] = set()

    def find(self, record: Prepared, new: NewContact) -> Stored | None:
        """Return the contact of the book that a record is, or None; `new` is what it would be else.

        Where several share the key, one that the record would not change goes first, then one that no
        record has met yet.
        """
        if not self._last_number:
            return None
        number = keys.by_id(self._connection, record.own_id) if record.own_id else None
        if number is not None and number <= self._last_number and (found := self._fetch([number])):
            return found[0]
        contact = new.contact
        for numbers in self._by_keys(contact, has_uid=record.has_uid):
            known = [number for number in numbers if number <= self._last_number]
            stored = self._fetch(known[:_CANDIDATES]) if known else []
            if stored:
                return self._choose(contact, stored)
        return None

    def _by_keys(self, contact: Contact, *, has_uid: bool) -> Iterator[Iterable[int]]:
        for key in self._wanted:
            if key == "uid":
                yield keys.by_uid(self._connection, contact.uid)
            elif key == "email":
                yield sorted({n for k in email_keys(contact) for n in keys.by_email_key(self._connection, k)})
            else:
                numbers = [phone.number for phone in contact.phones if phone.valid]
                yield sorted({n for each in numbers for n in keys.by_phone(self._connection, each)})
        if not has_uid and not contact.emails:
            yield self._with_equal_content(contact)

    def _with_equal_content(self, contact: Contact) -> list[int]:
        numbers = keys.by_display_name(self._connection, contact.display_name, _CANDIDATES)
        forms = [contact, without_mention(contact)] if contact.mention_name else [contact]
        return [
            stored.number
            for stored in self._fetch(numbers)
            if any(_adds_nothing(stored.contact, form) for form in forms)
        ]

    def _choose(self, contact: Contact, stored: list[Stored]) -> Stored:
        if len(stored) == 1:
            return stored[0]
        equal = [each for each in stored if _adds_nothing(each.contact, contact)]
        chosen = next((each for each in [*equal, *stored] if each.number not in self._taken), stored[0])
        self._taken.add(chosen.number)
        return chosen

    def _fetch(self, numbers: list[int]) -> list[Stored]:
        return rows.fetch(self._connection, numbers, cards=True)


def without_mention(contact: Contact) -> Contact:
    """Return how a contact is kept whose mention name another has: it is among the custom fields."""
    fields = dict(contact.custom_fields)
    add_field(fields, "mention_name", contact.mention_name)
    return replace(contact, mention_name=None, custom_fields=fields)


def _adds_nothing(book: Contact, file: Contact) -> bool:
    united, conflicts = unite(book, file)
    return united == book and not conflicts

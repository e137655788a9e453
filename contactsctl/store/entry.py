"""A new contact made ready to be written: no book is needed for that, so another process can do it."""

from typing import Any, NamedTuple, Self

from contactsctl.domain.contact import Contact
from contactsctl.domain.value import replace
from contactsctl.store import card_rows
from contactsctl.store.card_rows import CardRow
from contactsctl.store.index import document_of, keys_of, sort_keys
from contactsctl.store.rows import COLUMNS, PhotoRow, from_row, photo_row, to_row


class Derived(NamedTuple):
    """What one contact is found by; `keys` are those for each of KEY_TABLES.

    `is_lasting`: every Python makes the same document of the contact.
    """

    keys: tuple[tuple[str, ...], ...]
    tags: tuple[str, ...]
    sort_keys: tuple[str, str, str]
    document: str
    is_lasting: bool

    @classmethod
    def of(cls, contact: Contact) -> Self:
        """Derive it from a contact."""
        return cls(keys_of(contact), contact.tags, sort_keys(contact), *document_of(contact))


class Entry(NamedTuple):
    """What is written of a contact."""

    row: tuple[Any, ...]
    derived: Derived
    card: CardRow | None
    photo: PhotoRow | None

    @classmethod
    def of(cls, contact: Contact) -> Self:
        """Make a contact ready."""
        return cls(to_row(contact), Derived.of(contact), card_rows.row_of(contact), photo_row(contact.photo))

    @property
    def id(self) -> str:
        return str(self.row[_ID])

    @property
    def mention_name(self) -> str | None:
        name: str | None = self.row[_MENTION_NAME]
        return name

    def contact(self) -> Contact:
        """Return the contact that was made ready."""
        contact = from_row(self.row, card=self.card)
        if contact.photo and self.photo:
            return replace(contact, photo=replace(contact.photo, data=self.photo[-1]))
        return contact

    def plain(self) -> tuple[Any, ...]:
        """Return it as values of no class of ours, as `marshal` takes them."""
        return self.row, tuple(self.derived), self.card, self.photo

    @classmethod
    def of_plain(cls, values: tuple[Any, ...]) -> Self:
        """Return what `plain` was made from."""
        row, derived, card, photo = values
        return cls(row, Derived(*derived), card, photo)


class NewContact:
    """A contact that may come into a book, and its entry: each is made of the other when first asked for."""

    __slots__ = ("_contact", "_entry")

    def __init__(self, contact: Contact | None = None, entry: Entry | None = None) -> None:
        self._contact = contact
        self._entry = entry

    @property
    def contact(self) -> Contact:
        if self._contact is None:
            self._contact = self.entry.contact()
        return self._contact

    @property
    def entry(self) -> Entry:
        if self._entry is None:
            self._entry = Entry.of(self.contact)
        return self._entry


_ID, _MENTION_NAME = COLUMNS.index("id"), COLUMNS.index("mention_name")

"""What a shell may offer for what was typed: (value, description), never what who asks may not see."""

import re
from typing import TYPE_CHECKING

from contactsctl.store import addresses, completions, visibility
from contactsctl.store.completions import Noun
from contactsctl.store.sql import all_of

if TYPE_CHECKING:
    from contactsctl.address_book import AddressBook

Offer = tuple[str, str]
_ID = re.compile(r"[0-9a-f-]{2,36}")


def is_readable(path: str) -> bool:
    """Tell whether a file is a book that can be read as it is."""
    connection = addresses.open_to_read(path)
    if connection:
        connection.close()
    return connection is not None


class Completions:
    """Completions from a book."""

    def __init__(self, book: "AddressBook") -> None:
        self._book = book

    def contacts(self, typed: str) -> list[Offer]:
        """Return references: ids that begin with the text, @mention names, addresses of whom it means."""
        with self._book.reading() as connection:
            if not typed:
                return completions.first_of_all(connection)
            if typed.startswith("@"):
                found = completions.mentioned(connection, typed[1:].lower())
                return [(f"@{name}", shown) for name, shown in found]
            found = completions.identified(connection, typed) if _ID.fullmatch(typed) else []
            seen = all_of(visibility.live(visibility.viewer_of(connection), "{number}"))
            lines = addresses.find(connection, typed, (seen.text, seen.params))
            return found + [(address, name) for _, name, address, _ in lines if address]

    def trashed(self, typed: str) -> list[Offer]:
        """Return the ids of contacts in the trash whose id or name begins with the text."""
        with self._book.reading() as connection:
            return completions.trashed(connection, typed)

    def names(self, noun: Noun, typed: str) -> list[Offer]:
        """Return the names of tags, views, identities, fields or values; all identities to admins alone."""
        with self._book.reading() as connection:
            if noun == "identity" and self._book.viewer:
                return [(self._book.viewer.name, "")] if self._book.viewer.name.startswith(typed) else []
            return [(name, "") for name in completions.names(connection, noun, typed)]

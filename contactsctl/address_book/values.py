"""The book's own custom values, for templates: a sender's name, a signature, a link."""

import re
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from contactsctl.address_book import stamps
from contactsctl.errors import InvalidValueError, NotFoundError, TooLongError
from contactsctl.store import fields
from contactsctl.store import values as rows
from contactsctl.store.values import ValueRow

if TYPE_CHECKING:
    from contactsctl.address_book import AddressBook

MAX_SIZE = 1024 * 1024
_KEY = re.compile(r"[^\s.{}]{1,255}")


class Values:
    """The custom values of a book."""

    def __init__(self, book: "AddressBook") -> None:
        self._book = book

    def find(self) -> tuple[ValueRow, ...]:
        """Return the values, by key."""
        with self._book.reading() as connection:
            return tuple(rows.fetch_all(connection).values())

    def get(self, key: str) -> ValueRow:
        """Return a value; raises NotFoundError."""
        with self._book.reading() as connection:
            return _existing(connection, key)

    def set(self, key: str, value: Any) -> ValueRow:
        """Set a value, which may be any JSON; returns it.

        Raises InvalidValueError for a key that a template cannot name, TooLongError over 1 MiB.
        """
        from contactsctl.domain.checks import Checks
        from contactsctl.domain.custom_fields import read_custom_fields

        if not _KEY.fullmatch(key) or not key.isprintable():
            raise InvalidValueError(
                f"a key has 1 to 255 characters, no white space, '.' or braces: {key[:80]!r}",
                field="key",
                value=key,
            )
        if isinstance(value, str) and len(value.encode("utf-8", "surrogatepass")) > MAX_SIZE:
            raise TooLongError(f"a value is at most {MAX_SIZE:,} bytes long", field="value")
        cleaned = read_custom_fields({key: value}, Checks())[key]
        at = stamps.now()
        with self._book.writing("value set", at) as connection:
            rows.write(connection, key, cleaned, at)
            return rows.fetch_all(connection)[key]

    def delete(self, keys: Sequence[str]) -> tuple[ValueRow, ...]:
        """Delete values, all or none; returns them. Raises NotFoundError."""
        with self._book.writing("value delete", stamps.now()) as connection:
            found = tuple(_existing(connection, key) for key in dict.fromkeys(keys))
            for each in found:
                rows.delete(connection, each.key)
        return found

    def knows_field(self, key: str) -> bool:
        """Return whether a custom field is defined, or any contact has it."""
        with self._book.reading() as connection:
            if key in fields.fetch_all(connection):
                return True
            return next((True for _ in fields.values(connection, key)), False)


def _existing(connection: sqlite3.Connection, key: str) -> ValueRow:
    known = rows.fetch_all(connection)
    if key in known:
        return known[key]
    from contactsctl.domain.spelling import nearest

    near = nearest(key, set(known))
    hint = f": did you mean {near!r}?" if near else ""
    raise NotFoundError(f"no custom value {key[:80]!r}{hint}", field="key", value=key)

"""Birthdays: whose comes next."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from contactsctl.domain.birthday import Birthday, Occasion, birthday, days_from
from contactsctl.store import birthdays as rows

if TYPE_CHECKING:
    from contactsctl.address_book import AddressBook


class Birthdays:
    """The birthdays of the live contacts of a book."""

    def __init__(self, book: "AddressBook") -> None:
        self._book = book

    def coming(self, today: date, within: timedelta | None, *, anniversaries: bool = False) -> list[Birthday]:
        """Return the birthdays from `today` on, the next one first; all of them without `within`."""
        days = None if within is None else days_from(today, within)
        with self._book.reading() as connection:
            found = [*_dated(rows.birthdays(connection, days), "birthday", today)]
            if anniversaries:
                found += _dated(rows.anniversaries(connection, days), "anniversary", today)
        if within is not None:
            found = [each for each in found if timedelta(days=each.days) <= within]
        return sorted(found, key=lambda each: (each.days, each.display_name.casefold(), each.id))


def _dated(found: Iterable[rows.Row], occasion: Occasion, today: date) -> list[Birthday]:
    dated = (birthday(contact_id, name, occasion, text, today) for contact_id, name, text in found)
    return [each for each in dated if each]

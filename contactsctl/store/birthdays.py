"""Birthdays and anniversaries of live contacts: narrow rows, never whole contacts."""

import sqlite3
from collections.abc import Iterator

from contactsctl.store import visibility
from contactsctl.store.sql import all_of

Row = tuple[str, str, str]
"""An id, a display name, a date."""

_HAS_A_DAY = "(length({date}) = 10 OR {date} GLOB '--*')"
# Read from the rows themselves: 100,000 take 30 ms, and an index would cost every import.
_BIRTHDAYS = "SELECT id, display_name, birthday FROM contact WHERE birthday IS NOT NULL"
_ANNIVERSARIES = (
    "SELECT contact.id, display_name, json_extract(item.value, '$.date')"
    " FROM contact, json_each(contact.dates) AS item WHERE contact.dates IS NOT NULL"
    " AND lower(json_extract(item.value, '$.label')) = 'anniversary'"
)


def birthdays(connection: sqlite3.Connection) -> Iterator[Row]:
    """Yield the birthdays, with a day, of those whom who asks may see."""
    return _rows(connection, _BIRTHDAYS, "birthday")


def anniversaries(connection: sqlite3.Connection) -> Iterator[Row]:
    """Yield the dates labelled `anniversary`, with a day, of those whom who asks may see."""
    return _rows(connection, _ANNIVERSARIES, "json_extract(item.value, '$.date')")


def _rows(connection: sqlite3.Connection, select: str, date: str) -> Iterator[Row]:
    seen = all_of(visibility.live(visibility.viewer_of(connection), "contact.number"))
    has_a_day = _HAS_A_DAY.format(date=date)
    return iter(connection.execute(f"{select} AND {has_a_day} AND {seen.text}", seen.params))

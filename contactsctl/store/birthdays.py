"""Birthdays and anniversaries of live contacts: narrow rows, never whole contacts."""

import json
import sqlite3
from collections.abc import Iterator, Sequence

from contactsctl.store import visibility
from contactsctl.store.sql import all_of

Row = tuple[str, str, str]
"""An id, a display name, a date."""

_HAS_A_DAY = "(length({date}) = 10 OR {date} GLOB '--*')"
_ON_A_DAY = "substr({date}, -5) IN (SELECT value FROM json_each(?))"
_BIRTHDAYS = (
    "SELECT id, display_name, birthday FROM contact INDEXED BY contact_birthday WHERE birthday IS NOT NULL"
)
_DATE = "json_extract(item.value, '$.date')"
_ANNIVERSARIES = (
    f"SELECT contact.id, display_name, {_DATE}"
    " FROM contact INDEXED BY contact_dates, json_each(contact.dates) AS item"
    " WHERE contact.dates IS NOT NULL AND lower(json_extract(item.value, '$.label')) = 'anniversary'"
)


def birthdays(connection: sqlite3.Connection, days: Sequence[str] | None) -> Iterator[Row]:
    """Yield the birthdays of those whom who asks may see, on any day or on some `days` (`MM-DD`)."""
    return _rows(connection, _BIRTHDAYS, "birthday", days)


def anniversaries(connection: sqlite3.Connection, days: Sequence[str] | None) -> Iterator[Row]:
    """Yield the dates labelled `anniversary` in the same way."""
    return _rows(connection, _ANNIVERSARIES, _DATE, days)


def _rows(
    connection: sqlite3.Connection, select: str, date: str, days: Sequence[str] | None
) -> Iterator[Row]:
    seen = all_of(visibility.live(visibility.viewer_of(connection), "contact.number"))
    wanted = _HAS_A_DAY if days is None else f"{_HAS_A_DAY} AND {_ON_A_DAY}"
    params = () if days is None else (json.dumps(days),)
    sql = f"{select} AND {wanted.format(date=date)} AND {seen.text}"
    return iter(connection.execute(sql, (*params, *seen.params)))

"""Counting contacts: one statement a figure, of what who asks may see; by indexes where they answer.

SQLite would sort a million rows in memory to count what is alike: that is left to a dictionary.
"""

import json
import sqlite3
from collections import Counter
from typing import Any, Literal

from contactsctl.store import visibility
from contactsctl.store.rows import FAULTS
from contactsctl.store.short import STORED, lengthen_all, text_of
from contactsctl.store.sql import Sql, all_of

Counts = list[tuple[Any, int]]
_CHUNK = 1_000


def trashed(connection: sqlite3.Connection) -> int:
    """Return how many contacts are in the trash."""
    seen = all_of(visibility.trashed(visibility.viewer_of(connection)))
    return int(connection.execute(f"SELECT count(*) FROM trash WHERE {seen.text}", seen.params).fetchone()[0])


def facts(connection: sqlite3.Connection) -> list[tuple[str, str, bool, str | None, int]]:
    """Return how many live contacts there are of each kind, type, activity and source together."""
    seen = _seen(connection, "contact.number")
    rows = connection.execute(
        f"SELECT kind, type, is_active, source FROM contact WHERE {seen.text}", seen.params
    )
    found = Counter(rows)
    counted = [
        (kind, type_, bool(active), source, found[kind, type_, active, source])
        for kind, type_, active, source in found
    ]
    return sorted(counted, key=lambda each: (*each[:3], each[3] or ""))


def months(connection: sqlite3.Connection) -> Counts:
    """Return how many live contacts were made in each month, `YYYY-MM`, the earliest first."""
    seen = _seen(connection, "contact.number")
    rows = connection.execute(
        f"SELECT substr({text_of('created_at_ms')}, 1, 7)"
        f" FROM contact INDEXED BY contact_created_at WHERE {seen.text}",
        seen.params,
    )
    return sorted(Counter(month for (month,) in rows).items())


def companies(connection: sqlite3.Connection, limit: int) -> Counts:
    """Return the companies of most live contacts, blind to case and accents; limit 0 is all."""
    seen = _seen(connection, "contact_sort.contact")
    rows = connection.execute(
        "SELECT (SELECT company FROM contact WHERE number = first), count FROM ("
        "SELECT min(contact) AS first, count(*) AS count, company_key"
        " FROM contact_sort INDEXED BY contact_sort_company"
        f" WHERE company_key > '' AND {seen.text} GROUP BY company_key ORDER BY 2 DESC, company_key LIMIT ?)",
        (*seen.params, limit or -1),
    )
    return rows.fetchall()


def labels(connection: sqlite3.Connection, field: Literal["emails", "phones"]) -> Counts:
    """Return how many emails or phones of live contacts have each label; None for those without."""
    seen = _seen(connection, "contact.number")
    column = STORED[field]
    rows = connection.execute(
        f"SELECT {column} FROM contact WHERE {column} NOTNULL AND {seen.text}", seen.params
    )
    found: Counter[str | None] = Counter()
    while chunk := rows.fetchmany(_CHUNK):
        try:
            lists = json.loads(f"[{','.join(lengthen_all(field, [text for (text,) in chunk]))}]")
            found.update(item.get("label") for items in lists for item in items)
        except FAULTS as error:
            raise sqlite3.DataError(f"malformed: {field} of a contact: {error}") from error
    return sorted(found.items(), key=lambda each: each[0] or "")


def _seen(connection: sqlite3.Connection, number: str) -> Sql:
    return all_of(visibility.live(visibility.viewer_of(connection), number))

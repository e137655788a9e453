"""Counting contacts: one statement a figure, of what who asks may see; by indexes where they answer."""

import sqlite3
from typing import Any, Literal

from contactsctl.store import visibility
from contactsctl.store.short import read, text_of
from contactsctl.store.sql import Sql, all_of

Counts = list[tuple[Any, int]]


def trashed(connection: sqlite3.Connection) -> int:
    """Return how many contacts are in the trash."""
    seen = all_of(visibility.trashed(visibility.viewer_of(connection)))
    return int(connection.execute(f"SELECT count(*) FROM trash WHERE {seen.text}", seen.params).fetchone()[0])


def facts(connection: sqlite3.Connection) -> list[tuple[str, str, bool, str | None, int]]:
    """Return how many live contacts there are of each kind, type, activity and source together."""
    seen = _seen(connection, "contact.number")
    rows = connection.execute(
        f"SELECT kind, type, is_active, source, count(*) FROM contact WHERE {seen.text} GROUP BY 1, 2, 3, 4",
        seen.params,
    )
    return [(kind, type_, bool(active), source, count) for kind, type_, active, source, count in rows]


def months(connection: sqlite3.Connection) -> Counts:
    """Return how many live contacts were made in each month, `YYYY-MM`, the earliest first."""
    seen = _seen(connection, "contact.number")
    rows = connection.execute(
        f"SELECT substr({text_of('created_at_ms')}, 1, 7), count(*)"
        " FROM contact INDEXED BY contact_created_at"
        f" WHERE {seen.text} GROUP BY 1 ORDER BY 1",
        seen.params,
    )
    return rows.fetchall()


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
    rows = connection.execute(
        "SELECT json_extract(item.value, '$.label') AS label, count(*)"
        f" FROM contact, json_each({read(field, 'contact')}) AS item WHERE {seen.text} GROUP BY 1",
        seen.params,
    )
    return rows.fetchall()


def _seen(connection: sqlite3.Connection, number: str) -> Sql:
    return all_of(visibility.live(visibility.viewer_of(connection), number))

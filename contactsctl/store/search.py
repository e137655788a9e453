"""Finding contacts: how many match a query, and the numbers of one page of them.

The ways of walking were measured at a million contacts: few matches are joined to their sort keys
and sorted; for more, the index of the sort order is walked and each contact held against the matches.
"""

import re
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from contactsctl.domain.query import TOTAL_CAP, Query
from contactsctl.store import visibility
from contactsctl.store.sql import Matched, Sql, all_of

FEW = 10_000
"""Up to this many matches are sorted; more are met by walking the sort order."""


class _Order(NamedTuple):
    """A sort order: its keys, the table that has them, the index that walks them."""

    keys: tuple[str, ...]
    table: str
    walked_by: str


_ORDERS = {
    "display_name": _Order(("name_key",), "contact_sort", "contact_sort_name"),
    "family_name": _Order(("family_key", "name_key"), "contact_sort", "contact_sort_family"),
    "company": _Order(("company_key", "name_key"), "contact_sort", "contact_sort_company"),
    "created_at": _Order(("created_at",), "contact", "contact_created_at"),
    "updated_at": _Order(("updated_at",), "contact", "contact_updated_at"),
}
_NUMBER = {"contact": "contact.number", "contact_sort": "contact_sort.contact"}

# What the trash has in place of the tables of live contacts.
_TRASH = (
    "(SELECT number, fold(display_name) AS name_key, fold(coalesce(family_name, display_name)) AS family_key,"
    " fold(company) AS company_key, * FROM trash)"
)


class Found(NamedTuple):
    """The numbers of one page, in order, and how many match in all, counted up to TOTAL_CAP by text."""

    numbers: tuple[int, ...]
    total: int
    total_is_lower_bound: bool
    has_more: bool


def count(connection: sqlite3.Connection, query: Query, selected: Sql | None = None) -> tuple[int, bool]:
    """Return how many contacts match, and whether that is only a lower bound.

    `selected` is a SELECT of live contacts that stands in for the one that the query's text gives.
    """
    query = _asked_by(connection, query)
    if query.scope != "live":
        _add_functions(connection)
    if query.scope == "trash":
        return _count(connection, _trash_select(query, "1"))
    live = _count_live(connection, query, _matching(query, selected))
    if query.scope == "live":
        return live
    return live[0] + _count(connection, _trash_select(query, "1"))[0], live[1]


def find(connection: sqlite3.Connection, query: Query, selected: Sql | None = None) -> Found:
    """Return one page of the contacts that match; limit 0 means all of them."""
    query = _asked_by(connection, query)
    total, is_lower_bound = count(connection, query, selected)
    limit = query.limit + 1 if query.limit else -1
    rows = connection.execute(*_page(query, _matching(query, selected), total, limit)).fetchall()
    numbers = tuple(row[0] for row in rows)
    if not query.limit:
        return Found(numbers, total, is_lower_bound, has_more=False)
    return Found(numbers[: query.limit], total, is_lower_bound, len(numbers) > query.limit)


def numbers(connection: sqlite3.Connection, query: Query) -> Iterator[int]:
    """Yield the numbers of all contacts that match, in order, from the query's offset on."""
    query = _asked_by(connection, query)
    total, _ = count(connection, query)
    return (row[0] for row in connection.execute(*_page(query, _matching(query), total, -1)))


def _asked_by(connection: sqlite3.Connection, query: Query) -> Query:
    return query._replace(viewer=visibility.viewer_of(connection))


def _matching(query: Query, selected: Sql | None = None) -> Matched | None:
    if selected:
        return Matched(selected)
    if not (query.text or query.company):
        restricted = query.viewer and query.viewer.role == "restricted"
        return Matched(visibility.granted(query.viewer)) if query.viewer and restricted else None
    from contactsctl.store.where import matching

    return matching(query)


def _count_live(connection: sqlite3.Connection, query: Query, matched: Matched | None) -> tuple[int, bool]:
    if matched:
        agreed = _count_agreed(connection, query, matched)
        return agreed or _count(connection, _driven(query, matched.exact, "1"))
    if _is_filtered(query):
        select = _walked(query, None, "count(*)", _Order((), "contact_sort", ""))
        return int(connection.execute(select.text, select.params).fetchone()[0]), False
    return int(connection.execute("SELECT count(*) FROM contact_sort").fetchone()[0]), False


def _count_agreed(connection: sqlite3.Connection, query: Query, matched: Matched) -> tuple[int, bool] | None:
    """Return the count of many matches without reading a document, where both text indexes give it.

    The matches lie between those that need no judging and the candidates: equal counts leave nothing between.
    """
    if matched.certain is None or matched.candidates is None:
        return None
    certain = _count(connection, _driven(query, matched.certain, "1"))
    if certain[0] <= FEW:
        return None
    return certain if certain == _count(connection, _driven(query, matched.candidates, "1")) else None


def _count(connection: sqlite3.Connection, select: Sql) -> tuple[int, bool]:
    sql = f"SELECT count(*) FROM ({select.text} LIMIT {TOTAL_CAP + 1})"
    found = int(connection.execute(sql, select.params).fetchone()[0])
    return min(found, TOTAL_CAP), found > TOTAL_CAP


def _page(query: Query, matched: Matched | None, total: int, limit: int) -> tuple[str, tuple[object, ...]]:
    order = _ORDERS["display_name" if query.sort == "relevance" else query.sort]
    select = _select(query, matched, total, order)
    direction = "DESC" if query.descending else "ASC"
    terms = ", ".join(f"{key} {direction}" for key in (*order.keys, "number"))
    return f"{select.text} ORDER BY {terms} LIMIT ? OFFSET ?", (*select.params, limit, query.offset)


def _select(query: Query, matched: Matched | None, total: int, order: _Order) -> Sql:
    what = ", ".join(("{number} AS number", *order.keys))
    if query.scope == "trash":
        return _trash_select(query, what.format(number="number"))
    if query.scope == "live_and_trash":
        everyone = matched.exact if matched else Sql("SELECT contact FROM contact_sort")
        live = _driven(query, everyone, what, order)
        trash = _trash_select(query, what.format(number="number"))
        return Sql(f"SELECT * FROM ({live.text} UNION ALL {trash.text})", (*live.params, *trash.params))
    if matched and total <= FEW:
        return _driven(query, matched.exact, what, order)
    return _walked(query, matched, what, order)


def _held_against(matched: Matched, number: str) -> Sql:
    """Return the condition that a contact is among the matches; only those that are met are judged."""
    found = matched.candidates or matched.exact
    condition = Sql(f"{number} IN ({found.text})", found.params)
    if matched.check is None:
        return condition
    judged = f"EXISTS (SELECT 1 FROM contact_document WHERE contact = {number} AND {matched.check.text})"
    return all_of([condition, Sql(judged, matched.check.params)])


def _is_filtered(query: Query) -> bool:
    values = (query.company, query.source, query.type, query.kind, query.active, query.dnc or None)
    return bool(query.tags or query.viewer) or any(value is not None for value in values)


def _driven(query: Query, matched: Sql, what: str, order: _Order | None = None) -> Sql:
    """Start from the matches; join the tables that the conditions and the order need."""
    columns, company, indexed = _conditions(query, "matched.contact")
    source = f"({matched.text}) AS matched"
    if company or (order and order.table == "contact_sort"):
        source += " CROSS JOIN contact_sort ON contact_sort.contact = matched.contact"
    if columns or (order and order.table == "contact"):
        source += " CROSS JOIN contact ON contact.number = matched.contact"
    where = all_of([*columns, *company, *indexed])
    what = what.format(number="matched.contact")
    return Sql(f"SELECT {what} FROM {source} WHERE {where.text}", (*matched.params, *where.params))


def _walked(query: Query, matched: Matched | None, what: str, order: _Order) -> Sql:
    """Walk the index of the order; hold each contact against the matches and the conditions."""
    number = _NUMBER[order.table]
    columns, company, indexed = _conditions(query, number)
    source = f"{order.table} INDEXED BY {order.walked_by}" if order.walked_by else order.table
    if columns and order.table != "contact":
        source += f" CROSS JOIN contact ON contact.number = {number}"
    if company and order.table != "contact_sort":
        source += f" CROSS JOIN contact_sort ON contact_sort.contact = {number}"
    wanted = [*indexed, *columns, *company]
    if matched:
        wanted = [_held_against(matched, number), *wanted]
    where = all_of(wanted)
    return Sql(f"SELECT {what.format(number=number)} FROM {source} WHERE {where.text}", where.params)


def _conditions(query: Query, number: str) -> tuple[list[Sql], list[Sql], list[Sql]]:
    """Return the conditions on columns, on the company, and those that indexes answer, of live contacts."""
    if not _is_filtered(query):
        return [], [], []
    from contactsctl.store.where import column_conditions, company_conditions, tag_conditions

    indexed = [*visibility.live(query.viewer, number), *tag_conditions(query, number)]
    return column_conditions(query), company_conditions(query), indexed


def _trash_select(query: Query, what: str) -> Sql:
    from contactsctl.store.where import column_conditions, company_conditions, document_conditions

    conditions = [*column_conditions(query), *company_conditions(query), *document_conditions(query)]
    where = all_of([*visibility.trashed(query.viewer), *conditions])
    return Sql(f"SELECT {what} FROM {_TRASH} WHERE {where.text}", where.params)


def _add_functions(connection: sqlite3.Connection) -> None:
    from contactsctl.domain.fold import fold

    connection.create_function("fold", 1, lambda text: fold(text or ""), deterministic=True)
    connection.create_function("begins_word", 2, _begins_word, deterministic=True)


def _begins_word(document: str, word: str) -> bool:
    return re.search(rf"(?<![^\W_]){re.escape(word)}", document) is not None

"""Finding contacts: how many match a query, and the numbers of one page of them.

What an index finds drives the search, and is sorted: by places in the order of names, which are in few
pages of the book, else by sort keys, which are in many. Where half of the book is found, its page is met
by walking the order from its beginning, each contact judged on its own.
"""

import json
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from contactsctl.domain.query import TOTAL_CAP, Query
from contactsctl.store import name_order, visibility
from contactsctl.store import plan as ways
from contactsctl.store.plan import Plan, order_of, plan_of
from contactsctl.store.sql import Sql

FEW = 30_000
"""Up to this many matches are found once, counted and sorted."""
GLIMPSE = 500
"""By so many matches it is guessed whether there are few."""
MARGIN = 3
"""So many times the contacts are judged among which a page would be met, were the matches spread evenly."""
SORTED_AT_ONCE = 500
"""Up to so many matches are sorted by their keys, without a look at the places of all contacts."""


class Found(NamedTuple):
    """The numbers of one page, in order, and how many match in all, counted up to TOTAL_CAP by index."""

    numbers: tuple[int, ...]
    total: int
    total_is_lower_bound: bool
    has_more: bool


def count(connection: sqlite3.Connection, query: Query, selected: Sql | None = None) -> tuple[int, bool]:
    """Return how many contacts match, and whether that is only a lower bound.

    `selected` is a SELECT of live contacts that stands in for what indexes know of the query.
    """
    query = _asked_by(connection, query)
    if query.scope == "trash":
        return _count(connection, ways.trashed(query), None)
    live = _count_live(connection, _plan(connection, query, selected))
    if query.scope == "live":
        return live
    return live[0] + _count(connection, ways.trashed(query), None)[0], live[1]


def find(connection: sqlite3.Connection, query: Query, selected: Sql | None = None) -> Found:
    """Return one page of the contacts that match; limit 0 means all of them."""
    query = _asked_by(connection, query)
    limit = query.limit + 1 if query.limit else -1
    if query.scope != "live":
        total, is_lower_bound = count(connection, query, selected)
        found = [row[0] for row in connection.execute(*_mixed(connection, query, selected, limit))]
        return _found(query, found, total, is_lower_bound)
    plan = _plan(connection, query, selected)
    few = _few(connection, plan)
    if few is not None:
        return _found(query, list(_sorted(connection, query, few, limit)), len(few), False)
    total, is_lower_bound = _count_live(connection, plan)
    begun = _begun(connection, query, plan, limit, total)
    if begun is not None:
        return _found(query, begun, total, is_lower_bound)
    sort = plan.drive is not None and not is_lower_bound
    found = [row[0] for row in connection.execute(*_ordered(query, plan, limit, sort=sort))]
    return _found(query, found, total, is_lower_bound)


def numbers(connection: sqlite3.Connection, query: Query) -> Iterator[int]:
    """Yield the numbers of all contacts that match, in order, from the query's offset on."""
    query = _asked_by(connection, query)
    if query.scope != "live":
        return (row[0] for row in connection.execute(*_mixed(connection, query, None, -1)))
    plan = _plan(connection, query)
    few = _few(connection, plan)
    if few is not None:
        return _sorted(connection, query, few, -1)
    return (row[0] for row in connection.execute(*_ordered(query, plan, -1, sort=False)))


def _asked_by(connection: sqlite3.Connection, query: Query) -> Query:
    return query._replace(viewer=visibility.viewer_of(connection))


def _found(query: Query, numbers: list[int], total: int, is_lower_bound: bool) -> Found:
    if not query.limit:
        return Found(tuple(numbers), total, is_lower_bound, has_more=False)
    return Found(tuple(numbers[: query.limit]), total, is_lower_bound, len(numbers) > query.limit)


def _few(connection: sqlite3.Connection, plan: Plan) -> list[int] | None:
    """Return the numbers of all that match, where they are few."""
    if plan.is_unfiltered:
        return None
    select = ways.driven(plan)
    cursor = connection.execute(f"{select.text} LIMIT {FEW + 1}", select.params)
    rows = cursor.fetchmany(GLIMPSE)
    if len(rows) == GLIMPSE and max(rows)[0] * FEW < _last_number(connection) * GLIMPSE:
        return None  # an index finds them by number, and so many are at the beginning
    rows += cursor.fetchall()
    return None if len(rows) > FEW else [row[0] for row in rows]


def _last_number(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT max(contact) FROM contact_sort").fetchone()[0] or 0)


def _count_live(connection: sqlite3.Connection, plan: Plan) -> tuple[int, bool]:
    if plan.is_unfiltered:
        return int(connection.execute("SELECT count(*) FROM contact_sort").fetchone()[0]), False
    return _count(connection, ways.driven(plan), TOTAL_CAP if plan.drive else None)


def _count(connection: sqlite3.Connection, select: Sql, cap: int | None) -> tuple[int, bool]:
    limit = -1 if cap is None else cap + 1
    sql = f"SELECT count(*) FROM ({select.text} LIMIT {limit})"
    found = int(connection.execute(sql, select.params).fetchone()[0])
    return (found, False) if cap is None else (min(found, cap), found > cap)


def _sorted(connection: sqlite3.Connection, query: Query, few: list[int], limit: int) -> Iterator[int]:
    if limit > 0 and len(few) > SORTED_AT_ONCE and order_of(query).keys == ("name_key",):
        few = name_order.nearest(connection, few, query.offset + limit, descending=query.descending)
    select = ways.sorted_page(order_of(query), query)
    params = (json.dumps(few), limit, query.offset)
    return (row[0] for row in connection.execute(f"{select.text} LIMIT ? OFFSET ?", params))


def _ordered(query: Query, plan: Plan, limit: int, *, sort: bool) -> tuple[str, tuple[object, ...]]:
    """Return the SELECT of a page: what drives is sorted, or the order is walked."""
    order = order_of(query)
    select = ways.driven(plan, order) if sort else ways.walked(plan, order)
    terms = order.terms("number", descending=query.descending)
    return f"{select.text} ORDER BY {terms} LIMIT ? OFFSET ?", (*select.params, limit, query.offset)


def _begun(
    connection: sqlite3.Connection, query: Query, plan: Plan, limit: int, total: int
) -> list[int] | None:
    """Return the page when it is met at the beginning of the order; None when it is not."""
    steps = MARGIN * (query.offset + limit) * _last_number(connection) // max(total, 1)
    if plan.drive is None or not plan.is_judged or not 0 < steps <= FEW:
        return None
    order, descending = order_of(query), query.descending
    place = connection.execute(ways.place_at(order, descending=descending), (steps,)).fetchone()
    if place is None:
        return None
    select = ways.begun(plan, order, descending=descending)
    params = (*select.params, *place, limit, query.offset)
    found = [row[0] for row in connection.execute(f"{select.text} LIMIT ? OFFSET ?", params)]
    return found if len(found) == limit else None


def _plan(connection: sqlite3.Connection, query: Query, selected: Sql | None = None) -> Plan:
    return plan_of(query, selected, _companies(connection, query.company) if query.company else None)


_COMPANIES = 1_000
_COMPANIES_FOUND = 400


def _companies(connection: sqlite3.Connection, text: str) -> list[str] | None:
    """Return the keys of the companies that contain a text; None where there are too many to look through."""
    from contactsctl.domain.fold import fold

    keys = [key for (key,) in connection.execute(ways.COMPANY_KEYS, (_COMPANIES + 1,))]
    folded = fold(text)
    found = [key for key in keys if folded in key]
    return found if len(keys) <= _COMPANIES and len(found) <= _COMPANIES_FOUND else None


def _mixed(
    connection: sqlite3.Connection, query: Query, selected: Sql | None, limit: int
) -> tuple[str, tuple[object, ...]]:
    """Return the SELECT of a page of the trash, or of live contacts and the trash together."""
    order = order_of(query)
    select = ways.trashed(query, order.keys)
    if query.scope == "live_and_trash":
        live = ways.driven(_plan(connection, query, selected), order)
        select = Sql(f"SELECT * FROM ({live.text} UNION ALL {select.text})", (*live.params, *select.params))
    terms = order.terms("number", descending=query.descending)
    return f"{select.text} ORDER BY {terms} LIMIT ? OFFSET ?", (*select.params, limit, query.offset)

"""The ways to find the contacts of a query: by what indexes know, by walking a sort order, in the trash."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from contactsctl.domain.query import Query
from contactsctl.store import visibility
from contactsctl.store.sql import Clause, Params, Sql, Table, all_of
from contactsctl.store.where import clauses

if TYPE_CHECKING:
    from contactsctl.domain.identity import Viewer


class Order(NamedTuple):
    """A sort order: its keys, the table that has them, the index that walks them."""

    keys: tuple[str, ...]
    table: Table
    walked_by: str

    def terms(self, number: str, *, descending: bool) -> str:
        """Return the terms of ORDER BY; `number` is the SQL of the contact's number, which comes last."""
        direction = "DESC" if descending else "ASC"
        return ", ".join(f"{key} {direction}" for key in (*self.keys, number))


_BY_NAME = Order(("name_key",), "contact_sort", "contact_sort_name")
_ORDERS = {
    "display_name": _BY_NAME,
    "relevance": _BY_NAME,
    "family_name": Order(("family_key", "name_key"), "contact_sort", "contact_sort_family"),
    "company": Order(("company_key", "name_key"), "contact_sort", "contact_sort_company"),
    "created_at": Order(("created_at_ms",), "contact", "contact_created_at"),
    "updated_at": Order(("updated_at_ms",), "contact", "contact_updated_at"),
}
_NUMBER: dict[Table, str] = {"contact": "contact.number", "contact_sort": "contact_sort.contact"}

# What the trash has in place of the tables of live contacts.
_TRASH = (
    "(SELECT number, fold(display_name) AS name_key, fold(coalesce(family_name, display_name)) AS family_key,"
    " fold(company) AS company_key, * FROM trash)"
)

COMPANY_KEYS = """
WITH RECURSIVE known (key) AS (
  SELECT min(company_key) FROM contact_sort
  UNION ALL
  SELECT (SELECT min(company_key) FROM contact_sort WHERE company_key > known.key)
  FROM known WHERE key NOTNULL
)
SELECT key FROM known WHERE key NOTNULL LIMIT ?
"""
"""The different company keys of live contacts, a step of the index each."""


def order_of(query: Query) -> Order:
    return _ORDERS[query.sort]


class Plan(NamedTuple):
    """`drive`: a SELECT of live contacts that finds all of the query, and with `left` nobody else.

    `clauses` are all that must hold, `left` those that `drive` does not answer. `is_judged`: the clauses
    alone tell who is found, without `drive`.
    """

    clauses: list[Clause]
    drive: Sql | None
    left: list[Clause]
    viewer: "Viewer | None"
    is_judged: bool

    @property
    def is_unfiltered(self) -> bool:
        return not (self.clauses or self.drive or self.viewer)


def plan_of(query: Query, selected: Sql | None = None, companies: list[str] | None = None) -> Plan:
    """Return how the live contacts of a query are found; `selected` stands in for what indexes know of it.

    `companies` are the keys of all that contain the query's company, if known.
    """
    wanted = clauses(query, live=True, companies=companies)
    drive, answered = (selected, []) if selected else _drive(wanted)
    left = [clause for clause in wanted if not any(clause is each for each in answered)]
    if drive is None and query.viewer and query.viewer.role == "restricted":
        drive = visibility.granted(query.viewer)
    return Plan(wanted, drive, left, query.viewer, is_judged=selected is None)


def _drive(wanted: list[Clause]) -> tuple[Sql | None, list[Clause]]:
    """Return the SELECT to start from, and the clauses that it answers."""
    selects = [clause for clause in wanted if clause.select]
    sharp = [clause for clause in selects if clause.is_sharp]
    matches = [clause for clause in wanted if clause.match]
    alone = selects if len(wanted) == 1 or not matches else []
    for clause in (*sharp, *alone):
        return clause.select, [clause] if clause.select_is_exact else []
    if not matches:
        return None, []
    from contactsctl.store.text_index import select_of

    unmatches = [clause for clause in wanted if clause.unmatch]
    select = select_of(
        [clause.match for clause in matches if clause.match],
        [clause.unmatch for clause in unmatches if clause.unmatch],
    )
    return select, [*(clause for clause in matches if clause.match_is_exact), *unmatches]


def driven(plan: Plan, order: Order | None = None) -> Sql:
    """Start from what the indexes find, or from all contacts; with the keys of an order when one is given."""
    if plan.drive is None:
        base = _Base("contact", "contact.number", "contact")
    else:
        base = _Base(f"({plan.drive.text}) AS found", "found.contact", None, plan.drive.params)
    keys = order.keys if order else ()
    return _select(plan, base, plan.left, keys, [order.table] if order else [])


def walked(plan: Plan, order: Order) -> Sql:
    """Walk the index of the order; hold each contact against what the indexes find and the tests."""
    number = _NUMBER[order.table]
    held = [Sql(f"{number} IN ({plan.drive.text})", plan.drive.params)] if plan.drive else []
    base = _Base(f"{order.table} INDEXED BY {order.walked_by}", number, order.table)
    return _select(plan, base, plan.left, order.keys, [], held)


def begun(plan: Plan, order: Order, *, descending: bool) -> Sql:
    """Walk the order up to a place, whose keys and number are bound last; judge by the tests alone."""
    number = _NUMBER[order.table]
    place = f"({', '.join((*order.keys, number))})"
    until = Sql(f"{place} {'>=' if descending else '<='} ({', '.join('?' * (len(order.keys) + 1))})")
    base = _Base(f"{order.table} INDEXED BY {order.walked_by}", number, order.table)
    select = _select(plan, base, plan.clauses, (), [])
    terms = order.terms("number", descending=descending)
    return Sql(f"{select.text} AND {until.text} ORDER BY {terms}", select.params)


def place_at(order: Order, *, descending: bool) -> str:
    """Return the SELECT of the keys and the number at a place of the order, whose offset is bound."""
    number = _NUMBER[order.table]
    terms = order.terms(number, descending=descending)
    walk = f"{order.table} INDEXED BY {order.walked_by}"
    return f"SELECT {', '.join((*order.keys, number))} FROM {walk} ORDER BY {terms} LIMIT 1 OFFSET ?"


class _Base(NamedTuple):
    """What a SELECT starts from, and the SQL of the contact's number there; `table` is the one it has."""

    text: str
    number: str
    table: Table | None
    params: Params = ()


def _select(
    plan: Plan,
    base: _Base,
    tests: list[Clause],
    keys: tuple[str, ...],
    further: list[Table],
    held: Sequence[Sql] = (),
) -> Sql:
    source = base.text
    for table in dict.fromkeys([*(table for clause in tests for table in clause.tables), *further]):
        if table != base.table:
            source += f" CROSS JOIN {table} ON {_NUMBER[table]} = {base.number}"
    seen = visibility.live(plan.viewer, base.number)
    where = all_of([*held, *seen, *(clause.test for clause in tests)])
    what = ", ".join((f"{base.number} AS number", *keys))
    return Sql(f"SELECT {what} FROM {source} WHERE {where.text}", (*base.params, *where.params))


def trashed(query: Query, keys: tuple[str, ...] = ()) -> Sql:
    """Return the SELECT of the contacts of a query in the trash."""
    tests = [clause.test for clause in clauses(query, live=False)]
    where = all_of([*visibility.trashed(query.viewer), *tests])
    return Sql(f"SELECT {', '.join(('number', *keys))} FROM {_TRASH} WHERE {where.text}", where.params)


def sorted_page(order: Order, query: Query) -> Sql:
    """Return the SELECT of a page of those whose numbers are bound as a JSON list."""
    number = _NUMBER[order.table]
    return Sql(
        f"SELECT {number} AS number FROM json_each(?) AS found"
        f" CROSS JOIN {order.table} ON {number} = found.value"
        f" ORDER BY {order.terms('number', descending=query.descending)}"
    )

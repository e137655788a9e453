"""From a query to clauses: every column from an allow-list, every value bound."""

from contactsctl.domain.query import Query
from contactsctl.store import dnc
from contactsctl.store.sql import Clause, Sql


def clauses(query: Query, *, live: bool, companies: list[str] | None = None) -> list[Clause]:
    """Return all that must hold of a contact, but for who may see it.

    `companies` are the keys of all companies of live contacts that contain the query's company, if known.
    """
    found = [_column_clause(column, value) for column, value in _columns(query) if value is not None]
    if query.dnc is not None:
        found.append(dnc.clause(query.dnc))
    if query.tags or query.company or query.text:
        from contactsctl.store.text_index import clauses_of

        found += clauses_of(query, companies)
    if query.filter:
        from contactsctl.store.filter_clauses import filter_clauses

        found += filter_clauses(query.filter, live=live)
    return found


def _columns(query: Query) -> tuple[tuple[str, object], ...]:
    return (
        ("source", query.source),
        ("type", query.type),
        ("kind", query.kind),
        ("is_active", query.active),
    )


def _column_clause(column: str, value: object) -> Clause:
    return Clause(Sql(f"{column} = ?", (value,)), ("contact",))

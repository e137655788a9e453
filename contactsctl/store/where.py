"""From a query to clauses: every column from an allow-list, every value bound."""

from contactsctl.domain.fold import fold
from contactsctl.domain.query import Query
from contactsctl.domain.search import parse_search_text, tag_mark
from contactsctl.store.sql import Clause, Sql
from contactsctl.store.text_index import contains, text_clauses


def clauses(query: Query, *, live: bool) -> list[Clause]:
    """Return all that must hold of a contact, but for who may see it."""
    found = [_column_clause(column, value) for column, value in _columns(query) if value is not None]
    found += [_tag_clause(tag) for tag in query.tags]
    if query.dnc:
        found.append(Clause(Sql("0"), "contact"))  # no number or address is on the list
    if query.company:
        found.append(_company_clause(fold(query.company)))
    if query.text:
        found += text_clauses(parse_search_text(query.text))
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
    return Clause(Sql(f"{column} = ?", (value,)), "contact")


def _company_clause(company: str) -> Clause:
    return Clause(Sql("instr(company_key, ?)", (company,)), "contact_sort", match=contains(company).match)


def _tag_clause(tag: str) -> Clause:
    from contactsctl.store.index import tag_key

    has_tag = "SELECT contact FROM contact_tag WHERE tag = (SELECT number FROM tag WHERE key = ?)"
    return contains(tag_mark(tag))._replace(select=Sql(has_tag, (tag_key(tag),)))

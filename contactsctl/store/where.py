"""From a query to clauses: every column from an allow-list, every value bound."""

from contactsctl.domain.fold import fold
from contactsctl.domain.query import Query
from contactsctl.domain.search import company_code, parse_search_text, tag_code
from contactsctl.store.sql import Clause, Sql
from contactsctl.store.text_index import contains, occurs, phrase, text_clauses


def clauses(query: Query, *, live: bool, companies: list[str] | None = None) -> list[Clause]:
    """Return all that must hold of a contact, but for who may see it.

    `companies` are the keys of all companies of live contacts that contain the query's company, if known.
    """
    found = [_column_clause(column, value) for column, value in _columns(query) if value is not None]
    found += [_tag_clause(tag) for tag in query.tags]
    if query.dnc:
        found.append(Clause(Sql("0"), ("contact",)))  # no number or address is on the list
    if query.company:
        found.append(_company_clause(fold(query.company), companies))
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
    return Clause(Sql(f"{column} = ?", (value,)), ("contact",))


def _company_clause(company: str, companies: list[str] | None) -> Clause:
    clause = Clause(Sql("instr(company_key, ?)", (company,)), ("contact_sort",))
    if companies is None:
        return clause._replace(match=contains(company).match)
    if not companies:
        return clause._replace(select=Sql("SELECT contact FROM contact_sort WHERE 0"), select_is_exact=True)
    codes = " OR ".join(phrase(company_code(key)) for key in companies)
    marks = ", ".join("?" * len(companies))
    select = Sql(f"SELECT contact FROM contact_sort WHERE company_key IN ({marks})", tuple(companies))
    return clause._replace(match=f"({codes})", match_is_exact=True, select=select, select_is_exact=True)


def _tag_clause(tag: str) -> Clause:
    from contactsctl.store.index import tag_key

    has_tag = "SELECT contact FROM contact_tag WHERE tag = (SELECT number FROM tag WHERE key = ?)"
    return occurs(tag_code(tag))._replace(select=Sql(has_tag, (tag_key(tag),)), select_is_exact=True)

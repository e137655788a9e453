"""A view: a filter that is kept under a name."""

from typing import Any

from contactsctl.domain.filter import Condition, Filter, Operator, both, make_filter
from contactsctl.domain.filter_comparison import check_condition
from contactsctl.domain.filter_fields import field_named
from contactsctl.domain.filter_json import Request, filter_document, parse_request
from contactsctl.domain.fold import fold, is_blank
from contactsctl.domain.query import Query
from contactsctl.domain.text import check_text
from contactsctl.domain.value import Value, value
from contactsctl.errors import InvalidDataError, InvalidFilterError

MAX_NAME = 100


@value()
class View(Value):
    """`query` is a request document, as `--filter` takes it; times are RFC 3339 UTC with milliseconds."""

    name: str
    query: dict[str, Any]
    created_at: str
    updated_at: str


def check_name(name: str) -> str:
    """Return the name of a view, trimmed; raises an InvalidDataError for one that is empty or long."""
    checked = check_text(name, "name", MAX_NAME)
    if not checked:
        raise InvalidDataError("a view needs a name", field="name", value=name)
    return checked


def document_of(query: Query) -> dict[str, Any]:
    """Return what a query asks for as a request document; order and page are not part of it.

    Raises InvalidFilterError for a query without any condition.
    """
    found = both(query.filter, _filter_of_options(query))
    document: dict[str, Any] = {"q": query.text} if query.text and not is_blank(query.text) else {}
    if found:
        document["query"] = filter_document(found)
    if not document:
        raise InvalidFilterError("a view needs a filter, such as --where, --tag or -q", field="filter")
    return document


def _filter_of_options(query: Query) -> Filter | None:
    conditions = [_condition("tags", "equals", tag) for tag in query.tags]
    texts: tuple[tuple[str, Operator, str | None], ...] = (
        ("company", "contains", query.company if fold(query.company or "") else None),
        ("source", "equals", query.source),
        ("type", "equals", query.type),
        ("kind", "equals", query.kind),
    )
    conditions += [_condition(name, operator, value) for name, operator, value in texts if value is not None]
    flags = (("is_active", query.active), ("dnc", query.dnc))
    conditions += [
        _condition(name, "equals", "true" if value else "false") for name, value in flags if value is not None
    ]
    return make_filter((tuple(conditions),)) if conditions else None


def _condition(name: str, operator: Operator, value: str) -> Condition:
    return check_condition(Condition(field_named(name), operator, (value,)))


def request_of(view: View) -> Request:
    """Return what a view asks for.

    Raises InvalidFilterError, naming the view, when it no longer can be, and when it would be everybody.
    """
    try:
        request = parse_request(view.query)
    except InvalidFilterError as error:
        raise InvalidFilterError(
            f"view {view.name!r}: {error.message}",
            field=error.field,
            value=error.value,
            candidates=error.candidates,
        ) from error
    if request.filter is None and is_blank(request.text or ""):
        raise InvalidFilterError(f"view {view.name!r} has no filter", field="view", value=view.name)
    return request


def custom_keys(request: Request) -> tuple[str, ...]:
    """Return the keys of custom fields that a request names."""
    conditions = request.filter.conditions if request.filter else ()
    paths = (each.field.path for each in conditions if each.field.column == "custom_fields")
    return tuple(dict.fromkeys(path[0] for path in paths if path))

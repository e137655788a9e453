"""Filters as JSON documents: the model itself, whole requests of other systems, and saved queries.

{"groups": [{"conditions": [{"field": "company", "op": "contains", "value": "acme"}]}]}
{"query": {"groups": [...]}, "q": "john", "limit": 10, "offset": 0}
{"query": "John Smith", "filters": {"company": "Acme Inc"}, "limit": 10}
"""

from collections.abc import Mapping
from typing import Any, NoReturn

from contactsctl.domain.filter import OPERATORS, Condition, Filter, Operator, both, make_filter
from contactsctl.domain.filter_comparison import check_condition
from contactsctl.domain.filter_fields import field_named
from contactsctl.domain.spelling import nearest
from contactsctl.domain.value import Value, value
from contactsctl.errors import InvalidFilterError

MAX_COUNT = 1_000_000_000
"""The largest limit or offset."""
_OPERATORS: dict[str, Operator] = {
    **{operator: operator for operator in OPERATORS},
    "eq": "equals", "ne": "not_equals", "neq": "not_equals",
}  # fmt: skip
_LISTED: tuple[Operator, ...] = ("in", "not_in")
_NO_VALUE: tuple[Operator, ...] = ("is_set", "is_empty")
_REQUEST = ("query", "q", "filters", "limit", "offset", "groups")


@value()
class Request(Value):
    """What a document asks for; None where it does not say."""

    filter: Filter | None = None
    text: str | None = None
    limit: int | None = None
    offset: int | None = None


def parse_request(document: Any) -> Request:
    """Return what a decoded JSON document asks for.

    Raises InvalidFilterError, which says where in the document.
    """
    if not isinstance(document, Mapping):
        _refuse("", "a filter is an object", document)
    _check_keys(document, _REQUEST, "")
    query = document.get("query")
    text = document.get("q")
    if isinstance(query, str):
        if text is not None:
            _refuse("q", "the text is given twice, as query and as q", text)
        text, query = query, None
    if text is not None and not isinstance(text, str):
        _refuse("q", "must be text", text)
    if text:
        _checked(text, "q")
    if query is not None and "groups" in document:
        _refuse("groups", "the groups are given twice, in query too", None)
    model = document if "groups" in document else query
    found = both(_filter_of(model, "" if model is document else "query."), _filters(document.get("filters")))
    return Request(found, text or None, _count(document, "limit"), _count(document, "offset"))


def parse_filter(document: Any, at: str = "") -> Filter:
    """Return the filter of `{"groups": [{"conditions": [...]}]}`; raises InvalidFilterError."""
    if not isinstance(document, Mapping) or not isinstance(document.get("groups"), list):
        _refuse(f"{at}groups", "must be a list of {conditions}", document)
    groups = document["groups"]
    made = [_group(group, f"{at}groups[{number}]") for number, group in enumerate(groups)]
    return make_filter(tuple(made))


def filter_document(found: Filter) -> dict[str, Any]:
    """Return a filter as the document that `parse_filter` reads."""
    return {"groups": [{"conditions": [_document(each) for each in group]} for group in found.groups]}


def _document(condition: Condition) -> dict[str, Any]:
    document: dict[str, Any] = {"field": condition.field.name, "op": condition.operator}
    if condition.operator in _LISTED:
        document["value"] = list(condition.values)
    elif condition.values:
        document["value"] = condition.values[0]
    return document


def _filter_of(model: Any, at: str) -> Filter | None:
    if model is None:
        return None
    if isinstance(model, Mapping) and at:
        _check_keys(model, ("groups",), at)
    found = parse_filter(model, at)
    return found if found.groups else None


def _group(group: Any, at: str) -> tuple[Condition, ...]:
    if not isinstance(group, Mapping) or not isinstance(group.get("conditions"), list):
        _refuse(at, "must be an object with a list of conditions", group)
    _check_keys(group, ("conditions",), f"{at}.")
    if not group["conditions"]:
        _refuse(f"{at}.conditions", "has no condition", [])
    return tuple(
        _condition(condition, f"{at}.conditions[{number}]")
        for number, condition in enumerate(group["conditions"])
    )


def _condition(condition: Any, at: str) -> Condition:
    if not isinstance(condition, Mapping):
        _refuse(at, "must be an object with field, op and value", condition)
    _check_keys(condition, ("field", "op", "operator", "value"), f"{at}.")
    name, symbol = condition.get("field"), condition.get("op", condition.get("operator", "equals"))
    if not isinstance(name, str) or not name:
        _refuse(f"{at}.field", "must be the name of a field", name)
    operator = _OPERATORS.get(symbol) if isinstance(symbol, str) else None
    if operator is None:
        _refuse(f"{at}.op", f"unknown operator {str(symbol)[:40]!r}: {_operators_hint(symbol)}", symbol)
    if "value" not in condition and operator not in _NO_VALUE:
        _refuse(f"{at}.value", f"is missing: {operator} needs one", None)
    return _made(name, operator, condition.get("value"), at)


def _made(name: str, operator: Operator, value: Any, at: str) -> Condition:
    if value is None and operator in ("equals", "not_equals"):
        operator = "is_empty" if operator == "equals" else "is_set"
    values = _values(operator, value, f"{at}.value")
    try:
        return check_condition(Condition(field_named(name), operator, values))
    except InvalidFilterError as error:
        raise InvalidFilterError(
            f"filter: {at}: {error.message}", field=at, value=error.value, candidates=error.candidates
        ) from error


def _operators_hint(symbol: object) -> str:
    suggestion = nearest(symbol, set(_OPERATORS)) if isinstance(symbol, str) else None
    return f"did you mean {suggestion}?" if suggestion else f"there are {', '.join(_OPERATORS)}"


def _values(operator: Operator, value: Any, at: str) -> tuple[str, ...]:
    if operator in _NO_VALUE:
        if value not in (None, True, ""):
            _refuse(at, f"{operator} takes no value", value)
        return ()
    if operator in _LISTED:
        items = value if isinstance(value, list) else [value]
        if not items:
            _refuse(at, f"{operator} needs at least one value", value)
        return tuple(_text(item, at) for item in items)
    return (_text(value, at),)


def _text(value: Any, at: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if not isinstance(value, str):
        _refuse(at, "must be text, a number, true or false", value)
    return _checked(value, at)


def _checked(text: str, at: str) -> str:
    if "\0" in text:
        _refuse(at, "holds the control character U+0000", None)
    return text


def _filters(filters: Any) -> Filter | None:
    """Every key must equal its value, or one of its values; a company contains it, as with `--company`."""
    if filters is None or filters == {}:
        return None
    if not isinstance(filters, Mapping):
        _refuse("filters", "must be an object of fields and values", filters)
    group = (
        _made(name, "in" if isinstance(value, list) else "equals", value, f"filters.{name[:40]}")
        for name, value in filters.items()
    )
    return make_filter((tuple(_as_option(condition) for condition in group),))


def _as_option(condition: Condition) -> Condition:
    if condition.field.name == "company" and condition.operator == "equals":
        return Condition(condition.field, "contains", condition.values)
    return condition


def _count(document: Mapping[str, Any], key: str) -> int | None:
    value = document.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_COUNT:
        _refuse(key, f"must be a whole number from 0 to {MAX_COUNT:,}", value)
    return value


def _check_keys(document: Mapping[str, Any], known: tuple[str, ...], at: str) -> None:
    for key in document:
        if key not in known:
            suggestion = nearest(str(key), set(known))
            hint = f"did you mean {suggestion}?" if suggestion else f"there are {', '.join(known)}"
            _refuse(f"{at}{str(key)[:40]}", f"unknown key: {hint}", key)


def _refuse(at: str, problem: str, value: Any) -> NoReturn:
    where = f"filter: {at}: " if at else "filter: "
    shown = f": {str(value)[:60]!r}" if isinstance(value, str | int | float) else ""
    raise InvalidFilterError(
        f"{where}{problem}{shown if 'unknown' not in problem else ''}",
        field=at or "filter",
        value=str(value)[:200] if value is not None else None,
    )

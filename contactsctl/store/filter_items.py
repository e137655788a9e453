"""The items of a field, taken out of the column of a contact's row that holds it."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from contactsctl.domain.contact import EVERYONE
from contactsctl.domain.filter_fields import Field

Items = Callable[[Any], Iterable[Any]]
_LISTS = ("tags", "access")
_DOCUMENTS = ("custom_fields", "photo")
_ABSENT = {"primary": False, "valid": True}
_decode = json.JSONDecoder().decode


def items_of(field: Field) -> Items:
    """Return the function that gives the items of a field, from the value of its column."""
    if field.kind == "object":
        return _scalar
    if field.column in _DOCUMENTS:
        return lambda stored: _at(_decode(stored), field.path) if stored else ()
    if field.column in _LISTS:
        return lambda stored: _chosen(_list(field.column, stored), field.index)
    if field.keys:
        return _parts(field)
    return _scalar


def _scalar(stored: Any) -> Iterable[Any]:
    return () if stored in (None, "") else (stored,)


def _list(column: str, stored: str | None) -> list[Any]:
    if stored is None:
        return [EVERYONE] if column == "access" else []
    found: list[Any] = _decode(stored)
    return found


def _chosen(items: list[Any], index: int | None) -> list[Any]:
    return items if index is None else items[index : index + 1]


def _parts(field: Field) -> Items:
    part = _spellings if field.kind == "phone" else _part
    return lambda stored: (
        found
        for item in _chosen(_decode(stored) if stored else [], field.index)
        for key in field.keys
        if (found := part(item, key)) is not None
    )


def _part(item: Mapping[str, Any], key: str) -> Any:
    if key == "raw":
        return item.get("raw", item["number"])
    return item.get(key, _ABSENT.get(key))


def _spellings(item: Mapping[str, Any], _key: str) -> tuple[str, str]:
    return item["number"], item.get("raw") or item["number"]


def _at(value: Any, path: tuple[str, ...]) -> Iterator[Any]:
    """Yield what a path leads to: all leaves below it; in a list, a part that is no index asks each item."""
    if not path:
        yield from _leaves(value)
    elif isinstance(value, Mapping):
        if path[0] in value:
            yield from _at(value[path[0]], path[1:])
    elif isinstance(value, list):
        if path[0].isdecimal():
            for item in _chosen(value, int(path[0])):
                yield from _at(item, path[1:])
        else:
            for item in value:
                yield from _at(item, path)


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _leaves(inner)
    elif value is not None:
        yield value

"""Fields by their JSON paths: `id`, `emails.0.address`, `custom_fields.plan`."""

from collections.abc import Mapping
from typing import Any

from contactsctl.domain.contact import FIELDS
from contactsctl.errors import UnknownFieldError

_SHORT = {
    "name": "display_name",
    "email": "emails.0.address",
    "phone": "phones.0.number",
    "custom": "custom_fields",
}
_ITEM_KEYS = {
    "emails": ("address", "label", "primary", "valid"),
    "phones": ("number", "label", "primary", "extension", "raw", "valid"),
    "addresses": ("label", "po_box", "extended", "street", "city", "state", "postal_code", "country"),
    "urls": ("url", "label"),
    "dates": ("date", "label"),
    "photo": ("media_type", "size", "sha256"),
    "other_properties": ("name", "group", "params", "value"),
}
_LISTS = {"tags", "access", *_ITEM_KEYS} - {"photo"}
_FREE = ("custom_fields", "params")


def check_paths(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Return the paths; raises UnknownFieldError, with the known fields, for one that no contact can have."""
    for path in paths:
        first, *rest = _SHORT.get(path, path).split(".")
        first = _SHORT.get(first, first)
        if first not in FIELDS:
            raise unknown_field(path, FIELDS)
        if first in _LISTS and rest and rest[0].isdecimal():
            del rest[0]
        keys = _ITEM_KEYS.get(first, ())
        if first in _FREE or not rest or (rest[0] in keys and (len(rest) == 1 or rest[0] in _FREE)):
            continue
        raise unknown_field(path, tuple(f"{first}.{key}" for key in keys) or FIELDS)
    return paths


def unknown_field(path: str, known: tuple[str, ...]) -> UnknownFieldError:
    """Return the error that names the known fields."""
    return UnknownFieldError(
        f"unknown field {path[:80]!r} (known: {', '.join(known)})",
        field="fields",
        value=path,
        candidates=known,
    )


def pick(document: Mapping[str, Any], path: str) -> Any:
    """Return what a path leads to in a contact's JSON; None where there is nothing.

    A list without an index gives the list of what is in its items.
    """
    first, dot, rest = _SHORT.get(path, path).partition(".")
    return follow(document, f"{_SHORT.get(first, first)}{dot}{rest}")


def follow(document: Mapping[str, Any], path: str) -> Any:
    """Return what a path leads to in any JSON object, as `pick` does; a key may hold dots itself."""
    return _follow(document, path.split("."))


def _follow(value: Any, parts: list[str]) -> Any:
    if not parts:
        return value
    if isinstance(value, Mapping):
        for count in range(len(parts), 0, -1):
            key = ".".join(parts[:count])
            if key in value:
                return _follow(value[key], parts[count:])
        return None
    if not isinstance(value, list):
        return None
    if parts[0].isdecimal():
        index = int(parts[0]) if len(parts[0]) < 9 else len(value)
        return _follow(value[index], parts[1:]) if index < len(value) else None
    return [_follow(item, parts) for item in value]

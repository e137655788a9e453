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
_FREE = ("custom_fields",)
_ITEM_KEYS = {
    "emails": ("address", "label", "primary", "valid"),
    "phones": ("number", "label", "primary", "extension", "raw", "valid"),
    "addresses": ("label", "po_box", "extended", "street", "city", "state", "postal_code", "country"),
    "urls": ("url", "label"),
    "dates": ("date", "label"),
    "photo": ("media_type", "size", "sha256"),
    "other_properties": ("name", "group", "params", "value"),
}


def check_paths(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Return the paths; raises UnknownFieldError, with the known fields, for one that no contact can have."""
    for path in paths:
        first, *rest = _SHORT.get(path, path).split(".")
        if first not in FIELDS and first not in _SHORT:
            raise _unknown(path, FIELDS)
        names = [part for part in rest if not part.isdecimal()]
        if first not in _FREE and names and names[0] not in _ITEM_KEYS.get(first, ()):
            raise _unknown(path, tuple(f"{first}.{key}" for key in _ITEM_KEYS.get(first, ())) or FIELDS)
    return paths


def _unknown(path: str, known: tuple[str, ...]) -> UnknownFieldError:
    return UnknownFieldError(
        f"unknown field {path!r} (known: {', '.join(known)})", field="fields", value=path, candidates=known
    )


def pick(document: Mapping[str, Any], path: str) -> Any:
    """Return what a path leads to in a contact's JSON; None where there is nothing.

    A list without an index gives the list of what is in its items.
    """
    value: Any = document
    for part in _SHORT.get(path, path).split("."):
        value = _step(value, part)
    return value


def _step(value: Any, part: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(_SHORT.get(part, part) if part == "custom" else part)
    if isinstance(value, list):
        if part.isdecimal():
            return value[int(part)] if int(part) < len(value) else None
        return [_step(item, part) for item in value]
    return None

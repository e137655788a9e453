"""The targets that a column can have: those of our own headers, and those that a user may name."""

import re

from contactsctl.domain.contact import FIELDS
from contactsctl.domain.spelling import ALIASES, nearest
from contactsctl.errors import UnknownFieldError

LISTS = ("emails", "phones", "urls", "dates")
ADDRESS_PARTS = ("po_box", "extended", "street", "city", "state", "postal_code", "country")
_BIRTHDAY = ("birthday.year", "birthday.month", "birthday.day")
_NOT_IN_ONE_CELL = (
    "addresses", "custom_fields", "revision", "deleted_at", "photo", "other_properties",
)  # fmt: skip
_FIELDS = tuple(field for field in FIELDS if field not in _NOT_IN_ONE_CELL)
_SLOT = re.compile(r"(emails|phones|addresses|urls|dates)\.(\d+)\.([a-z_]+)", re.ASCII)


def own_target(header: str) -> tuple[str, str, str]:
    """Return the target, slot and part of a header of our own CSV, which is a JSON path; or none."""
    if found := _SLOT.fullmatch(header):
        return found[1], found[2], found[3]
    if header.startswith("custom_fields."):
        return f"json.{header.partition('.')[2]}", "", ""
    return (header if header in _FIELDS or header == "custom_fields" else ""), "", ""


def check_target(target: str) -> str:
    """Return a target that a user gave; raises UnknownFieldError with the nearest known one."""
    name, colon, label = target.partition(":")
    name = ALIASES.get(name, name) if ALIASES.get(name, name) in _FIELDS else name
    if not colon and (name in _FIELDS or name in _BIRTHDAY or name == "-"):
        return name
    if label and name in LISTS:
        return f"{name}:{label.strip()}"
    if name.startswith("custom_fields."):
        name = f"custom.{name.partition('.')[2]}"
    if name.startswith("custom.") and len(name) > len("custom."):
        return target.replace("custom_fields.", "custom.", 1)
    return _checked_address(target)


def _checked_address(target: str) -> str:
    first, *rest = target.split(".")
    if first == "addresses" and 1 <= len(rest) <= 2 and rest[-1] in ADDRESS_PARTS:
        return f"addresses.{rest[0] if len(rest) == 2 else ''}.{rest[-1]}"
    places = tuple(f"addresses.home.{part}" for part in ADDRESS_PARTS)
    known = (*_FIELDS, *_BIRTHDAY, *(f"{name}:work" for name in LISTS), *places, "custom.KEY")
    suggestion = nearest(target, set(known))
    hint = f": did you mean {suggestion!r}?" if suggestion else f" (known: {', '.join(known)})"
    raise UnknownFieldError(
        f"--map: unknown field {target!r}{hint}", field="map", value=target, candidates=known
    )

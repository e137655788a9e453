"""The name a contact is shown by, made from its other names where none was given."""

from collections.abc import Mapping
from typing import Any

MAX_NAME = 255


def full_name(names: Mapping[str, Any]) -> str:
    """Join prefix, given, middle, family name and suffix by spaces; "" when all are empty."""
    given, family = names.get("given_name"), names.get("family_name")
    prefix, middle, suffix = names.get("name_prefix"), names.get("middle_name"), names.get("name_suffix")
    return " ".join(part for part in (prefix, given, middle, family, suffix) if part)


def derive_display_name(names: Mapping[str, Any]) -> str:
    """Return the display name that the other names give: full name, else nickname, else company; or ""."""
    return (full_name(names) or names.get("nickname") or names.get("company") or "")[:MAX_NAME]


def has_name(names: Mapping[str, Any]) -> bool:
    """Tell whether one of the fields that can name a contact is filled."""
    return any(names.get(key) for key in ("display_name", "given_name", "family_name", "nickname", "company"))

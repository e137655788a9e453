"""Custom fields: any JSON under keys of the user's own; where a key has a definition, what that allows."""

import json
from collections.abc import Mapping
from typing import Any

from contactsctl.domain.checks import Checks
from contactsctl.domain.value import Value, value
from contactsctl.errors import InvalidValueError, TooLongError

MAX_KEY = 255
MAX_SIZE = 1024 * 1024
MAX_DEPTH = 64
_LARGEST_INTEGER = 2**63


@value()
class Typed(Value):
    """A value as somebody typed it, and the JSON that it is when no definition says otherwise."""

    text: str
    value: Any


def read_custom_fields(
    value: object, checks: Checks, known: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the custom fields with their texts cleaned; `known` are those of the contact as it stands.

    Raises TooLongError over 1 MiB of JSON or 64 levels, InvalidValueError for what is not JSON and for
    what a definition does not allow.
    """
    if not value and not checks.definitions:
        return {}
    if value and not isinstance(value, Mapping):
        raise InvalidValueError("custom_fields must be an object", field="custom_fields", value=value)
    if checks.definitions:
        from contactsctl.domain.field_definition import fit_fields

        value = fit_fields(value or {}, checks, known)  # type: ignore[arg-type]
    fields: dict[str, Any] = _clean(value, checks, 1)
    if len(fields) > 8 or len(str(fields)) > MAX_SIZE // 8:
        size = len(json.dumps(fields, ensure_ascii=False).encode())
        if size > MAX_SIZE:
            raise TooLongError(f"custom_fields is larger than 1 MiB ({size:,} bytes)", field="custom_fields")
    return fields


def add_field(fields: dict[str, Any], key: str, value: Any) -> None:
    """Put a value among custom fields, under `key 2` and so on where another one has the key."""
    name, number = key, 2
    while name in fields and fields[name] != value:
        ending = f" {number}"
        name, number = key[: MAX_KEY - len(ending)] + ending, number + 1
    fields[name] = value


def _clean(value: Any, checks: Checks, depth: int) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return checks.text(value, "custom_fields", MAX_SIZE, block=True) or ""
    if isinstance(value, int | float):
        return check_number(value)
    if depth > MAX_DEPTH:
        raise TooLongError(f"custom_fields is nested deeper than {MAX_DEPTH} levels", field="custom_fields")
    if isinstance(value, Mapping):
        return {_clean_key(key, checks): _clean(item, checks, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item, checks, depth + 1) for item in value]
    if isinstance(value, Typed):
        return _clean(value.value, checks, depth)
    raise InvalidValueError(f"custom_fields holds a {type(value).__name__}", field="custom_fields")


def _clean_key(key: object, checks: Checks) -> str:
    text = checks.text(key, "custom_fields key", MAX_KEY)
    if text is None:
        raise InvalidValueError("custom_fields has an empty key", field="custom_fields", value=key)
    return text


def check_number(number: float) -> float:
    """Return a number that JSON and the book can hold; raises InvalidValueError."""
    finite = number == number and abs(number) != float("inf")
    if not finite or (isinstance(number, int) and not -_LARGEST_INTEGER <= number < _LARGEST_INTEGER):
        raise InvalidValueError(
            f"custom_fields holds a number out of range: {str(number)[:40]}", field="custom_fields"
        )
    return number

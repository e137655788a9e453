"""Definitions of custom fields: which type a key's values have, and values made to fit it."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Literal, get_args

from contactsctl.domain.checks import Checks
from contactsctl.domain.custom_fields import MAX_KEY, Typed, check_number
from contactsctl.domain.value import Value, value
from contactsctl.errors import DuplicateValueError, InvalidDataError, InvalidValueError

FieldType = Literal["text", "number", "date", "boolean", "select", "url"]
FIELD_TYPES: tuple[FieldType, ...] = get_args(FieldType)
MAX_TEXT = 255
MAX_OPTIONS = 1000

_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_URL = re.compile(
    r"[a-z][a-z0-9+.-]*://[^\s/?#]+\S*|(?:mailto|tel|sip|xmpp|geo|urn|matrix):\S+", re.IGNORECASE
)
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}


@value()
class FieldDefinition(Value):
    """`options` are those of a select; `folder` groups fields; a `required` one must have a value."""

    key: str
    label: str
    type: FieldType = "text"
    options: tuple[str, ...] = ()
    folder: str | None = None
    required: bool = False
    created_at: str = ""
    updated_at: str = ""

    def fit(self, value: Any) -> Any:
        """Return a value as this type has it: a text is converted; raises InvalidValueError."""
        if isinstance(value, Typed):
            value = self._typed(value)
        if value is None or (value == "" and self.type != "text"):
            return None
        bare = value.strip() if isinstance(value, str) and self.type != "text" else value
        fitted = _FIT[self.type](bare, self)
        if fitted is None:
            kind = f"one of {', '.join(self.options)}" if self.type == "select" else _KINDS[self.type]
            shown = repr(value[:80]) if isinstance(value, str) else json.dumps(value)[:80]
            raise InvalidValueError(
                f"{self.key} must be {kind}: {shown}",
                field=f"custom_fields.{self.key}",
                value=value,
                candidates=self.options,
            )
        return fitted

    def _typed(self, typed: Typed) -> Any:
        plain = (str, type(None), *((bool, int, float) if self.type in ("number", "boolean") else ()))
        return typed.value if isinstance(typed.value, plain) else typed.text


def _text(value: Any, _definition: FieldDefinition) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: Any, _definition: FieldDefinition) -> int | float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        if _INTEGER.fullmatch(value):
            return int(value)
        return check_number(float(value)) if _DECIMAL.fullmatch(value) else None
    return value if isinstance(value, int | float) else None


def _date(value: Any, _definition: FieldDefinition) -> str | None:
    from contactsctl.domain import dates

    try:
        return dates.parse(value) if isinstance(value, str) else None
    except InvalidDataError:
        return None


def _boolean(value: Any, _definition: FieldDefinition) -> bool | None:
    if isinstance(value, str):
        return _FLAGS.get(value.lower())
    return value if isinstance(value, bool) else None


def _select(value: Any, definition: FieldDefinition) -> str | None:
    if not isinstance(value, str):
        return None
    return next((each for each in definition.options if each.casefold() == value.casefold()), None)


def _url(value: Any, _definition: FieldDefinition) -> str | None:
    return value if isinstance(value, str) and _URL.fullmatch(value) else None


_FIT: dict[FieldType, Callable[[Any, FieldDefinition], Any]] = {
    "text": _text, "number": _number, "date": _date, "boolean": _boolean, "select": _select, "url": _url,
}  # fmt: skip
_KINDS: dict[FieldType, str] = {
    "text": "text",
    "number": "a number",
    "date": "a date (YYYY-MM-DD, --MM-DD, YYYY-MM or YYYY)",
    "boolean": "true or false (yes or no)",
    "url": "a web address with its scheme, such as https://example.org",
}


def fit_fields(fields: Mapping[str, Any], checks: Checks, known: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return custom fields with the values of defined keys made to fit.

    `known` are the fields of the contact as it stands: what they hold is not judged again, and only what
    they hold can be missed. A fault raises or is noted, as the checks say; the value is then kept.
    """
    fitted = dict(fields)
    for key, definition in checks.definitions.items():
        value = fitted.get(key)
        if known is not None and known.get(key) == value:
            continue
        try:
            if key in fitted:
                fitted[key] = definition.fit(value)
            if definition.required and fitted.get(key) in (None, ""):
                raise missing(definition)
        except InvalidDataError as error:
            checks.fault(error)
    return fitted


def missing(definition: FieldDefinition) -> InvalidValueError:
    """Return the error of a required field without a value."""
    return InvalidValueError(f"{definition.key} is required", field=f"custom_fields.{definition.key}")


def check_definition(definition: FieldDefinition) -> FieldDefinition:
    """Return a definition with its texts cleaned; raises an InvalidDataError."""
    checks = Checks()
    key = checks.text(definition.key, "key", MAX_KEY)
    if key is None:
        raise InvalidValueError("a field needs a key", field="key", value=definition.key)
    return FieldDefinition(
        key=key,
        label=checks.text(definition.label, "label", MAX_TEXT) or key,
        type=definition.type,
        options=_check_options(definition, checks),
        folder=checks.text(definition.folder, "folder", MAX_TEXT),
        required=definition.required,
        created_at=definition.created_at,
        updated_at=definition.updated_at,
    )


def _check_options(definition: FieldDefinition, checks: Checks) -> tuple[str, ...]:
    options = [text for each in definition.options if (text := checks.text(each, "option", MAX_TEXT))]
    if (definition.type == "select") != bool(options):
        message = "a select needs an option" if not options else "only a select has options"
        raise InvalidValueError(f"{message}: {definition.key!r} is {definition.type}", field="options")
    if len(options) > MAX_OPTIONS:
        raise InvalidValueError(f"a field has at most {MAX_OPTIONS:,} options", field="options")
    met: set[str] = set()
    for option in options:
        if option.casefold() in met:
            raise DuplicateValueError(f"option {option!r} is given twice", field="options", value=option)
        met.add(option.casefold())
    return tuple(options)

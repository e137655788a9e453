"""How strictly a draft is read: an entry is refused, an import is mended and its warnings counted."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from contactsctl.domain.text import check_text, is_plain, repair_text
from contactsctl.errors import InvalidDataError, InvalidTextError, InvalidValueError, TooLongError

if TYPE_CHECKING:
    from contactsctl.domain.field_definition import FieldDefinition

MAX_LABEL = 255
MAX_ITEMS = 1000
"""Items in one list of a contact."""


class FieldProblem(NamedTuple):
    field: str | None
    code: str
    message: str


class Checks:
    """`lenient` mends what can be mended and notes it in `problems`; otherwise every fault raises.

    `keep_invalid` keeps an email or phone that is not valid as it was given. `region` (ISO 3166-1
    alpha-2) is that of phone numbers without a country code. `definitions` are those of custom fields.
    """

    __slots__ = ("definitions", "keep_invalid", "leftovers", "lenient", "problems", "region")

    def __init__(
        self,
        region: str | None = None,
        *,
        lenient: bool = False,
        keep_invalid: bool = False,
        definitions: "Mapping[str, FieldDefinition] | None" = None,
    ) -> None:
        self.region, self.lenient, self.keep_invalid = region, lenient, keep_invalid
        self.definitions: Mapping[str, FieldDefinition] = {} if definitions is None else definitions
        self.problems: list[FieldProblem] = []
        self.leftovers: list[tuple[str, str]] = []

    def fault(self, error: InvalidDataError) -> None:
        """Raise the error, or note it when the draft is read leniently."""
        if not self.lenient:
            raise error
        self.problems.append(FieldProblem(error.field, error.code, error.message))

    def leave(self, error: InvalidDataError, key: str, text: str) -> None:
        """Raise the error, or keep the text under `key` in `leftovers`: the custom fields take them."""
        self.fault(error)
        self.leftovers.append((key, text))

    def text(self, value: object, field_name: str, limit: int, *, block: bool = False) -> str | None:
        """Return the text cleaned, or None when it is absent or empty."""
        if (
            value.__class__ is str
            and len(value) <= limit
            and ((value.isascii() and value.isprintable()) or is_plain(value))
        ):
            return (value if block else value.strip()) or None
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise InvalidValueError(f"{field_name} must be text", field=field_name, value=value)
        try:
            return check_text(value, field_name, limit, block=block) or None
        except TooLongError:
            raise
        except InvalidTextError as error:
            self.fault(error)
            return check_text(repair_text(value, block=block), field_name, limit, block=block) or None

    def label(self, value: object, field_name: str) -> str | None:
        return self.text(value, f"{field_name} label", MAX_LABEL) if value else None

    def items(self, value: object, field_name: str) -> list[dict[str, object]]:
        """Return the list's items, each an object; raises above the limit of items."""
        if value is None:
            return []
        if not isinstance(value, list | tuple) or not all(map(_is_object, value)):
            raise InvalidValueError(f"{field_name} must be a list of objects", field=field_name, value=value)
        if len(value) > MAX_ITEMS:
            raise TooLongError(
                f"{field_name} has more than {MAX_ITEMS:,} items ({len(value):,})", field=field_name
            )
        return list(value)


def _is_object(item: object) -> bool:
    return isinstance(item, dict)


_MENTION_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


def check_mention_name(value: object, checks: Checks) -> str | None:
    """Return the mention name lower-cased and without its @; raises InvalidValueError."""
    text = checks.text(value, "mention_name", 255)
    if text is None:
        return None
    name = text.removeprefix("@").lower()
    if _MENTION_NAME.fullmatch(name):
        return name
    message = f"mention_name must be letters a-z, digits, '.', '_' or '-', at most 64 characters: {text!r}"
    checks.leave(InvalidValueError(message, field="mention_name", value=text), "mention_name", text)
    return None


def check_choice(value: object, field_name: str, choices: tuple[str, ...], checks: Checks) -> str | None:
    """Return the choice that the text names in any case; None when absent or, leniently, unknown."""
    text = checks.text(value, field_name, 255)
    if text is None:
        return None
    if text.lower() in choices:
        return text.lower()
    message = f"{field_name} must be one of {', '.join(choices)}: {text!r}"
    checks.leave(
        InvalidValueError(message, field=field_name, value=text, candidates=choices), field_name, text
    )
    return None


def check_flag(value: object, field: str) -> bool:
    """Return a boolean field; raises InvalidValueError for anything that is not one."""
    if not isinstance(value, bool):
        raise InvalidValueError(f"{field} must be true or false", field=field, value=value)
    return value

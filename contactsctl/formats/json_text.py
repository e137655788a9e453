"""JSON text: strict to read, lossless and safe to show when written."""

import json
import re
from collections.abc import Collection
from typing import Any

from contactsctl.errors import InvalidJsonError

MAX_DEPTH = 66
"""Levels of nesting: 64 of custom fields, and the contact and list that may be around them."""

_LARGEST_INTEGER = 2**63
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
# Characters that a terminal obeys or hides, none of them printable: written as escapes, so that what is
# shown is what is there.
_HIDDEN = (
    "[\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)


def loads(text: str | bytes, *, line: int = 1, column: int = 1) -> Any:
    """Return the value of a JSON text (RFC 8259), which begins at that line and column of its file.

    Raises InvalidJsonError for what the standard forbids and the library takes: NaN, Infinity, keys
    given twice, lone surrogates; for numbers that do not fit 64 bits, and above 66 levels of nesting.
    """
    try:
        decoded = text if isinstance(text, str) else _decode_bytes(text)
        value = _DECODER.decode(decoded)
        if _ESCAPED_SURROGATE.search(decoded):
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise InvalidJsonError("invalid JSON: a lone surrogate") from error
    except json.JSONDecodeError as error:
        raise InvalidJsonError(
            f"invalid JSON: {error.msg.removesuffix(' at')} at {_place(error, line, column)}"
        ) from error
    except RecursionError as error:
        raise _too_deep() from error
    if decoded.count("{") + decoded.count("[") > MAX_DEPTH and _is_deep(value):
        raise _too_deep()
    return value


def _too_deep() -> InvalidJsonError:
    limits = f"{MAX_DEPTH} levels ({MAX_DEPTH - 2} in custom_fields)"
    return InvalidJsonError(f"invalid JSON: nested deeper than {limits}")


def _place(error: json.JSONDecodeError, line: int, column: int) -> str:
    before = column - 1 if error.lineno == 1 else 0
    return f"line {line + error.lineno - 1}, column {before + error.colno}"


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for outer in level for inner in _inside(outer)]
    return any(isinstance(each, dict | list) for each in level)


def _inside(value: Any) -> Collection[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _decode_bytes(data: bytes) -> str:
    try:
        return data.decode(json.detect_encoding(data))
    except UnicodeDecodeError as error:
        raise InvalidJsonError(f"invalid JSON: not UTF-8 at byte {error.start}") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise InvalidJsonError(f"invalid JSON: the key {twice[:80]!r} is given twice")
    return found


def _integer(digits: str) -> int:
    number = int(digits) if len(digits) < 25 else _LARGEST_INTEGER
    if not -_LARGEST_INTEGER <= number < _LARGEST_INTEGER:
        raise InvalidJsonError(f"invalid JSON: the number {digits[:40]} is out of range")
    return number


def _float(digits: str) -> float:
    number = float(digits)
    if abs(number) == float("inf"):
        raise InvalidJsonError(f"invalid JSON: the number {digits[:40]} is out of range")
    return number


def _constant(name: str) -> Any:
    raise InvalidJsonError(f"invalid JSON: {name} is not a number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_constant
)


def dumps(value: Any, *, indent: int | None = None) -> str:
    """Return a value as JSON: characters as they are, those that a terminal obeys or hides as escapes.

    A Decimal is a number, with every digit that it has: it never passes through a float.
    """
    try:
        text = (
            json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
            if indent
            else _encode(value)
        )
    except TypeError:  # amounts, which few documents have
        text = _with_amounts(value, indent)
    return shown(text)


def shown(text: str) -> str:
    """Return a JSON text with what a terminal obeys or hides as escapes."""
    if (text.isascii() and "\x7f" not in text) or text.isprintable():
        return text
    return re.sub(_HIDDEN, _escape, text)


# Made once: to set an encoder up takes longer than to write a contact.
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def _indented(value: Any, indent: int) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)


def _with_amounts(value: Any, indent: int | None) -> str:
    def mark(each: Any) -> str:
        return f"\0{_written(each)}"

    separators = (",", ": ") if indent else (",", ":")
    text = json.dumps(
        value, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators, default=mark
    )
    return re.sub(_MARKED, r"\1", text)


_MARKED = r'"\\u0000(\d+(?:\.\d+)?)"'  # no stored text holds a NUL


def _written(value: Any) -> str:
    from decimal import Decimal

    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} is no JSON")
    return format(value, "f")


def _escape(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"

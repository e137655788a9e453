"""Phone numbers that a user gives as arguments or on stdin, as lines or as JSON."""

import sys
from collections.abc import Iterator, Sequence
from io import BufferedReader
from typing import Any, cast

from contactsctl.errors import InvalidValueError, UsageError
from contactsctl.settings import check_region

Given = tuple[str, str | None]
"""A number as given, and its own region if it has one."""
NUMBER_KEYS = ("phone", "number", "value", "original")
_PEEKED = 4096


def given_numbers(numbers: Sequence[str], *, is_interactive: bool) -> Iterator[Given]:
    """Yield the numbers of arguments, with `-` or none at all standing for those on stdin.

    Raises UsageError where there are none and stdin is a person's terminal.
    """
    if not numbers and is_interactive:
        raise UsageError("give numbers, or - to type them a line each")
    for number in numbers or ("-",):
        if number == "-":
            yield from _of_stream(cast(BufferedReader, sys.stdin.buffer))
        else:
            yield number, None


def _of_stream(stream: BufferedReader) -> Iterator[Given]:
    head = stream.peek(_PEEKED)[:_PEEKED].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:1] in (b"{", b"["):
        yield from _of_json(stream)
        return
    from contactsctl.formats.number_rows import read_lines

    yield from ((text, None) for rows in read_lines(stream) for row in rows for text in row.texts)


def _of_json(stream: BufferedReader) -> Iterator[Given]:
    from contactsctl.formats.json_elements import elements
    from contactsctl.formats.json_text import loads

    for element in elements(stream):
        yield _of_document(loads(element.text, line=element.line, column=element.column), element.line)


def _of_document(document: Any, line: int) -> Given:
    if isinstance(document, str):
        return document, None
    fields = document if isinstance(document, dict) else {}
    found = next((fields[key] for key in NUMBER_KEYS if isinstance(fields.get(key), str)), None)
    if found is None:
        raise InvalidValueError(
            f"line {line}: no text under {', '.join(NUMBER_KEYS[:3])}", field="phone", value=document
        )
    return found, check_region(fields.get("region"))

"""Contacts as JSON: one document, a list of them, or a document a line; read as streams."""

import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO, Literal

from contactsctl.domain.contact import Photo, Property
from contactsctl.domain.record import Draft, Problem, Record
from contactsctl.domain.spelling import canonical
from contactsctl.errors import InvalidDataError, InvalidJsonError, InvalidValueError, TooLongError
from contactsctl.formats.json_elements import MAX_RECORD, Element, elements, lines
from contactsctl.formats.json_text import loads

__all__ = ["MAX_RECORD", "decode_document", "read"]


def read(
    stream: BinaryIO, *, kind: Literal["json", "ndjson"], wanted: Callable[[int], bool] | None = None
) -> Iterator[Record]:
    """Yield the records of a JSON file: lists, objects, `{"data": [...]}`; or of one object a line.

    A record that is no contact is yielded with its problem; of one over the limit nothing is held. One
    whose number, from 1, is not `wanted` is passed over.
    Raises InvalidFileError when the file's frame is broken, so that its records cannot be told apart.
    """
    for number, element in enumerate(lines(stream) if kind == "ndjson" else elements(stream), start=1):
        if wanted is not None and not wanted(number):
            continue
        record = Record(number, element.line, None, partial(_as_it_stood, element))
        try:
            record.draft = _draft(_value(element), lenient=True)
        except InvalidDataError as error:
            record.problems.append(Problem(element.line, error.field, error.code, error.message))
        yield record


def _value(element: Element) -> Any:
    if element.refused:
        raise TooLongError(element.refused)
    return loads(element.text, line=element.line, column=element.column)


def _as_it_stood(element: Element) -> bytes:
    return element.text + b"\n" if element.text else b""


def decode_document(data: bytes, *, patch: bool = False) -> Draft:
    """Return the draft of one JSON object; unknown keys are refused. In a merge patch null stays.

    Raises InvalidJsonError, UnknownFieldError, InvalidValueError.
    """
    if len(data) > MAX_RECORD:
        raise TooLongError("the document is larger than 32 MiB")
    return _draft(loads(data), lenient=False, patch=patch)


def _draft(document: Any, *, lenient: bool, patch: bool = False) -> Draft:
    if not isinstance(document, Mapping):
        raise InvalidJsonError("invalid JSON: a contact must be an object")
    draft = canonical(document, lenient=lenient, patch=patch)
    if draft.get("photo") is not None:
        draft["photo"] = _photo(draft["photo"])
    if draft.get("other_properties") is not None:
        draft["other_properties"] = _properties(draft["other_properties"])
    return draft


def _photo(value: Any) -> Photo:
    try:
        data = b64decode(value["data"], validate=True) if value.get("data") else None
        photo = Photo(str(value["media_type"]), int(value["size"]), str(value["sha256"]), data)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InvalidValueError("photo must have media_type, size and sha256", field="photo") from error
    if data is not None and not _is_of(photo, data):
        raise InvalidValueError("the photo's data is not what its size and sha256 say", field="photo")
    return photo


def _is_of(photo: Photo, data: bytes) -> bool:
    from hashlib import sha256

    return len(data) == photo.size and sha256(data).hexdigest() == photo.sha256


_PROPERTY_NAME = re.compile(r"(?=.{1,255}\Z)[A-Za-z0-9_](?:[A-Za-z0-9_ /-]*[A-Za-z0-9_/-])?")
_OTHER_NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")
"""Of a group or a parameter. What is read from a card has no other names."""
_UNSAFE = re.compile("[\x00-\x08\x0a-\x1f\x7f]")


def _properties(value: Any) -> tuple[Property, ...]:
    try:
        lines = tuple(
            Property(line["name"], line["value"], line.get("group"), _params(line.get("params") or {}))
            for line in value
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise InvalidValueError(
            "other_properties must have name, group, params and value", field="other_properties"
        ) from error
    for line in lines:
        if not _has_form(line):
            raise InvalidValueError(f"no vCard line has this form: {line.name!r}", field="other_properties")
    return lines


def _has_form(line: Property) -> bool:
    others = (*line.params, *(() if line.group is None else (line.group,)))
    texts = (line.value, *(text for texts in line.params.values() for text in texts))
    return (
        _matches(_PROPERTY_NAME, line.name)
        and all(_matches(_OTHER_NAME, name) for name in others)
        and all(isinstance(text, str) and not _UNSAFE.search(text) for text in texts)
    )


def _matches(pattern: re.Pattern[str], name: object) -> bool:
    return isinstance(name, str) and pattern.fullmatch(name) is not None


def _params(params: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {name: tuple([values] if isinstance(values, str) else values) for name, values in params.items()}

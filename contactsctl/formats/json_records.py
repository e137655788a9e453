"""Contacts as JSON: one document, a list of them, or a document a line; read as streams."""

import codecs
import json
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO, Literal

from contactsctl.domain.contact import Photo, Property
from contactsctl.domain.record import Draft, Problem, Record
from contactsctl.domain.spelling import canonical
from contactsctl.errors import (
    InvalidDataError,
    InvalidFileError,
    InvalidJsonError,
    InvalidValueError,
    TooLongError,
)
from contactsctl.formats.json_text import loads

MAX_RECORD = 32 * 1024 * 1024
MAX_LINE = 16 * 1024 * 1024
_CHUNK = 256 * 1024


def read(stream: BinaryIO, *, kind: Literal["json", "ndjson"]) -> Iterator[Record]:
    """Yield the records of a JSON file: a list, one object, or `{"data": [...]}`; or of one object a line.

    A record that is no contact is yielded with its problem. Raises InvalidFileError when the file's
    frame is broken, so that the records in it cannot be told apart.
    """
    elements = _lines(stream) if kind == "ndjson" else _elements(stream)
    for number, (line, text) in enumerate(elements, start=1):
        try:
            draft = _draft(loads(text), lenient=True)
        except InvalidDataError as error:
            problem = Problem(line, error.field, error.code, error.message)
            yield Record(number, line, None, partial(_line, text), [problem])
        else:
            yield Record(number, line, draft, partial(_line, text))


def _line(text: bytes) -> bytes:
    return text[:MAX_RECORD] + b"\n"


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


_PROPERTY_NAME = re.compile(r"[A-Za-z0-9_ /-]{1,255}")
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
        texts = (line.value, *(text for texts in line.params.values() for text in texts))
        names = (line.name, *((line.group,) if line.group is not None else ()), *line.params)
        if not all(isinstance(name, str) and _PROPERTY_NAME.fullmatch(name) for name in names) or not all(
            isinstance(text, str) and not _UNSAFE.search(text) for text in texts
        ):
            raise InvalidValueError(f"no vCard line has this form: {line.name!r}", field="other_properties")
    return lines


def _params(params: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {name: tuple([values] if isinstance(values, str) else values) for name, values in params.items()}


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            while not line.endswith(b"\n") and (line := stream.readline(MAX_LINE)):
                pass
            yield number, b"a line longer than 16 MiB"
            continue
        text = line.strip()
        if number == 1:
            text = text.removeprefix(codecs.BOM_UTF8)
        if text:
            yield number, text


_SPACE = re.compile(r"[ \t\r\n]*")
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]"]', re.DOTALL)
_SCALAR = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[^,\]\s"]+', re.DOTALL)
_DATA = re.compile(r'\{[ \t\r\n]*"data"[ \t\r\n]*:[ \t\r\n]*\[')


def _elements(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    source = _Source(stream)
    source.skip_space()
    if source.text.startswith("[", source.position):
        source.position += 1
    elif framed := _DATA.match(source.text, source.position):
        source.position = framed.end()
    else:
        yield source.line(), source.rest().encode("utf-8", "surrogatepass")
        return
    while True:
        source.skip_space()
        if source.text.startswith("]", source.position):
            return
        line = source.line()
        yield line, source.element().encode("utf-8", "surrogatepass")
        source.skip_space()
        if source.text.startswith(",", source.position):
            source.position += 1
        elif not source.text.startswith("]", source.position):
            raise InvalidFileError(f"invalid JSON: a comma or ] is missing at line {source.line()}")


class _Source:
    """The text of a stream, decoded a chunk at a time; what was read is dropped."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        head = stream.read(_CHUNK)
        encoding = json.detect_encoding(head)
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._lines_before = 1
        self.text = ""
        self.position = 0
        self._ended = not head
        self._decode(head)

    def _decode(self, data: bytes) -> None:
        try:
            self.text += self._decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            raise InvalidFileError("not JSON: the file is not UTF-8") from error

    def more(self) -> bool:
        """Read on, as much again as is held; False at the end of the stream."""
        if self._ended:
            return False
        self._lines_before += self.text.count("\n", 0, self.position)
        self.text = self.text[self.position :]
        self.position = 0
        data = self._stream.read(max(_CHUNK, len(self.text)))
        self._ended = not data
        self._decode(data)
        return True

    def line(self) -> int:
        return self._lines_before + self.text.count("\n", 0, self.position)

    def skip_space(self) -> None:
        while True:
            found = _SPACE.match(self.text, self.position)
            self.position = found.end() if found else self.position
            if self.position < len(self.text) or not self.more():
                return

    def rest(self) -> str:
        while len(self.text) - self.position <= MAX_RECORD and self.more():
            pass
        text, self.position = self.text[self.position :], len(self.text)
        if len(text) > MAX_RECORD:
            raise InvalidFileError("the record is larger than 32 MiB")
        return text

    def element(self) -> str:
        """Return the text of the value that begins here, whole; its brackets tell where it ends."""
        while (end := self._end()) is None:
            if len(self.text) - self.position > MAX_RECORD:
                raise InvalidFileError(f"the record at line {self.line()} is larger than 32 MiB")
            if not self.more():
                raise InvalidFileError(f"invalid JSON: the record at line {self.line()} does not end")
        text, self.position = self.text[self.position : end], end
        return text

    def _end(self) -> int | None:
        if self.position == len(self.text):
            return None
        if self.text[self.position] not in "{[":
            found = _SCALAR.match(self.text, self.position)
            return found.end() if found and found.end() < len(self.text) else None
        depth = 0
        for token in _TOKEN.finditer(self.text, self.position):
            if token.group() == '"':  # a string that goes on in the next chunk
                return None
            depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token.group(), 0)
            if depth == 0:
                return token.end()
        return None

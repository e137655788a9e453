"""The records of a JSON stream as they stand in it, cut out without being understood, in flat memory."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from contactsctl.errors import InvalidDataError, InvalidFileError
from contactsctl.formats.json_text import loads

MAX_RECORD = 32 * 1024 * 1024
MAX_LINE = 16 * 1024 * 1024
_CHUNK = 256 * 1024


class Element(NamedTuple):
    """One value of the stream, in UTF-8; `line` and `column` count from 1 and say where it begins.

    `refused` says why a value over a limit is not held; its text is then empty.
    """

    line: int
    column: int
    text: bytes
    refused: str | None = None


def lines(stream: BinaryIO) -> Iterator[Element]:
    """Yield the lines of NDJSON that are not blank, without the white space around them."""
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            while not line.endswith(b"\n") and (line := stream.readline(MAX_LINE)):
                pass
            yield Element(number, 1, b"", "the line is longer than 16 MiB")
            continue
        text = line.removeprefix(codecs.BOM_UTF8).strip() if number == 1 else line.strip()
        if text:
            yield Element(number, 1 + line.find(text), text)


def elements(stream: BinaryIO) -> Iterator[Element]:
    """Yield the items of lists, of `{"data": [...]}` frames, and objects that stand alone.

    Documents may follow one another, as in a rejects file. Raises InvalidFileError where the brackets do
    not tell where a record ends.
    """
    source = _Source(stream)
    while source.skip_space():
        source.look_ahead()
        if source.take(_LIST):
            yield from _items(source)
        elif source.take(_FRAME):
            yield from _items(source)
            _end_frame(source)
        else:
            yield source.value() if source.at("{") else source.rest()


_LIST = re.compile(r"\[")
_FRAME = re.compile(r'\{\s*+(?:"meta"\s*+:\s*+\{[^{}]*+\}\s*+,\s*+)?"data"\s*+:\s*+\[', re.ASCII)


def _items(source: "_Source") -> Iterator[Element]:
    if source.skip_space() and source.take(_LIST_END):
        return
    while True:
        if not source.skip_space() or source.at(",") or source.at("]") or source.at("}"):
            raise InvalidFileError(f"invalid JSON: a value is missing at line {source.line()}")
        yield source.value()
        source.skip_space()
        if source.take(_LIST_END):
            return
        if not source.take(_COMMA):
            raise InvalidFileError(f"invalid JSON: a comma or ] is missing at line {source.line()}")


_LIST_END = re.compile(r"\]")
_COMMA = re.compile(",")


def _end_frame(source: "_Source") -> None:
    line = source.line()
    tail = source.value(depth=1)
    try:
        loads(b'{"data":[]' + tail.text, line=line)
    except InvalidDataError as error:
        raise InvalidFileError(f"{error.message}, after the list that ends at line {line}") from error


# All up to the next bracket outside strings; stops short at a string that the text does not end.
_UP_TO_BRACKET = re.compile(r'[^"{}\[\]]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"{}\[\]]*+)*+', re.DOTALL)
_WITHIN_STRING = re.compile(r'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_SCALAR = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[^",\]}\s]*+', re.DOTALL)
_SPACE = re.compile(r"[ \t\r\n]*+")
_TOO_LARGE = "the record is larger than 32 MiB"


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


class _Source:
    """The text of a stream, decoded a chunk at a time; what was read is dropped."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        head = stream.read(_CHUNK)
        encoding = json.detect_encoding(head)
        # Bytes that are no UTF-8 go through as they are: they cost their own record, not the file.
        self._errors = "surrogateescape" if encoding.startswith("utf-8") else "strict"
        self._decoder = codecs.getincrementaldecoder(encoding)(self._errors)
        self._text = ""
        self._position = 0
        self._line = 1
        self._line_start = 0  # before the text, and so negative, once the line's beginning was dropped
        self._counted = 0
        self._ended = not head
        self._decode(head)

    def _decode(self, data: bytes) -> None:
        try:
            self._text += self._decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            raise InvalidFileError(f"not JSON: the file is not {error.encoding.upper()}") from error

    def _more(self) -> bool:
        """Read on, as much again as is held, so that time stays linear; False at the end of the stream."""
        if self._ended:
            return False
        self.line()
        self._text = self._text[self._position :]
        self._line_start -= self._position
        self._position = self._counted = 0
        data = self._stream.read(max(_CHUNK, len(self._text)))
        self._ended = not data
        self._decode(data)
        return True

    def line(self) -> int:
        breaks = self._text.count("\n", self._counted, self._position)
        if breaks:
            self._line += breaks
            self._line_start = self._text.rfind("\n", self._counted, self._position) + 1
        self._counted = self._position
        return self._line

    def look_ahead(self) -> None:
        """Hold enough for the beginning of a document to be told by what it is."""
        while len(self._text) - self._position < _CHUNK // 2 and self._more():
            pass

    def at(self, character: str) -> bool:
        return self._text.startswith(character, self._position)

    def take(self, pattern: re.Pattern[str]) -> bool:
        before, self._position = self._position, _end(pattern, self._text, self._position)
        return self._position > before

    def skip_space(self) -> bool:
        """Go to the next character that is not white space; False when there is none."""
        while True:
            self.take(_SPACE)
            if self._position < len(self._text):
                return True
            if not self._more():
                return False

    def rest(self) -> Element:
        """Return all that is left, which is no contact whatever it is."""
        while len(self._text) - self._position <= _CHUNK and self._more():
            pass
        found = self._cut(self._position + _CHUNK)
        while self._more():
            self._position = len(self._text)
        self._position = len(self._text)
        return found

    def value(self, depth: int = 0) -> Element:
        """Return the value that begins here, or what is left of one inside `depth` brackets."""
        if not depth and not self.at("{") and not self.at("["):
            return self._scalar()
        at = self._position
        while True:
            at, depth, ended = self._scan(at, depth)
            if ended:
                return self._cut(at)
            if len(self._text) - self._position > MAX_RECORD:
                return self._skip_value(at, depth)
            at -= self._position
            self._need_more()

    def _scan(self, at: int, depth: int) -> tuple[int, int, bool]:
        """Follow the brackets; returns where to go on, how deep, and whether the value has ended."""
        text = self._text
        while True:
            at = _end(_UP_TO_BRACKET, text, at)
            found = text[at : at + 1]
            if not found or found == '"':
                return at, depth, False
            at += 1
            depth += 1 if found in "{[" else -1
            if depth == 0:
                return at, 0, True

    def _scalar(self) -> Element:
        while True:
            end = _end(_SCALAR, self._text, self._position)
            if self._position < end < len(self._text):
                return self._cut(end)
            if len(self._text) - self._position > MAX_RECORD:
                raise self._endless()
            self._need_more()

    def _skip_value(self, at: int, depth: int) -> Element:
        """Go past a value over the limit, holding no more of it than is being read."""
        refused = self._place(b"", _TOO_LARGE)
        ended = False
        while not ended:
            self._position = at
            if self.at('"'):
                self._skip_string()
            elif not self._more():
                raise self._endless()
            at, depth, ended = self._scan(self._position, depth)
        self._position = at
        return refused

    def _skip_string(self) -> None:
        self._position += 1
        while True:
            self.take(_WITHIN_STRING)
            if self.at('"'):
                self._position += 1
                return
            self._need_more()

    def _need_more(self) -> None:
        if not self._more():
            raise self._endless()

    def _endless(self) -> InvalidFileError:
        return InvalidFileError(f"invalid JSON: the record at line {self.line()} does not end")

    def _cut(self, end: int) -> Element:
        text = self._text[self._position : end].encode("utf-8", "surrogateescape")
        found = self._place(text) if len(text) <= MAX_RECORD else self._place(b"", _TOO_LARGE)
        self._position = min(end, len(self._text))
        return found

    def _place(self, text: bytes, refused: str | None = None) -> Element:
        line = self.line()
        return Element(line, self._position - self._line_start + 1, text, refused)

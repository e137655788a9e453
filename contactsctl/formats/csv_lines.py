"""Bytes of CSV -> physical lines of text, as a stream; no line, and no record of lines, beyond its limit."""

import codecs
import re
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from contactsctl.domain.value import Value, value
from contactsctl.errors import InvalidFileError
from contactsctl.formats.csv_detection import Encoding, detect_encoding

MAX_LINE = 16 * 1024 * 1024
MAX_RECORD = 32 * 1024 * 1024
_CHUNK = 256 * 1024
_ESCAPED = re.compile("[\udc80-\udcff]")
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_BYTES = {0xDC00 + byte: byte for byte in range(0x80, 0x100)}


class TooLargeError(Exception):
    """A line is beyond the limit, and lost but for the number of its `quotes`; or the lines taken are."""

    def __init__(self, quotes: int | None = None) -> None:
        self.is_line, self.quotes = quotes is not None, quotes or 0
        what = "a line is longer than 16 MiB" if self.is_line else "the record is larger than 32 MiB"
        super().__init__(what)


@value()
class _Dropped(Value):
    quotes: int


class Lines(Iterator[str]):
    """The lines of a CSV stream with their breaks, those first that were put back.

    `head` is the text of the first chunk, to be looked at; `taken` are the lines since the last
    `begin`, as they stand: a byte that is no text of the encoding is an escape in them
    (PEP 383), and read as Windows-1252 in what is given out.
    """

    def __init__(self, stream: BinaryIO, encoding: str | None = None) -> None:
        self._stream = stream
        data = stream.read(_CHUNK)
        self.encoding = detect_encoding(data)
        if encoding:
            self.encoding = _chosen(encoding, self.encoding)
        self._errors = "surrogatepass" if self.encoding.name in _WIDE else "surrogateescape"
        self._decoder = codecs.getincrementaldecoder(self.encoding.name)(self._errors)
        self.head = self._decode(data[len(self.encoding.mark) :], is_last=len(data) < _CHUNK)
        self._physical = self._split(self.head, is_last=len(data) < _CHUNK)
        self._put_back: deque[str] = deque()
        self.number = 0
        self.ended = False
        self.mended = False
        self.begin()

    def begin(self) -> None:
        """Forget the lines taken: a new record begins."""
        self.taken: list[str] = []
        self._size = 0
        self.mended = False

    def put_back(self, lines: list[str]) -> None:
        """Give these lines out again, before any other."""
        self._put_back.extendleft(reversed(lines))
        self.number -= len(lines)
        self.ended = False

    def raw(self, text: str) -> bytes:
        """Return text of `taken` as the bytes that it was; of Shift_JIS's double codes, the usual one."""
        return text.encode(self.encoding.name, self._errors)

    def __next__(self) -> str:
        line = self._put_back.popleft() if self._put_back else next(self._physical, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.number += 1
        if isinstance(line, _Dropped):
            raise TooLargeError(line.quotes)
        self.taken.append(line)
        is_ascii = line.isascii()
        octets = len(line) if is_ascii else len(line.encode("utf-8", "surrogatepass"))
        self._size += octets
        if self._size > MAX_LINE:
            self._refuse(line, octets)
        if is_ascii or not _ESCAPED.search(line):
            return line
        self.mended = True
        return self._mend(line)

    def _refuse(self, line: str, octets: int) -> None:
        if octets > MAX_LINE:
            self.taken.pop()
            raise TooLargeError(line.count('"'))
        if self._size > MAX_RECORD:
            raise TooLargeError

    def _mend(self, line: str) -> str:
        if self.encoding.name == "utf-8":
            line = self.raw(line).decode("cp1252", "surrogateescape")
        return line.translate(_BYTES)

    def _decode(self, data: bytes, *, is_last: bool) -> str:
        try:
            return self._decoder.decode(data, final=is_last)
        except UnicodeError:
            return data.decode(self.encoding.name, "replace")

    def _split(self, text: str, *, is_last: bool) -> Iterator[str | _Dropped]:
        # Files with line feeds may hold carriage returns in their cells; some of old Macs have no others.
        end = "\n" if "\n" in text or "\r" not in text else "\r"
        open_line = _OpenLine()
        while True:
            first, *others = text.split(end)
            open_line.add(first)
            if others:
                yield open_line.close(end)
                for line in others[:-1]:
                    yield line + end
                open_line.add(others[-1])
            if is_last:
                break
            data = self._stream.read(_CHUNK)
            is_last = not data
            text = self._decode(data, is_last=is_last)
        if open_line.size:
            yield open_line.close("")


class _OpenLine:
    """The pieces of a line whose end was not read yet; one that gets too long is only counted."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.size = self.quotes = 0

    def add(self, piece: str) -> None:
        self.size += len(piece)
        self.quotes += piece.count('"')
        self.pieces.append(piece)
        if self.size > MAX_LINE:
            self.pieces.clear()

    def close(self, end: str) -> str | _Dropped:
        line = _Dropped(self.quotes) if self.size > MAX_LINE else "".join(self.pieces) + end
        self.pieces, self.size, self.quotes = [], 0, 0
        return line


def _chosen(name: str, detected: Encoding) -> Encoding:
    try:
        "".encode(name)
        known = codecs.lookup(name).name
    except (LookupError, UnicodeError, ValueError) as error:
        raise InvalidFileError(f"unknown encoding {name!r}", field="encoding", value=name) from error
    if known in ("utf-16", "utf-32"):
        return detected if detected.name.startswith(known) else Encoding(f"{known}-le")
    known = known.removesuffix("-sig")
    return detected if detected.name == known else Encoding(known)

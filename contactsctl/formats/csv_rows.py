"""Bytes of CSV -> rows: the encoding, the delimiter, records with their lines, as a stream (RFC 4180)."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from contactsctl.errors import InvalidFileError

MAX_RECORD = 32 * 1024 * 1024
_CHUNK = 256 * 1024
_SAMPLE_RECORDS = 20
_SNIFFED = 400
DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Row:
    """One record: its first line, its cells, its text as it stands; `fault` says why it cannot be read."""

    line: int
    cells: list[str]
    text: str
    fault: str | None = None


class Rows:
    """The records of a CSV stream; `encoding` and `delimiter` are what was found."""

    def __init__(self, stream: BinaryIO, encoding: str | None = None) -> None:
        self._stream = stream
        head = stream.read(_CHUNK)
        self.encoding = encoding or detect_encoding(head, is_all=len(head) < _CHUNK)
        try:
            self._decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        except LookupError as error:
            raise InvalidFileError(f"unknown encoding {self.encoding!r}", field="encoding") from error
        self._text = self._decoder.decode(head, final=len(head) < _CHUNK).removeprefix("\ufeff")
        self._ended = len(head) < _CHUNK
        self.first_line = 1
        self.delimiter = self._find_delimiter()

    def _find_delimiter(self) -> str:
        first, _, rest = self._text.partition("\n")
        if first[:4].lower() == "sep=" and len(first.strip()) == 5:
            self._text, self.first_line = rest, 2
            return first[4]
        return detect_delimiter(self._text)

    def __iter__(self) -> Iterator[Row]:
        number, size = self.first_line, 0
        pending: list[str] = []
        is_open = False
        for line in self._lines():
            pending.append(line)
            size += len(line)
            is_open = ends_open(line, self.delimiter, is_open=is_open)
            if is_open and size <= MAX_RECORD:
                continue  # a quoted cell goes on in the next line
            if is_open:
                yield from self._unclosed(number, pending)
            else:
                yield self._row(number, "".join(pending))
            number, size, is_open = number + len(pending), 0, False
            pending = []
        yield from self._unclosed(number, pending)

    def _unclosed(self, number: int, pending: list[str]) -> Iterator[Row]:
        # A quote that never closes would swallow the rest of the file: its line is refused, the
        # lines behind it are read on their own.
        for offset, line in enumerate(pending):
            if ends_open(line, self.delimiter, is_open=False):
                yield Row(number + offset, [], line, "a quote opens and does not close")
            else:
                yield self._row(number + offset, line)

    def _row(self, number: int, text: str) -> Row:
        if len(text) > MAX_RECORD:
            return Row(number, [], text[:1000], "the record is larger than 32 MiB")
        csv.field_size_limit(MAX_RECORD)
        try:
            cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter), [])
        except csv.Error as error:
            return Row(number, [], text, str(error))
        return Row(number, cells, text)

    def _lines(self) -> Iterator[str]:
        text, self._text = self._text, ""
        breaks = "\n" if "\n" in text else "\r"
        while True:
            *lines, carry = text.split(breaks)
            for line in lines:
                yield line + "\n"
            if self._ended:
                if carry:
                    yield carry
                return
            if len(carry) > MAX_RECORD:
                raise InvalidFileError("a line is longer than 32 MiB: not a CSV file", field="file")
            data = self._stream.read(_CHUNK)
            self._ended = not data
            text = carry + self._decoder.decode(data, final=not data)


def ends_open(line: str, delimiter: str, *, is_open: bool) -> bool:
    """Tell whether a line ends within a quoted cell; `is_open` when it began in one."""
    position = 0
    while True:
        if is_open:
            quote = line.find('"', position)
            if quote < 0:
                return True
            is_open = line.startswith('"', quote + 1)  # a doubled quote is a quote of the cell
            position = quote + 1 + is_open
        elif line.startswith('"', position) and (not position or line[position - 1] == delimiter):
            is_open, position = True, position + 1
        else:
            position = line.find(delimiter, position) + 1
            if not position:
                return False


def detect_encoding(head: bytes, *, is_all: bool = True) -> str:
    """Return the encoding of a file by its first bytes: a mark, NULs, UTF-8, Shift_JIS, else Windows-1252."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return name
    sample = head[:_SNIFFED]
    if sample and sample.count(0) * 4 > len(sample):
        return "utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=is_all)
        return "utf-8"
    except UnicodeDecodeError:
        return "cp932" if _is_shift_jis(head) else "cp1252"


def _is_shift_jis(head: bytes) -> bool:
    try:
        text = codecs.getincrementaldecoder("cp932")().decode(head)
    except UnicodeDecodeError:
        return False
    has_kana = any(
        "\u3040" <= character <= "\u30ff" or "\u4e00" <= character <= "\u9fff" for character in text
    )
    return has_kana and any(0x80 <= byte < 0xA0 for byte in head)


def detect_delimiter(text: str) -> str:
    """Return the delimiter that cuts most of the first records into as many cells, more than one."""
    best, best_score = ",", (0, 0)
    for delimiter in DELIMITERS:
        counts = [len(row) for row in _sample(text, delimiter) if row]
        wide = [count for count in counts if count > 1]
        if wide:
            common = max(set(wide), key=wide.count)
            score = (wide.count(common), common)
            if score > best_score:
                best, best_score = delimiter, score
    return best


def _sample(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(MAX_RECORD)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text[: _CHUNK // 4], newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) == _SAMPLE_RECORDS:
                break
    except csv.Error:
        pass
    return rows

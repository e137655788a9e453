"""Lines of CSV -> rows (RFC 4180), in flat memory: a row that cannot be read costs no other row."""

import csv
import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

from contactsctl.formats.csv_detection import Shape, detect_shape
from contactsctl.formats.csv_lines import MAX_RECORD, Lines, TooLargeError

_MAX_READ_AGAIN = 2 * MAX_RECORD
_SAMPLED = 20
_UNCLOSED = "a quote opens and does not close"
_CLOSES = re.compile(r'[^"]*+(?:""[^"]*+)*+"')


class Fault(NamedTuple):
    code: str
    message: str


class Row(NamedTuple):
    """One record: its first line, counted from 1, its cells, and its text as it stands.

    `fault` says why it has no cells; `mended` that bytes of another encoding were in it.
    """

    line: int
    cells: list[str]
    text: str
    fault: Fault | None = None
    mended: bool = False


class Rows:
    """The rows of a CSV stream; `encoding` and `delimiter` are known at once.

    `width` is how many cells a row has: a guess, until somebody knows the header. `preface` is what
    stands before the first row for programs to read: a mark, a line `sep=;`.
    """

    def __init__(self, stream: BinaryIO, encoding: str | None = None) -> None:
        csv.field_size_limit(MAX_RECORD)
        self._lines = Lines(stream, encoding)
        self.encoding = self._lines.encoding.name
        self.raw = self._lines.raw
        self.preface = self._lines.encoding.mark
        self.delimiter, self.width = self._find_shape(self._lines.head)
        self._may_read_again = _MAX_READ_AGAIN

    def _find_shape(self, head: str) -> Shape:
        first, _, rest = head.partition("\n")
        if first[:4].lower() != "sep=" or len(first.rstrip("\r")) != 5:
            return detect_shape(head)
        self.preface += self.raw(next(self._lines))
        return Shape(first[4], detect_shape(rest).width)

    def __iter__(self) -> Iterator[Row]:
        lines = self._lines
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True, skipinitialspace=True)
        while True:
            lines.begin()
            start = lines.number + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield from self._badly_quoted(start)
            except TooLargeError as error:
                yield from self._too_large(start, error)
            else:
                taken = lines.taken
                text = taken[0] if len(taken) == 1 else "".join(taken)
                yield Row(start, cells, text, None, lines.mended)

    def _badly_quoted(self, start: int) -> Iterator[Row]:
        # `"Ana "the boss"",x` is read as everybody reads it, when that gives a row like the others.
        lines = self._lines
        lines.put_back(lines.taken)
        lines.begin()
        try:
            cells = next(csv.reader(lines, delimiter=self.delimiter))
        except TooLargeError as error:
            yield from self._too_large(start, error)
            return
        except csv.Error:
            fault = Fault("invalid_file", "a line break stands within the row, outside quotes")
            yield Row(start, [], "".join(lines.taken), fault)
            return
        if not lines.ended and len(cells) == self.width and not self._holds_row(lines.taken[1:]):
            yield Row(start, cells, "".join(lines.taken), None, lines.mended)
        else:
            yield from self._unclosed(start, lines.taken)

    def _holds_row(self, lines: Sequence[str]) -> bool:
        return any(line.count(self.delimiter) >= self.width - 1 for line in lines)

    def _unclosed(self, start: int, taken: list[str]) -> Iterator[Row]:
        # A quote that never closes would swallow the rest of the file: the lines up to it are
        # refused, those behind it are read again.
        opened = _opening(taken, self.delimiter) + 1
        swallowed = taken[opened:]
        self._may_read_again -= sum(map(len, swallowed))
        yield Row(start, [], "".join(taken[:opened]), Fault("invalid_file", _UNCLOSED))
        if self._may_read_again >= 0:
            self._lines.put_back(swallowed)
            return
        for number, line in enumerate(swallowed, start + opened):
            yield self._alone(number, line)

    def _alone(self, number: int, line: str) -> Row:
        try:
            cells = next(csv.reader([line], delimiter=self.delimiter, strict=True), [])
        except csv.Error:
            return Row(number, [], line, Fault("invalid_file", _UNCLOSED))
        return Row(number, cells, line)

    def _too_large(self, start: int, error: TooLargeError) -> Iterator[Row]:
        taken = self._lines.taken
        if not error.is_line and self._look_like_rows(taken[1 : _SAMPLED + 1]):
            yield from self._unclosed(start, taken)
            return
        yield Row(start, [], "", Fault("too_long", str(error)))
        if (error.quotes + sum(line.count('"') for line in taken)) % 2:
            self._skip_cell()

    def _look_like_rows(self, lines: Sequence[str]) -> bool:
        alike = sum(len(self._alone(0, line).cells) == self.width > 1 for line in lines)
        return alike * 2 > len(lines)

    def _skip_cell(self) -> None:
        """Pass over what is left of a cell that is too large, unless what follows are rows."""
        lines, is_open = self._lines, True
        lines.begin()
        while is_open:
            try:
                line = next(lines, None)
                is_open = line is not None and line.count('"') % 2 == 0
            except TooLargeError as error:
                is_open = error.quotes % 2 == 0
                lines.begin()
            if lines.ended or len(lines.taken) == _SAMPLED:
                if self._look_like_rows(lines.taken):
                    lines.put_back(lines.taken)
                    return
                lines.begin()


def _opening(lines: Sequence[str], delimiter: str) -> int:
    """Return the index of the line whose quote does not close, or closes within a cell."""
    opens = re.compile(rf'(?:^|{re.escape(delimiter)}) *"')
    opening, is_open = 0, False
    for index, line in enumerate(lines):
        position = 0
        while found := _CLOSES.match(line, position) if is_open else opens.search(line, position):
            position = found.end()
            if is_open and line[position : position + 1] not in ("", "\r", "\n", delimiter):
                return opening
            is_open, opening = not is_open, opening if is_open else index
    return opening

"""Lines and CSV rows that hold numbers or addresses, each with its bytes as they stand; as streams."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import BinaryIO, NamedTuple

from contactsctl.errors import InvalidFileError, TooLongError, UnknownFieldError
from contactsctl.formats.csv_dialects import columns_of, detect_dialect, folded
from contactsctl.formats.csv_rows import Row, Rows

MAX_LINE = 16 * 1024 * 1024
_READ = 64 * 1024
_OWN_HEADERS = {"value", "number", "donotcall"}
_MAIN_PARTS = {"", "value", "number", "address"}


class NumberRow(NamedTuple):
    """One row: its first line, counted from 1, the cells that may hold a number or address, its bytes.

    `fault` says why a row could not be cut into cells: all of it is then one text.
    """

    line: int
    texts: tuple[str, ...]
    raw: bytes
    reason: str | None = None
    fault: str | None = None


def read_lines(stream: BinaryIO) -> Iterator[list[NumberRow]]:
    """Yield the lines of a stream as they come in, in lists; each is one text.

    Raises TooLongError for a line over 16 MiB.
    """
    read = getattr(stream, "read1", stream.read)
    rest, number = b"", 0
    while data := read(_READ):
        *lines, rest = (rest + data).split(b"\n") if b"\n" in data else (rest + data,)
        if len(rest) > MAX_LINE:
            raise TooLongError(f"line {number + len(lines) + 1} is longer than 16 MiB", field="file")
        yield [_line(number + place, line + b"\n") for place, line in enumerate(lines, start=1)]
        number += len(lines)
    if rest:
        yield [_line(number + 1, rest)]


def _line(number: int, raw: bytes) -> NumberRow:
    text = raw.decode("utf-8", "replace").strip().removeprefix("\ufeff")
    return NumberRow(number, (text,) if text else (), raw)


class NumberTable:
    """The rows of a CSV stream, whatever its encoding and delimiter.

    `column` is the header, or the number from 1, of the column to look at; without one, the columns
    of numbers and addresses are found by their headers, and where there is no header, it is the first. The
    first row is a header when it names `column`, or is one of names: none of its cells is a value, or may be
    meant as one. `preface` is all that stands before the rows: a mark, the header. Raises UnknownFieldError,
    and InvalidFileError where no column is found.
    """

    def __init__(self, stream: BinaryIO, column: str | None, is_value: Callable[[str], bool]) -> None:
        self._rows = Rows(stream)
        self._iterator = iter(self._rows)
        self.preface = self._rows.preface
        first = next(self._iterator, None)
        self._first = [first] if first else []
        self._columns = [0]
        self._reason: int | None = None
        header = first.cells if first and not first.fault else []
        number = int(column) if column and column.isdecimal() and len(column) < 7 else 0
        if header and ((column and not number) or _is_header(header, number, is_value)):
            self._take_header(header, column, number)
        elif column:
            self._columns = [_place_of(column, number, len(header))]

    def _take_header(self, header: Sequence[str], column: str | None, number: int) -> None:
        names = [folded(cell) for cell in header]
        if column is None:
            self._columns = _found(header)
        elif number:
            self._columns = [_place_of(column, number, len(header))]
        elif folded(column) in names:
            self._columns = [names.index(folded(column))]
        else:
            raise _no_column(column, header)
        self._reason = names.index("reason") if "reason" in names else None
        self.preface += self._rows.raw(self._first.pop().text)

    def __iter__(self) -> Iterator[NumberRow]:
        return map(self._row, chain(self._first, self._iterator))

    def _row(self, row: Row) -> NumberRow:
        if row.fault and not row.text:
            raise TooLongError(f"line {row.line}: {row.fault.message}", field="file")
        if row.fault:
            return NumberRow(row.line, (row.text,), self._rows.raw(row.text), None, row.fault.message)
        cells = ("".join(row.cells[place : place + 1]).strip() for place in self._columns)
        reason = "".join(row.cells[self._reason : self._reason + 1]) if self._reason is not None else None
        return NumberRow(row.line, tuple(filter(None, cells)), self._rows.raw(row.text), reason)


def _is_header(cells: Sequence[str], number: int, is_value: Callable[[str], bool]) -> bool:
    """Tell whether a first row has names, not values: one with a fault is a row, so that it is told.

    With the `number` of a column, from 1, only its cell decides.
    """
    looked_at = cells[number - 1 : number] if number else cells
    if any(_is_meant_as_value(cell) or is_value(cell) for cell in looked_at):
        return False
    if _known_places(cells):
        return True
    return not any(map(_has_digit, looked_at)) and any(map(_has_letter, looked_at))


def _is_meant_as_value(cell: str) -> bool:
    digits = sum(map(str.isdigit, cell))
    return "@" in cell or (digits > 0 and digits >= sum(map(str.isalpha, cell)))


def _has_digit(cell: str) -> bool:
    return any(map(str.isdigit, cell))


def _has_letter(cell: str) -> bool:
    return any(map(str.isalpha, cell))


def _place_of(column: str, number: int, width: int) -> int:
    if not 1 <= number <= width:
        raise UnknownFieldError(f"no column {column!r}: the file has {width}", field="column", value=column)
    return number - 1


def _no_column(column: str, header: Sequence[str]) -> UnknownFieldError:
    known = tuple(header)
    return UnknownFieldError(
        f"no column {column!r} (columns: {', '.join(known)})", field="column", value=column, candidates=known
    )


def _found(header: Sequence[str]) -> list[int]:
    """Return the places of the columns that hold numbers and addresses; of a single one, it."""
    found = _known_places(header)
    if found or len(header) == 1:
        return found or [0]
    raise InvalidFileError(
        f"no column of numbers or emails is known (columns: {', '.join(header)}): name it with --column",
        field="column",
    )


def _known_places(header: Sequence[str]) -> list[int]:
    """Return the places of the columns whose names are known for numbers and addresses."""
    columns = columns_of(header, detect_dialect(header) or "plain")
    return [
        place
        for place, column in enumerate(columns)
        if folded(column.header) in _OWN_HEADERS
        or (column.target.partition(":")[0] in ("emails", "phones") and column.part in _MAIN_PARTS)
    ]

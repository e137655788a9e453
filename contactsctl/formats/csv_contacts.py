"""CSV rows as records of contacts, whatever program wrote them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from typing import Any, BinaryIO

from contactsctl.domain.record import Problem, Record
from contactsctl.errors import InvalidFileError, UsageError
from contactsctl.formats.csv_cells import Cells
from contactsctl.formats.csv_dates import DateOrder, detect_order
from contactsctl.formats.csv_dialects import DIALECTS, columns_of, detect_dialect, folded, is_header
from contactsctl.formats.csv_rows import Row, Rows

_HEADER_WITHIN = 30
_SAMPLED = 200
_SAMPLED_SIZE = 1024 * 1024
_MAX_FOOTER = 50
_OTHER_NAMES = {"auto": "", "apple": "plain", "generic": "plain"}
_NO_HEADER = (
    "no header row is known in this CSV file: name its columns with --map 'Header=field',"
    " or by number where it has none (--map 1=given_name)"
)


class Reader:
    """The records of a CSV stream; `dialect`, `columns` and `header_raw` are known at once.

    `mapping` goes from headers to targets (see `csv_dialects`), or from numbers of columns, from 1,
    where there is no header; `has_header` says so, or that the first row is one. `date_order` is of
    dates such as 4/5/1980. `header_raw` and the `raw` of rejected records make a CSV file again.
    Raises InvalidFileError when no header is known and none is mapped.
    """

    def __init__(
        self,
        stream: BinaryIO,
        *,
        dialect: str = "auto",
        encoding: str | None = None,
        mapping: Mapping[str, str] | None = None,
        has_header: bool | None = None,
        date_order: DateOrder | None = None,
    ) -> None:
        self.dialect = _OTHER_NAMES.get(dialect, dialect)
        if self.dialect and self.dialect not in DIALECTS:
            raise UsageError(f"--dialect must be auto, {', '.join(DIALECTS)}: {dialect!r}", value=dialect)
        self._rows = Rows(stream, encoding)
        self.encoding, self.delimiter = self._rows.encoding, self._rows.delimiter
        self._is_guessed = not encoding and not self.encoding.startswith("utf-")
        self._iterator = iter(self._rows)
        header = self._find_header(mapping or {}, has_header)
        self.header_raw = self._rows.preface + self._rows.raw(header.text)
        self.columns = columns_of(header.cells, self.dialect, mapping)
        if header.text:
            self._rows.width = len(self.columns)
        self._first = list(self._sampled())
        self.date_order = date_order or self._detect_order()
        self._cells = Cells(self.columns, self.dialect, self.date_order)

    def _find_header(self, mapping: Mapping[str, str], has_header: bool | None) -> Row:
        numbered = all(header.strip().isdecimal() for header in mapping)
        if mapping and numbered and not has_header:
            self.dialect = self.dialect or "plain"
            width = max(*(int(header) for header in mapping), self._rows.width)
            return Row(0, [str(number + 1) for number in range(width)], "")
        if has_header is False:
            raise self._without_header()
        wanted = {folded(header) for header in mapping}
        most = 0
        for row in islice(self._iterator, _HEADER_WITHIN):
            filled = sum(1 for cell in row.cells if cell.strip())
            if self._is_header(row.cells, wanted) or (has_header and filled):
                self.dialect = self.dialect or detect_dialect(row.cells) or "plain"
                if most > max(1, filled // 2):
                    break  # what stands before it are no words about the file, but rows
                return row
            most = max(most, filled)
        raise self._without_header()

    def _without_header(self) -> InvalidFileError:
        guess = f"; it was read as {self.encoding}: --encoding names another" if self._is_guessed else ""
        return InvalidFileError(f"{_NO_HEADER}{guess}", field="map")

    def _is_header(self, cells: Sequence[str], wanted: set[str]) -> bool:
        if wanted & {folded(cell) for cell in cells}:
            return True
        found = self.dialect or detect_dialect(cells)
        return found is not None and is_header(cells, found)

    def _sampled(self) -> Iterator[Row]:
        size = 0
        for row in islice(self._iterator, _SAMPLED):
            yield row
            size += len(row.text)
            if size > _SAMPLED_SIZE:
                return

    def _detect_order(self) -> DateOrder:
        places = [
            index
            for index, column in enumerate(self.columns)
            if column.target.startswith(("birthday", "dates"))
        ]
        dates = (row.cells[index] for row in self._first for index in places if index < len(row.cells))
        return detect_order({folded(column.header) for column in self.columns}, dates)

    def records(self, wanted: Callable[[int], bool] | None = None) -> Iterator[Record]:
        """Yield the records, once; those whose number, from 1, is not `wanted` are passed over."""
        rows, self._first = self._first, []
        contacts = self._without_footer(chain(rows, self._iterator))
        for number, row in enumerate(contacts, 1):
            if wanted is None or wanted(number):
                yield self._record(number, row)

    def _without_footer(self, rows: Iterator[Row]) -> Iterator[Row]:
        # A report ends in lines of a single cell behind an empty one.
        held: list[Row] = []
        after_gap = False
        for row in rows:
            if not row.fault and self._is_empty(row.cells):
                after_gap = True
                continue
            held.append(row)
            is_short = len(row.cells) == 1 < len(self.columns)
            if not (is_short and after_gap) or len(held) > _MAX_FOOTER:
                yield from held
                held, after_gap = [], False

    def _is_empty(self, cells: Sequence[str]) -> bool:
        if self.dialect != "linkedin":
            return not any(cell and not cell.isspace() for cell in cells)
        # LinkedIn has rows of hidden members, with a date alone.
        filled = (column for cell, column in zip(cells, self.columns, strict=False) if cell.strip())
        return all(column.target.startswith("custom") for column in filled)

    def _record(self, number: int, row: Row) -> Record:
        raw = partial(self._rows.raw, row.text)
        if row.fault:
            return Record(number, row.line, None, raw, [Problem(row.line, None, *row.fault)])
        record = Record(number, row.line, self._cells.draft(row.cells), raw)
        if row.mended:
            message = f"bytes that are no {self.encoding} were read as Windows-1252"
            record.problems.append(Problem(row.line, None, "encoding", message))
        return record

    def describe(self) -> dict[str, Any]:
        """Return what was found: dialect, encoding, delimiter, order of dates, each column's field."""
        return {
            "dialect": self.dialect,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "date_order": self.date_order,
            "columns": [{"header": column.header, "field": column.field} for column in self.columns],
        }


def read(
    stream: BinaryIO,
    *,
    dialect: str = "auto",
    encoding: str | None = None,
    mapping: Mapping[str, str] | None = None,
    has_header: bool | None = None,
    date_order: DateOrder | None = None,
) -> Iterator[Record]:
    """Yield the records of a CSV stream; see `Reader`."""
    reader = Reader(
        stream,
        dialect=dialect,
        encoding=encoding,
        mapping=mapping,
        has_header=has_header,
        date_order=date_order,
    )
    return reader.records()

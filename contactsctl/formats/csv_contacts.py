"""CSV rows as records of contacts, whatever program wrote them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any, BinaryIO

from contactsctl.domain.record import Problem, Record
from contactsctl.errors import InvalidFileError, UsageError
from contactsctl.formats.csv_cells import Cells
from contactsctl.formats.csv_dialects import DIALECTS, Column, columns_of, detect_dialect
from contactsctl.formats.csv_rows import Row, Rows

_HEADER_WITHIN = 30
_KNOWN_ALIASES = {"auto": None, "apple": "plain", "generic": "plain"}


class Reader:
    """The records of a CSV stream; `dialect`, `columns` and `header_raw` are known at once.

    `mapping` goes from headers to targets (see `csv_dialects`). Raises InvalidFileError when no
    header is known and none is mapped.
    """

    def __init__(
        self,
        stream: BinaryIO,
        *,
        dialect: str = "auto",
        encoding: str | None = None,
        mapping: Mapping[str, str] | None = None,
    ) -> None:
        dialect = _KNOWN_ALIASES.get(dialect, dialect) or ""
        if dialect and dialect not in DIALECTS:
            raise UsageError(f"--dialect must be auto, {', '.join(DIALECTS)}: {dialect!r}", value=dialect)
        self._rows = Rows(stream, encoding)
        self.encoding, self.delimiter = self._rows.encoding, self._rows.delimiter
        self._iterator = iter(self._rows)
        header = self._find_header(dialect, mapping or {})
        self.header_raw = _encoded(header.text, self.encoding)
        self.columns = columns_of(header.cells, self.dialect, mapping or {})
        self._cells = Cells(self.columns, self.dialect)

    def _find_header(self, dialect: str, mapping: Mapping[str, str]) -> Row:
        if mapping and all(header.strip().isdecimal() for header in mapping):
            self.dialect = dialect or "plain"
            width = max(int(header) for header in mapping)
            return Row(1, [str(number + 1) for number in range(width)], "")
        wanted = {header.strip().casefold() for header in mapping}
        for row in islice(self._iterator, _HEADER_WITHIN):
            found = detect_dialect(row.cells)
            is_mapped = bool(wanted & {cell.strip().casefold() for cell in row.cells})
            if (found and _is_header(row.cells, found)) or is_mapped:
                self.dialect = dialect or found or "plain"
                return row
        raise InvalidFileError(
            "no header row is known in this CSV file: name its columns with --map 'Header=field',"
            " or by number where it has none (--map 1=given_name)",
            field="map",
        )

    def __iter__(self) -> Iterator[Record]:
        number = 0
        for row in self._iterator:
            if not row.fault and not any(cell.strip() for cell in row.cells):
                continue
            if row.fault is None and self._is_no_contact(row.cells):
                continue
            number += 1
            yield self._record(number, row)

    def _is_no_contact(self, cells: Sequence[str]) -> bool:
        # Reports end in lines of a single cell; LinkedIn has rows of hidden members, with a date alone.
        filled = [(cell, column) for cell, column in zip(cells, self.columns, strict=False) if cell.strip()]
        if len(cells) == 1 and len(self.columns) > 2:
            return True
        return self.dialect == "linkedin" and all(column.target.startswith("custom.") for _, column in filled)

    def _record(self, number: int, row: Row) -> Record:
        raw = partial(_encoded, row.text, self.encoding)
        if row.fault:
            return Record(number, row.line, None, raw, [Problem(row.line, None, "invalid_file", row.fault)])
        draft = self._cells.draft(row.cells)
        return Record(number, row.line, draft, raw)

    def describe(self) -> dict[str, Any]:
        """Return what was found: dialect, encoding, delimiter, and each column's target."""
        return {
            "dialect": self.dialect,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "columns": [{"header": column.header, "field": shown_target(column)} for column in self.columns],
        }


def shown_target(column: Column) -> str:
    """Return a column's target as a person reads it."""
    if column.target == "-":
        return "(left out)"
    return column.target.replace("custom.", "custom_fields.", 1).replace("#", " ").replace("..", ".")


def _is_header(cells: Sequence[str], dialect: str) -> bool:
    from contactsctl.formats.csv_dialects import aliases, folded

    filled = [cell for cell in cells if cell.strip()]
    known = aliases(dialect)
    count = sum(folded(cell) in known or " - " in cell or "." in cell for cell in filled)
    if count == 1 and len(filled) == 1:
        return known.get(folded(filled[0])) != "notes"  # `Notes:` begins a paragraph before the header
    return count >= 2


def _encoded(text: str, encoding: str) -> bytes:
    name = {"utf-16": "utf-16-le"}.get(encoding, encoding)
    return text.encode(name, "replace")


def read(
    stream: BinaryIO,
    *,
    dialect: str = "auto",
    encoding: str | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Iterator[Record]:
    """Yield the records of a CSV stream; see `Reader`."""
    return iter(Reader(stream, dialect=dialect, encoding=encoding, mapping=mapping))

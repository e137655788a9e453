"""Rows that are no contacts (tags, definitions, values, counts) in any format."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from contactsctl.cli.options import Format
from contactsctl.cli.output.cells import cell, compact_line, csv_lines, tsv_line
from contactsctl.cli.output.contacts import write
from contactsctl.cli.output.fields import follow, unknown_field
from contactsctl.cli.output.terminal import is_terminal
from contactsctl.formats.json_text import dumps

if TYPE_CHECKING:
    from contactsctl.cli.output_options import ListOutputOptions

Records = Iterable[Mapping[str, Any]]


def print_records(
    records: Records,
    columns: Sequence[str],
    output: "ListOutputOptions",
    *,
    brief: Sequence[str] | None = None,
    as_array: bool = False,
    one: bool = False,
    meta: Mapping[str, Any] | None = None,
) -> None:
    """Print records that have these columns, the first of which names a record: `ids` prints it alone.

    Tables and TSV show the columns of `brief`. JSON is `{"data": [...], "meta": {"total"}}`, with `meta` in
    place of the total, or the bare array, or of `one` the object itself. In all formats but JSON and tables
    the records are printed as they come. Raises UnknownFieldError for --fields that are none of the columns.
    """
    kind = format_of(output)
    paths = check_columns(output.paths(), columns)
    if kind == "json":
        data = [_selected(record, paths or columns) for record in records]
        listed = data if as_array else {"data": data, "meta": meta or {"total": len(data)}}
        write(dumps(data[0] if one else listed) + "\n")
        return
    for text in _texts(records, kind, paths or columns, paths or brief or columns, raw_csv=output.raw_csv):
        write(text)


def format_of(output: "ListOutputOptions") -> Format:
    """Return the format asked for, else a table on a terminal and TSV elsewhere."""
    return output.chosen() or ("table" if is_terminal() else "tsv")


def check_columns(paths: tuple[str, ...] | None, columns: Sequence[str]) -> tuple[str, ...] | None:
    """Return the paths; raises UnknownFieldError, with the known columns, for one that is none of them."""
    for path in paths or ():
        if path.partition(".")[0] not in columns:
            raise unknown_field(path, tuple(columns))
    return paths


def _selected(record: Mapping[str, Any], paths: Sequence[str]) -> dict[str, Any]:
    return {path: follow(record, path) for path in paths}


def _texts(
    records: Records, kind: str, paths: Sequence[str], brief: Sequence[str], *, raw_csv: bool
) -> Iterator[str]:
    if kind == "ids":
        return (cell(next(iter(record.values()))) + "\n" for record in records)
    if kind == "ndjson":
        return (dumps(_selected(record, paths)) + "\n" for record in records)
    if kind == "csv":
        return iter(csv_lines(chain([list(paths)], _rows(records, paths)), raw=raw_csv))
    if kind == "compact":
        return map(compact_line, chain([list(brief)], _rows(records, brief)))
    if kind == "table":
        return _table(brief, list(_rows(records, brief)))
    return map(tsv_line, _rows(records, brief))


def _rows(records: Records, paths: Sequence[str]) -> Iterator[list[str]]:
    return ([cell(follow(record, path)) for path in paths] for record in records)


def _table(brief: Sequence[str], rows: list[list[str]]) -> Iterator[str]:
    from contactsctl.cli.output.table import table

    if rows:
        yield table([path.replace("_", " ").upper() for path in brief], rows)

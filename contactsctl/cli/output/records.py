"""Rows that are no contacts (tags, definitions, values, counts) in any format."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contactsctl.cli.options import ListOutputOptions
from contactsctl.cli.output.cells import cell, compact_line, csv_lines, tsv_line
from contactsctl.cli.output.contacts import write
from contactsctl.cli.output.fields import follow, unknown_field
from contactsctl.cli.output.terminal import is_terminal
from contactsctl.formats.json_text import dumps

Records = Sequence[Mapping[str, Any]]


def print_records(
    records: Records,
    columns: Sequence[str],
    output: ListOutputOptions,
    *,
    brief: Sequence[str] | None = None,
    as_array: bool = False,
) -> None:
    """Print records that have these columns, the first of which names a record: `ids` prints it alone.

    Tables and TSV show the columns of `brief`. JSON is `{"data": [...], "meta": {"total"}}`, or the bare
    array. Raises UnknownFieldError for --fields that are none of the columns.
    """
    kind = output.chosen() or ("table" if is_terminal() else "tsv")
    paths = output.paths()
    for path in paths or ():
        if path.partition(".")[0] not in columns:
            raise unknown_field(path, tuple(columns))
    if kind == "json":
        data = [_selected(record, paths or columns) for record in records]
        write(dumps(data if as_array else {"data": data, "meta": {"total": len(data)}}) + "\n")
        return
    for text in _texts(records, kind, paths or columns, paths or brief or columns, raw_csv=output.raw_csv):
        write(text)


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
        return iter(csv_lines([list(paths), *_rows(records, paths)], raw=raw_csv))
    if kind == "compact":
        return map(compact_line, [list(brief), *_rows(records, brief)])
    if kind == "table":
        return _table(brief, _rows(records, brief))
    return map(tsv_line, _rows(records, brief))


def _rows(records: Records, paths: Sequence[str]) -> list[list[str]]:
    return [[cell(follow(record, path)) for path in paths] for record in records]


def _table(brief: Sequence[str], rows: list[list[str]]) -> Iterator[str]:
    from contactsctl.cli.output.table import table

    if rows:
        yield table([path.replace("_", " ").upper() for path in brief], rows)

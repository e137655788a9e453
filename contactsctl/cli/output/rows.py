"""What is no contact but has some in it (pairs, birthdays), in the formats of a list."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from contactsctl.cli.options import Format
from contactsctl.cli.output.cells import cell, compact_line, csv_lines, tsv_line
from contactsctl.cli.output.contacts import SHORT_ID
from contactsctl.cli.output.fields import pick
from contactsctl.formats.json_text import dumps

Documents = Sequence[Mapping[str, Any]]


def selected(document: Mapping[str, Any], paths: Sequence[str] | None) -> Mapping[str, Any]:
    """Return a document, or only the fields of some paths."""
    return document if paths is None else {path: pick(document, path) for path in paths}


def texts(
    documents: Documents,
    kind: Format,
    paths: Sequence[str] | None,
    columns: Mapping[str, str],
    *,
    ids: Sequence[str],
    raw_csv: bool,
) -> Iterator[str]:
    """Yield documents in any format but JSON; `columns` are paths and their headings, `ids` paths of ids."""
    if kind == "ids":
        return ("\t".join(cell(pick(document, path)) for path in ids) + "\n" for document in documents)
    if kind == "ndjson":
        return (dumps(selected(document, paths)) + "\n" for document in documents)
    shown = list(paths or columns)
    rows = [[_text(pick(document, path)) for path in shown] for document in documents]
    if kind == "csv":
        return iter(csv_lines([shown, *rows], raw=raw_csv))
    if kind == "tsv":
        return (tsv_line(row) for row in rows)
    header = [columns.get(path, path.upper()) for path in shown]
    is_id = [paths is None and path in ids for path in shown]
    short = [[t[:SHORT_ID] if cut else t for t, cut in zip(row, is_id, strict=True)] for row in rows]
    return _WRITERS[kind](header, short)


def _text(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else cell(value)


def _table(header: list[str], rows: list[list[str]]) -> Iterator[str]:
    from contactsctl.cli.output.table import table

    if rows:
        yield table(header, rows)


def _compact(header: list[str], rows: list[list[str]]) -> Iterator[str]:
    return map(compact_line, ([name.lower() for name in header], *rows))


_WRITERS: dict[str, Callable[[list[str], list[list[str]]], Iterator[str]]] = {
    "table": _table,
    "compact": _compact,
}

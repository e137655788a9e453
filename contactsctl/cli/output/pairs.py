"""Pairs of likely duplicates, in any format."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

from contactsctl.address_book.duplicates import Pair, Pairs
from contactsctl.cli.options import Format, ListOutputOptions
from contactsctl.cli.output.cells import cell, csv_lines, tsv_line
from contactsctl.cli.output.contacts import SHORT_ID, write
from contactsctl.cli.output.fields import pick
from contactsctl.cli.output.terminal import is_terminal
from contactsctl.domain.contact import Contact
from contactsctl.errors import UnknownFieldError
from contactsctl.formats.json_text import dumps

_KEYS = ("score", "lane", "reasons", "contacts")
_COLUMNS = (
    "score", "lane", "contacts.0.id", "contacts.0.display_name", "contacts.1.id", "contacts.1.display_name",
    "reasons",
)  # fmt: skip
_HEADER = ("SCORE", "LANE", "ID", "NAME", "ID", "NAME", "WHY")


def print_pairs(pairs: Pairs, output: ListOutputOptions) -> None:
    """Print a page of pairs, and on stderr how many more there are."""
    kind, paths = output.chosen() or ("table" if is_terminal() else "tsv"), output.paths()
    _check(paths or ())
    documents = [_document(pair) for pair in pairs.pairs]
    if kind == "json":
        _print_json(pairs, [_selected(document, paths) for document in documents])
        return
    for text in _texts(documents, kind, paths, output.raw_csv):
        write(text)
    if len(pairs.pairs) < pairs.total:
        sys.stderr.write(f"{len(pairs.pairs):,} of {pairs.total:,}\n")


def _check(paths: tuple[str, ...]) -> None:
    for path in paths:
        if path.partition(".")[0] not in _KEYS:
            raise UnknownFieldError(
                f"unknown field {path!r} (known: {', '.join(_KEYS)})",
                field="fields",
                value=path,
                candidates=_KEYS,
            )


def _document(pair: Pair) -> dict[str, Any]:
    return {
        "score": pair.verdict.score,
        "lane": pair.verdict.lane,
        "reasons": list(pair.verdict.reasons),
        "contacts": [_described(pair.first), _described(pair.second)],
    }


def _described(contact: Contact) -> dict[str, Any]:
    return {
        "id": contact.id,
        "display_name": contact.display_name,
        "company": contact.company,
        "emails": [email.address for email in contact.emails],
        "phones": [phone.number for phone in contact.phones],
        "updated_at": contact.updated_at,
    }


def _print_json(pairs: Pairs, data: list[dict[str, Any]]) -> None:
    meta = {
        "total": pairs.total,
        "limit": pairs.limit,
        "offset": pairs.offset,
        "has_more": pairs.offset + len(data) < pairs.total,
        "lanes": pairs.by_lane,
        "blocks_left_out": pairs.left_out,
    }
    write(dumps({"data": data, "meta": meta}) + "\n")


def _selected(document: dict[str, Any], paths: tuple[str, ...] | None) -> dict[str, Any]:
    return document if paths is None else {path: pick(document, path) for path in paths}


def _texts(
    documents: list[dict[str, Any]], kind: Format, paths: tuple[str, ...] | None, raw_csv: bool
) -> Iterator[str]:
    if kind == "ids":
        return ("\t".join(each["id"] for each in document["contacts"]) + "\n" for document in documents)
    if kind == "ndjson":
        return (dumps(_selected(document, paths)) + "\n" for document in documents)
    rows = [[cell(_value(document, path)) for path in paths or _COLUMNS] for document in documents]
    if kind == "csv":
        return iter(csv_lines([list(paths or _COLUMNS), *rows], raw=raw_csv))
    if kind == "tsv":
        return (tsv_line(row) for row in rows)
    short = rows if paths else [_short(row) for row in rows]
    header = [path.upper() for path in paths] if paths else list(_HEADER)
    return _WRITERS[kind](header, short)


def _value(document: dict[str, Any], path: str) -> Any:
    value = pick(document, path)
    return f"{value:.3f}" if isinstance(value, float) else value


def _short(row: list[str]) -> list[str]:
    return [text[:SHORT_ID] if place in (2, 4) else text for place, text in enumerate(row)]


def _table(header: list[str], rows: list[list[str]]) -> Iterator[str]:
    from contactsctl.cli.output.table import table

    if rows:
        yield table(header, rows)


def _compact(header: list[str], rows: list[list[str]]) -> Iterator[str]:
    for row in ([name.lower() for name in header], *rows):
        yield "|".join(tsv_line([text]).rstrip("\n").replace("|", "\\|") for text in row).rstrip("|") + "\n"


_WRITERS: dict[str, Callable[[list[str], list[list[str]]], Iterator[str]]] = {
    "table": _table,
    "compact": _compact,
}

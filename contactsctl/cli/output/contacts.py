"""Many contacts in any format; pages, and streams of a million."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from contactsctl.cli.options import Format
from contactsctl.cli.output.cells import cell, compact_line, csv_lines, tsv_line
from contactsctl.cli.output.fields import check_paths, pick
from contactsctl.cli.output.terminal import is_terminal
from contactsctl.domain.contact import FIELDS, Contact
from contactsctl.domain.query import Page
from contactsctl.formats.contact_json import to_json
from contactsctl.formats.json_text import dumps, shown

if TYPE_CHECKING:
    from contactsctl.cli.output_options import ListOutputOptions

SHORT_ID = 8
ShortId = Callable[[Contact], str]
_BRIEF = ("ID", "NAME", "COMPANY", "EMAIL", "PHONE", "TAGS")
STREAMED = ("ndjson", "csv", "tsv", "compact", "ids")
"""Formats that need not know how many contacts there are."""


def chosen_format(output: "ListOutputOptions") -> Format:
    """Return the format asked for, else a table on a terminal and TSV elsewhere; checks the fields."""
    check_paths(output.paths() or ())
    return output.chosen() or ("table" if is_terminal() else "tsv")


def write(text: str) -> None:
    """Write data to stdout, byte for byte."""
    sys.stdout.write(text)


def write_lines(documents: Iterable[str]) -> None:
    """Write JSON texts, a line each, as NDJSON."""
    for document in documents:
        write(shown(document) + "\n")


def print_page(page: Page, output: "ListOutputOptions", short_id: ShortId) -> None:
    """Print one page, and on stderr how many more there are; `short_id` serves tables and `compact`."""
    kind, paths = chosen_format(output), output.paths()
    if kind == "json":
        print_json_page(page, [selected(contact, paths) for contact in page.contacts])
        return
    if kind == "table":
        print_table(page.contacts, paths, short_id)
        if not page.total:
            sys.stderr.write("nobody found\n")
    else:
        stream(page.contacts, kind, paths, short_id, raw_csv=output.raw_csv)
    note_page(page)


def print_json_page(page: Page, data: Sequence[Any]) -> None:
    """Print `{"data": [...], "meta": {...}}`."""
    meta: dict[str, Any] = {
        "total": page.total, "limit": page.limit, "offset": page.offset, "has_more": page.has_more,
    }  # fmt: skip
    if page.total_is_lower_bound:
        meta["total_is_lower_bound"] = True
    write(dumps({"data": list(data), "meta": meta}) + "\n")


def note_page(page: Page) -> None:
    """Say on stderr how many contacts there are beyond those shown."""
    if page.has_more or page.offset:
        total = f"more than {page.total:,}" if page.total_is_lower_bound else f"{page.total:,}"
        sys.stderr.write(f"{len(page.contacts):,} of {total}\n")


def stream(
    contacts: Iterable[Contact],
    kind: Format,
    paths: Sequence[str] | None,
    short_id: ShortId,
    *,
    raw_csv: bool = False,
) -> None:
    """Print contacts one by one in a format of STREAMED."""
    for text in _texts(contacts, kind, paths, short_id, raw_csv):
        write(text)


def selected(contact: Contact, paths: Sequence[str] | None) -> dict[str, Any]:
    """Return a contact's JSON, or only the fields of some paths."""
    document = to_json(contact)
    return document if paths is None else {path: pick(document, path) for path in paths}


def _texts(
    contacts: Iterable[Contact],
    kind: Format,
    paths: Sequence[str] | None,
    short_id: ShortId,
    raw_csv: bool,
) -> Iterator[str]:
    if kind == "ids":
        return (f"{contact.id}\n" for contact in contacts)
    if kind == "ndjson":
        return (dumps(selected(contact, paths)) + "\n" for contact in contacts)
    if kind == "csv":
        return iter(csv_lines(_csv_rows(contacts, paths or FIELDS), raw=raw_csv))
    if kind == "compact":
        return _compact(contacts, paths, _row_of(paths, short_id))
    row = _row_of(paths, _whole_id)
    return (tsv_line(row(contact)) for contact in contacts)


def _csv_rows(contacts: Iterable[Contact], paths: Sequence[str]) -> Iterator[list[str]]:
    yield list(paths)
    for contact in contacts:
        document = to_json(contact)
        yield [cell(pick(document, path)) for path in paths]


def _whole_id(contact: Contact) -> str:
    return contact.id


def _row_of(paths: Sequence[str] | None, short_id: ShortId) -> Callable[[Contact], list[str]]:
    if paths is None:
        return lambda contact: brief(contact, short_id)

    def row(contact: Contact) -> list[str]:
        document = to_json(contact)
        if short_id is not _whole_id and "id" in paths:
            document["id"] = short_id(contact)
        return [cell(pick(document, path)) for path in paths]

    return row


def brief(contact: Contact, short_id: ShortId) -> list[str]:
    """Return what a list shows of a contact: id, name, company, primary email and phone, tags."""
    email = next((email.address for email in contact.emails if email.primary), "")
    phone = next((phone.number for phone in contact.phones if phone.primary), "")
    tags = ", ".join(contact.tags)
    return [short_id(contact), contact.display_name, contact.company or "", email, phone, tags]


def print_table(contacts: Sequence[Contact], paths: Sequence[str] | None, short_id: ShortId) -> None:
    """Print contacts as a table, of what a list shows or of the fields of some paths."""
    from contactsctl.cli.output.table import table

    if contacts:
        row = _row_of(paths, short_id if paths is None else _whole_id)
        header = _BRIEF if paths is None else tuple(path.upper() for path in paths)
        write(table(header, [row(contact) for contact in contacts]))


def _compact(
    contacts: Iterable[Contact], paths: Sequence[str] | None, row: Callable[[Contact], list[str]]
) -> Iterator[str]:
    # Tokens are what an agent pays for: one header, short ids, and no more separators than there are values.
    yield compact_line(list(paths or [name.lower() for name in _BRIEF]))
    for contact in contacts:
        yield compact_line(row(contact))

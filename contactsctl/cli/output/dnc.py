"""What is printed of the do-not-call list."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from contactsctl.address_book import AddressBook
from contactsctl.address_book.dnc import DncImportResult
from contactsctl.cli.output.cells import cell, tsv_line
from contactsctl.cli.output.contacts import STREAMED, write
from contactsctl.cli.output.records import format_of, print_records
from contactsctl.cli.output.terminal import is_terminal, shown
from contactsctl.cli.session import Session
from contactsctl.domain.dnc import DncEntry, DncQuery, Subject
from contactsctl.formats.json_text import dumps

if TYPE_CHECKING:
    from contactsctl.cli.output_options import ListOutputOptions

BRIEF = ("value", "reason", "source", "actor", "created_at")
CHECKED = ("value", "kind", "listed", *BRIEF[1:])
SHOWN_PROBLEMS = 10


def print_list(book: AddressBook, query: DncQuery, output: "ListOutputOptions") -> None:
    """Print the entries that match, and on stderr how many there are beyond those shown."""
    columns = DncEntry._fields
    if query.limit == 0 and format_of(output) in STREAMED:
        print_records((entry._asdict() for entry in book.dnc.stream(query)), columns, output, brief=BRIEF)
        return
    entries, total = book.dnc.find(query)
    has_more = query.offset + len(entries) < total
    meta = {"total": total, "limit": query.limit, "offset": query.offset, "has_more": has_more}
    print_records([entry._asdict() for entry in entries], columns, output, brief=BRIEF, meta=meta)
    if (has_more or query.offset) and format_of(output) != "json":
        sys.stderr.write(f"{len(entries):,} of {total:,}\n")


def print_entries(entries: Sequence[DncEntry], *, as_json: bool, deed: str) -> None:
    """Print entries that were added or removed: JSON; else their values."""
    if as_json:
        write(dumps(_one_or_many([entry._asdict() for entry in entries])) + "\n")
        return
    for entry in entries:
        write(f"{deed} {entry.value}\n" if is_terminal() else f"{entry.value}\n")


def print_checked(
    found: Sequence[tuple[Subject, DncEntry | None]], output: "ListOutputOptions", *, one: bool
) -> None:
    """Print of each value whether it is listed, and why; in JSON `one` is the object itself."""
    documents = [_checked(subject, entry) for subject, entry in found]
    kind = output.chosen() or (None if is_terminal() else "tsv")
    if kind not in (None, "tsv") or output.fields is not None:
        print_records(documents, CHECKED, output, one=one)
        return
    for document in documents:
        state = "listed" if document["listed"] else "not listed"
        cells = [cell(document[key]) for key in ("reason", "source", "created_at")]
        if kind == "tsv":
            write(tsv_line([document["value"], state, *cells]))
        else:
            told = ", ".join(text for text in (state, *cells) if text)
            write(f"{shown(document['value'])}: {shown(told)}\n")


def _checked(subject: Subject, entry: DncEntry | None) -> dict[str, Any]:
    nothing = DncEntry(subject.value, subject.kind, None, None, None, "")
    document = (entry or nothing)._asdict()
    return {
        "value": document.pop("value"),
        "kind": document.pop("kind"),
        "listed": entry is not None,
        **document,
        "created_at": document["created_at"] or None,
    }


def _one_or_many(documents: list[dict[str, Any]]) -> Any:
    return documents[0] if len(documents) == 1 else {"data": documents, "meta": {"total": len(documents)}}


def print_import(session: Session, result: DncImportResult, *, as_json: bool, dry_run: bool) -> None:
    """Print the counts, and on stderr which lines were no number or email."""
    counts = {name: getattr(result, name) for name in ("added", "already_listed", "invalid")}
    if as_json:
        errors = [problem._asdict() for problem in result.errors]
        write(dumps({**counts, "errors": errors, "batch": result.batch, "dry_run": dry_run}) + "\n")
        return
    if is_terminal():
        told = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items() if count)
        write(f"{'would be: ' if dry_run else ''}{told or 'nothing to list'}\n")
    else:
        write("".join(f"{name}\t{count}\n" for name, count in counts.items()))
    for problem in result.errors[:SHOWN_PROBLEMS]:
        session.note(f"error: line {problem.line}: {problem.message}")
    if result.invalid > SHOWN_PROBLEMS:
        session.note(f"{result.invalid - SHOWN_PROBLEMS:,} more errors (--json lists them)")

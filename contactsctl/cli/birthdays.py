"""`contactsctl birthdays`."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from contactsctl.cli.options import OUTPUT, Format
from contactsctl.cli.parameters import option
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command
from contactsctl.domain.birthday import Birthday
from contactsctl.errors import UsageError

app = App()
BirthdayFormat = Literal["table", "json", "ndjson", "csv", "tsv", "compact", "ids", "ics"]
WITHIN = "30d"
_COLUMNS = {
    "next": "NEXT", "days": "DAYS", "id": "ID", "display_name": "NAME", "age": "AGE", "date": "DATE",
    "occasion": "OCCASION",
}  # fmt: skip


@command(
    app,
    "birthdays",
    examples="""
    contactsctl birthdays
    contactsctl birthdays --within 1w --json
    contactsctl birthdays --format ics > birthdays.ics
    """,
)
def birthdays(
    session: Session,
    within: Annotated[
        str | None,
        option("--within", metavar="SPAN", help="So far ahead: 30d, 4w, 6m, 1y. [default: 30d; for ics all]"),
    ] = None,
    anniversaries: Annotated[
        bool, option("--anniversaries", help="Dates labelled `anniversary` too.")
    ] = False,
    since: Annotated[
        str | None, option("--from", metavar="YYYY-MM-DD", help="The first day. [default: today]")
    ] = None,
    format_: Annotated[
        BirthdayFormat | None,
        option("--format", panel=OUTPUT, help="[default: table on a terminal, else tsv]"),
    ] = None,
    json: Annotated[bool, option("--json", panel=OUTPUT, help="The same as --format json.")] = False,
    fields: Annotated[
        str | None,
        option("--fields", metavar="A,B", panel=OUTPUT, help="Only these fields."),
    ] = None,
    raw_csv: Annotated[
        bool,
        option("--raw-csv", panel=OUTPUT, help="No guard against formulas in CSV cells."),
    ] = False,
) -> None:
    """List the birthdays of the days ahead, the next one first, and the age they make.

    Where a year has no 29 February, its birthdays are on the 28th. Dates without a day are left out.
    ics is a calendar to subscribe to or import, in which each repeats every year.
    """
    from contactsctl.cli.spans import parse_span

    span = within if within is not None or format_ == "ics" else WITHIN
    ahead = parse_span(span, "--within") if span else None
    with session.book() as book:
        found = book.birthdays.coming(_day(since), ahead, anniversaries=anniversaries)
    if format_ == "ics":
        from contactsctl.cli.output.contacts import write
        from contactsctl.formats.icalendar import encode

        write("".join(encode(found, _stamp())))
        return
    from contactsctl.cli.output_options import ListOutputOptions

    output = ListOutputOptions(format=format_, json=json, fields=fields, raw_csv=raw_csv)
    _print(found, output.chosen(), output.paths(), raw_csv=raw_csv)


def _day(text: str | None) -> date:
    if text is None:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--from must be a day, YYYY-MM-DD: {text!r}", value=text) from error


def _stamp() -> str:
    from contactsctl.address_book.stamps import now

    return now()


def _print(
    found: Sequence[Birthday], kind: Format | None, paths: Sequence[str] | None, *, raw_csv: bool
) -> None:
    from contactsctl.cli.output.contacts import write
    from contactsctl.cli.output.records import check_columns
    from contactsctl.cli.output.rows import selected, texts
    from contactsctl.cli.output.terminal import is_terminal
    from contactsctl.formats.json_text import dumps

    check_columns(tuple(paths or ()), Birthday._fields)
    documents = [{**each._asdict(), "next": each.next.isoformat()} for each in found]
    if kind == "json":
        data = [selected(document, paths) for document in documents]
        write(dumps({"data": data, "meta": {"total": len(data)}}) + "\n")
        return
    kind = kind or ("table" if is_terminal() else "tsv")
    for text in texts(documents, kind, paths, _COLUMNS, ids=("id",), raw_csv=raw_csv):
        write(text)

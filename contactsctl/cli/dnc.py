"""`contactsctl dnc`."""

from typing import Annotated

from contactsctl.cli.options import FILTERS, OUTPUT, DryRun, Json, Region, limit_option, offset_option
from contactsctl.cli.output_options import ListOutputOptions
from contactsctl.cli.parameters import argument, option
from contactsctl.cli.session import Session
from contactsctl.cli.status import Exit
from contactsctl.cli.tree import App, command
from contactsctl.domain.dnc import DncQuery, Kind

app = App()
NOT_LISTED, REJECTED = 3, 6

Values = Annotated[
    list[str], argument(metavar="VALUE...", help="Numbers in any spelling, emails; - for stdin.")
]
Reason = Annotated[str | None, option("--reason", metavar="TEXT", help="Why nobody is to call.")]
Source = Annotated[str | None, option("--source", metavar="TEXT", help="Where the wish came from.")]
Column = Annotated[
    str | None,
    option("--column", metavar="NAME|N", help="The column of a CSV file, by header or number."),
]


@app.describe
def dnc() -> None:
    """Keep the numbers and emails that nobody is to call or write to.

    The list is of numbers and addresses, not of contacts: it outlives edits, deletions, merges and imports.
    """


@command(
    app,
    "add",
    examples="""
    contactsctl dnc add "(415) 555-1234" --region US --reason "asked by phone"
    contactsctl dnc add ana@example.org --source newsletter
    """,
)
def add(
    session: Session,
    values: Values,
    reason: Reason = None,
    source: Source = None,
    region: Region = None,
    json: Json = False,
) -> None:
    """List numbers and emails. What is listed already stays, with the new reason where one is given."""
    from contactsctl.cli.output.dnc import print_entries
    from contactsctl.cli.session import read_ids

    with session.book(region) as book:
        entries = book.dnc.add(read_ids(values), reason=reason, source=source)
    print_entries(entries, as_json=json, deed="listed")


@command(
    app,
    "list",
    examples="""
    contactsctl dnc list --json
    contactsctl dnc list --kind phone --format csv --limit 0 > do-not-call.csv
    """,
)
def list_(
    session: Session,
    output: ListOutputOptions,
    search: Annotated[
        str | None,
        option("--search", "-q", metavar="TEXT", panel=FILTERS, help="In value, reason or source."),
    ] = None,
    kind: Annotated[Kind | None, option("--kind", panel=FILTERS, help="Numbers, or emails, only.")] = None,
    limit: Annotated[
        int | None,
        limit_option(),
    ] = None,
    offset: Annotated[int, offset_option()] = 0,
    count: Annotated[bool, option("--count", panel=OUTPUT, help="Print only how many.")] = False,
) -> None:
    """List the entries: value, reason, source, who added it, when.

    An identity that is no admin is shown the entries that it added, those of contacts that it sees, and
    those that are of no contact.
    """
    from contactsctl.cli.output.contacts import write
    from contactsctl.cli.output.dnc import print_list

    wanted = session.settings.limit if limit is None else limit
    query = DncQuery(search, kind, wanted, offset)
    with session.book() as book:
        if count:
            write(f"{book.dnc.find(query._replace(limit=1))[1]}\n")
        else:
            print_list(book, query, output)


@command(app, "remove", examples="contactsctl dnc remove +14155551234")
def remove(session: Session, values: Values, region: Region = None, json: Json = False) -> None:
    """Take numbers and emails off the list, all or none; admins only. Exit status 3: one is not listed."""
    from contactsctl.cli.output.dnc import print_entries
    from contactsctl.cli.session import read_ids

    with session.book(region) as book:
        entries = book.dnc.remove(read_ids(values))
    print_entries(entries, as_json=json, deed="removed")


@command(
    app,
    "check",
    examples="""
    contactsctl dnc check +14155551234 && echo "do not call"
    contactsctl dnc check "(415) 555-1234" ana@example.org --region US --json
    """,
)
def check(session: Session, values: Values, output: ListOutputOptions, region: Region = None) -> None:
    """Tell whether numbers and emails are listed. Exit status 0: at least one of them is; 3: none is.

    So `contactsctl dnc check NUMBER EMAIL || call` never calls whom one of the two protects.
    """
    from contactsctl.cli.output.dnc import print_checked
    from contactsctl.cli.session import read_ids

    with session.book(region) as book:
        found = book.dnc.check(read_ids(values))
    print_checked(found, output, one=len(found) == 1 and "-" not in values)
    if not any(entry for _, entry in found):
        raise Exit(NOT_LISTED)


@command(
    app,
    "import",
    examples="""
    contactsctl dnc import opted-out.csv --reason "opted out" --dry-run
    contactsctl dnc import numbers.txt --region US --json
    """,
)
def import_(
    session: Session,
    file: Annotated[str, argument(metavar="FILE|-", help="Lines, or CSV; - for stdin.")],
    column: Column = None,
    reason: Reason = None,
    source: Source = None,
    region: Region = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """List what a file holds, in one transaction; admins only.

    The file has a number or email a line, or is CSV: the columns of numbers and emails are found by
    their headers, a column `reason` says why. Rows that are no number or email are named, and never stop the
    others; then the exit status is 6.
    """
    from contactsctl.cli.dnc_files import read_listed
    from contactsctl.cli.output.dnc import print_import

    with session.book(region) as book, read_listed(file, column, book.dnc.is_value) as (rows, name):
        result = book.dnc.import_rows(rows, reason=reason, source=source or name, dry_run=dry_run)
    print_import(session, result, as_json=json, dry_run=dry_run)
    if result.invalid:
        raise Exit(REJECTED)


@command(
    app,
    "filter",
    examples="""
    contactsctl dnc filter < numbers.txt > to-call.txt
    contactsctl dnc filter --column Phone --region US < leads.csv > to-call.csv
    contactsctl dnc filter --column 2 --invert < leads.csv
    """,
)
def filter_(
    session: Session,
    column: Column = None,
    invert: Annotated[bool, option("--invert", help="Print the listed ones instead.")] = False,
    region: Region = None,
) -> None:
    """Drop the lines of stdin, or with --column the rows of a CSV, whose number or email is listed.

    The others go to stdout byte for byte, in order, in flat memory; a CSV's header stays. What is no
    number or email is not listed, and counted on stderr beside the kept and the dropped.
    """
    from contactsctl.cli.dnc_files import filter_stdin

    with session.book(region) as book:
        kept, dropped, unread = filter_stdin(book, column, invert=invert)
    counts = f"{kept:,} kept, {dropped:,} dropped"
    session.note(f"{counts}, {unread:,} without a number or email" if unread else counts)

"""`contactsctl export-csv`."""

from typing import Annotated, Literal

import typer

from contactsctl.cli.export import chosen_contacts, write_out
from contactsctl.cli.filter_options import FilterOptions
from contactsctl.cli.options import OUTPUT
from contactsctl.cli.session import Session, read_ids
from contactsctl.cli.tree import command, new_app

app = new_app()


@command(
    app,
    "export-csv",
    examples="""
    contactsctl export-csv > everyone.csv
    contactsctl export-csv --dialect google --tag vip --output google.csv
    contactsctl export-csv --dialect outlook --output outlook.csv
    """,
)
def export_csv(
    session: Session,
    filters: FilterOptions,
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="Ids, emails or @mentions; - for stdin. [default: all]"),
    ] = None,
    dialect: Annotated[
        Literal["plain", "google", "outlook"],
        typer.Option("--dialect", rich_help_panel=OUTPUT, help="Whose columns."),
    ] = "plain",
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", rich_help_panel=OUTPUT, help="Write there."),
    ] = None,
    raw_csv: Annotated[
        bool, typer.Option("--raw-csv", rich_help_panel=OUTPUT, help="No guard against formulas in cells.")
    ] = False,
) -> None:
    """Export contacts as CSV, whole or not at all: our own columns, Google's or Outlook's.

    Cells that a spreadsheet would take for a formula get an apostrophe, which our import takes off.
    """
    from contactsctl.formats.csv_export import widths_of, write

    references = read_ids(ids) if ids else None
    with session.book() as book:
        widths = widths_of(chosen_contacts(book, references, filters, photos=False))
        contacts = chosen_contacts(book, references, filters, photos=False)
        write_out(output, write(contacts, dialect, widths, raw=raw_csv))

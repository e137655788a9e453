"""`contactsctl export-csv`."""

from typing import Annotated, Literal

from contactsctl.cli.export import chosen_contacts, write_out
from contactsctl.cli.filter_options import FilterOptions
from contactsctl.cli.options import OUTPUT
from contactsctl.cli.parameters import argument, option
from contactsctl.cli.session import Session, read_ids
from contactsctl.cli.tree import App, command

app = App()


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
        argument(metavar="[ID]...", help="Ids, emails or @mentions; - for stdin. [default: all]"),
    ] = None,
    dialect: Annotated[
        Literal["plain", "google", "outlook"],
        option("--dialect", panel=OUTPUT, help="Whose columns."),
    ] = "plain",
    output: Annotated[
        str | None,
        option("--output", "-o", metavar="FILE", panel=OUTPUT, help="Write there."),
    ] = None,
    raw_csv: Annotated[
        bool, option("--raw-csv", panel=OUTPUT, help="No guard against formulas in cells.")
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

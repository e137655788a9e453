"""Options that several commands share, each by itself, and the sections of help pages."""

from typing import Annotated, Any, Literal

import typer

from contactsctl.settings import MAX_LIMIT

FILTERS, ORDER, OUTPUT, SAFETY = "Filters", "Order and page", "Output", "Safety"
Format = Literal["table", "json", "ndjson", "csv", "tsv", "compact", "ids"]
Json = Annotated[bool, typer.Option("--json", rich_help_panel=OUTPUT, help="Print JSON.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", rich_help_panel=SAFETY, help="Do it without asking.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", "-n", rich_help_panel=SAFETY, help="Only say what would be done.")
]
Region = Annotated[
    str | None,
    typer.Option(
        "--region", metavar="XX", help="Country of phone numbers without a country code, such as US."
    ),
]
AllowDuplicate = Annotated[
    bool,
    typer.Option("--allow-duplicate", rich_help_panel=SAFETY, help="Even if another contact has the email."),
]
KeepInvalid = Annotated[
    bool,
    typer.Option("--keep-invalid", rich_help_panel=SAFETY, help="Keep emails and phones that are not valid."),
]


def limit_option(panel: str | None = None, text: str = "At most so many; 0 is all. [default: 50]") -> Any:
    """Return the option --limit in a section of the help page."""
    return typer.Option("--limit", metavar="N", min=0, max=MAX_LIMIT, rich_help_panel=panel, help=text)


def offset_option(panel: str | None = None) -> Any:
    """Return the option --offset in a section of the help page."""
    return typer.Option(
        "--offset", metavar="N", min=0, max=MAX_LIMIT, rich_help_panel=panel, help="Leave out the first ones."
    )

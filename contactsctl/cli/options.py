"""Options that several commands share, each by itself, and the sections of help pages."""

from typing import Annotated, Any, Literal

from contactsctl.cli.parameters import option
from contactsctl.settings import MAX_LIMIT

FILTERS, ORDER, OUTPUT, SAFETY = "Filters", "Order and page", "Output", "Safety"
Format = Literal["table", "json", "ndjson", "csv", "tsv", "compact", "ids"]
Json = Annotated[bool, option("--json", panel=OUTPUT, help="Print JSON.")]
Yes = Annotated[bool, option("--yes", "-y", panel=SAFETY, help="Do it without asking.")]
DryRun = Annotated[bool, option("--dry-run", "-n", panel=SAFETY, help="Only say what would be done.")]
Region = Annotated[
    str | None,
    option("--region", metavar="XX", help="Country of phone numbers without a country code, such as US."),
]
AllowDuplicate = Annotated[
    bool,
    option("--allow-duplicate", panel=SAFETY, help="Even if another contact has the email."),
]
KeepInvalid = Annotated[
    bool,
    option("--keep-invalid", panel=SAFETY, help="Keep emails and phones that are not valid."),
]


def limit_option(panel: str | None = None, text: str = "At most so many; 0 is all. [default: 50]") -> Any:
    """Return the option --limit in a section of the help page."""
    return option("--limit", metavar="N", at_least=0, at_most=MAX_LIMIT, panel=panel, help=text)


def offset_option(panel: str | None = None) -> Any:
    """Return the option --offset in a section of the help page."""
    return option(
        "--offset", metavar="N", at_least=0, at_most=MAX_LIMIT, panel=panel, help="Leave out the first ones."
    )

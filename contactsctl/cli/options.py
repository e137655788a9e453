"""Options that several commands share, in groups: each a dataclass of annotated fields.

They are neither frozen nor slotted: making a class so costs every start of the program.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

import typer

from contactsctl.cli.session import Session
from contactsctl.domain.contact import KINDS, TYPES
from contactsctl.domain.query import Query, Scope, Sort
from contactsctl.errors import UsageError
from contactsctl.settings import MAX_LIMIT

FILTERS, ORDER, OUTPUT, SAFETY = "Filters", "Order and page", "Output", "Safety"
Format = Literal["table", "json", "ndjson", "csv", "tsv", "compact", "ids"]
_SORTS = {
    "display_name": "display_name", "name": "display_name",
    "created_at": "created_at", "recent": "created_at", "updated_at": "updated_at",
    "company": "company", "family_name": "family_name",
}  # fmt: skip
SortName = Literal["display_name", "name", "created_at", "recent", "updated_at", "company", "family_name"]


@dataclass
class FilterOptions:
    """Which contacts."""

    search: Annotated[
        str | None,
        typer.Option(
            "--search", "-q", metavar="TEXT", rich_help_panel=FILTERS,
            help="Every word occurs in a name, nickname, company, job title, notes, email, phone or tag.",
        ),
    ] = None  # fmt: skip
    tag: Annotated[
        list[str] | None,
        typer.Option(
            "--tag", metavar="TAG", rich_help_panel=FILTERS, help="Has the tag; repeat for all of several."
        ),
    ] = None
    company: Annotated[
        str | None,
        typer.Option(
            "--company", metavar="TEXT", rich_help_panel=FILTERS, help="The company contains the text."
        ),
    ] = None
    source: Annotated[
        str | None, typer.Option("--source", metavar="TEXT", rich_help_panel=FILTERS, help="Came from there.")
    ] = None
    type: Annotated[
        str | None,
        typer.Option("--type", metavar="TYPE", rich_help_panel=FILTERS, help=f"One of {', '.join(TYPES)}."),
    ] = None
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="KIND", rich_help_panel=FILTERS, help=f"One of {', '.join(KINDS)}."),
    ] = None
    active: Annotated[
        bool | None,
        typer.Option("--active/--inactive", rich_help_panel=FILTERS, help="Is active, or is not."),
    ] = None
    dnc: Annotated[
        bool | None,
        typer.Option(
            "--dnc/--no-dnc", rich_help_panel=FILTERS, help="Is on the do-not-call list, or is not."
        ),
    ] = None
    include_deleted: Annotated[
        bool, typer.Option("--include-deleted", rich_help_panel=FILTERS, help="Those in the trash too.")
    ] = False
    only_deleted: Annotated[
        bool, typer.Option("--only-deleted", rich_help_panel=FILTERS, help="Only those in the trash.")
    ] = False

    @property
    def any_given(self) -> bool:
        """Whether contacts are chosen by a filter at all; --include-deleted alone chooses none."""
        flags = (self.active, self.dnc, self.only_deleted or None)
        texts = (self.search, self.tag, self.company, self.source, self.type, self.kind)
        return any(value is not None for value in (*flags, *texts))

    def query(self) -> Query:
        """Return the query of these filters, without order or limit."""
        check_choice("--type", self.type, TYPES)
        check_choice("--kind", self.kind, KINDS)
        scope: Scope = "trash" if self.only_deleted else "live_and_trash" if self.include_deleted else "live"
        return Query(
            text=self.search,
            tags=tuple(self.tag or ()),
            company=self.company,
            source=self.source,
            type=self.type,
            kind=self.kind,
            active=self.active,
            dnc=self.dnc,
            scope=scope,
            limit=0,
        )


@dataclass
class PageOptions:
    """In which order, and which page."""

    sort: Annotated[
        SortName | None,
        typer.Option(
            "--sort", rich_help_panel=ORDER, help="The key to sort by; recent is created_at, newest first."
        ),
    ] = None
    order: Annotated[
        Literal["asc", "desc"] | None,
        typer.Option("--order", rich_help_panel=ORDER, help="Ascending or descending."),
    ] = None
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            min=0,
            max=MAX_LIMIT,
            rich_help_panel=ORDER,
            help="At most so many; 0 is all. [default: 50]",
        ),
    ] = None
    offset: Annotated[
        int,
        typer.Option(
            "--offset", min=0, max=MAX_LIMIT, rich_help_panel=ORDER, help="Leave out the first ones."
        ),
    ] = 0

    def sorted_by(self, default: Sort) -> tuple[Sort, bool]:
        """Return the sort key, and whether it descends."""
        sort: Sort = _SORTS[self.sort] if self.sort else default  # type: ignore[assignment]
        return sort, (self.order == "desc") != (self.sort == "recent" and self.order is None)

    def limit_or(self, session: Session) -> int:
        return session.settings.limit if self.limit is None else self.limit


@dataclass
class ListOutputOptions:
    """How many contacts are printed."""

    format: Annotated[
        Format | None,
        typer.Option("--format", rich_help_panel=OUTPUT, help="[default: table on a terminal, else tsv]"),
    ] = None
    json: Annotated[
        bool, typer.Option("--json", rich_help_panel=OUTPUT, help="The same as --format json.")
    ] = False
    fields: Annotated[
        str | None,
        typer.Option(
            "--fields",
            metavar="A,B.0.C",
            rich_help_panel=OUTPUT,
            help="Only these fields, by their JSON paths.",
        ),
    ] = None
    raw_csv: Annotated[
        bool,
        typer.Option("--raw-csv", rich_help_panel=OUTPUT, help="No guard against formulas in CSV cells."),
    ] = False

    def chosen(self) -> Format | None:
        """Return the format asked for; raises UsageError for two that differ."""
        if self.json and self.format not in (None, "json"):
            raise UsageError(f"--json and --format {self.format} cannot go together")
        return "json" if self.json else self.format

    def paths(self) -> tuple[str, ...] | None:
        if self.fields is None:
            return None
        paths = tuple(path.strip() for path in self.fields.split(",") if path.strip())
        if not paths:
            raise UsageError("--fields names no field", field="fields", value=self.fields)
        return paths


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


def check_choice(option: str, value: str | None, choices: tuple[str, ...]) -> None:
    """Raise UsageError when a value is none of the choices."""
    if value is not None and value not in choices:
        raise UsageError(
            f"{option} must be one of {', '.join(choices)}: {value!r}", value=value, candidates=choices
        )

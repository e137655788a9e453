"""Options that several commands share, in groups: each a dataclass of annotated fields.

They are neither frozen nor slotted: making a class so costs every start of the program.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from contactsctl.cli.session import Session
from contactsctl.domain.contact import KINDS, TYPES
from contactsctl.domain.query import Query, Scope, Sort
from contactsctl.errors import UsageError
from contactsctl.settings import MAX_LIMIT

if TYPE_CHECKING:
    from contactsctl.domain.filter import Filter
    from contactsctl.domain.filter_json import Request

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
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where", metavar="EXPR", rich_help_panel=FILTERS,
            help="Conditions such as 'company~acme !birthday'; repeat for what may hold instead.",
        ),
    ] = None  # fmt: skip
    filter: Annotated[
        str | None,
        typer.Option("--filter", metavar="FILE|-", rich_help_panel=FILTERS, help="A filter as JSON."),
    ] = None
    view: Annotated[
        str | None, typer.Option("--view", metavar="NAME", rich_help_panel=FILTERS, help="A saved filter.")
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
        filters = (self.where, self.filter, self.view)
        return any(value is not None for value in (*flags, *texts, *filters))

    @cached_property
    def _request(self) -> "Request | None":
        if self.filter is None:
            return None
        from contactsctl.cli.filter_input import read_request

        return read_request(self.filter)

    def query(self) -> Query:
        """Return the query of these filters; its page is what a --filter document says, else everybody."""
        check_choice("--type", self.type, TYPES)
        check_choice("--kind", self.kind, KINDS)
        scope: Scope = "trash" if self.only_deleted else "live_and_trash" if self.include_deleted else "live"
        request = self._request
        return Query(
            text=self.search if self.search is not None or request is None else request.text,
            tags=tuple(self.tag or ()),
            company=self.company,
            source=self.source,
            type=self.type,
            kind=self.kind,
            active=self.active,
            dnc=self.dnc,
            filter=self._filter(request),
            view=self.view,
            scope=scope,
            limit=(request.limit if request else None) or 0,
            offset=(request.offset if request else None) or 0,
        )

    def _filter(self, request: "Request | None") -> "Filter | None":
        if not self.where:
            return request.filter if request else None
        from contactsctl.domain.filter import both
        from contactsctl.domain.filter_text import parse_filter

        return both(parse_filter(tuple(self.where)), request.filter if request else None)

    @property
    def limit(self) -> int | None:
        """The limit that a --filter document gives."""
        return self._request.limit if self._request else None


@dataclass
class ChoiceOptions:
    """Which contacts, for a command whose own options have the names of other filters."""

    search: Annotated[
        str | None,
        typer.Option(
            "--search", "-q", metavar="TEXT", rich_help_panel=FILTERS, help="All that a search finds."
        ),
    ] = None
    where: Annotated[
        list[str] | None,
        typer.Option("--where", metavar="EXPR", rich_help_panel=FILTERS, help="Conditions; see `list`."),
    ] = None
    filter: Annotated[
        str | None,
        typer.Option("--filter", metavar="FILE|-", rich_help_panel=FILTERS, help="A filter as JSON."),
    ] = None
    view: Annotated[
        str | None, typer.Option("--view", metavar="NAME", rich_help_panel=FILTERS, help="A saved filter.")
    ] = None

    @property
    def filters(self) -> FilterOptions:
        return FilterOptions(search=self.search, where=self.where, filter=self.filter, view=self.view)


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
        int | None,
        typer.Option(
            "--offset", min=0, max=MAX_LIMIT, rich_help_panel=ORDER, help="Leave out the first ones."
        ),
    ] = None

    def page(self, session: Session, filters: FilterOptions, default: Sort) -> Query:
        """Return the query of some filters in this order and with this page."""
        query = filters.query()
        sort, descending = self._sorted_by(default)
        given = (self.limit, filters.limit, session.settings.limit)
        limit = next(each for each in given if each is not None)
        offset = query.offset if self.offset is None else self.offset
        return query._replace(sort=sort, descending=descending, limit=limit, offset=offset)

    def _sorted_by(self, default: Sort) -> tuple[Sort, bool]:
        """Return the sort key, and whether it descends."""
        sort: Sort = _SORTS[self.sort] if self.sort else default  # type: ignore[assignment]
        return sort, (self.order == "desc") != (self.sort == "recent" and self.order is None)


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

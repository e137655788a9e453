"""The options that choose contacts, in groups."""

from functools import cached_property
from typing import TYPE_CHECKING, Annotated

from contactsctl.cli.options import FILTERS
from contactsctl.cli.parameters import option, options
from contactsctl.domain.contact import KINDS, TYPES
from contactsctl.domain.query import Query, Scope
from contactsctl.errors import UsageError

if TYPE_CHECKING:
    from contactsctl.domain.filter import Filter
    from contactsctl.domain.filter_json import Request


FilterFile = Annotated[
    str | None,
    option("--filter", metavar="FILE|-", panel=FILTERS, help="A filter as JSON."),
]
ViewName = Annotated[str | None, option("--view", metavar="NAME", panel=FILTERS, help="A saved filter.")]


@options
class FilterOptions:
    """Which contacts."""

    search: Annotated[
        str | None,
        option(
            "--search", "-q", metavar="TEXT", panel=FILTERS,
            help="Every word occurs in a name, nickname, company, job title, notes, email, phone or tag.",
        ),
    ] = None  # fmt: skip
    tag: Annotated[
        list[str] | None,
        option("--tag", metavar="TAG", panel=FILTERS, help="Has the tag; repeat for all of several."),
    ] = None
    company: Annotated[
        str | None,
        option("--company", metavar="TEXT", panel=FILTERS, help="The company contains the text."),
    ] = None
    source: Annotated[
        str | None, option("--source", metavar="TEXT", panel=FILTERS, help="Came from there.")
    ] = None
    type: Annotated[
        str | None,
        option("--type", metavar="TYPE", panel=FILTERS, help=f"One of {', '.join(TYPES)}."),
    ] = None
    kind: Annotated[
        str | None,
        option("--kind", metavar="KIND", panel=FILTERS, help=f"One of {', '.join(KINDS)}."),
    ] = None
    active: Annotated[
        bool | None,
        option("--active/--inactive", panel=FILTERS, help="Is active, or is not."),
    ] = None
    dnc: Annotated[
        bool | None,
        option("--dnc/--no-dnc", panel=FILTERS, help="Is on the do-not-call list, or is not."),
    ] = None
    where: Annotated[
        list[str] | None,
        option(
            "--where", metavar="EXPR", panel=FILTERS,
            help="Conditions such as 'company~acme !birthday'; repeat for what may hold instead.",
        ),
    ] = None  # fmt: skip
    filter: FilterFile = None
    view: ViewName = None
    include_deleted: Annotated[
        bool, option("--include-deleted", panel=FILTERS, help="Those in the trash too.")
    ] = False
    only_deleted: Annotated[
        bool, option("--only-deleted", panel=FILTERS, help="Only those in the trash.")
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


@options
class ChoiceOptions:
    """Which contacts, for a command whose own options have the names of other filters."""

    search: Annotated[
        str | None,
        option("--search", "-q", metavar="TEXT", panel=FILTERS, help="All that a search finds."),
    ] = None
    where: Annotated[
        list[str] | None,
        option("--where", metavar="EXPR", panel=FILTERS, help="Conditions; see `list`."),
    ] = None
    filter: FilterFile = None
    view: ViewName = None

    @property
    def filters(self) -> FilterOptions:
        return FilterOptions(search=self.search, where=self.where, filter=self.filter, view=self.view)


def check_choice(option: str, value: str | None, choices: tuple[str, ...]) -> None:
    """Raise UsageError when a value is none of the choices."""
    if value is not None and value not in choices:
        raise UsageError(
            f"{option} must be one of {', '.join(choices)}: {value!r}", value=value, candidates=choices
        )

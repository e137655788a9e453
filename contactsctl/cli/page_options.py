"""The options of commands that print a page: in which order, and which."""

from typing import TYPE_CHECKING, Annotated, Literal

from contactsctl.cli.options import ORDER, limit_option, offset_option
from contactsctl.cli.parameters import option, options

if TYPE_CHECKING:
    from contactsctl.cli.filter_options import FilterOptions
    from contactsctl.cli.session import Session
    from contactsctl.domain.query import Query, Sort

_SORTS = {
    "display_name": "display_name", "name": "display_name",
    "created_at": "created_at", "recent": "created_at", "updated_at": "updated_at",
    "company": "company", "family_name": "family_name",
}  # fmt: skip
SortName = Literal["display_name", "name", "created_at", "recent", "updated_at", "company", "family_name"]


@options
class PageOptions:
    """In which order, and which page."""

    sort: Annotated[
        SortName | None,
        option("--sort", panel=ORDER, help="The key to sort by; recent is created_at, newest first."),
    ] = None
    order: Annotated[
        Literal["asc", "desc"] | None,
        option("--order", panel=ORDER, help="Ascending or descending."),
    ] = None
    limit: Annotated[
        int | None,
        limit_option(ORDER),
    ] = None
    offset: Annotated[
        int | None,
        offset_option(ORDER),
    ] = None

    def page(self, session: "Session", filters: "FilterOptions", default: "Sort") -> "Query":
        """Return the query of some filters in this order and with this page."""
        query = filters.query()
        sort, descending = self._sorted_by(default)
        given = (self.limit, filters.limit, session.settings.limit)
        limit = next(each for each in given if each is not None)
        offset = query.offset if self.offset is None else self.offset
        return query._replace(sort=sort, descending=descending, limit=limit, offset=offset)

    def _sorted_by(self, default: "Sort") -> "tuple[Sort, bool]":
        """Return the sort key, and whether it descends."""
        sort: Sort = _SORTS[self.sort] if self.sort else default  # type: ignore[assignment]
        return sort, (self.order == "desc") != (self.sort == "recent" and self.order is None)

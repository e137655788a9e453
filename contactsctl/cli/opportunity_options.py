"""The options of opportunities: their fields, and which of them are listed."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

from contactsctl.cli.options import FILTERS, ORDER, limit_option, offset_option
from contactsctl.cli.parameters import option, options
from contactsctl.domain.opportunity import (
    OWN_FIELDS,
    OpportunityQuery,
    OpportunitySort,
    check_full_date,
    check_stage,
    check_status,
)
from contactsctl.errors import UnknownFieldError


@options
class FieldOptions:
    """What an opportunity has beside its title and contact."""

    stage: Annotated[str | None, option("--stage", metavar="TEXT", help="How far it is.")] = None
    status: Annotated[
        str | None, option("--status", metavar="STATUS", help="open, won or lost. [default: open]")
    ] = None
    amount: Annotated[
        str | None, option("--amount", metavar="NUMBER", help="Exact, of up to 18 digits: 1200.50.")
    ] = None
    currency: Annotated[
        str | None, option("--currency", metavar="XXX", help="A code of ISO 4217, such as EUR.")
    ] = None
    close_date: Annotated[
        str | None, option("--close-date", metavar="YYYY-MM-DD", help="When it is to be closed.")
    ] = None
    notes: Annotated[str | None, option("--notes", metavar="TEXT", help="Anything else.")] = None

    def given(self) -> dict[str, str | None]:
        """Return the values of the options that were given; an empty text clears its field."""
        return {name: value for name, value in vars(self).items() if value is not None}


def cleared(names: Iterable[str]) -> dict[str, None]:
    """Return fields to empty; raises UnknownFieldError for a name that is none."""
    known = tuple(name for name in OWN_FIELDS if name not in ("title", "status"))
    for name in names:
        if name not in known:
            raise UnknownFieldError(
                f"--clear: unknown field {name[:80]!r} (known: {', '.join(known)})",
                field="clear",
                value=name,
                candidates=known,
            )
    return dict.fromkeys(names)


@options
class SearchOptions:
    """Which opportunities, in which order."""

    stage: Annotated[str | None, option("--stage", metavar="TEXT", panel=FILTERS, help="In this stage.")] = (
        None
    )
    status: Annotated[
        str | None,
        option("--status", metavar="STATUS", panel=FILTERS, help="open, won or lost."),
    ] = None
    currency: Annotated[
        str | None,
        option("--currency", metavar="XXX", panel=FILTERS, help="In this currency."),
    ] = None
    min_amount: Annotated[
        str | None,
        option("--min-amount", metavar="NUMBER", panel=FILTERS, help="Of so much or more."),
    ] = None
    max_amount: Annotated[
        str | None,
        option("--max-amount", metavar="NUMBER", panel=FILTERS, help="Of so much or less."),
    ] = None
    closes_from: Annotated[
        str | None,
        option("--closes-from", metavar="YYYY-MM-DD", panel=FILTERS, help="To be closed then or later."),
    ] = None
    closes_until: Annotated[
        str | None,
        option("--closes-until", metavar="YYYY-MM-DD", panel=FILTERS, help="By then or earlier."),
    ] = None
    sort: Annotated[OpportunitySort, option("--sort", panel=ORDER, help="Without a value: last.")] = (
        "close_date"
    )
    order: Annotated[
        Literal["asc", "desc"],
        option("--order", panel=ORDER, help="Ascending or descending."),
    ] = "asc"
    limit: Annotated[
        int | None,
        limit_option(ORDER),
    ] = None  # fmt: skip
    offset: Annotated[
        int,
        offset_option(ORDER),
    ] = 0

    def query(self, default_limit: int, stages: Sequence[str]) -> OpportunityQuery:
        """Return the query of these options; raises an InvalidDataError for a value that cannot be one."""
        from contactsctl.domain.money import check_currency, parse_amount

        return OpportunityQuery(
            stage=None if self.stage is None else check_stage(self.stage, stages),
            status=None if self.status is None else check_status(self.status),
            currency=None if self.currency is None else check_currency(self.currency),
            min_amount=None if self.min_amount is None else parse_amount(self.min_amount),
            max_amount=None if self.max_amount is None else parse_amount(self.max_amount),
            closes_from=None if self.closes_from is None else check_full_date(self.closes_from),
            closes_until=None if self.closes_until is None else check_full_date(self.closes_until),
            sort=self.sort,
            descending=self.order == "desc",
            limit=default_limit if self.limit is None else self.limit,
            offset=self.offset,
        )

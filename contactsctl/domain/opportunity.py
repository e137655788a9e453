"""Opportunities: what may be sold to whom, for how much, and until when."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal, NamedTuple, get_args

from contactsctl.domain import dates, money
from contactsctl.domain.draft import MAX_NOTES
from contactsctl.domain.names import MAX_NAME
from contactsctl.domain.text import check_text
from contactsctl.domain.value import Value, value
from contactsctl.errors import InvalidDateError, InvalidValueError

Status = Literal["open", "won", "lost"]
STATUSES: tuple[Status, ...] = get_args(Status)
MAX_STAGE = 100
OpportunitySort = Literal["close_date", "amount", "title", "stage", "created_at", "updated_at"]


@value(kw_only=True)
class Opportunity(Value):
    """`contact` is the id of the contact, `contact_name` its display name; `close_date` is YYYY-MM-DD."""

    id: str
    contact: str
    contact_name: str
    title: str
    stage: str | None = None
    status: str = "open"
    amount: Decimal | None = None
    currency: str | None = None
    close_date: str | None = None
    notes: str | None = None
    created_at: str
    updated_at: str


FIELDS = tuple(each.name for each in Opportunity.__fields__)
"""The JSON keys, in the order in which they are printed."""
OWN_FIELDS = ("title", "stage", "status", "amount", "currency", "close_date", "notes")
"""What a user sets."""


class OpportunityQuery(NamedTuple):
    """Every condition that is set must hold; `limit` 0 means all. Amounts and dates are inclusive."""

    stage: str | None = None
    status: str | None = None
    currency: str | None = None
    min_amount: Decimal | None = None
    max_amount: Decimal | None = None
    closes_from: str | None = None
    closes_until: str | None = None
    sort: OpportunitySort = "close_date"
    descending: bool = False
    limit: int = 0
    offset: int = 0


@value()
class StageTotal(Value):
    """How many opportunities a stage has in a currency, and the sum of their amounts."""

    stage: str | None
    currency: str | None
    count: int
    amount: Decimal | None


def read_fields(given: Mapping[str, str | None], stages: Sequence[str]) -> dict[str, Any]:
    """Return the values of fields as they are kept; None and empty texts clear a field.

    `stages` are those that there are, in any case; none at all: any text. Raises an InvalidDataError.
    """
    values: dict[str, Any] = {}
    for name, text in given.items():
        if name == "stage":
            values[name] = check_stage(text, stages) if text else None
        else:
            values[name] = _READERS[name](text) if text else None
    if "title" in values and not values["title"]:
        raise InvalidValueError("an opportunity needs a title", field="title")
    if "status" in values and not values["status"]:
        values["status"] = "open"
    return values


def check_stage(text: str, stages: Sequence[str]) -> str:
    """Return a stage in its usual spelling; raises InvalidValueError for one that there is not."""
    stage = check_text(text, "stage", MAX_STAGE)
    known = next((each for each in stages if each.casefold() == stage.casefold()), None)
    if stages and known is None:
        raise InvalidValueError(
            f"stage must be one of {', '.join(stages)}: {stage!r}",
            field="stage",
            value=text,
            candidates=tuple(stages),
        )
    return known or stage


def check_status(text: str) -> str:
    """Return a status; raises InvalidValueError for what is none."""
    if text.strip().lower() not in STATUSES:
        raise InvalidValueError(
            f"status must be one of {', '.join(STATUSES)}: {text[:80]!r}",
            field="status",
            value=text,
            candidates=STATUSES,
        )
    return text.strip().lower()


def check_full_date(text: str) -> str:
    """Return a date as YYYY-MM-DD; raises InvalidDateError for a partial one too."""
    date = dates.parse(text)
    if len(date) != len("YYYY-MM-DD"):
        raise InvalidDateError(
            f"a whole date is needed, YYYY-MM-DD: {text[:80]!r}", field="close_date", value=text
        )
    return date


_READERS: dict[str, Callable[[str], Any]] = {
    "title": lambda text: check_text(text, "title", MAX_NAME),
    "status": check_status,
    "amount": money.parse_amount,
    "currency": money.check_currency,
    "close_date": check_full_date,
    "notes": lambda text: check_text(text, "notes", MAX_NOTES, block=True) if text.strip() else None,
}

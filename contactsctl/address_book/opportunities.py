"""Opportunities: add, find, edit, remove, and what they add up to."""

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from contactsctl.address_book import stamps
from contactsctl.address_book.references import MINIMUM_PREFIX, resolve
from contactsctl.domain import money
from contactsctl.domain.opportunity import Opportunity, OpportunityQuery, StageTotal, read_fields
from contactsctl.domain.value import replace
from contactsctl.errors import AmbiguousIdError, NotFoundError
from contactsctl.store import opportunities as rows
from contactsctl.store.opportunities import StoredOpportunity

if TYPE_CHECKING:
    from contactsctl.address_book import AddressBook

_ID = re.compile(r"[0-9a-f-]{4,36}")


class OpportunityPage(NamedTuple):
    """The opportunities of one page, and the totals of all that match."""

    opportunities: tuple[Opportunity, ...]
    totals: tuple[StageTotal, ...]
    limit: int
    offset: int

    @property
    def total(self) -> int:
        """How many match."""
        return sum(each.count for each in self.totals)

    @property
    def has_more(self) -> bool:
        return self.offset + len(self.opportunities) < self.total


class Opportunities:
    """The opportunities of a book: those of contacts that are live and visible to who asks."""

    def __init__(self, book: "AddressBook") -> None:
        self._book = book

    def add(self, contact: str, given: Mapping[str, str | None], stages: Sequence[str] = ()) -> Opportunity:
        """Add an opportunity of a contact; its stage is the first of `stages` unless one is given.

        Raises NotFoundError for the contact, or an InvalidDataError.
        """
        at = stamps.now()
        first = {"stage": stages[0]} if stages else {}
        values = read_fields({"title": None, **first, **given}, stages)
        with self._book.writing("opportunity add", at) as connection:
            number, person = resolve(connection, contact)
            opportunity = Opportunity(
                id=stamps.new_id(),
                contact=person.id,
                contact_name=person.display_name,
                created_at=at,
                updated_at=at,
                **values,
            )
            rows.put(connection, StoredOpportunity(number, opportunity))
        return opportunity

    def get(self, reference: str) -> Opportunity:
        """Return the opportunity that an id, or the beginning of one, stands for."""
        with self._book.reading() as connection:
            return _resolve(connection, reference).opportunity

    def find(
        self, query: OpportunityQuery, contact: str | None = None, stages: Sequence[str] = ()
    ) -> OpportunityPage:
        """Return a page, of one contact's where it is named, and the totals in the order of `stages`."""
        with self._book.reading() as connection:
            number = resolve(connection, contact).number if contact else None
            found = tuple(each.opportunity for each in rows.find(connection, query, number))
            totals = _totals(rows.amounts(connection, query, number), stages)
            return OpportunityPage(found, totals, query.limit, query.offset)

    def stream(self, query: OpportunityQuery, contact: str | None = None) -> Iterator[Opportunity]:
        """Yield all that match, few in memory at a time."""
        with self._book.reading() as connection:
            number = resolve(connection, contact).number if contact else None
            yield from (each.opportunity for each in rows.find(connection, query, number))

    def edit(
        self,
        reference: str,
        given: Mapping[str, str | None],
        *,
        contact: str | None = None,
        stages: Sequence[str] = (),
    ) -> Opportunity:
        """Set fields of an opportunity, and its contact where one is named; returns it as it is now.

        One that the edit does not change stays untouched.
        """
        at = stamps.now()
        values = read_fields(given, stages)
        with self._book.writing("opportunity edit", at) as connection:
            before = _resolve(connection, reference)
            after = replace(before.opportunity, **values)
            number = before.contact
            if contact:
                number, person = resolve(connection, contact)
                after = replace(after, contact=person.id, contact_name=person.display_name)
            if _written(after) == _written(before.opportunity):
                return before.opportunity
            after = replace(after, updated_at=at)
            rows.put(connection, StoredOpportunity(number, after))
        return after

    def remove(self, references: Sequence[str], *, dry_run: bool = False) -> tuple[Opportunity, ...]:
        """Delete opportunities, all or none; returns them. Undoing it brings them back."""
        with self._book.writing("opportunity rm", stamps.now(), dry_run=dry_run) as connection:
            found = {each.opportunity.id: each for each in (_resolve(connection, r) for r in references)}
            for stored in found.values():
                rows.remove(connection, stored)
            return tuple(stored.opportunity for stored in found.values())


def move_all(connection: sqlite3.Connection, loser: int, winner: int) -> int:
    """Give all opportunities of one contact, by its number, to another; returns how many."""
    moved = rows.of_contact(connection, loser)
    for opportunity_id in moved:
        rows.move(connection, opportunity_id, winner)
    return len(moved)


def _written(opportunity: Opportunity) -> tuple[object, ...]:
    # 1200.5 and 1200.50 are equal numbers, but not written alike.
    return replace(opportunity, amount=None), str(opportunity.amount)


def _resolve(connection: sqlite3.Connection, reference: str) -> StoredOpportunity:
    text = reference.strip().lower()
    found = rows.by_id_prefix(connection, text) if _ID.fullmatch(text) else []
    if len(found) == 1:
        return found[0]
    shown = reference[:80]
    if found:
        raise AmbiguousIdError(
            f"{shown!r} names {len(found)} opportunities or more",
            field="id",
            value=reference,
            candidates=tuple(
                {"id": each.id, "display_name": f"{each.title} ({each.contact_name})"} for _, each in found
            ),
        )
    hint = (
        f" (an id, or {MINIMUM_PREFIX} or more characters of one, is needed)"
        if len(text) < MINIMUM_PREFIX
        else ""
    )
    raise NotFoundError(f"no opportunity {shown!r}{hint}", field="id", value=reference)


def _totals(
    amounts: Iterator[tuple[str | None, str | None, Decimal | None]], stages: Sequence[str]
) -> tuple[StageTotal, ...]:
    totals: dict[tuple[str | None, str | None], StageTotal] = {}
    for stage, currency, amount in amounts:
        known = totals.get((stage, currency), StageTotal(stage, currency, 0, None))
        parts = [each for each in (known.amount, amount) if each is not None]
        summed = money.total(parts) if parts else None
        totals[stage, currency] = StageTotal(stage, currency, known.count + 1, summed)
    places = {stage: place for place, stage in enumerate(stages)}

    def order(each: StageTotal) -> tuple[object, ...]:
        return (
            places.get(each.stage or "", len(places)),
            each.stage is None,
            each.stage or "",
            each.currency or "",
        )

    return tuple(sorted(totals.values(), key=order))

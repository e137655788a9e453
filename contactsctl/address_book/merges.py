"""Merging contacts that are one person; undo brings them all back."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from contactsctl.address_book import stamps
from contactsctl.address_book.references import resolve, resolve_all
from contactsctl.domain.contact import Contact
from contactsctl.domain.merging import CUSTOM, PICKABLE, Difference, merge
from contactsctl.domain.value import replace
from contactsctl.errors import DeniedError, NotFoundError, UnknownFieldError, UsageError
from contactsctl.store import belongings, card_rows, trash
from contactsctl.store import contacts as rows
from contactsctl.store.index import Stored

if TYPE_CHECKING:
    from contactsctl.address_book import AddressBook


class Merged(NamedTuple):
    """The contact that came of it, those that are in the trash now, and the fields in which they differed."""

    contact: Contact
    losers: tuple[Contact, ...]
    differences: tuple[Difference, ...]


class AutoMerged(NamedTuple):
    """What was merged; `left` are the groups that look like one person and like several."""

    merged: tuple[Merged, ...]
    left: int


class Merges:
    """Merging the live contacts of a book."""

    def __init__(self, book: "AddressBook") -> None:
        self._book = book

    def merge(
        self, winner: str, losers: Sequence[str], picks: Mapping[str, str], *, dry_run: bool = False
    ) -> Merged:
        """Merge contacts into the winner; `picks` says of which contact a field is taken.

        Raises NotFoundError, UsageError for a contact merged with itself, UnknownFieldError, and
        DeniedError where an identity that is no admin would change who sees them.
        """
        at = stamps.now()
        with self._book.writing("merge", at, dry_run=dry_run) as connection:
            first, *others = _all(connection, (winner, *losers))
            if not others:
                raise UsageError(f"{winner!r} cannot be merged with itself", value=winner)
            chosen = {
                _field(name): _chosen(connection, each, (first, *others)) for name, each in picks.items()
            }
            return self._merge(connection, first, others, chosen, at)

    def merge_safe(self, *, dry_run: bool = False) -> AutoMerged:
        """Merge every group of contacts that are safely one person into the oldest of them."""
        from contactsctl.address_book.duplicates import Duplicates

        at = stamps.now()
        with self._book.writing("merge --auto", at, dry_run=dry_run) as connection:
            groups, left = Duplicates(self._book).groups(connection)
            merged = []
            for group in groups:
                first, *others = rows.fetch(connection, group, cards=True)
                merged.append(self._merge(connection, first, others, {}, at))
            return AutoMerged(tuple(merged), left)

    def _merge(
        self,
        connection: sqlite3.Connection,
        winner: Stored,
        losers: Sequence[Stored],
        picks: Mapping[str, Contact],
        at: str,
    ) -> Merged:
        contacts = [stored.contact for stored in losers]
        after, differences = merge(winner.contact, contacts, picks)
        if self._book.viewer and {each.access for each in contacts} != {winner.contact.access}:
            raise DeniedError("only an admin may merge contacts that are not seen by the same people")
        after = replace(after, revision=winner.contact.revision + 1, updated_at=at)
        for loser in losers:  # first, for what only one live contact may have: a mention name
            told = {"merged_into": [None, winner.contact.id]}
            trash.discard(connection, [loser], at, kind="merged", changes=told)
            belongings.move(connection, loser.number, winner.number)
        rows.update(connection, winner, after)
        gone = tuple(replace(contact, deleted_at=at) for contact in contacts)
        return Merged(after, gone, tuple(differences))


def _all(connection: sqlite3.Connection, references: Sequence[str]) -> list[Stored]:
    return list(card_rows.with_cards(connection, resolve_all(connection, references)))


def _field(name: str) -> str:
    head, dot, key = name.partition(".")
    field = f"{'custom_fields' if head == 'custom' and dot else head.replace('-', '_')}{dot}{key}"
    if field in PICKABLE or field.startswith(CUSTOM):
        return field
    raise UnknownFieldError(
        f"--field: unknown field {name[:80]!r} (known: {', '.join(PICKABLE)}, {CUSTOM}KEY)",
        field="field",
        value=name,
        candidates=PICKABLE,
    )


def _chosen(connection: sqlite3.Connection, reference: str, among: Sequence[Stored]) -> Contact:
    number = resolve(connection, reference).number
    found = next((stored.contact for stored in among if stored.number == number), None)
    if found is None:
        raise NotFoundError(
            f"--field: {reference[:80]!r} is none of the contacts that are merged",
            field="field",
            value=reference,
        )
    return found

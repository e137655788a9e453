"""Duplicates: pairs of contacts that may be one person, and those that somebody said are two."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from contactsctl.address_book import stamps
from contactsctl.address_book.references import resolve
from contactsctl.domain.contact import Contact
from contactsctl.domain.duplicate import LANES, Lane, Profile, Verdict, judge
from contactsctl.domain.judged import Judged, JudgedPair
from contactsctl.domain.name_match import compare
from contactsctl.errors import UsageError
from contactsctl.store import contacts as rows
from contactsctl.store import duplicates as store

if TYPE_CHECKING:
    from contactsctl.address_book import AddressBook


class Pair(NamedTuple):
    """Two contacts, the older first, and what they are to each other."""

    first: Contact
    second: Contact
    verdict: Verdict


class Pairs(NamedTuple):
    """A page of pairs, the surest first; `by_lane` counts all, `left_out` the blocks that were too large."""

    pairs: tuple[Pair, ...]
    total: int
    limit: int
    offset: int
    by_lane: dict[Lane, int]
    left_out: int


class Duplicates:
    """The likely duplicates among the live contacts of a book."""

    def __init__(self, book: "AddressBook") -> None:
        self._book = book

    def find(
        self, *, min_score: float = 0, lanes: Sequence[Lane] = LANES, limit: int = 0, offset: int = 0
    ) -> Pairs:
        """Return a page of the pairs that score at least so much; limit 0 means all of them."""
        with self._book.reading() as connection:
            judged = Judged(list(store.profiles(connection)), store.not_same(connection))
            found = judged.chosen(min_score, lanes)
            pairs = tuple(_fetched(connection, found.page(offset, limit)))
        by_lane = found.by_lane()
        return Pairs(pairs, sum(by_lane.values()), limit, offset, by_lane, found.left_out)

    def groups(self, connection: sqlite3.Connection) -> tuple[list[list[int]], int]:
        """Return the groups of contacts, by number, that are safely one person each, and how many are not.

        Of a group, every two must be able to be one person: where a chain of safe pairs leads from one
        person to another, the whole group is left to a human.
        """
        apart = store.not_same(connection)
        safe = list(Judged(list(store.profiles(connection)), apart).in_lane("safe"))
        by_number = {profile.number: profile for pair in safe for profile in (pair.first, pair.second)}
        groups = _joined([(pair.first.number, pair.second.number) for pair in safe])
        sure = [group for group in groups if _is_one_person([by_number[n] for n in group], apart)]
        return sure, len(groups) - len(sure)

    def dismiss(self, first: str, second: str) -> tuple[Contact, Contact]:
        """Remember that two contacts are not the same; returns them."""
        at = stamps.now()
        with self._book.writing("duplicates --dismiss", at) as connection:
            ours, theirs = resolve(connection, first), resolve(connection, second)
            if ours.number == theirs.number:
                raise UsageError(f"{first!r} and {second!r} are the same contact", value=second)
            store.keep_apart(connection, ours.number, theirs.number, at)
        return ours.contact, theirs.contact


def _fetched(connection: sqlite3.Connection, page: Sequence[JudgedPair]) -> Iterable[Pair]:
    numbers = dict.fromkeys(profile.number for pair in page for profile in (pair.first, pair.second))
    contacts = dict(rows.fetch(connection, list(numbers)))
    for first, second, verdict in page:
        yield Pair(contacts[first.number], contacts[second.number], verdict)


def _joined(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the groups that pairs make, each in order."""
    head: dict[int, int] = {}

    def find(number: int) -> int:
        while head.setdefault(number, number) != number:
            head[number] = head[head[number]]
            number = head[number]
        return number

    for first, second in pairs:
        ours, theirs = sorted((find(first), find(second)))
        head[theirs] = ours
    groups: dict[int, list[int]] = {}
    for number in sorted(head):
        groups.setdefault(find(number), []).append(number)
    return list(groups.values())


def _is_one_person(profiles: Sequence[Profile], apart: set[tuple[int, int]]) -> bool:
    pairs = [(a, b) for position, b in enumerate(profiles) for a in profiles[:position]]
    return all((a.number, b.number) not in apart and _may_be_one(a, b) for a, b in pairs)


def _may_be_one(first: Profile, second: Profile) -> bool:
    verdict = judge(first, second)
    if verdict is None or verdict.lane == "name_only":
        return compare(first.name, second.name) not in ("different", "first_only")
    return verdict.lane == "safe"

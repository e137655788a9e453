"""Duplicates: pairs of contacts that may be one person, and those that somebody said are two."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from contactsctl.address_book import stamps
from contactsctl.address_book.references import resolve
from contactsctl.domain.blocking import Blocks
from contactsctl.domain.contact import Contact
from contactsctl.domain.duplicate import LANES, Lane, Profile, Verdict, judge
from contactsctl.domain.name_match import compare
from contactsctl.errors import UsageError
from contactsctl.store import contacts as rows
from contactsctl.store import duplicates as store

if TYPE_CHECKING:
    from contactsctl.address_book import AddressBook

FITS_SEVERAL = "fits several people"


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
            found, left_out = self._judged(connection)
            wanted = [each for each in found if each[1].score >= min_score and each[1].lane in lanes]
            wanted.sort(key=_surest_first)
            page = wanted[offset : offset + limit] if limit else wanted[offset:]
            pairs = tuple(_fetched(connection, page))
        by_lane: dict[Lane, int] = {lane: sum(v.lane == lane for _, v in wanted) for lane in LANES}
        return Pairs(pairs, len(wanted), limit, offset, by_lane, left_out)

    def groups(self, connection: sqlite3.Connection) -> tuple[list[list[int]], int]:
        """Return the groups of contacts, by number, that are safely one person each, and how many are not.

        Of a group, every two must be able to be one person: where a chain of safe pairs leads from one
        person to another, the whole group is left to a human.
        """
        profiles = list(store.profiles(connection))
        found, _ = judge_all(profiles, store.not_same(connection))
        by_number = {profile.number: profile for profile in profiles}
        groups = _joined([(a.number, b.number) for (a, b), verdict in found if verdict.lane == "safe"])
        apart = store.not_same(connection)
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

    def _judged(self, connection: sqlite3.Connection) -> tuple[list["_Judged"], int]:
        return judge_all(list(store.profiles(connection)), store.not_same(connection))


_Judged = tuple[tuple[Profile, Profile], Verdict]


def judge_all(profiles: Sequence[Profile], apart: set[tuple[int, int]]) -> tuple[list[_Judged], int]:
    """Return the judged pairs, without those in `apart`, and how many blocks were too large."""
    blocks = Blocks(profiles)
    found: list[_Judged] = []
    for ours, theirs in blocks.pairs():
        first, second = profiles[ours], profiles[theirs]
        if (first.number, second.number) not in apart:
            verdict = judge(first, second)
            if verdict:
                found.append(((first, second), verdict))
    return _without_ambiguous(found), blocks.left_out


def _without_ambiguous(found: list[_Judged]) -> list[_Judged]:
    """Take pairs out of the safe lane whose contact fits two people: J. Smith beside John and Jane."""
    partners: dict[int, list[Profile]] = {}
    for (first, second), verdict in found:
        if verdict.lane == "safe":
            partners.setdefault(first.number, []).append(second)
            partners.setdefault(second.number, []).append(first)
    torn = {number for number, others in partners.items() if len(others) > 1 and _are_several(others)}
    return [(pair, _doubted(verdict, torn, *pair)) for pair, verdict in found]


def _are_several(profiles: Sequence[Profile]) -> bool:
    return any(
        compare(first.name, second.name) in ("different", "first_only")
        for position, first in enumerate(profiles)
        for second in profiles[:position]
    )


def _doubted(verdict: Verdict, torn: set[int], first: Profile, second: Profile) -> Verdict:
    if verdict.lane != "safe" or not torn & {first.number, second.number}:
        return verdict
    return Verdict("conflict", round(0.3 + 0.4 * verdict.score, 3), (*verdict.reasons, FITS_SEVERAL))


def _surest_first(judged: _Judged) -> tuple[float, int, int]:
    (first, second), verdict = judged
    return -verdict.score, first.number, second.number


def _fetched(connection: sqlite3.Connection, page: Iterable[_Judged]) -> Iterable[Pair]:
    page = list(page)
    numbers = list(dict.fromkeys(profile.number for pair, _ in page for profile in pair))
    contacts = dict(rows.fetch(connection, numbers))
    for (first, second), verdict in page:
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

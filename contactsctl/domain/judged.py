"""The verdicts on all pairs that are worth comparing, in little memory: most of a million are alike."""

from array import array
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from contactsctl.domain.blocking import Blocks
from contactsctl.domain.duplicate import LANES, Lane, Profile, Verdict, judge
from contactsctl.domain.name_match import compare

FITS_SEVERAL = "fits several people"


class JudgedPair(NamedTuple):
    """Two profiles, the older contact's first, and what they are to each other."""

    first: Profile
    second: Profile
    verdict: Verdict


class Judged:
    """Pairs of some profiles by their verdicts; `left_out` counts the blocks that were too large."""

    def __init__(self, profiles: Sequence[Profile], apart: set[tuple[int, int]]) -> None:
        """Judge the pairs that are not in `apart`, which has numbers of contacts."""
        self._profiles = profiles
        self._codes: dict[Verdict, array[int]] = {}
        blocks = Blocks(profiles)
        for ours, theirs in blocks.pairs():
            first, second = profiles[ours], profiles[theirs]
            verdict = judge(first, second)
            if verdict and (first.number, second.number) not in apart:
                self._add(verdict, ours * len(profiles) + theirs)
        self.left_out = blocks.left_out
        self._doubt_ambiguous()

    def chosen(self, min_score: float = 0, lanes: Sequence[Lane] = LANES) -> "Judged":
        """Return those of some lanes that score at least so much."""
        found = object.__new__(Judged)
        found._profiles, found.left_out = self._profiles, self.left_out
        found._codes = {
            verdict: codes
            for verdict, codes in self._codes.items()
            if verdict.score >= min_score and verdict.lane in lanes
        }
        return found

    def by_lane(self) -> dict[Lane, int]:
        """Return how many pairs are in each lane."""
        counts = dict.fromkeys(LANES, 0)
        for verdict, codes in self._codes.items():
            counts[verdict.lane] += len(codes)
        return counts

    def page(self, offset: int, limit: int) -> list[JudgedPair]:
        """Return a page of pairs, the surest first, then the oldest; limit 0 means all of them."""
        return list(islice(self._surest_first(), offset, offset + limit if limit else None))

    def in_lane(self, lane: Lane) -> Iterator[JudgedPair]:
        """Yield the pairs of a lane, in any order."""
        for verdict, codes in self._codes.items():
            if verdict.lane == lane:
                yield from (self._pair(code, verdict) for code in codes)

    def _surest_first(self) -> Iterator[JudgedPair]:
        by_score: dict[float, list[Verdict]] = {}
        for verdict in self._codes:
            by_score.setdefault(verdict.score, []).append(verdict)
        for score in sorted(by_score, reverse=True):
            alike = [(code, verdict) for verdict in by_score[score] for code in self._codes[verdict]]
            alike.sort(key=lambda each: each[0])
            yield from (self._pair(code, verdict) for code, verdict in alike)

    def _pair(self, code: int, verdict: Verdict) -> JudgedPair:
        ours, theirs = divmod(code, len(self._profiles))
        return JudgedPair(self._profiles[ours], self._profiles[theirs], verdict)

    def _add(self, verdict: Verdict, code: int) -> None:
        codes = self._codes.get(verdict)
        if codes is None:
            codes = self._codes[verdict] = array("Q")
        codes.append(code)

    def _doubt_ambiguous(self) -> None:
        """Take pairs out of the safe lane whose contact fits two people: J. Smith beside John and Jane."""
        partners: dict[int, list[Profile]] = {}
        for first, second, _ in self.in_lane("safe"):
            partners.setdefault(first.number, []).append(second)
            partners.setdefault(second.number, []).append(first)
        torn = {number for number, others in partners.items() if len(others) > 1 and _are_several(others)}
        if not torn:
            return
        for verdict in [verdict for verdict in self._codes if verdict.lane == "safe"]:
            for code in self._codes.pop(verdict):
                first, second, _ = self._pair(code, verdict)
                in_doubt = not torn.isdisjoint((first.number, second.number))
                self._add(_doubted(verdict) if in_doubt else verdict, code)


def _are_several(profiles: Sequence[Profile]) -> bool:
    return any(
        compare(first.name, second.name) in ("different", "first_only")
        for position, first in enumerate(profiles)
        for second in profiles[:position]
    )


def _doubted(verdict: Verdict) -> Verdict:
    return Verdict("conflict", round(0.3 + 0.4 * verdict.score, 3), (*verdict.reasons, FITS_SEVERAL))

"""Comparing the names of two contacts: whether they can be those of one person, and how surely."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from contactsctl.domain.fold import fold
from contactsctl.domain.nicknames import is_short_form

Fit = Literal["equal", "nickname", "part", "initial", "typo", "first_only", "unknown", "different"]
"""How two names fit; `first_only`: one first name, two family names."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_TITLES = frozenset(
    ("mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "dame", "herr", "frau", "sr", "sra", "dott",
     "ing", "mag", "dipl", "phd", "md")
)  # fmt: skip
_GENERATIONS = frozenset(("jr", "junior", "sr", "senior", "ii", "iii", "iv"))
_LEGAL_FORMS = frozenset(
    ("inc", "ltd", "llc", "gmbh", "ag", "kg", "sa", "sl", "srl", "spa", "bv", "nv", "as", "ab", "oy", "plc",
     "co", "corp", "corporation", "company", "limited", "the")
)  # fmt: skip
_LONG = 5
"""From this length on, one letter put for another is taken for a typing error."""


class Name(NamedTuple):
    """The folded words of a name: all, the first and the family name, `jr` or `sr`.

    `words` is empty where the name is not known; `key` has them in one order, whatever order they were
    written in. `first` is None for a name of one word that may be either.
    """

    words: tuple[str, ...]
    key: str
    first: str | None
    family: str | None
    generation: str | None
    nickname: str | None
    is_person: bool


def name_of(names: Mapping[str, Any], *, known: bool) -> Name:
    """Return the name of a contact's JSON keys; `known` is false where an address stands in for it."""
    is_person = names.get("kind") == "individual"
    given, family = _words(names.get("given_name")), _words(names.get("family_name"))
    words = (*given, *_words(names.get("middle_name")), *family) if given or family else ()
    shown = names["display_name"] if known else ""
    nickname = next(iter(_words(names.get("nickname"))), None)
    # Before a name `Sr` is a Spanish title: only what follows tells a generation.
    generation = _generation(_words(names.get("name_suffix")) + _words(shown)[1:]) if is_person else None
    if not words and "," in shown and is_person:
        before, _, after = shown.partition(",")
        given, family = _plain(_words(after)), _plain(_words(before))
        words = (*given, *family)
    words = _plain(words or _words(shown)) if is_person else _without(_words(shown), _LEGAL_FORMS)
    first, last = (words[0], words[-1]) if len(words) > 1 and is_person else (None, None)
    first, last = given[0] if given else first, family[-1] if family else last
    return Name(words, " ".join(sorted(words)), first, last, generation, nickname, is_person)


def compare(ours: Name, theirs: Name) -> Fit:
    """Return how two names fit."""
    if not ours.words or not theirs.words:
        return "unknown"
    if ours.is_person != theirs.is_person:
        return "different"
    if ours.key == theirs.key:
        return "equal"
    few, many = sorted((ours, theirs), key=lambda name: len(name.words))
    fits = _pair(few, many)
    if fits is None:
        return "first_only" if _share_first_alone(ours, theirs) else "different"
    if not ours.is_person:
        return "typo" if "typo" in fits and len(few.words) == len(many.words) else "different"
    weakest = next((fit for fit in ("typo", "initial", "nickname") if fit in fits), None)
    return weakest or "part"


def differ_in_first(ours: Name, theirs: Name) -> bool:
    """Tell whether the first names are not written alike, or one is missing: families share lines."""
    if ours.first is None or theirs.first is None:
        single = ours if ours.first is None else theirs
        other = theirs if ours.first is None else ours
        return single.words[:1] != (other.first,)
    return ours.first != theirs.first and not _is_nickname(ours.first, theirs.first, ours, theirs)


@lru_cache(4096)  # a few names are those of most people
def _words(text: str | None) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(text))) if text else ()


def _plain(words: tuple[str, ...]) -> tuple[str, ...]:
    return _without(words, _TITLES | _GENERATIONS)


def _without(words: tuple[str, ...], left_out: frozenset[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in left_out) or words


def _generation(words: tuple[str, ...]) -> str | None:
    found = next((word for word in words if word in _GENERATIONS), None)
    return {"junior": "jr", "senior": "sr"}.get(found, found) if found else None


def _pair(few: Name, many: Name) -> list[str] | None:
    """Return how each word of the shorter name fits one of the longer; None when one fits none."""
    left = list(many.words)
    fits = []
    for word in sorted(few.words, key=len, reverse=True):
        found = [(_RANKS[fit], n) for n, other in enumerate(left) if (fit := _fit(word, other, few, many))]
        if not found:
            return None
        rank, place = min(found)
        fits.append(_BY_RANK[rank])
        del left[place]
    return fits if any(fit != "initial" for fit in fits) else None


_BY_RANK = ("same", "nickname", "typo", "initial")
_RANKS = {fit: rank for rank, fit in enumerate(_BY_RANK)}


def _fit(word: str, other: str, ours: Name, theirs: Name) -> str | None:
    if word == other:
        return "same"
    if len(word) == 1 or len(other) == 1:
        return "initial" if word[0] == other[0] else None
    if _is_nickname(word, other, ours, theirs):
        return "nickname"
    return "typo" if _is_typo(word, other) else None


def _is_nickname(word: str, other: str, ours: Name, theirs: Name) -> bool:
    if is_short_form(word, other):
        return True
    nicknames = (ours.nickname, theirs.nickname)
    if nicknames == (None, None):
        return False
    firsts = (ours.first, theirs.first, *ours.words[:1], *theirs.words[:1])
    return (word in nicknames and other in firsts) or (other in nicknames and word in firsts)


def _is_typo(word: str, other: str) -> bool:
    # Maria and Mario, Paul and Paula are two people: an end that differs is no typing error.
    if word[-1] != other[-1]:
        return False
    ours, theirs = len(word), len(other)
    if max(ours, theirs) < _LONG - 1 or abs(ours - theirs) > 1:
        return False
    if ours == theirs < _LONG and sorted(word) != sorted(other):
        return False
    from rapidfuzz.distance import OSA

    return OSA.distance(word, other, score_cutoff=1) <= 1


def _share_first_alone(ours: Name, theirs: Name) -> bool:
    both = ours.first is not None and ours.first == theirs.first
    return both and ours.is_person and ours.family != theirs.family

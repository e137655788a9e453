"""Phone numbers among other words, or several after another with nothing but spaces between."""

import re

from contactsctl.domain.phone import parse
from contactsctl.errors import InvalidPhoneError

_FEWEST_DIGITS = 5
_MOST_DIGITS = 17
"""Digits of the longest number, with the prefix that calls abroad."""
_LONGEST_RUN = 1024
_RUN = re.compile(r"[\d(+＋][\d ().+＋-]*")
_GROUP = re.compile(r"[^ ]+")
_NO_REGION = "ZZ"


def numbers_in(text: str, region: str | None) -> tuple[str, ...]:
    """Return the valid numbers of a text as E.164, in order; `region` is for those without a +."""
    if sum(map(str.isdigit, text)) < _FEWEST_DIGITS:
        return ()
    found, rest = _matched(text, region)
    for run in _RUN.finditer(rest):
        found += [(run.start() + place, number) for place, number in _spaced(run[0], region)]
    return tuple(dict.fromkeys(number for _, number in sorted(found)))


def _matched(text: str, region: str | None) -> tuple[list[tuple[int, str]], str]:
    """Return the numbers that the library finds, with their places, and the text without them.

    It is asked twice: strictly it leaves out one that touches a word, loosely one that a digit follows.
    """
    from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number, is_valid_number

    found = []
    for leniency in (Leniency.VALID, Leniency.POSSIBLE):
        rest, end = "", 0
        for match in PhoneNumberMatcher(text, region or _NO_REGION, leniency=leniency):
            if is_valid_number(match.number):
                found.append((match.start, format_number(match.number, PhoneNumberFormat.E164)))
                rest += text[end : match.start] + "|" * (match.end - match.start)
                end = match.end
        text = rest + text[end:]
    return found, text


def _spaced(run: str, region: str | None) -> list[tuple[int, str]]:
    """Return the numbers that follow each other in groups of digits, the longest at each group."""
    groups = list(_GROUP.finditer(run[:_LONGEST_RUN]))
    found: list[tuple[int, str]] = []
    first = 0
    while first < len(groups):
        last = _last_of_number(run, groups, first, region, found)
        first = last + 1
    return found


def _last_of_number(
    run: str, groups: list[re.Match[str]], first: int, region: str | None, found: list[tuple[int, str]]
) -> int:
    start = groups[first].start()
    for last in range(min(first + _MOST_DIGITS, len(groups)) - 1, first - 1, -1):
        spelled = run[start : groups[last].end()]
        if not _FEWEST_DIGITS <= sum(map(str.isdigit, spelled)) <= _MOST_DIGITS:
            continue
        try:
            found.append((start, parse(spelled, region).number))
        except InvalidPhoneError:
            continue
        return last
    return first

"""Phone numbers among other words, or several after another with nothing but spaces between."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple
from unicodedata import digit

from contactsctl.domain.phone import parse
from contactsctl.errors import InvalidPhoneError

_FEWEST_DIGITS = 5
_MOST_DIGITS = 17
"""Digits of the longest number, with the prefix that calls abroad."""
_RUN = re.compile(r"[\d(+＋][\d ().+＋-]*")
_GROUP = re.compile(r"[^ ]+")
_NO_REGION = "ZZ"


class _Group(NamedTuple):
    """What stands between spaces: its digits as ASCII, and whether there is a + among them."""

    start: int
    end: int
    digits: str
    has_plus: bool


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
    groups = [_group(found) for found in _GROUP.finditer(run)]
    found: list[tuple[int, str]] = []
    first = 0
    while first < len(groups):
        count, number = _longest(run, groups, first, region)
        if number:
            found.append((groups[first].start, number))
        first += count
    return found


def _group(found: re.Match[str]) -> _Group:
    digits = "".join(str(digit(each)) for each in found[0] if each.isdigit())
    return _Group(found.start(), found.end(), digits, "+" in found[0] or "＋" in found[0])


def _longest(run: str, groups: list[_Group], first: int, region: str | None) -> tuple[int, str | None]:
    """Return the longest number that begins with a group, and how many groups it takes; 1 for none."""
    for count, end in reversed(list(_ends(groups, first, region))):
        try:
            return count, parse(run[groups[first].start : end], region).number
        except InvalidPhoneError:
            continue
    return 1, None


def _ends(groups: list[_Group], first: int, region: str | None) -> Iterator[tuple[int, int]]:
    """Yield of how many groups from the first a number may be, and where it ends; the fewest first."""
    digits = ""
    for count, group in enumerate(groups[first : first + _MOST_DIGITS], 1):
        digits += group.digits
        if len(digits) > _MOST_DIGITS or (group.has_plus and count > 1):
            return
        if len(digits) >= _FEWEST_DIGITS and _may_be_number(digits, groups[first].has_plus, region):
            yield count, group.end


def _may_be_number(digits: str, has_plus: bool, region: str | None) -> bool:
    """Tell whether the library may take digits for a number; it takes twenty times as long to say no."""
    if has_plus and _may_be_international(digits):
        return True
    plan = _plan(region) if region else None
    if plan is None:
        return False
    abroad = plan.abroad.match(digits)
    return (
        plan.may_be(digits)
        or (digits.startswith(plan.code) and plan.may_be(digits[len(plan.code) :]))
        or (abroad is not None and _may_be_international(digits[abroad.end() :]))
    )


def _may_be_international(digits: str) -> bool:
    if digits.startswith("0"):  # no country code does
        return False
    for length in (1, 2, 3):
        plan = _plan(digits[:length])
        if plan:
            return plan.may_be(digits[length:])
    return False


class _Plan(NamedTuple):
    """Of a region, or of a country code and its main region: what a number of it may look like.

    `abroad` comes before a country code, `prefix` before a national number; `transform` replaces that.
    """

    code: str
    abroad: re.Pattern[str]
    prefix: re.Pattern[str]
    transform: str | None
    lengths: frozenset[int]
    number: re.Pattern[str]

    def may_be(self, digits: str) -> bool:
        for _ in range(3):  # the library takes off a prefix before it looks for a country code, and after
            if len(digits) in self.lengths and self.number.fullmatch(digits):
                return True
            found = self.prefix.match(digits)
            if not found or not found[0]:
                return False
            rule = self.transform if found.lastindex else None
            digits = self.prefix.sub(rule or "", digits, count=1)
        return False


@cache
def _plan(name: str) -> _Plan | None:
    """Return the plan of a region or a country code; None where there is none."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

    own = None if name.isdigit() else PhoneMetadata.metadata_for_region(name)
    code = (own.country_code or 0) if own else int(name) if name.isdigit() else 0
    regions = COUNTRY_CODE_TO_REGION_CODE.get(code, ())
    plans = [PhoneMetadata.metadata_for_region_or_calling_code(code, region) for region in regions]
    own = own or next(iter(plans), None)
    if own is None:
        return None
    general = [plan.general_desc for plan in plans if plan and plan.general_desc]
    return _Plan(
        str(code),
        re.compile(own.international_prefix or "(?!)"),
        re.compile(own.national_prefix_for_parsing or "(?!)"),
        own.national_prefix_transform_rule,
        frozenset(length for each in general for length in each.possible_length),
        re.compile("|".join(dict.fromkeys(f"(?:{each.national_number_pattern})" for each in general))),
    )

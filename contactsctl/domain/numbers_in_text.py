"""Phone numbers among other words, or several after another with nothing but spaces between."""

import re
from functools import cache

from contactsctl.domain.phone import KINDS, parse
from contactsctl.errors import InvalidPhoneError

_FEWEST_DIGITS = 5
_MOST_DIGITS = 17
"""Digits of the longest number, with the prefix that calls abroad."""
_RUN = re.compile(r"[\d(+＋][\d ().+＋-]*")
_GROUP = re.compile(r"[^ ]+")
_PLUS = re.compile("[+＋]")
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
    groups = list(_GROUP.finditer(run))
    digits = [_digits_of(group[0]) for group in groups]
    found: list[tuple[int, str]] = []
    first = 0
    while first < len(groups):
        start = groups[first].start()
        for last in _ends(groups, digits, first):
            spelled = run[start : groups[last].end()]
            if _may_be_number(spelled, "".join(digits[first : last + 1]), region):
                try:
                    found.append((start, parse(spelled, region).number))
                except InvalidPhoneError:
                    continue
                first = last
                break
        first += 1
    return found


def _digits_of(group: str) -> str:
    return "".join([str(int(character)) for character in group if character.isdecimal()])


def _ends(groups: list[re.Match[str]], digits: list[str], first: int) -> list[int]:
    """Return the groups that may end a number which begins with one, the farthest first."""
    ends: list[int] = []
    count = 0
    for last in range(first, min(first + _MOST_DIGITS, len(groups))):
        count += len(digits[last])
        if count > _MOST_DIGITS or (last > first and _PLUS.search(groups[last][0])):
            break
        if count >= _FEWEST_DIGITS:
            ends.insert(0, last)
    return ends


def _may_be_number(spelled: str, digits: str, region: str | None) -> bool:
    """Tell whether the library is to be asked, which takes long to say no."""
    if _PLUS.search(spelled):
        return True
    form = _form_of(region) if region else None
    return form is not None and form.fullmatch(digits) is not None


@cache
def _form_of(region: str) -> re.Pattern[str] | None:
    """Return the form of the digits of numbers that are dialled in a region; None for an unknown one."""
    import phonenumbers

    here = phonenumbers.PhoneMetadata.metadata_for_region(region)
    if here is None or here.country_code is None:
        return None
    if here.national_prefix_transform_rule:  # the digits that are dialled are not those of the number
        return re.compile(r"\d+")
    plans = map(
        phonenumbers.PhoneMetadata.metadata_for_region,
        phonenumbers.COUNTRY_CODE_TO_REGION_CODE[here.country_code],
    )
    kinds = [getattr(plan, kind) for plan in plans if plan for kind in KINDS]
    national = "|".join(
        {kind.national_number_pattern for kind in kinds if kind and kind.national_number_pattern}
    )
    trunk, abroad = here.national_prefix_for_parsing or "", here.international_prefix or "(?!)"
    # The library takes the trunk prefix away before the country code and after it.
    return re.compile(rf"(?:{abroad})\d+|(?:{here.country_code})?(?:{trunk}){{0,2}}(?:{national})")

"""Dates of people, which are often partial: YYYY-MM-DD, --MM-DD, YYYY-MM or YYYY."""

import re
from calendar import monthrange

from contactsctl.errors import InvalidDateError

_TIME = r"(?:[T ]\d\d(?::?\d\d){0,2}(?:[.,]\d+)? ?(?:[AP]M|Z|UTC|GMT)? ?(?:[+-]\d\d(?::?\d\d)?)?)?"
_FORMS = (
    re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d){_TIME}", re.ASCII | re.IGNORECASE),
    re.compile(rf"(?P<year>\d{{4}})(?P<month>\d\d)(?P<day>\d\d){_TIME}", re.ASCII | re.IGNORECASE),
    re.compile(rf"--(?P<month>\d\d)-?(?P<day>\d\d){_TIME}", re.ASCII | re.IGNORECASE),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)", re.ASCII),
    re.compile(r"(?P<year>\d{4})", re.ASCII),
)
_LEAP_YEAR = 2000


def parse(text: str) -> str:
    """Return a date as `YYYY-MM-DD`, `--MM-DD`, `YYYY-MM` or `YYYY` (RFC 6350 section 4.3.1).

    Takes the basic forms `YYYYMMDD` and `--MMDD` too, and the date of a date-time. Raises
    InvalidDateError for anything else and for days that no calendar has.
    """
    stripped = text.strip()
    for form in _FORMS:
        found = form.fullmatch(stripped)
        if found and _exists(**found.groupdict()):
            return _written(**found.groupdict())
    raise InvalidDateError(
        f"not a date: {text[:80]!r} (YYYY-MM-DD, --MM-DD, YYYY-MM or YYYY is needed)",
        field="date",
        value=text,
    )


def _exists(year: str = "", month: str = "", day: str = "") -> bool:
    if year == "0000":
        return False
    if not month:
        return True
    if not 1 <= int(month) <= 12:
        return False
    return not day or 1 <= int(day) <= monthrange(int(year or _LEAP_YEAR), int(month))[1]


def _written(year: str = "-", month: str = "", day: str = "") -> str:
    return "-".join(part for part in (year, month, day) if part)

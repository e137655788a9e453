"""Dates as CSV files have them: by country, by program, empty in many ways."""

import re
from collections.abc import Iterable

from contactsctl.domain.dates import parse
from contactsctl.errors import InvalidDateError

_EMPTY = re.compile(r"0{1,2}[./-]0{1,2}[./-]0{2,4}|0000-00-00", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:[ ,T].*)?", re.ASCII)
_SHORT = re.compile(r"(\d{1,2})[/-](\d{1,2})", re.ASCII)
_WORDED = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{2}|\d{4})", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_date(text: str, *, day_first: bool) -> str | None:
    """Return a date of ours; None for an empty one. A text that is no date comes back as it is."""
    stripped = text.strip()
    if not stripped or _EMPTY.fullmatch(stripped):
        return None
    for candidate in _candidates(stripped, day_first):
        try:
            return parse(candidate)
        except InvalidDateError:
            continue
    return stripped


def _candidates(text: str, day_first: bool) -> Iterable[str]:
    yield text
    if found := _DOTTED.fullmatch(text):
        yield _iso(found[3], found[2], found[1])
    if found := _SLASHED.fullmatch(text):
        day, month = (found[1], found[2]) if day_first or int(found[1]) > 12 else (found[2], found[1])
        yield _iso(found[3], month, day)
    if found := _SHORT.fullmatch(text):
        day, month = (found[1], found[2]) if day_first or int(found[1]) > 12 else (found[2], found[1])
        yield f"--{int(month):02d}-{int(day):02d}"
    if (found := _WORDED.fullmatch(text)) and found[2].lower() in _MONTHS:
        year = found[3] if len(found[3]) == 4 else f"20{found[3]}"
        yield _iso(year, str(_MONTHS.index(found[2].lower()) + 1), found[1])


def _iso(year: str, month: str, day: str) -> str:
    return f"{year}-{int(month):02d}-{int(day):02d}"

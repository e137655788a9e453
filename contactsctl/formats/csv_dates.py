"""Dates as CSV files have them: by country, by program, empty in many ways."""

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from contactsctl.domain.dates import parse
from contactsctl.errors import InvalidDateError

DateOrder = Literal["dmy", "mdy"]
_EMPTY = re.compile(r"0{1,2}[./-]0{1,2}[./-]0{1,4}|0000[./-]00[./-]00", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?:[ ,T].*)?", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4}|\d\d)(?:[ ,].*)?", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}|\d\d))?(?:[ ,].*)?", re.ASCII)
_DAY_MONTH = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*\.?,?(?:[ -](\d{4}|\d\d))?", re.ASCII)
_MONTH_DAY = re.compile(r"([A-Za-z]{3})[a-z]*\.? (\d{1,2})(?:,? (\d{4}))?", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIRST_YEAR = 1930
"""Years of two digits are of 1930 to 2029, as on Windows, where most of them were written."""
_ENGLISH = {
    "firstname", "lastname", "givenname", "familyname", "first", "last", "name", "fullname", "displayname",
    "emailaddress", "company", "companyname", "phone", "birthday", "birthdate",
}  # fmt: skip
_BRITISH = {"postcode", "homepostcode", "workpostcode", "county", "homecounty", "workcounty", "organisation"}
_GERMAN = {"geburtsdatum", "geburtstag", "nachname", "vorname"}  # whose `Name` is the English word


def detect_order(headers: set[str], dates: Iterable[str]) -> DateOrder:
    """Return whether `a/b/y` begins with the day: by the first dates of the file, else by its language.

    `headers` are folded. Months do not go beyond 12; the United States, whose programs write
    English headers, put the month first.
    """
    for text in dates:
        found = _SLASHED.fullmatch(text.strip())
        if found and (int(found[1]) > 12) != (int(found[2]) > 12):
            return "dmy" if int(found[1]) > 12 else "mdy"
    return "mdy" if headers & _ENGLISH and not headers & (_BRITISH | _GERMAN) else "dmy"


def read_date(text: str, order: DateOrder) -> str | None:
    """Return a date of ours; None for an empty one. A text that is no date comes back as it is."""
    stripped = text.strip()
    if _EMPTY.fullmatch(stripped):
        return None
    for candidate in _candidates(stripped, order):
        try:
            return parse(candidate)
        except InvalidDateError:
            continue
    return stripped or None


def _candidates(text: str, order: DateOrder) -> Iterator[str]:
    yield text
    if found := _YEAR_FIRST.fullmatch(text):
        yield _written(found[1], found[2], found[3])
    if found := _DOTTED.fullmatch(text):
        yield _written(found[3], found[2], found[1])
    if found := _SLASHED.fullmatch(text):
        first, second = (found[2], found[1]) if order == "dmy" else (found[1], found[2])
        yield _written(found[3], first, second)
        yield _written(found[3], second, first)
    if found := _DAY_MONTH.fullmatch(text):
        yield _written(found[3], _month(found[2]), found[1])
    if found := _MONTH_DAY.fullmatch(text):
        yield _written(found[3], _month(found[1]), found[2])


def _month(name: str) -> str:
    return str(_MONTHS.index(name.lower()) + 1) if name.lower() in _MONTHS else "0"


def _written(year: str | None, month: str, day: str) -> str:
    if year is None:
        shown = "-"
    elif len(year) == 4:
        shown = year
    else:
        shown = str(_FIRST_YEAR + (int(year) - _FIRST_YEAR) % 100)
    return f"{shown}-{int(month):02d}-{int(day):02d}"

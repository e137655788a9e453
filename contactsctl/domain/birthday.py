"""Days that come again every year: when next, and how many years it will be."""

import datetime as dt
from calendar import isleap
from typing import Literal, NamedTuple

Occasion = Literal["birthday", "anniversary"]
_LEAP_DAY = (2, 29)
_A_YEAR = 366


class Birthday(NamedTuple):
    """`date` is as the contact has it, `next` the day of the next, `days` until then, `age` what it makes."""

    id: str
    display_name: str
    occasion: Occasion
    date: str
    next: dt.date
    days: int
    age: int | None


def birthday(contact_id: str, name: str, occasion: Occasion, text: str, today: dt.date) -> Birthday | None:
    """Return when a date (`YYYY-MM-DD` or `--MM-DD`) comes next, today counts; None for one without a day.

    Where a year has no 29 February, it is the 28th: a reminder must not come late.
    """
    if len(text) not in (len("YYYY-MM-DD"), len("--MM-DD")):
        return None
    year, month, day = text[:-6], int(text[-5:-3]), int(text[-2:])
    found = _in_year(today.year, month, day)
    if found < today:
        found = _in_year(today.year + 1, month, day)
    age = found.year - int(year) if year.isdecimal() else None
    known = age if age is not None and age >= 0 else None
    return Birthday(contact_id, name, occasion, text, found, (found - today).days, known)


def days_from(today: dt.date, within: dt.timedelta) -> list[str] | None:
    """Return the days, `MM-DD`, of all dates that come again so soon, and maybe more; None for all."""
    if within.days >= _A_YEAR or today.year >= dt.MAXYEAR - 1:
        return None
    days = [today + dt.timedelta(days=ahead) for ahead in range(within.days + 1)]
    return [*(f"{day:%m-%d}" for day in days), "02-29"]


def _in_year(year: int, month: int, day: int) -> dt.date:
    if (month, day) == _LEAP_DAY and not isleap(year):
        return dt.date(year, 2, 28)
    return dt.date(year, month, day)

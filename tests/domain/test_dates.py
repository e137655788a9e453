"""Dates beside the tables of single values: date-times, and texts that only begin like a date."""

from calendar import monthrange

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contactsctl.domain import dates
from contactsctl.errors import InvalidDateError

TEXTS = [
    ("1985-04-12T23:20:50.52Z", "1985-04-12"),
    ("19850412T232050-0700", "1985-04-12"),
    ("1985-04-12 00:00:00 +0000", "1985-04-12"),
    ("1985-04-12 10:00 pm", "1985-04-12"),
    ("--0412T1022", "--04-12"),
    (" 1985-04-12 ", "1985-04-12"),
    ("1985-04-12 to 1986-01-01", None),
    ("1985-04-12 (approx.)", None),
    ("1985-04-12T", None),
    ("1985-0412", None),
    ("198504-12", None),
    ("1985-4-12", None),
    ("---12", None),
    ("0000-01-01", None),
    ("1985-02-29", None),
    ("-1985-02-02", None),
    ("1985-04-12\n1986-04-12", None),
]


@pytest.mark.parametrize("text, expected", TEXTS)
def test_texts(text: str, expected: str | None) -> None:
    """The date of a date-time is taken; a text that says more than a date is no date."""
    assert parsed(text) == expected


def parsed(text: str) -> str | None:
    try:
        return dates.parse(text)
    except InvalidDateError:
        return None


@given(st.integers(1, 9999), st.integers(0, 13), st.integers(0, 32))
def test_days_are_those_of_the_calendar(year: int, month: int, day: int) -> None:
    """A day is taken when the calendar has it; without a year, when any year has it."""
    whole, part = f"{year:04}-{month:02}-{day:02}", f"--{month:02}-{day:02}"
    most = monthrange(year, month)[1] if 1 <= month <= 12 else 0
    assert parsed(whole) == parsed(whole.replace("-", "")) == (whole if 1 <= day <= most else None)
    most = monthrange(2000, month)[1] if 1 <= month <= 12 else 0
    assert parsed(part) == (part if 1 <= day <= most else None)


@given(st.text(max_size=30) | st.text("0123456789-T: Z", max_size=20))
def test_what_is_parsed_stays(text: str) -> None:
    """Whatever is taken is in one of the four forms, which parsing leaves as it is."""
    date = parsed(text)
    assert date is None or parsed(date) == date

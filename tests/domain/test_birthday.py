"""Birthdays that come soon: the days on which they are looked for."""

import datetime as dt

from hypothesis import example, given
from hypothesis import strategies as st

from contactsctl.domain.birthday import birthday, days_from

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))


@given(DAYS, DAYS, st.integers(0, 400), st.booleans())
@example(dt.date(2000, 2, 29), dt.date(2026, 2, 20), 8, False)
@example(dt.date(2000, 1, 1), dt.date(9999, 12, 31), 1, False)
def test_whoever_comes_soon_is_on_one_of_the_days(
    born: dt.date, today: dt.date, ahead: int, without_year: bool
) -> None:
    """Nobody is missed, whatever the year says of 29 February."""
    text = f"{born:--%m-%d}" if without_year else f"{born:%Y-%m-%d}"
    days = days_from(today, dt.timedelta(days=ahead))
    if days is None or today.year == dt.MAXYEAR:
        return
    found = birthday("id", "Ana", "birthday", text, today)
    assert found is not None
    assert found.days > ahead or text[-5:] in days


def test_a_year_is_every_day() -> None:
    """From a year on, and at the end of the calendar, no day is left out."""
    assert days_from(dt.date(2026, 1, 1), dt.timedelta(days=366)) is None
    assert days_from(dt.date(9999, 12, 31), dt.timedelta(days=1)) is None
    assert days_from(dt.date(2026, 12, 31), dt.timedelta(days=1)) == ["12-31", "01-01", "02-29"]

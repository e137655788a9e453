"""Birthdays as a calendar that repeats every year (RFC 5545)."""

from collections.abc import Iterable, Iterator

from contactsctl.domain.birthday import Birthday
from contactsctl.domain.text import repair_text
from contactsctl.formats.content_lines import fold

_ANY_YEAR = "2000"
"""Where the year is not known: a leap year that every calendar can show."""
_SUMMARY = {"birthday": "Birthday", "anniversary": "Anniversary"}


def encode(birthdays: Iterable[Birthday], stamp: str) -> Iterator[str]:
    """Yield the lines of a calendar, folded, with their breaks; `stamp` is RFC 3339 UTC.

    Each is an event of a whole day that repeats; the 29th of February is the last day of it.
    """
    for line in ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//contactsctl//EN", "CALSCALE:GREGORIAN"):
        yield fold(line)
    stamp = "".join(stamp.split(".")[0].split("-")).replace(":", "") + "Z"
    for birthday in birthdays:
        for line in _event(birthday, stamp):
            yield fold(line)
    yield fold("END:VCALENDAR")


def _event(birthday: Birthday, stamp: str) -> Iterator[str]:
    year, day = birthday.date[:-6].strip("-") or _ANY_YEAR, birthday.date[-5:].replace("-", "")
    yield "BEGIN:VEVENT"
    yield f"UID:{birthday.id}-{birthday.occasion}-{day}@contactsctl"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{year}{day}"
    yield f"RRULE:FREQ=YEARLY{';BYMONTH=2;BYMONTHDAY=-1' if day == '0229' else ''}"
    yield f"SUMMARY:{_escaped(f'{_SUMMARY[birthday.occasion]}: {birthday.display_name}')}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    plain = repair_text(text).replace("\\", "\\\\")
    return plain.replace(";", "\\;").replace(",", "\\,")

"""Dates of vCard: basic and extended, partial, Apple's omitted year, with times; to ours and back."""

import re
from email.utils import parsedate

from contactsctl.domain.dates import parse
from contactsctl.errors import InvalidDateError
from contactsctl.formats.content_lines import Line, Version, unescape

_OMITTED_YEAR = "1604"
_NO_YEAR = re.compile(r"\A0000-?(?=\d)")


def read_date(line: Line) -> str | None:
    """Return the date of a BDAY, ANNIVERSARY or X-ABDATE as ours; None for a text that is no date.

    RFC 6350 section 4.3.1; the year 1604, or one that X-APPLE-OMIT-YEAR names, stands for no year, and so
    does Fastmail's 0000.
    """
    text = unescape(line.value).strip()
    if "text" in (value.lower() for value in line.param("VALUE")):
        return None
    omitted = {_OMITTED_YEAR, *line.param("X-APPLE-OMIT-YEAR")}
    date = _parsed(_NO_YEAR.sub("--", text)) or _read_mail_date(text)
    if date is None:
        return None
    return f"-{date[4:]}" if date[:4] in omitted and len(date) == 10 else date


def _parsed(text: str) -> str | None:
    try:
        return parse(text)
    except InvalidDateError:
        return None


def _read_mail_date(text: str) -> str | None:
    found = parsedate(text) if any(character.isalpha() for character in text) else None
    return _parsed(f"{found[0]:04d}-{found[1]:02d}-{found[2]:02d}") if found else None


def write_date(date: str, version: Version) -> tuple[str, dict[str, tuple[str, ...]]]:
    """Return the value and parameters that say a date of ours."""
    if version == "4.0":
        return _basic(date), {}
    if date.startswith("--"):
        return f"{_OMITTED_YEAR}-{date[2:]}", {"VALUE": ("date",), "X-APPLE-OMIT-YEAR": (_OMITTED_YEAR,)}
    return date, {"VALUE": ("date",)}


def _basic(date: str) -> str:
    if date.startswith("--"):
        return "--" + date[2:].replace("-", "")
    # A year with a month keeps its hyphen: without, it would be a day of a century.
    return date.replace("-", "") if len(date) == 10 else date

"""Spans of time as users type them: 30d, 12h, 4w, 6m, 1y."""

import re
from datetime import timedelta

from contactsctl.errors import UsageError

_SPAN = re.compile(r"(\d{1,6})\s*(d|h|w|m|y)", re.ASCII)
_DAYS = {"h": 1 / 24, "d": 1, "w": 7, "m": 30, "y": 365}


def is_span(text: str) -> bool:
    """Tell whether a text is a span."""
    return _SPAN.fullmatch(text.strip()) is not None


def parse_span(text: str, option: str) -> timedelta:
    """Return the span that an option was given; a month has 30 days, a year 365. Raises UsageError."""
    found = _SPAN.fullmatch(text.strip())
    if not found:
        raise UsageError(f"{option} must be a number and h, d, w, m or y, such as 30d: {text!r}", value=text)
    return timedelta(days=int(found[1]) * _DAYS[found[2]])

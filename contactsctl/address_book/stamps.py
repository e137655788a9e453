"""What only the outside world can give: the time and new ids."""

import os
from datetime import UTC, datetime, timedelta

from contactsctl.errors import InvalidDateError


def now() -> str:
    """Return the time as the book writes it: RFC 3339 UTC with milliseconds, `Z`."""
    return written(datetime.now(UTC))


def before_now(span: timedelta) -> str:
    """Return the time that lies a span before now; the earliest that can be written for a longer one."""
    try:
        return written(datetime.now(UTC) - span)
    except OverflowError:
        return "0001-01-01T00:00:00.000Z"


def written(moment: datetime) -> str:
    """Return a UTC time as the book writes it."""
    # Not by strftime, which writes the year 110 with three digits.
    return f"{moment.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def new_id() -> str:
    """Return a random UUID, version 4 (RFC 9562 section 5.4)."""
    number = int.from_bytes(os.urandom(16), "big")
    number = number & ~(0xF << 76) | 4 << 76
    number = number & ~(0x3 << 62) | 2 << 62
    digits = f"{number:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def id_of(text: object) -> str | None:
    """Return the UUID that a text is, in its usual spelling; None for what is none."""
    if not isinstance(text, str):
        return None
    from uuid import UUID

    try:
        return str(UUID(text))
    except ValueError:
        return None


def read(text: str, name: str) -> str:
    """Return a moment as the book writes it; a date is its first moment, and without an offset it is UTC.

    Raises InvalidDateError for what is no RFC 3339 date or time.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidDateError(
            f"{name} is no date or time (2026-11-25, 2026-11-25T08:00Z): {text[:80]!r}",
            field=name.strip("-"),
            value=text,
        ) from error
    return written(moment)

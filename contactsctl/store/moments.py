"""Moments as they are stored, in milliseconds since 1970, and as they are read: RFC 3339 UTC, `Z`."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

_REMEMBERED = 4096  # an import gives all of its contacts the same two moments
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(_REMEMBERED)
def milliseconds_at(moment: str) -> int:
    """Return a moment, RFC 3339 UTC with milliseconds, in milliseconds since 1970; raises ValueError."""
    return (datetime.fromisoformat(moment) - _EPOCH) // timedelta(milliseconds=1)


@lru_cache(_REMEMBERED)
def moment_at(milliseconds: int) -> str:
    """Return the moment at some milliseconds since 1970; raises ValueError."""
    try:
        moment = _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError as error:
        raise ValueError(f"no time: {milliseconds}") from error
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

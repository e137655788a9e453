"""Waiting for a lock that another program holds: at first in silence, then aloud, and not for ever."""

import sqlite3
import time
from collections.abc import Callable
from enum import Enum
from typing import NamedTuple, TypeVar

SILENT_SECONDS = 2.0
_STEP_SECONDS = 0.25
"""While SQLite waits by itself, Python hears no Ctrl-C: it waits in steps."""

Result = TypeVar("Result")


class Delay(Enum):
    """What makes a command take longer than the person who gave it expects."""

    LOCK = "another program uses the book"
    MIGRATION = "the book is of an older version"


class Patience(NamedTuple):
    """For how many seconds a lock is waited for; `say` is told of a delay: a lock's after two seconds."""

    seconds: float = 30.0
    say: Callable[[Delay], None] | None = None


PATIENT = Patience()


def patiently(connection: sqlite3.Connection, patience: Patience, take: Callable[[], Result]) -> Result:
    """Run what takes a lock and return what it returns; SQLite's BUSY when it stays taken.

    `take` is run again and again, so it must change nothing while it waits.
    """
    began, told = time.monotonic(), False
    try:
        while True:
            left = began + patience.seconds - time.monotonic()
            _wait_at_most(connection, max(0.0, min(left, _STEP_SECONDS)))
            try:
                return take()
            except sqlite3.OperationalError as error:
                if not _is_busy(error) or left <= _STEP_SECONDS:
                    raise
            if patience.say and not told and time.monotonic() - began >= SILENT_SECONDS:
                patience.say(Delay.LOCK)
                told = True
    finally:
        _wait_at_most(connection, patience.seconds)


def _wait_at_most(connection: sqlite3.Connection, seconds: float) -> None:
    connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return (getattr(error, "sqlite_errorname", None) or "").startswith("SQLITE_BUSY")

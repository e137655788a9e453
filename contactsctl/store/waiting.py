"""Waiting for a lock that another program holds: at first in silence, then aloud, and not for ever."""

import sqlite3
from collections.abc import Callable
from typing import NamedTuple, TypeVar

SILENT_SECONDS = 2.0

Result = TypeVar("Result")


class Patience(NamedTuple):
    """For how many seconds a lock is waited for; `say` is called once it takes more than two."""

    seconds: float = 30.0
    say: Callable[[], None] | None = None


PATIENT = Patience()


def patiently(connection: sqlite3.Connection, patience: Patience, take: Callable[[], Result]) -> Result:
    """Run what takes a lock and return what it returns; SQLite's BUSY when it stays taken.

    `take` is run again when the user has been told, so it must change nothing while it waits.
    """
    silent = min(SILENT_SECONDS, patience.seconds)
    try:
        _wait_at_most(connection, silent)
        return take()
    except sqlite3.OperationalError as error:
        if not _is_busy(error) or patience.seconds <= silent:
            raise
        if patience.say:
            patience.say()
        _wait_at_most(connection, patience.seconds - silent)
        return take()
    finally:
        _wait_at_most(connection, patience.seconds)


def _wait_at_most(connection: sqlite3.Connection, seconds: float) -> None:
    connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return (getattr(error, "sqlite_errorname", None) or "").startswith("SQLITE_BUSY")

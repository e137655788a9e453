"""What the checks of a book note down while they run."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from contactsctl.domain.finding import EXAMPLES


class Examined(NamedTuple):
    """A book under examination; `can_write` is whether its file and folder can be written."""

    connection: sqlite3.Connection
    path: Path
    can_write: bool


class Notes:
    """Counts the problems of each check, and keeps the first few; nothing grows with the book."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.examples: dict[str, list[str]] = {}

    def problem(self, check: str, text: str, count: int = 1) -> None:
        """Note a problem, or `count` of them."""
        self.counts[check] = self.counts.get(check, 0) + count
        examples = self.examples.setdefault(check, [])
        if len(examples) < EXAMPLES:
            examples.append(text[:500])

    @contextmanager
    def unreadable(self, *checks: str) -> Iterator[None]:
        """Note what a damaged page, or a table that is missing, keeps some checks from reading."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
                raise
            for check in checks:
                self.problem(check, f"could not be looked at: {error}")

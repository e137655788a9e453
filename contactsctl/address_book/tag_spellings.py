"""Tags that an undo brings back are spelled in the book as they were."""

import sqlite3
from collections.abc import Sequence

from contactsctl.store import tags as rows
from contactsctl.store.index import tag_key


class TagSpellings:
    """What the tags were called before an undo began.

    Contacts may spell one tag differently. An undo goes from the newest event to the oldest: the first
    contact that gets its tag back is not the one whose spelling the book had.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._begun: dict[str, rows.Spelling | None] = {}
        self._chosen: dict[str, str] = {}

    def meet(self, before: Sequence[str], after: Sequence[str]) -> None:
        """Note the tags of a live contact as they are and as they will be, before they are written."""
        old = {tag_key(tag): tag for tag in before}
        for tag in after:
            key = tag_key(tag)
            if old.get(key) == tag:
                continue
            if key not in self._begun:
                self._begun[key] = rows.spelling(self._connection, key)
            begun = self._begun[key]
            if begun and begun.name == (old.get(key) if begun.is_used else tag):
                self._chosen[key] = tag

    def settle(self) -> None:
        """Spell the tags so, when all is written."""
        for key, name in self._chosen.items():
            rows.respell(self._connection, key, name)

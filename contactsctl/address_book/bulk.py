"""One change to many contacts: a chunk in memory at a time, all or none."""

import sqlite3
from collections.abc import Callable, Iterable
from typing import NamedTuple

from contactsctl.domain.contact import Contact
from contactsctl.domain.value import replace
from contactsctl.store import contacts as rows
from contactsctl.store import trash
from contactsctl.store.index import Stored


class Changed(NamedTuple):
    """A contact that was changed, and its revision since."""

    id: str
    display_name: str
    revision: int


class Outcome:
    """What a change to many came to: the contacts it changed, and how many were so already."""

    def __init__(self) -> None:
        self.changed: list[Changed] = []
        self.unchanged = 0


def change_all(
    connection: sqlite3.Connection,
    chunks: Iterable[list[Stored]],
    change: Callable[[Contact], Contact],
    at: str,
    outcome: Outcome,
) -> None:
    """Write what `change` makes of each contact, live or in the trash; equal ones are left as they are."""
    for chunk in chunks:
        for stored in chunk:
            after = change(stored.contact)
            if after == stored.contact:
                outcome.unchanged += 1
                continue
            after = replace(after, revision=after.revision + 1, updated_at=at)
            write = trash.update if after.deleted_at else rows.update
            write(connection, stored, after)
            outcome.changed.append(Changed(after.id, after.display_name, after.revision))

"""Mention names, by the beginning of one."""

import sqlite3

from contactsctl.store import visibility
from contactsctl.store.sql import all_of


def beginning_with(connection: sqlite3.Connection, prefix: str, limit: int) -> list[int]:
    """Return the numbers of the live contacts whose mention name begins so, by that name; limit 0 is all."""
    seen = all_of(visibility.live(visibility.viewer_of(connection), "contact.number"))
    # No character of a mention name comes after "~".
    rows = connection.execute(
        "SELECT number FROM contact INDEXED BY contact_mention_name"
        f" WHERE mention_name IS NOT NULL AND mention_name >= ? AND mention_name < ? AND {seen.text}"
        " ORDER BY mention_name LIMIT ?",
        (prefix, f"{prefix}~", *seen.params, limit or -1),
    )
    return [number for (number,) in rows]

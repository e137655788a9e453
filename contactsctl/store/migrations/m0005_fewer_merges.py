"""The text index gathers more in memory, and is merged less often."""

from sqlite_utils import Database


def merge_less_often(database: Database) -> None:
    """Set what the index keeps: sixteen segments of 4 MiB, where FTS5 merges every four of 1 MiB."""
    for name, number in (("automerge", 16), ("hashsize", 4 * 1024 * 1024)):
        database.execute("INSERT INTO contact_part (contact_part, rank) VALUES (?, ?)", (name, number))

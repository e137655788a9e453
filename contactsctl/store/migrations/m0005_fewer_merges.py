"""The text index gathers more in memory, and is merged less often."""

from sqlite_utils import Database

from contactsctl.store import index


def merge_less_often(database: Database) -> None:
    """Set what the index keeps; see `contactsctl.store.index`."""
    index.merge_less_often(database.conn)

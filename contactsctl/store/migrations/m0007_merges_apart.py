"""The text index is merged a little with each batch, and never all of it at once."""

from sqlite_utils import Database

from contactsctl.store.index import set_up_text_index


def merge_apart(database: Database) -> None:
    """Set what the index keeps between imports; see `contactsctl.store.index`."""
    set_up_text_index(database.conn)

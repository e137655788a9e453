"""The places of contacts in the order of names."""

from sqlite_utils import Database


def add_name_order(database: Database) -> None:
    """Make the table, empty; see `contactsctl.store.name_order`."""
    database.execute("CREATE TABLE contact_place (chunk INTEGER PRIMARY KEY, places BLOB NOT NULL)")

"""A UID that is the contact's id is not stored again, nor what a kept card repeats of its contact's row."""

from sqlite_utils import Database


def store_nothing_twice(database: Database) -> None:
    """Empty such UIDs and their keys; the cards that are there stay as they are until they are written."""
    for table in ("contact", "trash"):
        database.execute(f"UPDATE {table} SET uid = '' WHERE uid = id")
    database.execute(
        "DELETE FROM uid_key WHERE key ="
        " (SELECT id FROM contact WHERE number = uid_key.contact AND ifnull(uid, '') = '')"
    )

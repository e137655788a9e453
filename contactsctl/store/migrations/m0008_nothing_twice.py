"""A UID that is the contact's id is not stored again, nor what a kept card repeats of its contact's row."""

from sqlite_utils import Database

from contactsctl.domain.fold import fold


def store_nothing_twice(database: Database) -> None:
    """Empty such UIDs; the cards that are there stay as they are until they are written.

    Folding has changed since: tags get their keys anew, and keys of UIDs go, when what is derived is made.
    """
    for table in ("contact", "trash"):
        database.execute(f"UPDATE {table} SET uid = '' WHERE uid = id")
    for number, key, kept in database.execute("SELECT number, key, kept FROM tag").fetchall():
        if (fold(key) or key) != key:
            _rename(database, number, fold(key), kept)


def _rename(database: Database, number: int, key: str, kept: int) -> None:
    other = database.execute("SELECT number FROM tag WHERE key = ?", (key,)).fetchone()
    if other is None:
        database.execute("UPDATE tag SET key = ? WHERE number = ?", (key, number))
        return
    database.execute("UPDATE tag SET kept = max(kept, ?) WHERE number = ?", (kept, other[0]))
    database.execute("DELETE FROM tag WHERE number = ?", (number,))

"""Indexes of birthdays and of other dates: of those contacts alone that have one."""

from sqlite_utils import Database


def add_days(database: Database) -> None:
    """Make the indexes; a contact without a date is in neither."""
    for column in ("birthday", "dates"):
        database.execute(f"CREATE INDEX contact_{column} ON contact ({column}) WHERE {column} IS NOT NULL")

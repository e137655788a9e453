"""The schema's history: numbered, append-only, applied in this order."""

from sqlite_utils import Migrations

from contactsctl.store.migrations.m0001_book import create_book

MIGRATIONS = Migrations("contactsctl")
MIGRATIONS(name="0001_book")(create_book)

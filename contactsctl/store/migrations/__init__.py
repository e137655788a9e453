"""The schema's history: numbered, append-only, applied in this order."""

from sqlite_utils import Migrations

from contactsctl.store.migrations.m0001_book import create_book
from contactsctl.store.migrations.m0002_people_and_history import add_people_and_history
from contactsctl.store.migrations.m0003_one_text_index import make_one_text_index
from contactsctl.store.migrations.m0004_name_order import add_name_order
from contactsctl.store.migrations.m0005_fewer_merges import merge_less_often
from contactsctl.store.migrations.m0006_days import add_days
from contactsctl.store.migrations.m0007_merges_apart import merge_apart
from contactsctl.store.migrations.m0008_nothing_twice import store_nothing_twice
from contactsctl.store.migrations.m0009_documents_made import make_documents
from contactsctl.store.migrations.m0010_short_columns import shorten_columns

MIGRATIONS = Migrations("contactsctl")
MIGRATIONS(name="0001_book")(create_book)
MIGRATIONS(name="0002_people_and_history")(add_people_and_history)
MIGRATIONS(name="0003_one_text_index")(make_one_text_index)
MIGRATIONS(name="0004_name_order")(add_name_order)
MIGRATIONS(name="0005_fewer_merges")(merge_less_often)
MIGRATIONS(name="0006_days")(add_days)
MIGRATIONS(name="0007_merges_apart")(merge_apart)
MIGRATIONS(name="0008_nothing_twice")(store_nothing_twice)
MIGRATIONS(name="0009_documents_made")(make_documents)
MIGRATIONS(name="0010_short_columns")(shorten_columns)

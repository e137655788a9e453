"""What is stored short is read whole: every list, every moment, and nothing that a flipped bit made of one."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contactsctl.store import short
from contactsctl.store.short import STORED, definitions, to_store

LISTS = ("emails", "phones", "addresses")
PIECES = [piece for column in LISTS for piece, _ in short._PIECES[column]]
MOMENTS = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999_000))


@pytest.fixture(scope="module")
def table() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    columns = ", ".join([*STORED.values(), *definitions()])
    connection.execute(f"CREATE TABLE contact ({columns})")
    yield connection
    connection.close()


def read(table: sqlite3.Connection, column: str, value: str) -> object:
    table.execute("DELETE FROM contact")
    table.execute(f"INSERT INTO contact ({STORED[column]}) VALUES ({to_store(column)})", (value,))
    return table.execute(f"SELECT {column} FROM contact").fetchone()[0]


@given(
    st.sampled_from(LISTS), st.lists(st.sampled_from(PIECES) | st.text(min_size=1, max_size=3)).map("".join)
)
def test_a_text_is_read_as_it_was(table: sqlite3.Connection, column: str, text: str) -> None:
    """Any text without control characters, be it JSON or not: no piece in it is taken for another."""
    plain = "".join(character for character in text if character >= " ")
    assert read(table, column, plain) == plain


@given(MOMENTS)
def test_a_moment_is_read_as_it_was(table: sqlite3.Connection, moment: datetime) -> None:
    text = f"{moment.isoformat(timespec='milliseconds')}Z"
    assert read(table, "created_at", text) == text
    assert table.execute("SELECT typeof(created_at_ms) FROM contact").fetchone() == ("integer",)


def test_what_is_no_moment_is_read_as_it_is(table: sqlite3.Connection) -> None:
    table.execute("DELETE FROM contact")
    table.execute("INSERT INTO contact (updated_at_ms) VALUES ('2026')")
    assert table.execute("SELECT updated_at FROM contact").fetchone() == ("2026",)


@pytest.mark.parametrize("column", LISTS)
def test_no_two_signs_are_one_bit_apart(column: str) -> None:
    signs = [ord(sign) for _, sign in short._PIECES[column]]
    assert len(set(signs)) == len(signs)
    assert all((first ^ second).bit_count() > 1 for first in signs for second in signs if first != second)

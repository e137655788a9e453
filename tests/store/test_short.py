"""What is stored short is read whole: every list, every moment, and nothing that a flipped bit made of one."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contactsctl.store import short
from contactsctl.store.moments import milliseconds_at, moment_at
from contactsctl.store.short import STORED, lengthen_all, read, shorten_all, to_store

LISTS = ("emails", "phones", "addresses")
PIECES = [piece for column in LISTS for piece, _ in short._PIECES[column]]
MOMENTS = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999_000))


@pytest.fixture(scope="module")
def table() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE contact ({', '.join(STORED.values())})")
    yield connection
    connection.close()


def there_and_back(table: sqlite3.Connection, column: str, value: str) -> tuple[object, object]:
    """Return what is stored for a value, and what is read then."""
    table.execute("DELETE FROM contact")
    table.execute(f"INSERT INTO contact ({STORED[column]}) VALUES ({to_store(column)})", (value,))
    found: tuple[object, object] = table.execute(
        f"SELECT {STORED[column]}, {read(column)} FROM contact"
    ).fetchone()
    return found


@given(
    st.sampled_from(LISTS), st.lists(st.sampled_from(PIECES) | st.text(min_size=1, max_size=3)).map("".join)
)
def test_a_text_is_read_as_it_was(table: sqlite3.Connection, column: str, text: str) -> None:
    """Any text without control characters, be it JSON or not: no piece in it is taken for another."""
    plain = "".join(character for character in text if character >= " ")
    stored, found = there_and_back(table, column, plain)
    assert found == plain
    assert shorten_all(column, [plain, None, plain]) == [stored or None, None, stored or None]
    assert lengthen_all(column, shorten_all(column, [None, plain])) == ["", plain]


@given(MOMENTS)
def test_a_moment_is_read_as_it_was(table: sqlite3.Connection, moment: datetime) -> None:
    text = f"{moment.isoformat(timespec='milliseconds')}Z"
    assert there_and_back(table, "created_at", text) == (milliseconds_at(text), text)
    assert moment_at(milliseconds_at(text)) == text


def test_what_is_no_moment_is_read_as_it_is(table: sqlite3.Connection) -> None:
    table.execute("DELETE FROM contact")
    table.execute("INSERT INTO contact (updated_at_ms) VALUES ('2026')")
    assert table.execute(f"SELECT {read('updated_at')} FROM contact").fetchone() == ("2026",)


@pytest.mark.parametrize("column", LISTS)
def test_no_two_signs_are_one_bit_apart(column: str) -> None:
    signs = [ord(sign) for _, sign in short._PIECES[column]]
    assert len(set(signs)) == len(signs)
    assert all((first ^ second).bit_count() > 1 for first in signs for second in signs if first != second)

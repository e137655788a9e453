"""Rows of numbers: their cells found, their bytes kept, whatever the file is like."""

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contactsctl.errors import InvalidFileError, TooLongError, UnknownFieldError
from contactsctl.formats.number_rows import NumberTable, read_lines


def is_value(text: str) -> bool:
    return bool(re.fullmatch(r"\+?\d+|.+@.+", text.strip()))


TABLES = [
    (b"Name,Phone\nA,+1\nB,\n", None, b"Name,Phone\n", [("+1",), ()]),
    (b"Phone 1 - Value,E-mail 1 - Value,Notes\n+1,a@b,x\n", None, b"Phone 1 - Value,E-mail 1 - Value,Notes\n", [("+1", "a@b")]),
    (b"value,kind,reason\n+1,phone,asked\n", None, b"value,kind,reason\n", [("+1",)]),
    (b"+1\n+2\n", None, b"", [("+1",), ("+2",)]),
    (b"+1,x\n+2,y\n", None, b"", [("+1",), ("+2",)]),
    (b"Do not call these\n+1\n", None, b"Do not call these\n", [("+1",)]),
    (b"\xef\xbb\xbfName;Handy\r\nA;+1\r\n", "handy", b"\xef\xbb\xbfName;Handy\r\n", [("+1",)]),
    (b"sep=;\nName;X\nA;+1\n", "2", b"sep=;\nName;X\n", [("+1",)]),
    (b"A,+1\nB,+2\n", "2", b"", [("+1",), ("+2",)]),
    (b"X,A\nB,+2\n", "2", b"X,A\n", [("+2",)]),
    ("Name;Tel\nJosé;+1\n".encode("utf-16"), "Tel", "Name;Tel\n".encode("utf-16"), [("+1",)]),
    (b"(1) 2-x\n+1\n", None, b"", [("(1) 2-x",), ("+1",)]),
    (b"12 or so\n", None, b"", [("12 or so",)]),
    (b"ana@\n+1\n", None, b"", [("ana@",), ("+1",)]),
    (b"----\n+1\n", None, b"", [("----",), ("+1",)]),
    (b"1 (2) x,mobile\n+1,mobile\n", None, b"", [("1 (2) x",), ("+1",)]),
    (b"A,1 (2)\nB,+2\n", "2", b"", [("1 (2)",), ("+2",)]),
    (b"Room 12,Phone\n7,+1\n", None, b"Room 12,Phone\n", [("+1",)]),
    (b"E-mail 1 - Value\na@b\n", None, b"E-mail 1 - Value\n", [("a@b",)]),
    (b"", None, b"", []),
]  # fmt: skip


@pytest.mark.parametrize("data, column, preface, texts", TABLES, ids=lambda each: str(each)[:40])
def test_tables(data: bytes, column: str | None, preface: bytes, texts: list[tuple[str, ...]]) -> None:
    """The header is told from rows, the columns are found; what is put together again is the file."""
    table = NumberTable(io.BytesIO(data), column, is_value)
    rows = list(table)
    assert (table.preface, [row.texts for row in rows]) == (preface, texts)
    assert table.preface + b"".join(row.raw for row in rows) == data


REFUSED = [
    (b"Name,Town\nA,Rome\n", None, InvalidFileError),
    (b"Name,Town\nA,Rome\n", "Phone", UnknownFieldError),
    (b"A,+1\n", "3", UnknownFieldError),
    (b"A,+1\n", "0", UnknownFieldError),
]


@pytest.mark.parametrize("data, column, error", REFUSED)
def test_columns_that_are_not_there(data: bytes, column: str | None, error: type[Exception]) -> None:
    """A column that cannot be found is an error before anything is read."""
    with pytest.raises(error):
        NumberTable(io.BytesIO(data), column, is_value)


@given(
    st.lists(st.sampled_from([b"+1", b"\n", b"\r\n", b" a@b ", b"\xff", b'"', b",", b"\x00"]), max_size=60)
)
def test_lines_come_back_as_they_were(pieces: list[bytes]) -> None:
    """Whatever bytes a stream has, its lines put together are the stream."""
    data = b"".join(pieces)
    rows = [row for chunk in read_lines(io.BytesIO(data)) for row in chunk]
    assert b"".join(row.raw for row in rows) == data
    assert [row.line for row in rows] == list(range(1, len(rows) + 1))


def test_a_line_without_end_is_refused() -> None:
    """No line is held beyond its limit."""
    with pytest.raises(TooLongError):
        list(read_lines(io.BytesIO(b"x" * (17 * 1024 * 1024))))

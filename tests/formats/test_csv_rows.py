"""Bytes -> rows: encodings, delimiters, quotes, lines, limits."""

import io
import os
import threading
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contactsctl.errors import InvalidFileError
from contactsctl.formats.csv_detection import Encoding, detect_encoding, detect_shape
from contactsctl.formats.csv_rows import Row, Rows

KIB, MIB = 1024, 1024 * 1024
UNCLOSED = ("invalid_file", "a quote opens and does not close")
LINE_BREAK = ("invalid_file", "a line break stands within the row, outside quotes")
LONG_LINE = ("too_long", "a line is longer than 16 MiB")
LARGE_RECORD = ("too_long", "the record is larger than 32 MiB")


def rows_of(data: bytes, width: int = 3) -> list[Row]:
    rows = Rows(io.BytesIO(data))
    rows.width = width
    return list(rows)


def shown(row: Row) -> tuple[int, object]:
    return row.line, row.fault or row.cells


@pytest.mark.parametrize(
    "head, expected",
    [
        (b"name,email\n", Encoding("utf-8")),
        (b"", Encoding("utf-8")),
        ("Łukasz".encode(), Encoding("utf-8")),
        ("Łukasz".encode()[:1], Encoding("utf-8")),
        (b"\xef\xbb\xbfname", Encoding("utf-8", b"\xef\xbb\xbf")),
        (b"\xff\xfen\0", Encoding("utf-16-le", b"\xff\xfe")),
        (b"\xfe\xff\0n", Encoding("utf-16-be", b"\xfe\xff")),
        (b"\xff\xfe\0\0n\0\0\0", Encoding("utf-32-le", b"\xff\xfe\0\0")),
        ("name,email".encode("utf-16-le"), Encoding("utf-16-le")),
        ("name,email".encode("utf-16-be"), Encoding("utf-16-be")),
        ("Käthe Weiß".encode("cp1252"), Encoding("cp1252")),
        ("O’Neil, it’s “so”".encode("cp1252"), Encoding("cp1252")),
        ("名無しの権兵衛".encode("cp932"), Encoding("cp932")),
        ("神田".encode("cp932"), Encoding("cp932")),
        ("Käthe, Jürgen, Zoë, Łukasz, Ólafur, Begoña".encode() + b" \xe9", Encoding("utf-8")),
        (b"caf\xc3\xa9 caf\xe9 caf\xe9", Encoding("cp1252")),
    ],
)
def test_encoding(head: bytes, expected: Encoding) -> None:
    """A mark, NULs, UTF-8 (one bad byte aside), Japanese, else Windows-1252; a cut character is no fault."""
    assert detect_encoding(head) == expected


@pytest.mark.parametrize(
    "text, expected",
    [
        ("a,b\n1,2\n", (",", 2)),
        ("a;b;c\n1,5;2,5;3,5\n", (";", 3)),
        ("a\tb\n1, 2\t3\n", ("\t", 2)),
        ("a|b\n1|2\n", ("|", 2)),
        ("name\nAna\n", (",", 1)),
        ("Notes:\n\"Some, words; here\"\n\nFirst,Last,URL\nA,B,C\nD,E,F\n", (",", 3)),
        ('a;b\n"x, y, z";2\n"x, y, z";2\n', (";", 2)),
        ('a,b\n1,"x;y\nx;y\nx;y\nx;y"\n', (",", 2)),
        ("", (",", 1)),
    ],
)  # fmt: skip
def test_delimiter(text: str, expected: tuple[str, int]) -> None:
    """The delimiter is the one that gives most records the same number of cells."""
    assert detect_shape(text) == expected


@pytest.mark.parametrize(
    "data, expected",
    [
        (b"a,b,c\n1,2,3\n", [(1, ["a", "b", "c"]), (2, ["1", "2", "3"])]),
        (b"a,b,c\r\n1,2,3", [(1, ["a", "b", "c"]), (2, ["1", "2", "3"])]),
        (b"a,b,c\r1,2,3\r", [(1, ["a", "b", "c"]), (2, ["1", "2", "3"])]),
        (b"a,b,c\r\r\n1,2,3\r\r\n", [(1, ["a", "b", "c"]), (2, ["1", "2", "3"])]),
        (b'a,b,c\n1,"x\ny\n",3\n4,5,6', [(1, ["a", "b", "c"]), (2, ["1", "x\ny\n", "3"]), (5, ["4", "5", "6"])]),
        (b'a,b,c\n1,"x ""y""",3\n', [(1, ["a", "b", "c"]), (2, ["1", 'x "y"', "3"])]),
        (b'a, "b,b", c\n', [(1, ["a", "b,b", "c"])]),
        (b"a,b,c\n\n1,2\n1,2,3,4\n", [(1, ["a", "b", "c"]), (2, []), (3, ["1", "2"]), (4, ["1", "2", "3", "4"])]),
        (b"sep=;\r\na;b;c\r\n", [(2, ["a", "b", "c"])]),
        (b"sep=|\na|b,c|d\n", [(2, ["a", "b,c", "d"])]),
        (b"a,b,c\n1,\0,3\n", [(1, ["a", "b", "c"]), (2, ["1", "\0", "3"])]),
        (b'a,b,c\n1,"the "boss"",3\n', [(1, ["a", "b", "c"]), (2, ["1", 'the boss""', "3"])]),
        (b'a,b,c\n1,5" pipe,3\n', [(1, ["a", "b", "c"]), (2, ["1", '5" pipe', "3"])]),
    ],
)  # fmt: skip
def test_rows(data: bytes, expected: list[tuple[int, object]]) -> None:
    """Cells as RFC 4180 says, and the line of the file in which each record begins."""
    assert [shown(row) for row in rows_of(data)] == expected


@pytest.mark.parametrize(
    "data, expected",
    [
        (b'1,2,3\n4,"5,6\n', [(1, ["1", "2", "3"]), (2, UNCLOSED)]),
        (b'1,"2,3\n4,5,6\n7,8,9\n', [(1, UNCLOSED), (2, ["4", "5", "6"]), (3, ["7", "8", "9"])]),
        (b'1,"2,3\n4,"5",6\n7,"8\n8",9\n', [(1, UNCLOSED), (2, ["4", "5", "6"]), (3, ["7", "8\n8", "9"])]),
        (b'1,"2,3\n4,5,6\n7,"8\n8",9\n', [(1, UNCLOSED), (2, ["4", "5", "6"]), (3, ["7", "8\n8", "9"])]),
        (b'"1","2","3\n"4","5","6"\n', [(1, UNCLOSED), (2, ["4", "5", "6"])]),
        (b'"1,"2","3"\n"4","5","6"\n', [(1, UNCLOSED), (2, ["4", "5", "6"])]),
        (b'1,"x\ny","z\n4,5,6\n', [(1, UNCLOSED), (3, ["4", "5", "6"])]),
        (b'1,"2,3\n4,"5,6\n7,8,9\n', [(1, UNCLOSED), (2, UNCLOSED), (3, ["7", "8", "9"])]),
        (b"1,2\r2,3\n4,5,6\n", [(1, LINE_BREAK), (2, ["4", "5", "6"])]),
        (b'1,"2\n2",3\r3\n4,5,6\n', [(1, LINE_BREAK), (3, ["4", "5", "6"])]),
    ],
)
def test_faulty_rows(data: bytes, expected: list[tuple[int, object]]) -> None:
    """A quote that does not close, or a stray carriage return, costs its own lines; those behind it are read as if it were not there."""
    assert [shown(row) for row in rows_of(data)] == expected


@pytest.mark.parametrize(
    "middle, expected",
    [
        (b"1," + b"x" * 17 * MIB + b",3\n", [(2, LONG_LINE), (3, ["4", "5", "6"])]),
        (b'1,"' + b"x" * 17 * MIB + b'",3\n', [(2, LONG_LINE), (3, ["4", "5", "6"])]),
        (b"1," + "é".encode() * 9 * MIB + b",3\n", [(2, LONG_LINE), (3, ["4", "5", "6"])]),
        (b'1,5"' + b"x" * 17 * MIB + b",3\n", [(2, LONG_LINE), (3, ["4", "5", "6"])]),
        (b'1,"z\n' + b"x" * 17 * MIB + b'\nz",3\n', [(2, LONG_LINE), (5, ["4", "5", "6"])]),
        (b'1,"' + (b"x" * 1023 + b"\n") * 33 * KIB + b'",3\n', [(2, LARGE_RECORD), (33795, ["4", "5", "6"])]),
        (b'1,"2,3\n' + b"7,8,%01000d\n" % 9 * 33 * KIB, [(2, UNCLOSED), (3, ["7", "8", "0" * 999 + "9"])]),
    ],
    ids=["line", "quoted line", "octets", "stray quote", "line within a cell", "record", "unclosed quote"],
)
def test_limits(middle: bytes, expected: list[tuple[int, object]]) -> None:
    """A line over 16 MiB and a record over 32 MiB are refused; the rows around them are not touched."""
    rows = iter(Rows(io.BytesIO(b"a,b,c\n" + middle + b"4,5,6\n")))
    assert [shown(next(rows)) for _ in range(3)] == [(1, ["a", "b", "c"]), *expected]


def test_just_within_the_limit() -> None:
    """A line of 16 MiB is read."""
    line = b"1," + b"x" * (16 * MIB - 5) + b",3\n"
    assert [len(row.cells[1]) for row in rows_of(line)] == [16 * MIB - 5]


@pytest.mark.parametrize(
    "data",
    [b'a,b,c\n' + b'x",y,"z\n' * 100_000, b"a,b,c\n" + b'1,"2\n' * 100_000, b'a,b,c\n' + b'"1"2,"\n' * 100_000],
)  # fmt: skip
def test_hostile_quotes_end(data: bytes) -> None:
    """Quotes that mislead a reader in every line do not make it read the file again for each."""
    assert sum(row.text.count("\n") for row in rows_of(data)) == 100_001


@pytest.mark.parametrize(
    "data, encoding",
    [
        ('name;note\r\nŁukasz;"zwei\r\nZeilen"\r\n'.encode(), None),
        ("name;note\nKäthe;Weiß\n".encode("cp1252"), None),
        (b"name;note\nA\x81\x8d;x\n", "cp1252"),
        (b"name;note\n" + b"\xc5\x81ukasz;x\n" * 9 + b"K\xe4the;x\n", None),
        ("name;note\nŁukasz;x\n".encode("utf-16-le"), None),
        ("name;note\n名無しの権兵衛;x\n".encode("cp932"), None),
        (b"n\0a\0;\0b\0\n\0\0\xd8;\0x\0\n\0", "utf-16-le"),
        (b'name;note\n"open;x\nAna;y\n', None),
    ],
)
def test_text_is_the_bytes_as_they_stand(data: bytes, encoding: str | None) -> None:
    """The raw texts of all rows together are the file, whatever its encoding and however broken."""
    rows = Rows(io.BytesIO(data), encoding)
    assert b"".join(rows.raw(row.text) for row in rows) == data


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    """No file is too broken to be read; of UTF-8 and Windows-1252, no byte is lost."""
    rows = Rows(io.BytesIO(data))
    read = rows.preface + b"".join(rows.raw(row.text) for row in rows)
    assert read == data or rows.encoding not in ("utf-8", "cp1252")


def test_bytes_of_another_encoding() -> None:
    """A row of Windows-1252 in a file of UTF-8 is read as such, and marked."""
    data = b"name,x\n" + b"\xc5\x81ukasz,x\n" * 9 + b"K\xe4the \x81,x\n"
    assert [(row.cells[0], row.mended) for row in rows_of(data)][-2:] == [
        ("Łukasz", False),
        ("Käthe \x81", True),
    ]


@pytest.mark.parametrize("name", ["klingon", "base64", "a\0b"])
def test_unknown_encoding(name: str) -> None:
    """An encoding that is none of text is refused by name."""
    with pytest.raises(InvalidFileError, match="unknown encoding"):
        Rows(io.BytesIO(b"a,b\n"), name)


@pytest.mark.parametrize("name", ["utf-8-sig", "UTF8", "utf-16", "latin-1"])
def test_chosen_encoding(name: str) -> None:
    """An encoding that the user names is taken; a mark is never part of the first header."""
    assert Rows(io.BytesIO("é,b\n1,2\n".encode(name)), name).__iter__().__next__().cells == ["é", "b"]


def test_memory_is_flat() -> None:
    """Eight MiB of rows are read in less than half of it."""

    class Endless(io.RawIOBase):
        left = 8 * MIB

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            size = min(size, self.left) // 16 * 16
            self.left -= size
            return b"Ana Ruiz,a@b,12\n" * (size // 16)

    tracemalloc.start()
    try:
        assert sum(1 for _ in Rows(Endless())) == 8 * MIB // 16  # type: ignore[arg-type]
        assert tracemalloc.get_traced_memory()[1] < 4 * MIB
    finally:
        tracemalloc.stop()


def test_pipe() -> None:
    """A pipe is read to its end, whose pieces come as they like."""
    reading, writing = os.pipe()

    def feed() -> None:
        with os.fdopen(writing, "wb", buffering=0) as pipe:
            for _ in range(1000):
                pipe.write(b"Ana,")
                pipe.write(b"a@b\n")

    thread = threading.Thread(target=feed)
    thread.start()
    with os.fdopen(reading, "rb") as stream:
        assert [row.cells for row in Rows(stream)] == [["Ana", "a@b"]] * 1000
    thread.join()

"""Files of numbers and addresses on their way to the do-not-call list, and through it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from contactsctl.address_book import AddressBook
from contactsctl.address_book.dnc import DncRow
from contactsctl.cli.input import open_file
from contactsctl.formats.number_rows import NumberRow, NumberTable, read_lines

_CHUNK = 500


@contextmanager
def read_listed(
    name: str, column: str | None, is_value: Callable[[str], bool]
) -> Iterator[tuple[Iterator[DncRow], str]]:
    """Open a list, or stdin for `-`; gives its rows, and the source of what comes from it."""
    if name == "-":
        yield _rows(sys.stdin.buffer, column, is_value), "import:stdin"
        return
    with open_file(Path(name)) as stream:
        yield _rows(stream, column, is_value), f"import:{Path(name).name}"


def _rows(stream: BinaryIO, column: str | None, is_value: Callable[[str], bool]) -> Iterator[DncRow]:
    for row in NumberTable(stream, column, is_value):
        yield DncRow(row.line, () if row.fault else row.texts, row.reason, row.fault)


def filter_stdin(book: AddressBook, column: str | None, *, invert: bool) -> tuple[int, int, int]:
    """Copy stdin without the listed rows, or them alone; returns how many are kept, dropped, not read.

    The book is looked at a chunk of rows at a time: it is never held while stdin makes us wait.
    """
    book.dnc.verdicts(())  # a book or identity that is not there is told before anything is copied
    source, target = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout.flush()
    if column is None:
        chunks = read_lines(source)
    else:
        table = NumberTable(source, column, book.dnc.is_value)
        target.write(table.preface)
        chunks = _chunks(iter(table))
    kept = dropped = unread = 0
    for rows in chunks:
        verdicts = book.dnc.verdicts([row.texts for row in rows])
        judged = list(zip(rows, verdicts, strict=True))
        out = [row.raw for row, verdict in judged if verdict.is_listed == invert]
        target.write(b"".join(out))
        target.flush()
        kept, dropped = kept + len(out), dropped + len(rows) - len(out)
        unread += sum(not verdict.is_read and bool(row.raw.strip()) for row, verdict in judged)
    return kept, dropped, unread


def _chunks(rows: Iterator[NumberRow]) -> Iterator[list[NumberRow]]:
    while chunk := list(islice(rows, _CHUNK)):
        yield chunk

"""The floor of an import: `executemany` of the very rows into the same tables and indexes. BOOK TARGET

Prints the seconds by the clock of the inserts and the commit; reading the rows does not count. As in an
import they come a thousand contacts at a time, a table after the other, in one transaction.
"""

import re
import sqlite3
import sys
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from contactsctl.store.connection import open_book
from contactsctl.store.index import in_bulk

CHUNK = 1_000
_CONTENT = re.compile(r"fts5 \((\w+), content='(\w+)'\s*,\s*content_rowid='(\w+)'")


def main() -> None:
    """Open a new book, as the program does, and fill it."""
    book, target = sys.argv[1:]
    source, new = sqlite3.connect(book), open_book(Path(target))
    new.execute("BEGIN IMMEDIATE")
    taken, first, last = 0.0, 0, source.execute("SELECT max(number) FROM contact").fetchone()[0]
    tables = [Table(source, name) for name in _tables(source)]
    with in_bulk(new):
        while first < last:
            first += CHUNK
            for table in tables:
                rows = table.until(first)
                start = time.perf_counter()
                for statement, values in table.inserts(rows):
                    new.executemany(statement, values)
                taken += time.perf_counter() - start
    start = time.perf_counter()
    new.execute("COMMIT")
    print(taken + time.perf_counter() - start)


def _tables(source: sqlite3.Connection) -> list[str]:
    """Return the tables whose rows belong to contacts."""
    found = []
    for name, sql in source.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY rowid"
    ):
        columns = {row[1] for row in source.execute(f"SELECT * FROM pragma_table_info('{name}')")}
        shadow = sql.startswith("CREATE VIRTUAL") or "'" in sql.partition("(")[0]
        if not shadow and ("contact" in columns or name == "contact"):
            found.append(name)
    return found


class Table:
    """The rows of one table in the order of contacts, and the statements that insert them."""

    def __init__(self, source: sqlite3.Connection, name: str) -> None:
        self.columns = [row[1] for row in source.execute(f"SELECT * FROM pragma_table_info('{name}')")]
        key = "number" if name == "contact" else "contact"
        self.key = self.columns.index(key)
        self.rows: Iterator[tuple[object, ...]] = source.execute(f"SELECT * FROM {name} ORDER BY {key}")
        marks = ", ".join("?" * len(self.columns))
        self.statement = f"INSERT INTO {name} VALUES ({marks})"
        self.text_index = _text_index(source, name)

    def until(self, number: int) -> list[tuple[object, ...]]:
        """Return the next rows, of contacts up to a number, sorted as an import sorts its keys."""
        found = []
        for row in self.rows:
            if int(str(row[self.key])) > number:
                self.rows = chain([row], self.rows)
                break
            found.append(row)
        return found if self.key == 0 else sorted(found, key=lambda row: row[: self.key])

    def inserts(self, rows: list[tuple[object, ...]]) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
        """Yield the statements, each with its values."""
        if rows:
            yield self.statement, rows
        if rows and self.text_index:
            yield self.text_index, rows


def _text_index(source: sqlite3.Connection, name: str) -> str | None:
    """Return the statement that indexes the rows of the table of documents."""
    for table, sql in source.execute("SELECT name, sql FROM sqlite_master WHERE sql LIKE '%USING fts5%'"):
        found = _CONTENT.search(sql)
        if found and found[2] == name:
            return f"INSERT INTO {table} (rowid, {found[1]}) VALUES (?, ?)"
    return None


if __name__ == "__main__":
    main()

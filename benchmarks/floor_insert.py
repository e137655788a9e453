"""The floor of an import: `executemany` of the very rows into the same tables and indexes. BOOK TARGET

Prints the seconds by the clock of the inserts and the commit; reading the rows does not count. As in an
import they come a thousand contacts at a time, a table after the other, in one transaction.
"""

import sqlite3
import sys
import time
from collections.abc import Iterator
from itertools import chain

from contactsctl.store.connection import open_book
from contactsctl.store.functions import add_functions
from contactsctl.store.index import in_bulk
from contactsctl.store.rows import SEARCHED
from contactsctl.store.short import read

CHUNK = 1_000
_DOCUMENTS = f"SELECT number, search_document({', '.join(map(read, SEARCHED))}) FROM contact ORDER BY number"


def main() -> None:
    """Open a new book, as the program does, and fill it."""
    book, target = sys.argv[1:]
    source, new = sqlite3.connect(book), open_book(target)
    add_functions(source)
    new.execute("BEGIN IMMEDIATE")
    taken, first, last = 0.0, 0, source.execute("SELECT max(number) FROM contact").fetchone()[0]
    tables = [*(_table(source, name) for name in _tables(source)), _text_index(source)]
    with in_bulk(new):
        while first < last:
            first += CHUNK
            for table in tables:
                rows = table.until(first)
                start = time.perf_counter()
                new.executemany(table.statement, rows)
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
        is_behind_another = sql.startswith("CREATE VIRTUAL") or "'" in sql.partition("(")[0]
        if not is_behind_another and ("contact" in columns or name == "contact"):
            found.append(name)
    return found


class Table:
    """The rows of one table in the order of contacts, and the statement that inserts them."""

    def __init__(self, statement: str, rows: Iterator[tuple[object, ...]], key: int) -> None:
        self.statement = statement
        self.rows = rows
        self.key = key

    def until(self, number: int) -> list[tuple[object, ...]]:
        """Return the next rows, of contacts up to a number, sorted as an import sorts its keys."""
        found = []
        for row in self.rows:
            if int(str(row[self.key])) > number:
                self.rows = chain([row], self.rows)
                break
            found.append(row)
        return found if self.key == 0 else sorted(found, key=lambda row: row[: self.key])


def _table(source: sqlite3.Connection, name: str) -> Table:
    columns = [row[1] for row in source.execute(f"SELECT * FROM pragma_table_info('{name}')")]
    key = "number" if name == "contact" else "contact"
    rows = source.execute(f"SELECT {', '.join(columns)} FROM {name} ORDER BY {key}")
    marks = ", ".join("?" * len(columns))
    return Table(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", rows, columns.index(key))


def _text_index(source: sqlite3.Connection) -> Table:
    return Table("INSERT INTO contact_part (rowid, document) VALUES (?, ?)", source.execute(_DOCUMENTS), 0)


if __name__ == "__main__":
    main()

"""The file of invented people and the book it was imported into, made once for all figures of a run."""

import compileall
import sqlite3
import sys
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import contactsctl
from benchmarks.measure import PROGRAM, RUNS, Spent, spent


@dataclass(frozen=True)
class Sample:
    """A number of people in a folder; `given` is a book that was imported elsewhere.

    The same folder has the same file and book of a number at every run.
    """

    folder: Path
    count: int
    given: Path | None = None
    runs: int = RUNS

    @cached_property
    def file(self) -> Path:
        """The people as vCards."""
        path = self.folder / f"people-{self.count}.vcf"
        if not path.exists():
            # In a process of its own: what this one ever held would count as memory of those it starts.
            part = path.with_suffix(".part")  # so that a run that was stopped leaves no half file to the next
            with part.open("wb") as stream:
                spent([sys.executable, "-m", "benchmarks.people", str(self.count)], stdout=stream)
            part.rename(path)
        return path

    @property
    def path(self) -> Path:
        """Where the book is, or will be."""
        return self.given or self.folder / f"people-{self.count}.db"

    @cached_property
    def book(self) -> Path:
        """The book, imported when it is not there."""
        if not self.path.exists():
            imported(self.file, self.path)
        return self.path

    def of(self, count: int) -> "Sample":
        """Return the sample of another number of people in the same folder."""
        return replace(self, count=count, given=None)

    def one(self, sql: str) -> str:
        """Return the first value of the first row of a SELECT in the book."""
        connection = sqlite3.connect(self.book)
        try:
            return str(connection.execute(sql).fetchone()[0])
        finally:
            connection.close()

    @property
    def address(self) -> str:
        return self.one("SELECT json_extract(emails, '$[0].address') FROM whole_contact WHERE number = 50")

    def command(self, *arguments: str) -> list[str]:
        """Return a command of the program in the book."""
        return [PROGRAM, "--db", str(self.book), *arguments]


def imported(file: Path, book: Path) -> Spent:
    """Import a file into a book, with the program; a new book is there when all of it is."""
    part = book if book.exists() else book.with_suffix(".part")
    taken = spent([PROGRAM, "--db", str(part), "import", str(file)])
    part.rename(book)
    return taken


def compiled() -> None:
    """Compile the package, as pip does when it installs: else a start may compile it again each time."""
    compileall.compile_dir(Path(contactsctl.__file__).parent, quiet=1)

"""Importing files: each record is matched with the book, added or merged, counted; all or nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple

from contactsctl.address_book import stamps
from contactsctl.address_book.matching import MatchKey
from contactsctl.domain.contact import Access
from contactsctl.domain.record import Record
from contactsctl.store import batches

if TYPE_CHECKING:
    from contactsctl.address_book import AddressBook

OnMatch = Literal["merge", "update", "skip", "create", "fail"]
MAX_EXPLAINED = 10_000
"""Warnings, and errors, that a result lists; further ones are only counted."""


class ImportFile(NamedTuple):
    """The records of one file; `source` is what its contacts get unless they name their own."""

    records: Iterable[Record]
    source: str | None = None
    rejects: BinaryIO | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """`match`: the keys by which a record is a contact of the book, tried in this order.

    `tags` are added to every contact of the files; `access` is given to new ones. `strict`: one
    rejected record undoes everything.
    """

    match: tuple[MatchKey, ...] = ("uid", "email")
    on_match: OnMatch = "merge"
    tags: tuple[str, ...] = ()
    access: Access | None = None
    dry_run: bool = False
    strict: bool = False


class ImportProblem(NamedTuple):
    """What was wrong with a record; records and lines count from 1 in each file."""

    record: int
    line: int | None
    field: str | None
    code: str
    message: str
    source: str | None = None


@dataclass(slots=True)
class ImportResult:
    """`batch` is None when nothing was written; `warned` counts warnings beyond those listed too."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    rejected: int = 0
    warnings: list[ImportProblem] = field(default_factory=list)
    errors: list[ImportProblem] = field(default_factory=list)
    batch: int | None = None
    warned: int = 0


class Imports:
    """Imports into a book."""

    def __init__(self, book: "AddressBook") -> None:
        self._book = book

    def run(
        self,
        files: Iterable[ImportFile],
        options: ImportOptions,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> ImportResult:
        """Import files in one transaction; memory does not grow with their size.

        The records of a file match contacts that were in the book before it, never each other: two
        people of one file who share an address stay two. `progress` is told now and then how many
        records of the file are done.
        """
        from contactsctl.address_book.import_run import ImportRun

        at = stamps.now()
        result = ImportResult()
        try:
            with self._book.writing("import", at, dry_run=options.dry_run) as connection:
                run = ImportRun(connection, self._book.region, options, at, result)
                for file in files:
                    run.take_file(file, progress)
                run.tag_members()
                if options.strict and result.rejected:
                    raise _StrictImportError
                if not options.dry_run:
                    result.batch = batches.last(connection)
        except _StrictImportError:
            result.created = result.updated = result.unchanged = result.skipped = 0
        return result


class _StrictImportError(Exception):
    """Undoes a strict import by leaving its transaction."""

"""Importing files: each record is matched with the book, added or merged, counted; all or nothing."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from contactsctl.address_book import stamps
from contactsctl.address_book.import_result import ImportFile, ImportOptions, ImportResult
from contactsctl.address_book.import_run import ImportRun
from contactsctl.store import name_order
from contactsctl.store.index import in_bulk

if TYPE_CHECKING:
    from contactsctl.address_book import AddressBook


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
        if options.access is not None:
            self._book.require_admin("change who may see a contact")
        at = stamps.now()
        result = ImportResult()
        try:
            with self._book.writing("import", at, dry_run=options.dry_run) as connection:
                run = ImportRun(connection, self._book.region, options, at, result)
                with in_bulk(connection):
                    for file in files:
                        run.take_file(file, progress)
                    run.tag_members()
                name_order.rank_if_stale(connection)
                if options.strict and result.rejected:
                    raise _StrictImportError
                if not options.dry_run:
                    result.batch = connection.batch
        except _StrictImportError:
            result.created = result.updated = result.unchanged = result.skipped = 0
        return result


class _StrictImportError(Exception):
    """Undoes a strict import by leaving its transaction."""

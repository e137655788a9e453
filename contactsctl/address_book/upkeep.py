"""Keeping a book safe: copies of it, and looking whether everything in it is in order."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from contactsctl.errors import UsageError
from contactsctl.store.connection import storage_errors
from contactsctl.store.copies import Copy, make_copy

if TYPE_CHECKING:
    from contactsctl.address_book import AddressBook
    from contactsctl.domain.finding import Health

Progress = Callable[[int, int], None]
"""Told the pages that are copied, and how many there are."""


class Upkeep:
    """Backups of a book, and its health."""

    def __init__(self, book: "AddressBook") -> None:
        self._book = book

    def back_up(self, target: Path, *, replace: bool = False, progress: Progress | None = None) -> Copy:
        """Copy the book to a file of mode 0600 while others use it; returns what was copied.

        The copy is checked before it gets its name. Raises AlreadyExistsError for a file that is
        there, unless `replace`; InvalidFileError, DiskFullError; CorruptError for a damaged book.
        """
        self._book.require_admin("back up the book")
        if _is_same(target, Path(self._book.path)):
            raise UsageError(f"{target} is the book itself", field="file", value=str(target))
        with storage_errors(self._book.path):
            return make_copy(self._book.connection, target, replace=replace, progress=progress)

    def examine(self, *, fix: bool = False) -> "Health":
        """Look over the whole book; with `fix`, repair what can be derived from its contacts.

        A repair keeps a copy of the book as it was beside it.
        """
        from contactsctl.store.doctor.examination import examine

        self._book.require_admin("look over the book")
        with storage_errors(self._book.path):
            return examine(self._book.connection, Path(self._book.path), fix=fix)


def _is_same(target: Path, path: Path) -> bool:
    try:
        return target.samefile(path)
    except (OSError, ValueError):
        return False

"""The use cases that every front end shares: `book.contacts.add()`, `book.trash.restore()`, ...

One file a concept; a use case that writes is one transaction.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from contactsctl.store import batches
from contactsctl.store.connection import open_book, snapshot, storage_errors, transaction

if TYPE_CHECKING:
    from contactsctl.address_book.contacts import Contacts
    from contactsctl.address_book.imports import Imports
    from contactsctl.address_book.trash import Trash


class AddressBook:
    """One book, opened when it is first used.

    `region` (ISO 3166-1 alpha-2) is that of phone numbers without a country code. Every use case
    raises a StorageError when the book cannot be read or written.
    """

    def __init__(self, path: Path, region: str | None = None) -> None:
        self.path = path
        self.region = region
        self._connection: sqlite3.Connection | None = None

    @property
    def connection(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = open_book(self.path)
        return self._connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Run a block of reads that see one state of the book."""
        with storage_errors(self.path), snapshot(self.connection):
            yield self.connection

    @contextmanager
    def writing(self, command: str, at: str, *, dry_run: bool = False) -> Iterator[sqlite3.Connection]:
        """Run a block as one batch: all of it is written, or nothing when it raises or is a dry run."""
        with storage_errors(self.path), transaction(self.connection, dry_run=dry_run):
            batches.record(self.connection, at, command)
            yield self.connection

    @cached_property
    def contacts(self) -> "Contacts":
        from contactsctl.address_book.contacts import Contacts

        return Contacts(self)

    @cached_property
    def trash(self) -> "Trash":
        from contactsctl.address_book.trash import Trash

        return Trash(self)

    @cached_property
    def imports(self) -> "Imports":
        from contactsctl.address_book.imports import Imports

        return Imports(self)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

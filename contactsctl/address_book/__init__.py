"""The use cases that every front end shares: `book.contacts.add()`, `book.trash.restore()`, ...

One file a concept; a use case that writes is one transaction.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from contactsctl.errors import DeniedError
from contactsctl.store import batches
from contactsctl.store.connection import BookConnection, open_book, snapshot, storage_errors, transaction
from contactsctl.store.waiting import PATIENT, Patience
from contactsctl.store.waiting import Delay as Delay

if TYPE_CHECKING:
    from contactsctl.address_book.access import AccessLists
    from contactsctl.address_book.birthdays import Birthdays
    from contactsctl.address_book.completions import Completions
    from contactsctl.address_book.contacts import Contacts
    from contactsctl.address_book.correspondents import Correspondents
    from contactsctl.address_book.dnc import DoNotCall
    from contactsctl.address_book.duplicates import Duplicates
    from contactsctl.address_book.fields import Fields
    from contactsctl.address_book.history import History
    from contactsctl.address_book.identities import Identities
    from contactsctl.address_book.imports import Imports
    from contactsctl.address_book.merges import Merges
    from contactsctl.address_book.opportunities import Opportunities
    from contactsctl.address_book.stats import Stats
    from contactsctl.address_book.tags import Tags
    from contactsctl.address_book.trash import Trash
    from contactsctl.address_book.undo import Undo
    from contactsctl.address_book.upkeep import Upkeep
    from contactsctl.address_book.values import Values
    from contactsctl.address_book.views import Views
    from contactsctl.domain.identity import Viewer


class AddressBook:
    """One book, opened when it is first used.

    `region` (ISO 3166-1 alpha-2) is that of phone numbers without a country code. `identity` is who
    acts; None is the owner, who may do everything. Another program's lock is waited for `lock_timeout`
    seconds. `say_delay` is called when that takes more than two, and before a book of an older version
    is migrated. Every use case raises a StorageError when the book cannot be read or written, and
    DeniedError when the book does not know the identity, or it may not.
    """

    def __init__(
        self,
        path: "str | os.PathLike[str]",
        region: str | None = None,
        identity: str | None = None,
        *,
        lock_timeout: float = PATIENT.seconds,
        say_delay: Callable[[Delay], None] | None = None,
    ) -> None:
        self.path = os.fspath(path)
        self.region = region
        self.identity = identity
        self._patience = Patience(lock_timeout, say_delay)
        self._connection: BookConnection | None = None

    @property
    def connection(self) -> BookConnection:
        if self._connection is None:
            connection = open_book(self.path, self._patience)
            if self.identity is not None:
                from contactsctl.address_book.identities import viewer_named

                connection.viewer = viewer_named(connection, self.identity)
            self._connection = connection
        return self._connection

    @property
    def viewer(self) -> "Viewer | None":
        """Who acts, where that is somebody who does not see everything."""
        return self.connection.viewer

    def require_admin(self, deed: str) -> None:
        """Raise DeniedError unless an admin or the owner acts; `deed` is what was asked for."""
        if self.viewer:
            raise DeniedError(
                f"{self.viewer.name} is no admin and may not {deed}", field="as", value=self.viewer.name
            )

    @contextmanager
    def reading(self) -> Iterator[BookConnection]:
        """Run a block of reads that see one state of the book."""
        with storage_errors(self.path), snapshot(self.connection):
            yield self.connection

    @contextmanager
    def writing(
        self, command: str, at: str, *, dry_run: bool = False, undoes: int | None = None
    ) -> Iterator[BookConnection]:
        """Run a block as one batch: all of it is written, or nothing when it raises or is a dry run.

        `undoes` is the batch that this one takes back.
        """
        from contactsctl.store.index import merge_a_little

        connection = self.connection
        with storage_errors(self.path), transaction(connection, dry_run=dry_run):
            connection.batch = batches.record(connection, at, command, self.identity, undoes)
            connection.undoes = undoes
            yield connection
            merge_a_little(connection)

    @cached_property
    def contacts(self) -> "Contacts":
        from contactsctl.address_book.contacts import Contacts

        return Contacts(self)

    @cached_property
    def trash(self) -> "Trash":
        from contactsctl.address_book.trash import Trash

        return Trash(self)

    @cached_property
    def dnc(self) -> "DoNotCall":
        from contactsctl.address_book.dnc import DoNotCall

        return DoNotCall(self)

    @cached_property
    def opportunities(self) -> "Opportunities":
        from contactsctl.address_book.opportunities import Opportunities

        return Opportunities(self)

    @cached_property
    def imports(self) -> "Imports":
        from contactsctl.address_book.imports import Imports

        return Imports(self)

    @cached_property
    def identities(self) -> "Identities":
        from contactsctl.address_book.identities import Identities

        return Identities(self)

    @cached_property
    def access(self) -> "AccessLists":
        from contactsctl.address_book.access import AccessLists

        return AccessLists(self)

    @cached_property
    def history(self) -> "History":
        from contactsctl.address_book.history import History

        return History(self)

    @cached_property
    def undo(self) -> "Undo":
        from contactsctl.address_book.undo import Undo

        return Undo(self)

    @cached_property
    def fields(self) -> "Fields":
        from contactsctl.address_book.fields import Fields

        return Fields(self)

    @cached_property
    def tags(self) -> "Tags":
        from contactsctl.address_book.tags import Tags

        return Tags(self)

    @cached_property
    def values(self) -> "Values":
        from contactsctl.address_book.values import Values

        return Values(self)

    def stats(self, limit: int) -> "Stats":
        """Return how many contacts there are, and by what; of long lists the largest ones, 0 is all."""
        from contactsctl.address_book.stats import count_all

        with self.reading() as connection:
            return count_all(connection, limit)

    @cached_property
    def birthdays(self) -> "Birthdays":
        from contactsctl.address_book.birthdays import Birthdays

        return Birthdays(self)

    @cached_property
    def completions(self) -> "Completions":
        from contactsctl.address_book.completions import Completions

        return Completions(self)

    @cached_property
    def correspondents(self) -> "Correspondents":
        from contactsctl.address_book.correspondents import Correspondents

        return Correspondents(self)

    @cached_property
    def duplicates(self) -> "Duplicates":
        from contactsctl.address_book.duplicates import Duplicates

        return Duplicates(self)

    @cached_property
    def merges(self) -> "Merges":
        from contactsctl.address_book.merges import Merges

        return Merges(self)

    @cached_property
    def views(self) -> "Views":
        from contactsctl.address_book.views import Views

        return Views(self)

    @cached_property
    def upkeep(self) -> "Upkeep":
        from contactsctl.address_book.upkeep import Upkeep

        return Upkeep(self)

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

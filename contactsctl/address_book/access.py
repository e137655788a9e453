"""Access lists: who besides the admins may see a contact."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from contactsctl.address_book import stamps
from contactsctl.address_book.identities import known
from contactsctl.address_book.references import resolve_all
from contactsctl.domain.contact import EVERYONE, Access, Contact
from contactsctl.domain.value import replace
from contactsctl.errors import NotFoundError
from contactsctl.store import contacts as rows
from contactsctl.store.index import Stored

if TYPE_CHECKING:
    from contactsctl.address_book import AddressBook


class AccessLists:
    """Changes of access lists, of all contacts named or none; for admins. Each returns the contacts."""

    def __init__(self, book: "AddressBook") -> None:
        self._book = book

    def set(self, references: Sequence[str], access: Access, *, dry_run: bool = False) -> list[Contact]:
        """Give contacts an access list: "everyone", or names; () is nobody but admins.

        Raises NotFoundError for a contact or identity that there is not, DeniedError.
        """
        return self._change("access set", references, _names(access), lambda _: access, dry_run)

    def grant(
        self, references: Sequence[str], names: Sequence[str], *, dry_run: bool = False
    ) -> list[Contact]:
        """Add identities to access lists; who is in one already stays in it. Raises as `set` does."""

        def granted(contact: Contact) -> Access:
            return tuple(dict.fromkeys((*_as_list(contact.access), *names)))

        return self._change("access grant", references, names, granted, dry_run)

    def revoke(
        self, references: Sequence[str], names: Sequence[str], *, dry_run: bool = False
    ) -> list[Contact]:
        """Take identities, or "everyone", off access lists.

        Raises NotFoundError also for one who is in none of the lists.
        """
        found: set[str] = set()

        def revoked(contact: Contact) -> Access:
            held = _as_list(contact.access)
            found.update(name for name in names if name in held)
            left = tuple(name for name in held if name not in names)
            return EVERYONE if left == (EVERYONE,) else left

        def check() -> None:
            missing = [name for name in names if references and name not in found]
            if missing:
                raise NotFoundError(
                    f"{missing[0]!r} is in no access list of these contacts", field="access", value=missing[0]
                )

        return self._change("access revoke", references, (), revoked, dry_run, check)

    def _change(
        self,
        command: str,
        references: Sequence[str],
        names: Sequence[str],
        change: Callable[[Contact], Access],
        dry_run: bool,
        check: Callable[[], None] = lambda: None,
    ) -> list[Contact]:
        self._book.require_admin("change who may see a contact")
        at = stamps.now()
        with self._book.writing(command, at, dry_run=dry_run) as connection:
            for name in names:
                known(connection, name)
            changed = []
            for before in resolve_all(connection, references):
                access = change(before.contact)
                after = before.contact
                if access != after.access:
                    after = replace(after, access=access, revision=after.revision + 1, updated_at=at)
                    rows.update(connection, Stored(*before), after)
                changed.append(after)
            check()
        return changed


def _as_list(access: Access) -> tuple[str, ...]:
    return (EVERYONE,) if isinstance(access, str) else access


def _names(access: Access) -> tuple[str, ...]:
    return () if isinstance(access, str) else tuple(name for name in access if name != EVERYONE)

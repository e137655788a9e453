"""Identities: who may ask, and what they may."""

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from contactsctl.address_book import stamps
from contactsctl.address_book.history import contact_of
from contactsctl.address_book.references import resolve
from contactsctl.domain.contact import EVERYONE, Access, Contact
from contactsctl.domain.identity import Identity, Role, Viewer, check_identity_name, name_for
from contactsctl.errors import DeniedError, DuplicateIdentityError, InUseError, NotFoundError
from contactsctl.store import identities as rows
from contactsctl.store import journal

if TYPE_CHECKING:
    from contactsctl.address_book import AddressBook

NEW_ROLE: Role = "agent"


class Identities:
    """The identities of a book; all of it is for admins."""

    def __init__(self, book: "AddressBook") -> None:
        self._book = book

    def add(self, name: str, role: Role = NEW_ROLE, contact: str | None = None) -> Identity:
        """Add an identity, which may be a contact of the book.

        Raises InvalidValueError for the name, DuplicateIdentityError, NotFoundError for the contact.
        """
        self._book.require_admin("manage identities")
        at = stamps.now()
        with self._book.writing("identity add", at) as connection:
            number = resolve(connection, contact).number if contact else None
            add_identity(connection, check_identity_name(name), role, number, at)
            return _described(connection, name.strip())

    def list(self) -> list[Identity]:
        """Return all identities, by name."""
        self._book.require_admin("manage identities")
        with self._book.reading() as connection:
            return [_described(connection, row.name) for row in rows.fetch_all(connection)]

    def unknown(self, access: Access) -> tuple[str, ...]:
        """Return the names in an access list that no identity has."""
        names = () if isinstance(access, str) else access
        with self._book.reading() as connection:
            return tuple(name for name in names if name != EVERYONE and not rows.fetch(connection, name))

    def of(self, reference: str) -> str | None:
        """Return the name of the newest identity that is a contact."""
        with self._book.reading() as connection:
            return rows.of_contact(connection, resolve(connection, reference).number)

    def remove(self, names: Sequence[str]) -> tuple[Identity, ...]:
        """Remove identities, all or none; returns them.

        Raises NotFoundError, or InUseError for one that the access list of a contact names.
        """
        self._book.require_admin("manage identities")
        removed = []
        with self._book.writing("identity rm", stamps.now()) as connection:
            for name in dict.fromkeys(names):
                known(connection, name)
                removed.append(_described(connection, name))
                granted = rows.granted(connection, name)
                if granted:
                    raise InUseError(
                        f"identity {name!r} is in the access lists of {granted:,}"
                        f" contact{'s' if granted != 1 else ''}: revoke that first",
                        field="identity",
                        value=name,
                    )
                journal.put(connection, "identity", name, None)
        return tuple(removed)


def viewer_named(connection: sqlite3.Connection, name: str) -> Viewer | None:
    """Return the viewer that an identity is, None for an admin; raises DeniedError for an unknown one."""
    found = rows.fetch(connection, name)
    if found is None:
        raise DeniedError(f"unknown identity {name[:80]!r}", field="as", value=name)
    return None if found.role == "admin" else Viewer(found.name, found.role)


def known(connection: sqlite3.Connection, name: str) -> None:
    """Raise NotFoundError, with the nearest names, for an identity that the book does not know."""
    if rows.fetch(connection, name) is None:
        from difflib import get_close_matches

        nearest = get_close_matches(name, [row.name for row in rows.fetch_all(connection)], n=3)
        hint = f" (did you mean {nearest[0]!r}?)" if nearest else ""
        raise NotFoundError(
            f"no identity {name[:80]!r}{hint}", field="identity", value=name, candidates=tuple(nearest)
        )


def add_identity(connection: sqlite3.Connection, name: str, role: Role, contact: int | None, at: str) -> None:
    """Write a new identity; raises DuplicateIdentityError."""
    if rows.fetch(connection, name):
        raise DuplicateIdentityError(f"there is an identity {name!r}", field="identity", value=name)
    row = {"role": role, "contact": contact, "created_at": at}
    journal.put(connection, "identity", name, row, contact=contact)


def add_login(connection: sqlite3.Connection, number: int, contact: Contact, at: str) -> str:
    """Make an identity for a contact, named by its mention name, else its name; returns its name."""
    wanted = name_for(contact)
    name, count = wanted, 1
    while name == EVERYONE or rows.fetch(connection, name):
        count += 1
        name = f"{wanted}-{count}"
    add_identity(connection, name, NEW_ROLE, number, at)
    return name


def _described(connection: sqlite3.Connection, name: str) -> Identity:
    row = rows.fetch(connection, name)
    if row is None:
        raise NotFoundError(f"no identity {name!r}", field="identity", value=name)
    contact = contact_of(connection, row.contact)
    return Identity(
        row.name,
        row.role,
        contact.id if contact else None,
        contact.display_name if contact else None,
        rows.granted(connection, name),
        row.created_at,
    )

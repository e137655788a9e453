"""Custom fields: their definitions, and one field of many contacts."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from contactsctl.address_book import stamps
from contactsctl.address_book.bulk import Outcome, change_all
from contactsctl.address_book.references import resolve_in_chunks
from contactsctl.domain.checks import Checks
from contactsctl.domain.contact import Contact
from contactsctl.domain.custom_fields import read_custom_fields
from contactsctl.domain.field_definition import FieldDefinition, check_definition, missing
from contactsctl.domain.value import replace
from contactsctl.errors import InUseError, InvalidDataError, NotFoundError
from contactsctl.store import fields as rows

if TYPE_CHECKING:
    from contactsctl.address_book import AddressBook


class Fields:
    """The definitions of custom fields of a book."""

    def __init__(self, book: "AddressBook") -> None:
        self._book = book

    def find(self) -> tuple[FieldDefinition, ...]:
        """Return the definitions, folder by folder."""
        with self._book.reading() as connection:
            return tuple(rows.fetch_all(connection).values())

    def create(self, definition: FieldDefinition) -> tuple[FieldDefinition, int]:
        """Define a field; returns it, and how many contacts have a value that does not fit.

        Raises an InvalidDataError, or InUseError when the key is defined.
        """
        at = stamps.now()
        made = replace(check_definition(definition), created_at=at, updated_at=at)
        with self._book.writing("field create", at) as connection:
            if made.key in rows.fetch_all(connection):
                raise InUseError(
                    f"the field {made.key!r} is defined already: `field edit` changes it",
                    field="key",
                    value=made.key,
                )
            rows.write(connection, made)
            return made, _misfits(connection, made)

    def edit(self, key: str, changes: Mapping[str, Any]) -> tuple[FieldDefinition, int]:
        """Change a definition; returns it, and how many contacts have a value that does not fit.

        `changes` has some of the keys of FieldDefinition. Raises NotFoundError, or an InvalidDataError.
        """
        at = stamps.now()
        with self._book.writing("field edit", at) as connection:
            before = _existing(connection, key)
            if changes.get("type", "select") != "select":
                changes = {"options": (), **changes}
            made = check_definition(replace(before, **changes))
            if made == before:
                return before, 0
            made = replace(made, updated_at=at)
            rows.write(connection, made)
            return made, _misfits(connection, made)

    def delete(self, keys: Sequence[str]) -> tuple[FieldDefinition, ...]:
        """Delete definitions, all or none; returns them. Contacts keep their values. Raises NotFoundError."""
        with self._book.writing("field delete", stamps.now()) as connection:
            found = tuple(_existing(connection, key) for key in dict.fromkeys(keys))
            for each in found:
                rows.delete(connection, each.key)
        return found

    def set_value(self, references: Sequence[str], key: str, value: Any, *, dry_run: bool = False) -> Outcome:
        """Give contacts a value under a key, all or none; raises an InvalidDataError if it does not fit."""
        at, outcome = stamps.now(), Outcome()
        with self._book.writing("field set", at, dry_run=dry_run) as connection:
            definition = rows.fetch_all(connection).get(key)
            checked = Checks(definitions={key: definition} if definition else {})
            field = read_custom_fields({key: value}, checked)

            def given(contact: Contact) -> Contact:
                return _with(contact, {**contact.custom_fields, **field})

            change_all(connection, resolve_in_chunks(connection, references), given, at, outcome)
        return outcome

    def unset_value(self, references: Sequence[str], key: str, *, dry_run: bool = False) -> Outcome:
        """Take a key off contacts, all or none; raises InvalidValueError when it is required."""
        at, outcome = stamps.now(), Outcome()
        with self._book.writing("field unset", at, dry_run=dry_run) as connection:
            definition = rows.fetch_all(connection).get(key)
            if definition and definition.required:
                raise missing(definition)

            def bare(contact: Contact) -> Contact:
                return _with(
                    contact, {name: value for name, value in contact.custom_fields.items() if name != key}
                )

            change_all(connection, resolve_in_chunks(connection, references), bare, at, outcome)
        return outcome


def _with(contact: Contact, fields: Mapping[str, Any]) -> Contact:
    if fields == contact.custom_fields:
        return contact
    return replace(contact, custom_fields=read_custom_fields(fields, Checks()))


def _existing(connection: sqlite3.Connection, key: str) -> FieldDefinition:
    known = rows.fetch_all(connection)
    if key in known:
        return known[key]
    from contactsctl.domain.spelling import nearest

    near = nearest(key, set(known))
    hint = f": did you mean {near!r}?" if near else ""
    raise NotFoundError(f"no field {key[:80]!r} is defined{hint}", field="key", value=key)


def _misfits(connection: sqlite3.Connection, definition: FieldDefinition) -> int:
    return sum(not _fits(definition, value) for value in rows.values(connection, definition.key))


def _fits(definition: FieldDefinition, value: Any) -> bool:
    try:
        definition.fit(value)
    except InvalidDataError:
        return False
    return True

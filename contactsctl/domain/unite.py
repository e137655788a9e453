"""Uniting a contact of the book with what a file says of the same person."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from contactsctl.domain.channels import email_identity, phone_identity
from contactsctl.domain.contact import Card, Contact, Phone, Property
from contactsctl.domain.names import derive_display_name
from contactsctl.domain.value import replace

Item = TypeVar("Item")
Conflicts = list[tuple[str, str, str]]
"""Fields in which the file differs: name, the book's value, the file's."""

_SCALARS = (
    "name_prefix", "given_name", "middle_name", "family_name", "name_suffix", "nickname", "mention_name",
    "company", "department", "job_title", "birthday", "notes", "avatar_path", "photo",
)  # fmt: skip
_NEVER_IN_STEP = 0
"""The revision of a card that an edit followed, so that an export compares it line by line."""


def unite(book: Contact, file: Contact) -> tuple[Contact, Conflicts]:
    """Return the book's contact with lists united and empty fields filled, and where the file differs.

    A field filled in both keeps the book's value. Revision and times stay the book's.
    """
    values, conflicts = _scalars(book, file)
    values["display_name"] = _display_name(book, file, values, conflicts)
    custom_fields = _custom_fields(book.custom_fields, file.custom_fields, conflicts)
    return replace(
        book,
        **values,
        uid=file.uid if _has_own_uid(file) and not _has_own_uid(book) else book.uid,
        type=file.type if book.type == "other" else book.type,
        emails=_primary_once(book.emails, _united(book.emails, file.emails, email_identity)),
        phones=_primary_once(book.phones, _united(book.phones, _new_phones(book, file), phone_identity)),
        addresses=_united(book.addresses, file.addresses, _itself),
        urls=_united(book.urls, file.urls, lambda url: url.url),
        dates=_united(book.dates, file.dates, _itself),
        tags=_tags(book.tags, file.tags),
        custom_fields=custom_fields,
        other_properties=_properties(book, file),
        card=_card(book, file),
    ), conflicts


def overwrite(book: Contact, file: Contact, given: Iterable[str]) -> Contact:
    """Return the book's contact with every field that the file gives; the other fields keep their values."""
    kept = {"id", "revision", "created_at", "updated_at", "deleted_at", "dnc", "source", "card"}
    values: dict[str, Any] = {
        key: getattr(file, key) for key in given if key not in kept and hasattr(file, key)
    }
    if "display_name" not in values and book.display_name == derive_display_name(_names(book)):
        values["display_name"] = derive_display_name({**_names(book), **values}) or book.display_name
    card = replace(file.card, revision=_NEVER_IN_STEP) if file.card else book.card
    return replace(book, **values, card=card)


def _names(contact: Contact) -> dict[str, Any]:
    return {name: getattr(contact, name) for name in Contact.__slots__}


def _scalars(book: Contact, file: Contact) -> tuple[dict[str, Any], Conflicts]:
    values: dict[str, Any] = {}
    conflicts: Conflicts = []
    for key in _SCALARS:
        ours, theirs = getattr(book, key), getattr(file, key)
        if theirs is not None and (ours is None or (key == "photo" and ours == theirs)):
            values[key] = theirs  # an equal photo may come with the bytes that ours lacks
        elif theirs is not None and ours != theirs:
            conflicts.append((key, str(ours), str(theirs)))
    return values, conflicts


def _display_name(book: Contact, file: Contact, values: Mapping[str, Any], conflicts: Conflicts) -> str:
    if book.display_name == file.display_name:
        return book.display_name
    names = _names(book)
    if book.display_name == derive_display_name(names):
        return derive_display_name({**names, **values}) or book.display_name
    if book.display_name in {email.address for email in book.emails} | {p.number for p in book.phones}:
        return file.display_name  # it stood in for a name that was not known
    conflicts.append(("display_name", book.display_name, file.display_name))
    return book.display_name


def _has_own_uid(contact: Contact) -> bool:
    return contact.uid != f"urn:uuid:{contact.id}"


def _itself(item: Item) -> Item:
    return item


def _united(
    ours: tuple[Item, ...], theirs: tuple[Item, ...], identity: Callable[[Item], object]
) -> tuple[Item, ...]:
    known = {identity(item) for item in ours}
    return (*ours, *(item for item in theirs if identity(item) not in known))


def _new_phones(book: Contact, file: Contact) -> tuple[Phone, ...]:
    """Return the file's phones without those that are written as one of the book's, but could not be told.

    A number that was read with a region stands in our own export as it was given.
    """
    written = {(phone.raw, phone.extension) for phone in book.phones}
    return tuple(phone for phone in file.phones if phone.valid or (phone.raw, phone.extension) not in written)


def _primary_once(ours: tuple[Any, ...], united: tuple[Any, ...]) -> tuple[Any, ...]:
    if not ours:
        return united
    return (*ours, *(replace(item, primary=False) for item in united[len(ours) :]))


def _tags(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(_united(ours, theirs, str.casefold)))


def _custom_fields(
    ours: Mapping[str, Any], theirs: Mapping[str, Any], conflicts: Conflicts
) -> dict[str, Any]:
    for key, value in theirs.items():
        if key in ours and ours[key] != value:
            conflicts.append((f"custom_fields.{key}", str(ours[key]), str(value)))
    return {**theirs, **ours}


def _properties(book: Contact, file: Contact) -> tuple[Property, ...]:
    # A card refers to its lines by their place in the list: those of the card that is kept come first.
    first, second = (file, book) if file.card and not book.card else (book, file)
    return unite_properties(first.other_properties, second.other_properties)


def unite_properties(ours: tuple[Property, ...], theirs: tuple[Property, ...]) -> tuple[Property, ...]:
    """Return both lists, each line once; the groups of theirs are renamed where ours has them."""
    known = {_identity(line) for line in ours}
    new = [line for line in theirs if _identity(line) not in known and line.name.upper() not in _STAMPS]
    taken = {line.group.lower() for line in ours if line.group}
    renamed = {group: _free_group(group, taken) for group in {line.group for line in new if line.group}}
    return (*ours, *(replace(line, group=renamed[line.group]) if line.group else line for line in new))


_STAMPS = ("REV", "PRODID")
"""Lines that say when and by what a card was written: a second one means nothing."""


def _identity(line: Property) -> tuple[object, ...]:
    return line.name.upper(), line.value, tuple((name, tuple(values)) for name, values in line.params.items())


def _free_group(group: str, taken: set[str]) -> str:
    while group.lower() in taken:
        group += "x"
    return group


def _card(book: Contact, file: Contact) -> Card | None:
    if book.card or not file.card:
        return book.card
    return replace(file.card, revision=_NEVER_IN_STEP)

"""The columns of an export: how many each list needs, and the text of an item in its cell."""

from collections.abc import Callable, Iterable
from typing import Any

from contactsctl.domain.contact import EVERYONE, Contact, Phone
from contactsctl.domain.value import Value, value
from contactsctl.formats.json_text import dumps

Layout = tuple[list[str], Callable[[Contact], list[str]]]
"""The headers, and what makes a contact's cells."""
LISTS = ("emails", "phones", "addresses", "urls", "dates")


@value()
class Widths(Value):
    """How many columns each list needs: the most items that any contact has, one at least.

    `customs` is the most custom fields of one contact, `custom_keys` are those of all. The flags say
    that some contact has an extension, a primary email or phone that is not its first, is not for
    everyone, or is on the do-not-call list.
    """

    emails: int = 1
    phones: int = 1
    addresses: int = 1
    urls: int = 1
    dates: int = 1
    customs: int = 0
    custom_keys: tuple[str, ...] = ()
    has_extensions: bool = False
    has_later_primary: bool = False
    has_access: bool = False
    has_dnc: bool = False


def widths_of(contacts: Iterable[Contact]) -> Widths:
    """Return the widths that all of the contacts need; one pass over them."""
    most = dict.fromkeys(LISTS, 1)
    keys: dict[str, None] = {}
    customs = 0
    extensions = later_primary = access = dnc = False
    for contact in contacts:
        for name in LISTS:
            most[name] = max(most[name], len(getattr(contact, name)))
        keys.update(dict.fromkeys(contact.custom_fields))
        customs = max(customs, len(contact.custom_fields))
        extensions = extensions or any(phone.extension for phone in contact.phones)
        later_primary = later_primary or _has_later_primary(contact)
        access = access or contact.access != EVERYONE
        dnc = dnc or contact.dnc
    return Widths(
        **most,
        customs=customs,
        custom_keys=tuple(sorted(keys)),
        has_extensions=extensions,
        has_later_primary=later_primary,
        has_access=access,
        has_dnc=dnc,
    )


def _has_later_primary(contact: Contact) -> bool:
    return any(email.primary for email in contact.emails[1:]) or any(p.primary for p in contact.phones[1:])


def number_text(phone: Phone) -> str:
    """Return a phone as one text, with its extension."""
    return f"{phone.number} ext. {phone.extension}" if phone.extension else phone.number


def custom_text(value: Any) -> str:
    """Return a custom field's value as text: JSON unless it is text already."""
    return value if isinstance(value, str) else dumps(value)

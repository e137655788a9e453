"""Reverse lookup: which contacts an address, a domain, a number or a part of one leads to."""

import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING

from contactsctl.domain.query import Lookup, Query
from contactsctl.errors import InvalidDataError, InvalidEmailError, InvalidPhoneError
from contactsctl.store import keys, visibility
from contactsctl.store.sql import Sql, all_of

if TYPE_CHECKING:
    from contactsctl.store.addresses import Line

MAX_DOMAIN = 253


def answers(lookup: Lookup, region: str | None) -> Iterator[Sql]:
    """Yield SELECTs, the first of which that finds anybody answers a lookup; none when nothing can match.

    Raises InvalidEmailError for a domain that is too long, InvalidPhoneError for what is no number.
    """
    value = lookup.value.strip()
    if lookup.by == "email":
        yield keys.email_is(_email_key(value))
    elif lookup.by == "email_contains":
        if value:
            yield keys.email_contains(value)
    elif lookup.by == "email_domain":
        yield _email_domain(value)
    elif lookup.by == "phone":
        yield from _phone(value, region)
    else:
        yield _phone_contains(value)


def typed(connection: sqlite3.Connection, text: str) -> "list[Line]":
    """Return the people whom a text means, the best match first.

    `@name` means the contact with this mention name, else all with this tag, else those of this view.
    """
    from contactsctl.store import addresses

    seen = all_of(visibility.live(visibility.viewer_of(connection), "{number}"))
    if text.startswith("@"):
        name = text[1:].strip()
        members = addresses.group(connection, name, (seen.text, seen.params))
        if not members and addresses.is_view(connection, name):
            members = _viewed(connection, name)
        if members:
            return members
    return addresses.find(connection, text, (seen.text, seen.params))


def _viewed(connection: sqlite3.Connection, name: str) -> "list[Line]":
    from contactsctl.address_book.views import completed
    from contactsctl.store import contacts, search

    query = completed(connection, Query(view=name, limit=0), None)
    found = contacts.in_chunks(connection, search.numbers(connection, query))
    return [
        (number, contact.display_name, email.address, email.label)
        for number, contact in found
        for email in contact.emails
        if email.valid
    ]


def _email_key(address: str) -> str:
    from contactsctl.domain.email import key, normalize

    try:
        return key(normalize(address))
    except InvalidDataError:
        return key(address.lower())  # an address kept though it is not valid


def _email_domain(value: str) -> Sql:
    domain = value.removeprefix("@").lower()
    if not domain or len(domain) > MAX_DOMAIN or "@" in domain:
        raise InvalidEmailError(
            f"an email domain has 1 to {MAX_DOMAIN} characters and no @: {value[:80]!r}",
            field="email_domain",
            value=value,
        )
    return keys.email_domain(_email_key(f"x@{domain}").partition("@")[0])


def _phone(value: str, region: str | None) -> Iterator[Sql]:
    from contactsctl.domain.phone import parse, spelled_in_full

    # A number that somebody has is one: loading the numbering plans would take longer than the lookup.
    number = spelled_in_full(value)
    if number:
        yield keys.phone_is(number)
    yield keys.phone_is(parse(value, region).number)


def _phone_contains(value: str) -> Sql:
    digits = "".join(character for character in value if character.isdecimal())
    if not digits:
        raise InvalidPhoneError(f"no digits in {value[:80]!r}", field="phone_contains", value=value)
    return keys.phone_contains(digits)

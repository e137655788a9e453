"""Emails and phones of a draft: normalised, each once, one of them primary."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from contactsctl.domain import email, phone
from contactsctl.domain.checks import Checks
from contactsctl.domain.contact import Email, Phone
from contactsctl.errors import (
    DuplicateValueError,
    InvalidDataError,
    SeveralPrimaryError,
)

MAX_EMAIL = 320
MAX_PHONE = 255

Channel = TypeVar("Channel", Email, Phone)


def read_emails(items: object, checks: Checks, known: Iterable[Email] = ()) -> tuple[Email, ...]:
    """Make the emails of a draft; `known` ones were checked before and are taken as they are.

    Raises InvalidEmailError, DuplicateValueError, SeveralPrimaryError.
    """
    trusted = {each.address: each for each in known}
    given = checks.items(items, "emails")
    read = [_read_email(item, checks, trusted, alone=len(given) == 1) for item in given]
    return _united([each for each in read if each], "emails", email_identity, checks)


def read_phones(items: object, checks: Checks, known: Iterable[Phone] = ()) -> tuple[Phone, ...]:
    """Make the phones of a draft; `known` ones were checked before and are taken as they are.

    Raises InvalidPhoneError, DuplicateValueError, SeveralPrimaryError.
    """
    trusted = {each.number: each for each in known}
    given = checks.items(items, "phones")
    read = [_read_phone(item, checks, trusted, alone=len(given) == 1) for item in given]
    return _united([each for each in read if each], "phones", phone_identity, checks)


def email_identity(channel: Email) -> str:
    """Return what makes two emails the same."""
    return channel.address


def phone_identity(channel: Phone) -> tuple[str, str | None]:
    """Return what makes two phones the same: an extension behind one number is a phone of its own."""
    return channel.number, channel.extension


def _read_email(
    item: dict[str, Any], checks: Checks, trusted: dict[str, Email], *, alone: bool
) -> Email | None:
    text = checks.text(item.get("address"), "email", MAX_EMAIL * 4)
    if text is None:
        return None
    label, primary = checks.label(item.get("label"), "email"), alone or item.get("primary") is True
    before = trusted.get(text)
    if before:
        return Email(before.address, label, primary, before.valid)
    if item.get("valid") is False and checks.lenient:
        return Email(text, label, primary, valid=False)
    try:
        return Email(email.normalize(text), label, primary)
    except InvalidDataError as error:
        error.field = "emails"
        if not checks.keep_invalid:
            checks.fault(error)
        return Email(text, label, primary, valid=False)


def _read_phone(
    item: dict[str, Any], checks: Checks, trusted: dict[str, Phone], *, alone: bool
) -> Phone | None:
    text = checks.text(item.get("number"), "phone", MAX_PHONE * 4)
    if text is None:
        return None
    label, primary = checks.label(item.get("label"), "phone"), alone or item.get("primary") is True
    extension = checks.text(item["extension"], "phone extension", 32) if item.get("extension") else None
    raw = (checks.text(item["raw"], "phone", MAX_PHONE * 4) if item.get("raw") else None) or text
    before = trusted.get(text)
    if before:
        raw = raw if item.get("raw") else before.raw or text
        return Phone(before.number, label, primary, extension or before.extension, raw, before.valid)
    if item.get("valid") is False and checks.lenient:
        return Phone(text, label, primary, extension, raw, valid=False)
    try:
        parsed = phone.parse(text, checks.region)
    except InvalidDataError as error:
        error.field = "phones"
        if not checks.keep_invalid:
            checks.fault(error)
        return Phone(text, label, primary, extension, raw, valid=False)
    return Phone(parsed.number, label, primary, extension or parsed.extension, raw)


def _united(
    channels: list[Channel], field: str, identity: Callable[[Channel], object], checks: Checks
) -> tuple[Channel, ...]:
    if len(channels) <= 1:
        return (_marked(channels[0], True),) if channels else ()
    unique: dict[object, Channel] = {}
    for channel in channels:
        key = identity(channel)
        if key in unique:
            shown = channel.address if isinstance(channel, Email) else channel.number
            checks.fault(DuplicateValueError(f"{field} has {shown} twice", field=field, value=shown))
            if channel.primary and not unique[key].primary:
                unique[key] = _marked(unique[key], True)
        else:
            unique[key] = channel
    return _with_one_primary(list(unique.values()), field, checks)


def _with_one_primary(channels: list[Channel], field: str, checks: Checks) -> tuple[Channel, ...]:
    marked = [index for index, channel in enumerate(channels) if channel.primary]
    if len(marked) > 1 and not checks.lenient:
        raise SeveralPrimaryError(
            f"only one of {field} can be primary ({len(marked)} are marked)", field=field
        )
    chosen = marked[0] if marked else 0
    return tuple(_marked(channel, index == chosen) for index, channel in enumerate(channels))


def _marked(channel: Channel, primary: bool) -> Channel:
    if channel.primary == primary:
        return channel
    if isinstance(channel, Email):  # far faster than `replace`, and every first email and phone comes by
        return Email(channel.address, channel.label, primary, channel.valid)
    return Phone(channel.number, channel.label, primary, channel.extension, channel.raw, channel.valid)

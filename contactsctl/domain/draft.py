"""From a draft (what a user typed or a file says) to a contact that keeps every rule."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from contactsctl.domain import names
from contactsctl.domain.channels import read_emails, read_phones
from contactsctl.domain.checks import Checks, check_choice, check_flag, check_mention_name
from contactsctl.domain.contact import (
    EVERYONE,
    KINDS,
    TYPES,
    Access,
    Address,
    Contact,
    Email,
    LabelledDate,
    Phone,
    Photo,
    Property,
    Url,
)
from contactsctl.domain.custom_fields import add_field, read_custom_fields
from contactsctl.domain.value import replace
from contactsctl.errors import InvalidDateError, InvalidValueError, NameRequiredError, TooLongError

MAX_TEXT = 4096
MAX_NOTES = 1024 * 1024
MAX_URL = 65536
MAX_TAG = 100
MAX_PHOTO = 10 * 1024 * 1024
_ADDRESS_PARTS = {
    part: f"addresses {part}"
    for part in ("po_box", "extended", "street", "city", "state", "postal_code", "country")
}
_NAMES = ("name_prefix", "given_name", "middle_name", "family_name", "name_suffix", "nickname")

_TEXT_LIMITS = {
    "display_name": names.MAX_NAME,
    **dict.fromkeys(_NAMES, names.MAX_NAME),
    **dict.fromkeys(("company", "department", "job_title", "avatar_path", "source"), MAX_TEXT),
    "notes": MAX_NOTES,
}


def make_contact(
    draft: Mapping[str, Any], checks: Checks, *, contact_id: str, now: str, known: Contact | None = None
) -> Contact:
    """Make the contact that a draft describes.

    `draft` has the JSON keys of a contact with plain values; keys may be absent. `known` is the
    contact as it stands, whose values were checked before. `now` is RFC 3339 UTC with milliseconds.
    Raises an InvalidDataError; with lenient checks only for what cannot be mended.
    """
    read = _read_text(draft, checks)
    emails = read_emails(draft.get("emails"), checks, known.emails if known else ())
    phones = read_phones(draft.get("phones"), checks, known.phones if known else ())
    kind = check_choice(draft.get("kind"), "kind", KINDS, checks)
    read["kind"] = kind or default_kind(read)
    if "display_name" not in read:
        fallback = next((email.address for email in emails), None) or next((p.number for p in phones), None)
        read["display_name"] = _name_anew(read, fallback, checks)
    for key, reader in _READERS.items():
        value = draft.get(key)
        if value is not None and (value := reader(value, checks)) is not None:
            read[key] = value
    read.setdefault("uid", f"urn:uuid:{contact_id}")
    read.setdefault("created_at", now)
    read.setdefault("updated_at", now)
    custom = read_custom_fields(draft.get("custom_fields"), checks, known.custom_fields if known else None)
    for leftover in checks.leftovers:
        add_field(custom, *leftover)
    if custom:
        read["custom_fields"] = custom
    return Contact(id=contact_id, emails=emails, phones=phones, card=draft.get("card"), **read)


def to_draft(contact: Contact) -> dict[str, Any]:
    """Return the draft that makes this contact again; a name and kind that were derived are left out."""
    draft: dict[str, Any] = {key: getattr(contact, key) for key in _PLAIN_KEYS}
    for key, item_keys in _ITEM_KEYS.items():
        draft[key] = [{name: getattr(item, name) for name in item_keys} for item in getattr(contact, key)]
    draft["tags"] = list(contact.tags)
    if contact.display_name == names.derive_display_name(draft):
        del draft["display_name"]
    if contact.kind == default_kind(draft):
        del draft["kind"]
    return draft


_ITEM_KEYS = {
    "emails": Email.__slots__,
    "phones": Phone.__slots__,
    "addresses": Address.__slots__,
    "urls": Url.__slots__,
    "dates": LabelledDate.__slots__,
}
_PLAIN_KEYS = (
    "uid", "display_name", *_NAMES, "mention_name", "company", "department", "job_title", "type", "kind",
    "is_active", "birthday", "notes", "avatar_path", "photo", "custom_fields", "source", "access",
    "other_properties", "created_at",
)  # fmt: skip


def default_kind(values: Mapping[str, Any]) -> str:
    """Return `organization` when a company is the only name, else `individual`."""
    named = any(values.get(key) for key in ("display_name", *_NAMES))
    return "organization" if values.get("company") and not named else "individual"


def read_tags(value: object, checks: Checks) -> tuple[str, ...]:
    """Return the tags sorted, each once whatever its case; the first spelling wins."""
    if not isinstance(value, list | tuple):
        raise InvalidValueError("tags must be a list of texts", field="tags", value=value)
    unique: dict[str, str] = {}
    for item in value:
        tag = checks.text(item, "tag", MAX_TAG)
        if tag:
            unique.setdefault(tag.casefold(), tag)
    if len(unique) > 1000:
        raise TooLongError(f"tags has more than 1,000 items ({len(unique):,})", field="tags")
    return tuple(sorted(unique.values()))


def _read_text(draft: Mapping[str, Any], checks: Checks) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for key, limit in _TEXT_LIMITS.items():
        value = draft.get(key)
        if value and (text := checks.text(value, key, limit, block=key == "notes")):
            read[key] = text
    name = check_mention_name(draft.get("mention_name"), checks)
    return read | {"mention_name": name} if name else read


def _name_anew(read: dict[str, Any], fallback: str | None, checks: Checks) -> str:
    derived = names.derive_display_name(read)
    if checks.lenient:
        derived = derived or (fallback or "")[: names.MAX_NAME]
    if derived and (checks.lenient or names.has_name(read)):
        return derived
    raise NameRequiredError(
        "a contact needs a display name, given name, family name, nickname or company", field="display_name"
    )


def _read_addresses(value: object, checks: Checks) -> tuple[Address, ...]:
    addresses = []
    for item in checks.items(value, "addresses"):
        parts = {
            part: text
            for part, name in _ADDRESS_PARTS.items()
            if (value := item.get(part)) and (text := checks.text(value, name, MAX_TEXT, block=True))
        }
        if parts:
            addresses.append(Address(checks.label(item.get("label"), "addresses"), **parts))
    return tuple(addresses)


def _read_urls(value: object, checks: Checks) -> tuple[Url, ...]:
    read = [
        (checks.text(item.get("url"), "url", MAX_URL), checks.label(item.get("label"), "url"))
        for item in checks.items(value, "urls")
    ]
    return tuple(Url(url, label) for url, label in read if url)


def _read_dates(value: object, checks: Checks) -> tuple[LabelledDate, ...]:
    found = []
    for item in checks.items(value, "dates"):
        label = checks.label(item.get("label"), "date")
        date = _read_date(item.get("date"), "dates", label or "date", checks)
        if date:
            found.append(LabelledDate(date, label))
    return tuple(found)


def _read_date(value: object, field: str, leftover_key: str, checks: Checks) -> str | None:
    text = checks.text(value, field, 255)
    if text is None:
        return None
    from contactsctl.domain.dates import parse

    try:
        return parse(text)
    except InvalidDateError as error:
        error.field = field
        checks.leave(error, leftover_key, text)
        return None


def _read_time(value: object, field: str, checks: Checks) -> str | None:
    text = checks.text(value, field, 64)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        checks.fault(InvalidDateError(f"{field} is not an RFC 3339 time: {text!r}", field=field, value=text))
        return None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _read_photo(value: object, _checks: Checks) -> Photo:
    if not isinstance(value, Photo):
        raise InvalidValueError("photo must have media_type, size and sha256", field="photo", value=value)
    if value.size > MAX_PHOTO:
        raise TooLongError(f"photo is larger than 10 MiB ({value.size:,} bytes)", field="photo")
    return value


def _read_access(value: object, checks: Checks) -> Access:
    if value == EVERYONE:
        return EVERYONE
    if not isinstance(value, list | tuple):
        raise InvalidValueError(
            'access must be "everyone" or a list of identities', field="access", value=value
        )
    identities = [checks.text(item, "access", names.MAX_NAME) for item in value]
    return tuple(dict.fromkeys(identity for identity in identities if identity))


def _read_properties(value: object, _checks: Checks) -> tuple[Property, ...]:
    if not value:
        return ()
    if not isinstance(value, list | tuple) or not all(isinstance(item, Property) for item in value):
        raise InvalidValueError("other_properties must be a list of properties", field="other_properties")
    return tuple(value)


_READERS: dict[str, Callable[[Any, Checks], object]] = {
    "uid": lambda value, checks: checks.text(value, "uid", MAX_TEXT),
    "type": lambda value, checks: check_choice(value, "type", TYPES, checks),
    "is_active": lambda value, _checks: check_flag(value, "is_active"),
    "addresses": _read_addresses,
    "urls": _read_urls,
    "dates": _read_dates,
    "birthday": lambda value, checks: _read_date(value, "birthday", "birthday", checks),
    "photo": _read_photo,
    "tags": read_tags,
    "access": _read_access,
    "other_properties": _read_properties,
    "created_at": lambda value, checks: _read_time(value, "created_at", checks),
    "updated_at": lambda value, checks: _read_time(value, "updated_at", checks),
}
"""How each field that is no plain text is read where it is given; None leaves it as it is by default."""


def with_tags(contact: Contact, tags: tuple[str, ...], checks: Checks) -> Contact:
    """Return the contact with further tags; those it has in any case keep their spelling."""
    return replace(contact, tags=read_tags((*contact.tags, *tags), checks))

"""A contact as a row: texts and numbers as they are, lists and objects as JSON without their defaults."""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from contactsctl.domain.contact import (
    EVERYONE,
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
from contactsctl.store.card_rows import CardRow, card_of

COLUMNS = (
    "id", "uid", "revision", "display_name", "name_prefix", "given_name", "middle_name", "family_name",
    "name_suffix", "nickname", "mention_name", "company", "department", "job_title", "type", "kind",
    "is_active", "emails", "phones", "addresses", "urls", "dates", "birthday", "notes", "avatar_path",
    "photo", "tags", "custom_fields", "source", "access", "other_properties", "created_at", "updated_at",
)  # fmt: skip
"""The columns that `contact` and `trash` share, in the order of `to_row` and `from_row`."""

SEARCHED = (
    "display_name", "name_prefix", "given_name", "middle_name", "family_name", "name_suffix", "nickname",
    "mention_name", "company", "job_title", "notes", "emails", "phones", "tags",
)  # fmt: skip
"""The columns that a contact's search document is made of: texts, and at the end three lists."""

UID_OF = "CASE uid WHEN '' THEN id ELSE ifnull(uid, 'urn:uuid:' || id) END"
"""The UID of a row, which is not stored where it is the id."""

FAULTS = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What a row that was damaged can raise."""

# The lists that every contact has are written by hand: an encoder costs more to set up than to run.
_quote: Callable[[str], str] = json.encoder.encode_basestring
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_scan = json.JSONDecoder().raw_decode


def to_row(contact: Contact) -> tuple[object, ...]:
    """Return the contact's values in the order of COLUMNS."""
    uid = contact.uid
    return (
        contact.id,
        None if uid == f"urn:uuid:{contact.id}" else "" if uid == contact.id else uid,
        contact.revision,
        contact.display_name,
        contact.name_prefix,
        contact.given_name,
        contact.middle_name,
        contact.family_name,
        contact.name_suffix,
        contact.nickname,
        contact.mention_name,
        contact.company,
        contact.department,
        contact.job_title,
        contact.type,
        contact.kind,
        contact.is_active,
        _encode_emails(contact.emails),
        _encode_phones(contact.phones),
        _encode_items(contact.addresses, Address.__slots__),
        _encode_items(contact.urls, Url.__slots__),
        _encode_items(contact.dates, LabelledDate.__slots__),
        contact.birthday,
        contact.notes,
        contact.avatar_path,
        encode_photo(contact.photo),
        f"[{','.join([_quote(tag) for tag in contact.tags])}]" if contact.tags else None,
        _encode(contact.custom_fields) if contact.custom_fields else None,
        contact.source,
        None if contact.access == EVERYONE else _encode(contact.access),
        _encode_properties(contact.other_properties),
        contact.created_at,
        contact.updated_at,
    )


def from_row(row: tuple[Any, ...], deleted_at: str | None = None, card: CardRow | None = None) -> Contact:
    """Return the contact of a row whose first values are COLUMNS; its `card` and the photo's data are apart.

    Raises sqlite3.DataError for a row that was damaged.
    """
    try:
        contact = _from_row(row, deleted_at)
        if card:  # nobody has seen the contact yet: it is not made twice
            object.__setattr__(contact, "card", card_of(contact, card))
        return contact
    except FAULTS as error:
        raise sqlite3.DataError(f"malformed: the row of contact {row[0]!s:.80}: {error}") from error


def _from_row(row: tuple[Any, ...], deleted_at: str | None) -> Contact:
    values: dict[str, Any] = {
        key: value if decode is None else decode(value)
        for (key, decode), value in zip(_COLUMN_DECODERS, row, strict=False)
        if value is not None
    }
    if not values.get("uid"):
        values["uid"] = values["id"] if "uid" in values else f"urn:uuid:{values['id']}"
    return Contact(deleted_at=deleted_at, **values)


def searched(values: Sequence[str | None]) -> Contact:
    """Return a contact of nothing but the values of SEARCHED; raises what a damaged row does."""
    found: dict[str, Any] = {
        column: decode(value) if (decode := _DECODERS.get(column)) else value
        for column, value in zip(SEARCHED, values, strict=True)
        if value is not None
    }
    return Contact(**{"id": "", "uid": "", "created_at": "", "updated_at": "", **found})


def with_columns(contact: Contact, values: Mapping[str, Any]) -> Contact:
    """Return the contact with other values in some of its columns, as a row has them."""
    row: dict[str, Any] = {**dict(zip(COLUMNS, to_row(contact), strict=True)), **values}
    return from_row(tuple(row[column] for column in COLUMNS), contact.deleted_at)


def _decode(text: str) -> Any:
    # What was written here has no space around it, for which the library's own `decode` looks twice.
    return _scan(text)[0]


def _encode_emails(emails: tuple[Email, ...]) -> str | None:
    if not emails:
        return None
    items = []
    for email in emails:
        item = f'{{"address":{_quote(email.address)}'
        if email.label:
            item += f',"label":{_quote(email.label)}'
        if email.primary:
            item += ',"primary":true'
        items.append(item if email.valid else item + ',"valid":false')
    return f"[{'},'.join(items)}}}]"


def _encode_phones(phones: tuple[Phone, ...]) -> str | None:
    if not phones:
        return None
    items = []
    for phone in phones:
        item = f'{{"number":{_quote(phone.number)}'
        if phone.label:
            item += f',"label":{_quote(phone.label)}'
        if phone.primary:
            item += ',"primary":true'
        if phone.extension:
            item += f',"extension":{_quote(phone.extension)}'
        if phone.raw is not None and phone.raw != phone.number:
            item += f',"raw":{_quote(phone.raw)}'
        items.append(item if phone.valid else item + ',"valid":false')
    return f"[{'},'.join(items)}}}]"


def _decode_phones(text: str) -> tuple[Phone, ...]:
    return tuple([Phone(**{"raw": item["number"], **item}) for item in _decode(text)])


def _encode_items(items: tuple[object, ...], keys: tuple[str, ...]) -> str | None:
    if not items:
        return None
    texts = [
        ",".join([f'"{key}":{_quote(value)}' for key in keys if (value := getattr(item, key)) is not None])
        for item in items
    ]
    return f"[{{{'},{'.join(texts)}}}]"


PhotoRow = tuple[str, str, int, bytes]
"""SHA-256, media type, octets, data."""


def photo_row(photo: Photo | None) -> PhotoRow | None:
    """Return the row of a photo whose data is at hand."""
    if photo is None or photo.data is None:
        return None
    return photo.sha256, photo.media_type, photo.size, photo.data


def encode_photo(photo: Photo | None) -> str | None:
    """Return the value of the `photo` column: equal for equal photos."""
    if photo is None:
        return None
    return _encode({"media_type": photo.media_type, "size": photo.size, "sha256": photo.sha256})


def _encode_properties(properties: tuple[Property, ...]) -> str | None:
    if not properties:
        return None
    return _encode([_property_item(line) for line in properties])


def _property_item(line: Property) -> dict[str, object]:
    item: dict[str, object] = {"name": line.name, "value": line.value}
    if line.group is not None:
        item["group"] = line.group
    if line.params:
        item["params"] = line.params
    return item


def _decode_properties(text: str) -> tuple[Property, ...]:
    return tuple(
        Property(item["name"], item["value"], item.get("group"), _decode_params(item.get("params", {})))
        for item in _decode(text)
    )


def _decode_params(params: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in params.items()}


def _decode_access(text: str) -> Access:
    return tuple(_decode(text))


_DECODERS: dict[str, Callable[[Any], object]] = {
    "is_active": bool,
    "emails": lambda text: tuple([Email(**item) for item in _decode(text)]),
    "phones": _decode_phones,
    "addresses": lambda text: tuple([Address(**item) for item in _decode(text)]),
    "urls": lambda text: tuple(Url(**item) for item in _decode(text)),
    "dates": lambda text: tuple(LabelledDate(**item) for item in _decode(text)),
    "photo": lambda text: Photo(**_decode(text)),
    "tags": lambda text: tuple(_decode(text)),
    "custom_fields": _decode,
    "access": _decode_access,
    "other_properties": _decode_properties,
}
_COLUMN_DECODERS = tuple((column, _DECODERS.get(column)) for column in COLUMNS)

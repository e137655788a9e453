"""A contact's row as the JSON of the contact: the text of `contact_json.to_json`, without making the contact.

A million contacts are written so in a third of the time; a test holds the two texts equal. SQLite writes
what is plain text, for it does so faster than it hands the texts over.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from contactsctl.domain.contact import FIELDS, Address, Contact, LabelledDate, Url
from contactsctl.store.rows import COLUMNS, FAULTS, UID_OF, to_row

_quote: Callable[[str], str] = json.encoder.encode_basestring
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_scan = json.JSONDecoder().raw_decode
_TEMPLATE = "{" + ",".join(f'"{field}":%s' for field in FIELDS) + "}"

_AS_JSON = {
    "uid": UID_OF,
    "is_active": "json(iif(is_active, 'true', 'false'))",
    "photo": "json(ifnull(photo, 'null'))",
    "tags": "json(ifnull(tags, '[]'))",
    "custom_fields": "json(ifnull(custom_fields, '{}'))",
    "access": "json(ifnull(access, '\"everyone\"'))",
    "dnc": "json('false')",
    "other_properties": "json('[]')",
    "deleted_at": "NULL",
}
_LISTS = FIELDS[FIELDS.index("emails") : FIELDS.index("dates") + 1]


def _object(fields: Sequence[str]) -> str:
    pairs = [f"'{field}', {_AS_JSON.get(field, field)}" for field in fields]
    return f"json_object({', '.join(pairs)})"


SELECT = (
    f"SELECT contact.number, {_object(FIELDS[: FIELDS.index(_LISTS[0])])}, {', '.join(_LISTS)},"
    f" iif(other_properties IS NULL, {_object(FIELDS[FIELDS.index(_LISTS[-1]) + 1 :])}, NULL) FROM contact"
)
"""Of contacts that are not listed: number, the JSON before the lists, the lists, the JSON after them.

That JSON is NULL for those with other properties, which are too rare to be worth SQL.
"""


Row = tuple[int, str, str | None, str | None, str | None, str | None, str | None, str]


def joined(row: Row) -> str:
    """Return the JSON of a row of SELECT; raises one of FAULTS where it was damaged."""
    _, before, emails, phones, addresses, urls, dates, after = row
    return (
        f'{before[:-1]},"emails":{_emails(emails) if emails else "[]"}'
        f',"phones":{_phones(phones) if phones else "[]"}'
        f',"addresses":{_addresses(addresses) if addresses else "[]"}'
        f',"urls":{_urls(urls) if urls else "[]"},"dates":{_dates(dates) if dates else "[]"},{after[1:]}'
    )


def row_as_json(row: Sequence[Any], *, dnc: bool = False, deleted_at: str | None = None) -> str:
    """Return the JSON of a row whose first values are COLUMNS.

    Raises sqlite3.DataError for a row that was damaged.
    """
    try:
        texts = [
            absent if value is None else encode(value)
            for (encode, absent), value in zip(_COLUMN_ENCODERS, row, strict=False)
        ]
        if not row[_UID]:
            texts[_UID] = _quote(row[0] if row[_UID] == "" else f"urn:uuid:{row[0]}")
        texts.insert(_DNC, "true" if dnc else "false")
        return _TEMPLATE % (*texts, _nullable(deleted_at))
    except FAULTS as error:
        raise sqlite3.DataError(f"malformed: the row of contact {row[0]!s:.80}: {error}") from error


def contact_as_json(contact: Contact) -> str:
    """Return the JSON of a contact."""
    return row_as_json(to_row(contact), dnc=contact.dnc, deleted_at=contact.deleted_at)


def _nullable(text: str | None) -> str:
    return "null" if text is None else _quote(text)


def _flag(value: object) -> str:
    return "true" if value else "false"


def _number(value: int) -> str:
    return int.__repr__(value)


# Most lists are plain: nothing in them is escaped, no text could be taken for the end of an item, what most
# items have is there. Their text is made to what is printed without being decoded. In the others conditions
# stand where a function would be clearer: calling one for every value takes half of the time.
_TEXT = r'"[^"\\}\x00-\x1f]*"'
_PLAIN_EMAIL = rf'\{{"address":{_TEXT},"label":{_TEXT}(?:,"primary":true)?\}}'
_PLAIN_EMAILS = re.compile(rf"\[{_PLAIN_EMAIL}(?:,{_PLAIN_EMAIL})*\]")
_PLAIN_PHONE = re.compile(
    rf'\[\{{"number":({_TEXT}),"label":({_TEXT}),"primary":true(?:,"raw":({_TEXT}))?\}}\]'
)


def _emails(text: str) -> str:
    if _PLAIN_EMAILS.fullmatch(text):
        return text.replace('"}', '","primary":false}')
    items = []
    for item in _scan(text)[0]:
        label = item.get("label")
        items.append(
            f'{{"address":{_quote(item["address"])},"label":{"null" if label is None else _quote(label)}'
            f',"primary":{"true" if item.get("primary") else "false"}'
            f"{'' if item.get('valid', True) else _INVALID}}}"
        )
    return f"[{','.join(items)}]"


def _phones(text: str) -> str:
    if plain := _PLAIN_PHONE.fullmatch(text):
        number, label, raw = plain.groups()
        told = f'"number":{number},"label":{label},"primary":true,"extension":null,"raw":{raw or number}'
        return f"[{{{told}}}]"
    items = []
    for item in _scan(text)[0]:
        number, label, extension = _quote(item["number"]), item.get("label"), item.get("extension")
        raw = item.get("raw")
        items.append(
            f'{{"number":{number},"label":{"null" if label is None else _quote(label)}'
            f',"primary":{"true" if item.get("primary") else "false"}'
            f',"extension":{"null" if extension is None else _quote(extension)}'
            f',"raw":{number if raw is None else _quote(raw)}'
            f"{'' if item.get('valid', True) else _INVALID}}}"
        )
    return f"[{','.join(items)}]"


_INVALID = ',"valid":false'


def _items(keys: tuple[str, ...]) -> Callable[[str], str]:
    """Return the encoder of a list of objects that have all of some keys."""
    template = "{" + ",".join(f'"{key}":%s' for key in keys) + "}"
    one = re.compile(r"\[\{" + "".join(f'(?:"{key}":({_TEXT}),?)?' for key in keys) + r"(?<!,)\}\]")

    def encode(text: str) -> str:
        if plain := one.fullmatch(text):
            return f"[{template % plain.groups('null')}]"
        items = [
            template % tuple(["null" if (text := item.get(key)) is None else _quote(text) for key in keys])
            for item in _scan(text)[0]
        ]
        return f"[{','.join(items)}]"

    return encode


_addresses, _urls, _dates = _items(Address.__slots__), _items(Url.__slots__), _items(LabelledDate.__slots__)


def _properties(text: str) -> str:
    return _encode(
        [
            {"name": item["name"], "group": item.get("group"), "params": item.get("params", {}),
             "value": item["value"]}
            for item in _scan(text)[0]
        ]
    )  # fmt: skip


def _as_it_is(text: str) -> str:
    # Written as it is to be read; looked at, for damage would make the whole line unreadable.
    if _scan(text)[1] != len(text):
        raise ValueError("more than one value")
    return text


_ENCODERS: dict[str, tuple[Callable[[Any], str], str]] = {
    "revision": (_number, "null"),
    "is_active": (_flag, "null"),
    "emails": (_emails, "[]"),
    "phones": (_phones, "[]"),
    "addresses": (_addresses, "[]"),
    "urls": (_urls, "[]"),
    "dates": (_dates, "[]"),
    "photo": (_as_it_is, "null"),
    "tags": (_as_it_is, "[]"),
    "custom_fields": (_as_it_is, "{}"),
    "access": (_as_it_is, '"everyone"'),
    "other_properties": (_properties, "[]"),
}
_COLUMN_ENCODERS = tuple(_ENCODERS.get(column, (_quote, "null")) for column in COLUMNS)
_UID, _DNC = COLUMNS.index("uid"), FIELDS.index("dnc")

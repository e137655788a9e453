"""The fields of a contact as lines of vCard: what `vcard_decode` reads, written."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

from contactsctl.domain.contact import EVERYONE, Address, Contact, Email, LabelledDate, Phone, Url
from contactsctl.formats.content_lines import Groups, Line, Params, Version, escape
from contactsctl.formats.json_text import dumps
from contactsctl.formats.vcard_dates import write_date
from contactsctl.formats.vcard_decode import ADDRESS_PARTS
from contactsctl.formats.vcard_labels import type_params, types_for, write_apple_label
from contactsctl.formats.vcard_photo import photo_head

Field = Callable[[Contact, Version], list[Line]]


def _text(name: str, key: str) -> Field:
    def encode(contact: Contact, _version: Version) -> list[Line]:
        value = getattr(contact, key)
        return [Line(name, escape(value))] if value else []

    return encode


def _names(contact: Contact, version: Version) -> list[Line]:
    parts = (
        contact.family_name, contact.given_name, contact.middle_name,
        contact.name_prefix, contact.name_suffix,
    )  # fmt: skip
    if version == "4.0" and not any(parts):
        return []
    return [Line("N", ";".join(escape(part or "") for part in parts))]


def _organization(contact: Contact, _version: Version) -> list[Line]:
    units = [part.strip() for part in (contact.department or "").split(";")] if contact.department else []
    if not contact.company and not units:
        return []
    return [Line("ORG", ";".join(escape(part) for part in (contact.company or "", *units)))]


def _birthday(contact: Contact, version: Version) -> list[Line]:
    if not contact.birthday:
        return []
    value, params = write_date(contact.birthday, version)
    return [Line("BDAY", value, None, params)]


def _tags(contact: Contact, _version: Version) -> list[Line]:
    return [Line("CATEGORIES", ",".join(map(escape, contact.tags)))] if contact.tags else []


def _photo(contact: Contact, version: Version) -> list[Line]:
    photo = contact.photo
    if photo is None or photo.data is None:
        return []
    head, params = photo_head(photo, version)
    return [Line("PHOTO", head + b64encode(photo.data).decode(), None, params)]


def _kind(contact: Contact, version: Version) -> list[Line]:
    if contact.kind == "individual":
        # A card with the name of its company is taken for the company, unless it says otherwise.
        named = (contact.given_name, contact.family_name, contact.middle_name, contact.name_prefix)
        if contact.company != contact.display_name or any((*named, contact.name_suffix, contact.nickname)):
            return []
        return [Line("KIND" if version == "4.0" else "X-CONTACTSCTL-KIND", "individual")]
    if version == "4.0":
        return [Line("KIND", "org" if contact.kind == "organization" else "group")]
    if contact.kind == "organization":
        return [Line("X-ABSHOWAS", "COMPANY")]
    return [Line("X-ADDRESSBOOKSERVER-KIND", "group")]


def _unless(name: str, key: str, default: Any) -> Field:
    def encode(contact: Contact, _version: Version) -> list[Line]:
        value = getattr(contact, key)
        if value == default or value in (None, {}):
            return []
        return [Line(name, escape(value if isinstance(value, str) else dumps(value)))]

    return encode


SINGLES: dict[str, tuple[tuple[str, ...], Field]] = {
    "display_name": (("display_name",), _text("FN", "display_name")),
    "names": (("family_name", "given_name", "middle_name", "name_prefix", "name_suffix"), _names),
    "nickname": (("nickname",), _text("NICKNAME", "nickname")),
    "organization": (("company", "department"), _organization),
    "job_title": (("job_title",), _text("TITLE", "job_title")),
    "birthday": (("birthday",), _birthday),
    "notes": (("notes",), _text("NOTE", "notes")),
    "photo": (("photo",), _photo),
    "tags": (("tags",), _tags),
    "kind": (("kind",), _kind),
    "type": (("type",), _unless("X-CONTACTSCTL-TYPE", "type", "other")),
    "mention_name": (("mention_name",), _text("X-CONTACTSCTL-MENTION-NAME", "mention_name")),
    "avatar_path": (("avatar_path",), _text("X-CONTACTSCTL-AVATAR-PATH", "avatar_path")),
    "is_active": (("is_active",), _unless("X-CONTACTSCTL-ACTIVE", "is_active", True)),
    "custom_fields": (("custom_fields",), _unless("X-CONTACTSCTL-CUSTOM", "custom_fields", {})),
    "access": (("access",), _unless("X-CONTACTSCTL-ACCESS", "access", EVERYONE)),
    "uid": (("uid",), _text("UID", "uid")),
}
"""Line kind -> the fields it holds, and how it is written; `vcard_decode` notes lines by these kinds."""


def email_lines(email: Email, version: Version, groups: Groups) -> list[Line]:
    return _labelled("EMAIL", escape(email.address), email.label, email.primary, version, groups)


def phone_lines(phone: Phone, version: Version, groups: Groups) -> list[Line]:
    if version == "4.0" and phone.valid:
        value = f"tel:{phone.number}" + (f";ext={phone.extension}" if phone.extension else "")
        lines = _labelled("TEL", value, phone.label, phone.primary, version, groups)
        first = lines[0]
        return [Line("TEL", value, first.group, {"VALUE": ("uri",), **dict(first.params)}), *lines[1:]]
    text = phone.raw or phone.number
    if phone.extension and phone.extension not in text:
        text = f"{text} ext. {phone.extension}"
    return _labelled("TEL", escape(text), phone.label, phone.primary, version, groups)


def address_lines(address: Address, version: Version, groups: Groups) -> list[Line]:
    value = ";".join(escape(getattr(address, part) or "") for part in ADDRESS_PARTS)
    return _labelled("ADR", value, address.label, False, version, groups)


def url_lines(url: Url, version: Version, groups: Groups) -> list[Line]:
    return _labelled(
        "URL", url.url.replace("\\", "\\\\").replace("\n", ""), url.label, False, version, groups
    )


def date_lines(date: LabelledDate, version: Version, groups: Groups) -> list[Line]:
    value, params = write_date(date.date, version)
    if date.label == "anniversary" and version == "4.0":
        return [Line("ANNIVERSARY", value, None, params)]
    label = "Anniversary" if date.label == "anniversary" else date.label
    group = groups.new() if label else None
    named = [Line("X-ABLabel", escape(write_apple_label(label)), group)] if label else []
    return [Line("X-ABDATE", value, group, params), *named]


def _labelled(
    name: str, value: str, label: str | None, primary: bool, version: Version, groups: Groups
) -> list[Line]:
    types = types_for(label)
    params: Params = type_params(name, types or (), primary, version)
    if types is not None:
        return [Line(name, value, None, params)]
    group = groups.new()
    return [
        Line(name, value, group, params),
        Line("X-ABLabel", escape(write_apple_label(label or "")), group),
    ]


LISTS: dict[str, Callable[[Any, Version, Groups], list[Line]]] = {
    "emails": email_lines,
    "phones": phone_lines,
    "addresses": address_lines,
    "urls": url_lines,
    "dates": date_lines,
}

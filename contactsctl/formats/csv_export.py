"""Contacts as CSV: our own columns, Google's of 2024, Outlook's 92."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from contactsctl.domain.contact import Contact
from contactsctl.formats.json_text import dumps

Dialect = Literal["plain", "google", "outlook"]
_PHONE = re.compile(r"[+-]?[\d ().-]+")
_JOINED = " ::: "
LISTS = ("emails", "phones", "addresses", "urls", "dates")


@dataclass(frozen=True, slots=True)
class Widths:
    """How many columns each list needs: the most items that any contact has."""

    emails: int = 1
    phones: int = 1
    addresses: int = 1
    urls: int = 1
    dates: int = 1
    custom_keys: tuple[str, ...] = ()


def widths_of(contacts: Iterable[Contact]) -> Widths:
    """Return the widths that all of the contacts need; one pass over them."""
    most = dict.fromkeys(LISTS, 1)
    keys: dict[str, None] = {}
    for contact in contacts:
        for name in LISTS:
            most[name] = max(most[name], len(getattr(contact, name)))
        keys.update(dict.fromkeys(contact.custom_fields))
    return Widths(**most, custom_keys=tuple(sorted(keys)))


def write(
    contacts: Iterable[Contact], dialect: Dialect, widths: Widths, *, raw: bool = False
) -> Iterator[bytes]:
    """Yield a header and a row a contact, CRLF, UTF-8 (with a mark for Outlook, which needs it).

    Cells that a spreadsheet would take for a formula get a leading apostrophe, unless `raw`.
    """
    header, row = _LAYOUTS[dialect](widths)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    if dialect == "outlook":
        buffer.write("\ufeff")
    writer.writerow(header)
    yield _taken(buffer)
    for contact in contacts:
        cells = row(contact)
        writer.writerow(cells if raw else [guarded(cell) for cell in cells])
        yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return data


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; phone numbers stay as they are."""
    if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not _PHONE.fullmatch(cell):
        return "'" + cell
    return cell


Layout = tuple[list[str], Callable[[Contact], list[str]]]
_PLAIN_TEXTS = (
    "display_name",
    "name_prefix",
    "given_name",
    "middle_name",
    "family_name",
    "name_suffix",
    "nickname",
    "mention_name",
    "company",
    "department",
    "job_title",
    "type",
    "kind",
)
_PLAIN_ITEMS = {
    "emails": ("address", "label"),
    "phones": ("number", "label"),
    "addresses": ("label", "po_box", "extended", "street", "city", "state", "postal_code", "country"),
    "urls": ("url", "label"),
    "dates": ("date", "label"),
}


def _plain(widths: Widths) -> Layout:
    header = [*_PLAIN_TEXTS, "is_active"]
    slots = [
        (name, index, key)
        for name, keys in _PLAIN_ITEMS.items()
        for index in range(getattr(widths, name))
        for key in keys
    ]
    header += [f"{name}.{index}.{key}" for name, index, key in slots]
    header += ["birthday", "notes", "tags", "source", "uid"]
    header += [f"custom_fields.{key}" for key in widths.custom_keys]

    def row(contact: Contact) -> list[str]:
        cells = [getattr(contact, key) or "" for key in _PLAIN_TEXTS]
        cells.append("true" if contact.is_active else "false")
        cells += [_item_text(contact, name, index, key) for name, index, key in slots]
        cells += [contact.birthday or "", contact.notes or "", _JOINED.join(contact.tags)]
        cells += [contact.source or "", contact.uid]
        return cells + [_custom_text(contact.custom_fields.get(key)) for key in widths.custom_keys]

    return header, row


def _item_text(contact: Contact, name: str, index: int, key: str) -> str:
    items = getattr(contact, name)
    if index >= len(items):
        return ""
    if key == "number":
        return _number(items[index])
    return getattr(items[index], key) or ""


def _number(phone: Any) -> str:
    if not phone.valid:
        return str(phone.number)
    return f"{phone.number} ext. {phone.extension}" if phone.extension else str(phone.number)


def _custom_text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else dumps(value)


_GOOGLE_TEXTS = {
    "First Name": "given_name",
    "Middle Name": "middle_name",
    "Last Name": "family_name",
    "Phonetic First Name": None,
    "Phonetic Middle Name": None,
    "Phonetic Last Name": None,
    "Name Prefix": "name_prefix",
    "Name Suffix": "name_suffix",
    "Nickname": "nickname",
    "File As": None,
    "Organization Name": "company",
    "Organization Title": "job_title",
    "Organization Department": "department",
    "Birthday": "birthday",
    "Notes": "notes",
    "Photo": None,
}
_GOOGLE_ADDRESS = {
    "Street": "street",
    "City": "city",
    "PO Box": "po_box",
    "Region": "state",
    "Postal Code": "postal_code",
    "Country": "country",
    "Extended Address": "extended",
}


def _google(widths: Widths) -> Layout:
    header = [*_GOOGLE_TEXTS, "Labels"]
    for name, count in (("E-mail", widths.emails), ("Phone", widths.phones)):
        header += [f"{name} {n} - {part}" for n in range(1, count + 1) for part in ("Label", "Value")]
    parts = ("Label", *_GOOGLE_ADDRESS)
    header += [f"Address {n} - {part}" for n in range(1, widths.addresses + 1) for part in parts]
    customs = len(widths.custom_keys)
    for name, count in (("Website", widths.urls), ("Event", widths.dates), ("Custom Field", customs)):
        header += [f"{name} {n} - {part}" for n in range(1, count + 1) for part in ("Label", "Value")]

    def row(contact: Contact) -> list[str]:
        cells = _google_texts(contact)
        cells.append(_JOINED.join((*contact.tags, "* myContacts")))
        cells += _pairs(((e.label, e.address, e.primary) for e in contact.emails), widths.emails)
        cells += _pairs(((p.label, _number(p), p.primary) for p in contact.phones), widths.phones)
        for index in range(widths.addresses):
            cells.append(_google_label(_item_text(contact, "addresses", index, "label")))
            cells += [_item_text(contact, "addresses", index, key) for key in _GOOGLE_ADDRESS.values()]
        cells += _pairs(((u.label, u.url, False) for u in contact.urls), widths.urls)
        cells += _pairs(((d.label, d.date, False) for d in contact.dates), widths.dates)
        custom = ((key, _custom_text(value), False) for key, value in contact.custom_fields.items())
        return cells + _pairs(custom, len(widths.custom_keys), as_given=True)

    return header, row


def _google_texts(contact: Contact) -> list[str]:
    cells = [getattr(contact, key) or "" if key else "" for key in _GOOGLE_TEXTS.values()]
    if not any((contact.given_name, contact.family_name, contact.middle_name, contact.company)):
        cells[0] = contact.display_name  # Google has no column for a name in one piece
    return cells


def _google_label(label: str) -> str:
    return label.replace("_", " ").title() if label.islower() else label


def _pairs(items: Iterable[tuple[str | None, str, bool]], width: int, *, as_given: bool = False) -> list[str]:
    cells: list[str] = []
    listed = list(items)
    several = sum(1 for _ in listed) > 1
    for label, value, primary in listed:
        shown = (label or "") if as_given else _google_label(label or "")
        cells += [f"* {shown}" if primary and several else shown, value]
    return cells + [""] * (2 * width - len(cells))


_OUTLOOK_PLACES = {"Business": ("work",), "Home": ("home",), "Other": ("other", None)}
_OUTLOOK_PHONES = {
    "Assistant's Phone": "assistant",
    "Business Fax": "work_fax",
    "Business Phone": "work",
    "Business Phone 2": "work",
    "Callback": "callback",
    "Car Phone": "car",
    "Company Main Phone": "company",
    "Home Fax": "home_fax",
    "Home Phone": "home",
    "Home Phone 2": "home",
    "ISDN": "isdn",
    "Mobile Phone": "mobile",
    "Other Fax": "fax",
    "Other Phone": "other",
    "Pager": "pager",
    "Primary Phone": "main",
    "Radio Phone": "radio",
    "TTY/TDD Phone": "tty",
    "Telex": "telex",
}
_OUTLOOK_TEXTS = {
    "Title": "name_prefix",
    "First Name": "given_name",
    "Middle Name": "middle_name",
    "Last Name": "family_name",
    "Suffix": "name_suffix",
    "Company": "company",
    "Department": "department",
    "Job Title": "job_title",
}
_OUTLOOK_ADDRESS = ("Street", "Street 2", "Street 3", "City", "State", "Postal Code", "Country/Region")
_OUTLOOK_REST = (
    "Account",
    "Anniversary",
    "Assistant's Name",
    "Billing Information",
    "Birthday",
    "Business Address PO Box",
    "Categories",
    "Children",
    "Directory Server",
    "E-mail Address",
    "E-mail Type",
    "E-mail Display Name",
    "E-mail 2 Address",
    "E-mail 2 Type",
    "E-mail 2 Display Name",
    "E-mail 3 Address",
    "E-mail 3 Type",
    "E-mail 3 Display Name",
    "Gender",
    "Government ID Number",
    "Hobby",
    "Home Address PO Box",
    "Initials",
    "Internet Free Busy",
    "Keywords",
    "Language",
    "Location",
    "Manager's Name",
    "Mileage",
    "Notes",
    "Office Location",
    "Organizational ID Number",
    "Other Address PO Box",
    "Priority",
    "Private",
    "Profession",
    "Referred By",
    "Sensitivity",
    "Spouse",
    "User 1",
    "User 2",
    "User 3",
    "User 4",
    "Web Page",
)


def _outlook(_widths: Widths) -> Layout:
    header = list(_OUTLOOK_TEXTS)
    header += [f"{place} {part}" for place in _OUTLOOK_PLACES for part in _OUTLOOK_ADDRESS]
    header += [*_OUTLOOK_PHONES, *_OUTLOOK_REST]

    def row(contact: Contact) -> list[str]:
        values = {column: getattr(contact, key) or "" for column, key in _OUTLOOK_TEXTS.items()}
        if not any(values[name] for name in ("First Name", "Last Name", "Company")):
            values["First Name"] = contact.display_name
        values |= _outlook_addresses(contact) | _outlook_phones(contact) | _outlook_rest(contact)
        return [values.get(column, "") for column in header]

    return header, row


def _outlook_addresses(contact: Contact) -> dict[str, str]:
    values: dict[str, str] = {}
    for place, labels in _OUTLOOK_PLACES.items():
        address = next((each for each in contact.addresses if each.label in labels), None)
        if address:
            streets = (address.street or "").split("\n", 2)
            streets += [""] * (3 - len(streets))
            texts = [*streets, address.city, address.state, address.postal_code, address.country]
            values |= {
                f"{place} {part}": text or "" for part, text in zip(_OUTLOOK_ADDRESS, texts, strict=True)
            }
            values[f"{place} Address PO Box"] = address.po_box or ""
    return values


def _outlook_phones(contact: Contact) -> dict[str, str]:
    values: dict[str, str] = {}
    for phone in contact.phones:
        own = [column for column, label in _OUTLOOK_PHONES.items() if label == phone.label]
        others = ("Other Phone", "Primary Phone", "Business Phone", "Callback")
        column = next((each for each in (*own, *others) if each not in values), None)
        if column:
            values[column] = _number(phone)
    return values


def _outlook_rest(contact: Contact) -> dict[str, str]:
    columns = ("E-mail Address", "E-mail 2 Address", "E-mail 3 Address")
    values = {column: email.address for column, email in zip(columns, contact.emails, strict=False)}
    anniversary = next((date.date for date in contact.dates if date.label == "anniversary"), "")
    web = next((url.url for url in contact.urls), "")
    return values | {
        "Anniversary": anniversary,
        "Birthday": contact.birthday or "",
        "Categories": ";".join(contact.tags),
        "Notes": contact.notes or "",
        "Web Page": web,
    }


_LAYOUTS: dict[Dialect, Callable[[Widths], Layout]] = {
    "plain": _plain,
    "google": _google,
    "outlook": _outlook,
}

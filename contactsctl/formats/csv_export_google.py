"""Google Contacts' CSV as of 2024, which most other programs read too."""

from collections.abc import Iterable, Sequence

from contactsctl.domain.contact import Address, Contact
from contactsctl.domain.names import derive_display_name
from contactsctl.formats.csv_labels import to_google
from contactsctl.formats.csv_layout import Layout, Widths, custom_text, number_text
from contactsctl.formats.csv_values import JOINED

_TEXTS = {
    "First Name": "given_name", "Middle Name": "middle_name", "Last Name": "family_name",
    "Phonetic First Name": None, "Phonetic Middle Name": None, "Phonetic Last Name": None,
    "Name Prefix": "name_prefix", "Name Suffix": "name_suffix", "Nickname": "nickname", "File As": None,
    "Organization Name": "company", "Organization Title": "job_title",
    "Organization Department": "department", "Birthday": "birthday", "Notes": "notes", "Photo": None,
}  # fmt: skip
_ADDRESS = {
    "Street": "street", "City": "city", "PO Box": "po_box", "Region": "state", "Postal Code": "postal_code",
    "Country": "country", "Extended Address": "extended",
}  # fmt: skip
_NAMES = ("given_name", "middle_name", "family_name", "name_prefix", "name_suffix")
_MY_CONTACTS = "* myContacts"
Pair = tuple[str, str]
"""A label as Google spells it, and a value."""


def google_layout(widths: Widths) -> Layout:
    """Return Google's columns; what does not fit is joined in the last ones by ` ::: `."""
    headers = [*_TEXTS, "Labels", *_paired("E-mail", widths.emails), *_paired("Phone", widths.phones)]
    headers += [
        f"Address {number} - {part}"
        for number in range(1, widths.addresses + 1)
        for part in ("Label", *_ADDRESS)
    ]
    headers += [*_paired("Website", widths.urls), *_paired("Event", widths.dates)]
    headers += _paired("Custom Field", widths.customs)

    def row(contact: Contact) -> list[str]:
        cells = [*_texts(contact), JOINED.join((*contact.tags, _MY_CONTACTS))]
        cells += _cells(_channels((e.label, e.address, e.primary) for e in contact.emails), widths.emails)
        cells += _cells(
            _channels((p.label, number_text(p), p.primary) for p in contact.phones), widths.phones
        )
        cells += _addresses(contact.addresses, widths.addresses)
        cells += _cells([(to_google(url.label), url.url) for url in contact.urls], widths.urls)
        cells += _cells([(to_google(date.label), date.date) for date in contact.dates], widths.dates)
        fields = contact.custom_fields.items()
        return cells + _cells([(key, custom_text(value)) for key, value in fields], widths.customs)

    return headers, row


def _paired(name: str, count: int) -> list[str]:
    return [f"{name} {number} - {part}" for number in range(1, count + 1) for part in ("Label", "Value")]


def _texts(contact: Contact) -> list[str]:
    cells = [getattr(contact, key) or "" if key else "" for key in _TEXTS.values()]
    names = {key: getattr(contact, key) for key in (*_NAMES, "nickname", "company")}
    if not any(names[key] for key in _NAMES) and contact.display_name != derive_display_name(names):
        cells[0] = contact.display_name  # there is no column for a name in one piece
    return cells


def _channels(items: Iterable[tuple[str | None, str, bool]]) -> list[Pair]:
    listed = list(items)
    has_several = len(listed) > 1
    return [
        (f"* {to_google(label)}" if is_primary and has_several else to_google(label), value)
        for label, value, is_primary in listed
    ]


def _cells(pairs: Sequence[Pair], width: int) -> list[str]:
    fitting = list(pairs[:width])
    if len(pairs) > width > 0:
        labels, values = zip(*pairs[width - 1 :], strict=True)
        fitting[-1] = (JOINED.join(labels) if any(labels) else "", JOINED.join(values))
    cells = [text for pair in fitting for text in pair]
    return cells + [""] * (2 * width - len(cells))


def _addresses(addresses: Sequence[Address], width: int) -> list[str]:
    cells: list[str] = []
    for address in addresses[:width]:
        cells += [to_google(address.label), *(getattr(address, key) or "" for key in _ADDRESS.values())]
    return cells + [""] * ((len(_ADDRESS) + 1) * width - len(cells))

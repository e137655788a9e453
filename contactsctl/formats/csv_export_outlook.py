"""Outlook's CSV of 92 columns: what it has no column for is left out."""

from collections.abc import Iterable, Mapping

from contactsctl.domain.contact import Address, Contact
from contactsctl.domain.names import full_name
from contactsctl.formats.csv_layout import Layout, Widths, number_text

_TEXTS = {
    "Title": "name_prefix", "First Name": "given_name", "Middle Name": "middle_name",
    "Last Name": "family_name", "Suffix": "name_suffix", "Company": "company", "Department": "department",
    "Job Title": "job_title",
}  # fmt: skip
_PLACES = {"work": "Business", "home": "Home", "other": "Other"}
_ADDRESS = ("Street", "Street 2", "Street 3", "City", "State", "Postal Code", "Country/Region")
_PHONES = {
    "Assistant's Phone": "assistant", "Business Fax": "work_fax", "Business Phone": "work",
    "Business Phone 2": "work", "Callback": "callback", "Car Phone": "car", "Company Main Phone": "company",
    "Home Fax": "home_fax", "Home Phone": "home", "Home Phone 2": "home", "ISDN": "isdn",
    "Mobile Phone": "mobile", "Other Fax": "other_fax", "Other Phone": "other", "Pager": "pager",
    "Primary Phone": "main", "Radio Phone": "radio", "TTY/TDD Phone": "tty", "Telex": "telex",
}  # fmt: skip
_ANY_PHONE = ("Other Phone", "Primary Phone", "Business Phone", "Home Phone", "Callback", "Car Phone")
_EMAILS = ("E-mail Address", "E-mail 2 Address", "E-mail 3 Address")
_REST = (
    "Account", "Anniversary", "Assistant's Name", "Billing Information", "Birthday",
    "Business Address PO Box", "Categories", "Children", "Directory Server",
    "E-mail Address", "E-mail Type", "E-mail Display Name",
    "E-mail 2 Address", "E-mail 2 Type", "E-mail 2 Display Name",
    "E-mail 3 Address", "E-mail 3 Type", "E-mail 3 Display Name",
    "Gender", "Government ID Number", "Hobby", "Home Address PO Box", "Initials", "Internet Free Busy",
    "Keywords", "Language", "Location", "Manager's Name", "Mileage", "Notes", "Office Location",
    "Organizational ID Number", "Other Address PO Box", "Priority", "Private", "Profession", "Referred By",
    "Sensitivity", "Spouse", "User 1", "User 2", "User 3", "User 4", "Web Page",
)  # fmt: skip
_HEADERS = (
    *_TEXTS,
    *(f"{place} {part}" for place in _PLACES.values() for part in _ADDRESS),
    *_PHONES,
    *_REST,
)


def outlook_layout(_widths: Widths) -> Layout:
    """Return Outlook's columns, whatever the contacts have."""
    return list(_HEADERS), _row


def _row(contact: Contact) -> list[str]:
    values = {column: getattr(contact, key) or "" for column, key in _TEXTS.items()}
    if not any(values[name] for name in ("First Name", "Middle Name", "Last Name", "Company")):
        values["First Name"] = contact.display_name
    elif contact.kind == "individual" and not full_name({k: getattr(contact, k) for k in _TEXTS.values()}):
        values["First Name"] = "" if contact.display_name == contact.company else contact.display_name
    values |= _addresses(contact.addresses) | _phones(contact) | _rest(contact)
    return [values.get(column, "") for column in _HEADERS]


def _free(columns: Iterable[str], values: Mapping[str, object]) -> str | None:
    return next((column for column in columns if column not in values), None)


def _addresses(addresses: Iterable[Address]) -> dict[str, str]:
    places: dict[str, Address] = {}
    for address in addresses:
        own = (_PLACES[address.label],) if address.label in _PLACES else ()
        place = _free((*own, "Other", "Business", "Home"), places)
        if place:
            places[place] = address
    values: dict[str, str] = {}
    for place, address in places.items():
        values |= _address(place, address)
    return values


def _address(place: str, address: Address) -> dict[str, str]:
    lines = [*(address.street or "").split("\n", 2), "", ""][:3]
    if address.extended and place != "Business":
        lines[2] = f"{lines[2]}, {address.extended}" if lines[2] else address.extended
    texts = [*lines, address.city, address.state, address.postal_code, address.country]
    values = {f"{place} {part}": text or "" for part, text in zip(_ADDRESS, texts, strict=True)}
    values[f"{place} Address PO Box"] = address.po_box or ""
    if place == "Business":
        values["Office Location"] = address.extended or ""
    return values


def _phones(contact: Contact) -> dict[str, str]:
    values: dict[str, str] = {}
    for phone in contact.phones:
        label = "other_fax" if phone.label == "fax" else phone.label
        own = (column for column, meaning in _PHONES.items() if meaning == label)
        column = _free((*own, *_ANY_PHONE), values)
        if column:
            values[column] = number_text(phone)
    return values


def _rest(contact: Contact) -> dict[str, str]:
    emails = sorted(contact.emails, key=lambda email: not email.primary)
    return dict(zip(_EMAILS, (email.address for email in emails), strict=False)) | {
        "Anniversary": next((date.date for date in contact.dates if date.label == "anniversary"), ""),
        "Birthday": contact.birthday or "",
        "Categories": ";".join(contact.tags),
        "Notes": contact.notes or "",
        "Web Page": next((url.url for url in contact.urls), ""),
    }

"""The text of a kept card as its row has it: what the contact's row says, a mark says.

A line whose value is that of a field, spelled as most cards spell it, has a mark for it; a usual beginning
of a line is one character. A card takes a fifth so, and its lines are whole again with the contact beside it.
Whoever changes a contact's row has its card's text follow, in the same transaction.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

from contactsctl.domain.contact import Address, Contact

_MARK = "\x02"
"""Stands before the name of a value; kept lines never hold it."""
_FIRST_CODE = 0x100
"""From this character on, one stands for a head; the lines of a card begin with ASCII."""
_MOST_LINES, _MOST_ITEMS = 200, 10
"""A longer card stands as it is, and so do further items of a list: each line is held against them all."""

# Append only: a code is the place of a head in this list.
_USUAL = """
UID N FN ORG TITLE NOTE NICKNAME BDAY CATEGORIES URL EMAIL TEL ADR KIND PHOTO ROLE ANNIVERSARY REV
EMAIL;TYPE=INTERNET EMAIL;TYPE=HOME EMAIL;TYPE=WORK EMAIL;TYPE=OTHER EMAIL;TYPE=PREF EMAIL;TYPE=home
EMAIL;TYPE=work EMAIL;TYPE=internet EMAIL;TYPE=INTERNET,HOME EMAIL;TYPE=INTERNET,WORK
EMAIL;TYPE=INTERNET,PREF EMAIL;TYPE=INTERNET,OTHER EMAIL;TYPE=HOME,INTERNET EMAIL;TYPE=WORK,INTERNET
EMAIL;TYPE=PREF,INTERNET EMAIL;TYPE=INTERNET;TYPE=HOME EMAIL;TYPE=INTERNET;TYPE=WORK
EMAIL;TYPE=INTERNET;TYPE=PREF EMAIL;TYPE=INTERNET,HOME,pref EMAIL;TYPE=INTERNET,WORK,pref
EMAIL;TYPE=INTERNET;TYPE=HOME;TYPE=PREF EMAIL;TYPE=INTERNET;TYPE=WORK;TYPE=PREF EMAIL;type=INTERNET
EMAIL;type=HOME EMAIL;type=WORK EMAIL;type=INTERNET;type=pref EMAIL;type=INTERNET;type=HOME
EMAIL;type=INTERNET;type=WORK EMAIL;type=INTERNET;type=HOME;type=pref
EMAIL;type=INTERNET;type=WORK;type=pref EMAIL;PREF=1 TEL;TYPE=CELL TEL;TYPE=HOME TEL;TYPE=WORK
TEL;TYPE=OTHER TEL;TYPE=MAIN TEL;TYPE=FAX TEL;TYPE=PAGER TEL;TYPE=VOICE TEL;TYPE=PREF TEL;TYPE=cell
TEL;TYPE=home TEL;TYPE=work TEL;TYPE=fax TEL;TYPE=pager TEL;TYPE=CELL,VOICE TEL;TYPE=HOME,VOICE
TEL;TYPE=WORK,VOICE TEL;TYPE=VOICE,CELL TEL;TYPE=VOICE,HOME TEL;TYPE=VOICE,WORK TEL;TYPE=HOME,FAX
TEL;TYPE=WORK,FAX TEL;TYPE=FAX,HOME TEL;TYPE=FAX,WORK TEL;TYPE=CELL,PREF TEL;TYPE=HOME,PREF
TEL;TYPE=WORK,PREF TEL;TYPE=CELL;TYPE=PREF TEL;TYPE=HOME;TYPE=PREF TEL;TYPE=WORK;TYPE=PREF
TEL;TYPE=HOME;TYPE=FAX TEL;TYPE=WORK;TYPE=FAX TEL;type=CELL TEL;type=HOME TEL;type=WORK TEL;type=MAIN
TEL;type=OTHER TEL;type=IPHONE TEL;type=CELL;type=VOICE TEL;type=HOME;type=VOICE TEL;type=WORK;type=VOICE
TEL;type=CELL;type=VOICE;type=pref TEL;type=HOME;type=VOICE;type=pref TEL;type=WORK;type=VOICE;type=pref
TEL;type=CELL;type=pref TEL;type=HOME;type=pref TEL;type=WORK;type=pref TEL;type=HOME;type=FAX
TEL;type=WORK;type=FAX TEL;TYPE=cell;VALUE=uri TEL;VALUE=uri;TYPE=cell TEL;VALUE=uri;TYPE=home
TEL;VALUE=uri;TYPE=work ADR;TYPE=HOME ADR;TYPE=WORK ADR;TYPE=OTHER ADR;TYPE=home ADR;TYPE=work
ADR;TYPE=HOME,PREF ADR;TYPE=WORK,PREF ADR;TYPE=HOME;TYPE=PREF ADR;TYPE=WORK;TYPE=PREF ADR;type=HOME
ADR;type=WORK ADR;type=HOME;type=pref ADR;type=WORK;type=pref item1.ADR;type=HOME;type=pref
item1.ADR;type=WORK;type=pref item1.X-ABLabel item2.X-ABLabel item3.X-ABLabel item4.X-ABLabel
item1.EMAIL;TYPE=INTERNET item2.EMAIL;TYPE=INTERNET item1.EMAIL;type=INTERNET item2.EMAIL;type=INTERNET
item1.TEL item2.TEL item3.TEL item1.URL item2.URL item1.URL;type=pref item2.URL;type=pref URL;TYPE=HOME
URL;TYPE=WORK URL;type=pref URL;type=HOME;type=pref URL;type=WORK;type=pref BDAY;VALUE=date BDAY;value=date
BDAY;VALUE=DATE X-ABShowAs X-ADDRESSBOOKSERVER-KIND X-ANNIVERSARY PHOTO;ENCODING=b;TYPE=JPEG
PHOTO;ENCODING=b;TYPE=PNG PHOTO;ENCODING=b
"""
_CODES = {head: chr(_FIRST_CODE + place) for place, head in enumerate(_USUAL.split())}
_HEADS = {code: f"{head}:" for head, code in _CODES.items()}


def spared(text: str, contact: Contact) -> str:
    """Return a kept card's text without what the contact, as its row is, says."""
    if text.count("\n") > _MOST_LINES:
        return text
    lines = []
    for line in text.split("\n"):
        head, colon, value = line.partition(":")
        if not colon:
            lines.append(line)
            continue
        beginning, singles, items = _told(head)
        for mark, value_of in singles:
            if value_of(contact) == value:
                value = mark
                break
        if items:
            value = _item(value, contact, *items)
        lines.append(beginning + value)
    return "\n".join(lines)


def _item(value: str, contact: Contact, mark: str, items_of: "_Items", value_of: "_Of") -> str:
    for place, item in enumerate(items_of(contact)[:_MOST_ITEMS]):
        if value_of(item) == value:
            return f"{mark}{place}"
    return value


def whole(text: str, contact: Contact) -> str:
    """Return the text that `spared` was given with the contact.

    A line whose value the contact does not have any more, as another program may have left it, is left out.
    """
    lines = []
    for line in text.split("\n"):
        if _MARK in line:
            head, value_of = _marked(line)
            value = value_of(contact)
            if value is not None:
                lines.append(head + value)
        else:
            head = _HEADS.get(line[:1], "")
            lines.append(head + line[1:] if head else line)
    return "\n".join(lines)


def respelled(text: str, before: Contact, after: Contact) -> str:
    """Return a text that was spared beside one state of a contact as it is beside another."""
    return spared(whole(text, before), after)


# Written out, for a book has millions of them; NUL parts what is structured until it is escaped.
def _names(of: Contact) -> str:
    parts = f"{of.family_name or ''}\0{of.given_name or ''}\0{of.middle_name or ''}"
    return _structured(f"{parts}\0{of.name_prefix or ''}\0{of.name_suffix or ''}")


def _organization(contact: Contact) -> str:
    return _structured(f"{contact.company or ''}\0{contact.department or ''}")


def _place(of: Address) -> str:
    parts = f"{of.po_box or ''}\0{of.extended or ''}\0{of.street or ''}\0{of.city or ''}"
    return _structured(f"{parts}\0{of.state or ''}\0{of.postal_code or ''}\0{of.country or ''}")


def _structured(text: str) -> str:
    return _spelled(text).replace("\0", ";")


def _spelled(text: str) -> str:
    """Return a text as most cards spell it; one that is spelled in another way stands in the card itself."""
    if "," in text or ";" in text or "\\" in text or "\n" in text:
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")
    return text


def _text(field: str) -> "_Of":
    value_of = attrgetter(field)
    return lambda contact: _spelled(value) if (value := value_of(contact)) else None


_Of = Callable[[Any], str | None]
_Items = Callable[[Contact], Sequence[Any]]
_SINGLES: dict[str, tuple[tuple[str, _Of], ...]] = {
    "UID": ((f"{_MARK}u", attrgetter("uid")),),
    "FN": ((f"{_MARK}f", _text("display_name")),),
    "N": ((f"{_MARK}n", _names), (f"{_MARK}m", lambda contact: _names(contact).rstrip(";"))),
    "ORG": ((f"{_MARK}o", _text("company")), (f"{_MARK}p", _organization)),
    "TITLE": ((f"{_MARK}t", _text("job_title")),),
    "NICKNAME": ((f"{_MARK}k", _text("nickname")),),
    "BDAY": (
        (f"{_MARK}b", attrgetter("birthday")),
        (f"{_MARK}c", lambda c: c.birthday and c.birthday.replace("-", "")),
    ),
    "NOTE": ((f"{_MARK}z", _text("notes")),),
}
"""Of a property: the marks that its line may have, and what each stands for."""
_LISTS: dict[str, tuple[str, _Items, _Of]] = {
    "EMAIL": (f"{_MARK}E", attrgetter("emails"), attrgetter("address")),
    "TEL": (f"{_MARK}P", attrgetter("phones"), lambda phone: phone.raw or phone.number),
    "ADR": (f"{_MARK}A", attrgetter("addresses"), _place),
    "URL": (f"{_MARK}U", attrgetter("urls"), attrgetter("url")),
}
"""Of a property: its mark, which the place of an item follows, the items, and what each stands for."""
_VALUES = {mark: value_of for marks in _SINGLES.values() for mark, value_of in marks}
_ITEMS = {mark: (items_of, value_of) for mark, items_of, value_of in _LISTS.values()}


@lru_cache(4096)
def _marked(line: str) -> tuple[str, _Of]:
    """Return the head of a line with a mark, and what tells the mark's value of a contact that has it."""
    head, mark, name = line.partition(_MARK)
    head, mark = _HEADS.get(head, head), mark + name
    if mark in _VALUES:
        return head, _VALUES[mark]
    items_of, value_of = _ITEMS[mark[:2]]
    place = int(mark[2:])
    return head, lambda contact: next((value_of(item) for item in items_of(contact)[place:]), None)


@lru_cache(4096)
def _told(head: str) -> tuple[str, tuple[tuple[str, _Of], ...], tuple[str, _Items, _Of] | None]:
    """Return what stands for the head of a line, and the marks that its value may have."""
    name = head.partition(";")[0].rpartition(".")[2].upper()
    return _CODES.get(head) or f"{head}:", _SINGLES.get(name, ()), _LISTS.get(name)

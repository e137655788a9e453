"""Contacts that came as a card and were edited: the card says the new values and keeps the rest."""

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contactsctl.domain.checks import Checks
from contactsctl.domain.contact import Address, Contact, Email, Phone, Photo, Property
from contactsctl.domain.draft import make_contact
from contactsctl.domain.value import replace
from contactsctl.formats import vcard
from tests.formats.test_vcard import drafts

CARD = """BEGIN:VCARD
VERSION:3.0
N;SORT-AS=Lund:Lund;Ida,Marie;;;
FN:Ida Lund
NICKNAME;LANGUAGE=da:Idi
ORG:Havn\\; Kaj;Kraner;Nord;
item1.EMAIL;type=INTERNET;X-SLOT=1:Ida@Havn.example
item1.X-ABLabel:dock
EMAIL;TYPE=INTERNET,WORK:kontor@havn.example
EMAIL;TYPE=INTERNET,WORK:kontor@havn.example
TEL;TYPE=CELL,VOICE:20 30 40 50
TEL;TYPE=WORK;PREF=2:+45 33 12 34 56
item2.ADR;TYPE=WORK,POSTAL;LABEL="Kaj 4":;;Kaj 4;Aarhus;;8000;Danmark
item2.X-ABADR:dk
BDAY;VALUE=date:1980-05-01
CATEGORIES:myContacts,Sailing
CATEGORIES:Cranes
NOTE:one
NOTE:two
X-KEPT;X-P=1:as it is
REV:2020-01-01T00:00:00Z
END:VCARD
"""


def read(data: bytes) -> Contact:
    [record] = vcard.read(io.BytesIO(data))
    return contact_of(record.draft or {})


def contact_of(draft: dict[str, Any]) -> Contact:
    return make_contact(
        draft, Checks(lenient=True, region="DK"), contact_id="0", now="2026-01-01T00:00:00.000Z"
    )


def lines_of(contact: Contact) -> list[str]:
    return vcard.encode(contact).decode().replace("\r\n ", "").split("\r\n")


BEFORE = read(CARD.encode())
FIRST, SECOND = BEFORE.emails
MOBILE, DESK = BEFORE.phones
KAJ = BEFORE.addresses[0]

EDITS: list[tuple[str, dict[str, Any], list[str], list[str]]] = [
    ("nothing", {}, [], []),
    ("title", {"job_title": "Boss"}, [], ["TITLE:Boss"]),
    ("middle name", {"middle_name": "Bo"}, ["N;SORT-AS=Lund:Lund;Ida,Marie;;;"], ["N:Lund;Ida,Marie;Bo;;"]),
    ("company", {"company": "Bro"}, ["ORG:Havn\\; Kaj;Kraner;Nord;"], ["ORG:Bro;Kraner;Nord;"]),
    ("department", {"department": "Syd"}, ["ORG:Havn\\; Kaj;Kraner;Nord;"], ["ORG:Havn\\; Kaj;Syd"]),
    ("nickname", {"nickname": "Id"}, ["NICKNAME;LANGUAGE=da:Idi"], ["NICKNAME;LANGUAGE=da:Id"]),
    ("no birthday", {"birthday": None}, ["BDAY;VALUE=date:1980-05-01"], []),
    ("birthday", {"birthday": "--05-01"}, ["BDAY;VALUE=date:1980-05-01"],
     ["BDAY;VALUE=date;X-APPLE-OMIT-YEAR=1604:1604-05-01"]),
    ("tags", {"tags": ("Cranes",)}, ["CATEGORIES:myContacts,Sailing", "CATEGORIES:Cranes"], ["CATEGORIES:Cranes,myContacts"]),
    ("notes", {"notes": "three"}, ["NOTE:one", "NOTE:two"], ["NOTE:three"]),
    ("address", {"addresses": (replace(KAJ, city="Odense"),)},
     ['item2.ADR;TYPE=WORK,POSTAL;LABEL=Kaj 4:;;Kaj 4;Aarhus;;8000;Danmark'],
     ["item2.ADR;TYPE=WORK,POSTAL:;;Kaj 4;Odense;;8000;Danmark"]),
    ("address label", {"addresses": (replace(KAJ, label="home"),)},
     ['item2.ADR;TYPE=WORK,POSTAL;LABEL=Kaj 4:;;Kaj 4;Aarhus;;8000;Danmark'],
     ['item2.ADR;TYPE=POSTAL,HOME;LABEL=Kaj 4:;;Kaj 4;Aarhus;;8000;Danmark']),
    ("one more address", {"addresses": (KAJ, Address("home", city="Ribe"))}, [], ["ADR;TYPE=HOME:;;;Ribe;;;"]),
    ("label by hand", {"emails": (replace(FIRST, label="pier"), SECOND)}, ["item1.X-ABLabel:dock"], ["item1.X-ABLabel:pier"]),
    ("an email that repeats goes", {"emails": (FIRST,)}, ["EMAIL;TYPE=INTERNET,WORK:kontor@havn.example"] * 2, []),
    ("an email changes", {"emails": (replace(FIRST, address="ida@lund.example"), SECOND)},
     ["item1.EMAIL;TYPE=INTERNET;X-SLOT=1:Ida@Havn.example"], ["item1.EMAIL;TYPE=INTERNET;X-SLOT=1:ida@lund.example"]),
    ("emails change places", {"emails": (SECOND, FIRST)}, [], []),
    ("a phone's label", {"phones": (MOBILE, replace(DESK, label="Reception"))},
     ["TEL;TYPE=WORK;PREF=2:+45 33 12 34 56"], ["item3.TEL;PREF=2:+45 33 12 34 56", "item3.X-ABLabel:Reception"]),
    ("the primary phone", {"phones": (replace(MOBILE, primary=True), replace(DESK, primary=False))},
     ["TEL;TYPE=CELL,VOICE:20 30 40 50", "TEL;TYPE=WORK;PREF=2:+45 33 12 34 56"],
     ["TEL;TYPE=CELL,VOICE,PREF:20 30 40 50", "TEL;TYPE=WORK:+45 33 12 34 56"]),
]  # fmt: skip


@pytest.mark.parametrize("name, changes, gone, new", EDITS, ids=[row[0] for row in EDITS])
def test_an_edit_changes_these_lines_alone(
    name: str, changes: dict[str, Any], gone: list[str], new: list[str]
) -> None:
    """Of a changed line the group, the other parameters and the parts of the value that are the same stay."""
    before, after = lines_of(BEFORE), lines_of(replace(BEFORE, revision=2, **changes))
    assert [line for line in before if before.count(line) > after.count(line)] == gone
    assert [line for line in after if after.count(line) > before.count(line)] == new


@pytest.mark.parametrize(
    "label, expected", [("work", ["TEL;TYPE=WORK:1"]), ("Desk", ["item1.TEL:1", "item1.X-ABLabel:Desk"])]
)
def test_a_label_that_is_a_parameter_gives_way(label: str, expected: list[str]) -> None:
    """The new label is the only one."""
    contact = read(b'BEGIN:VCARD\nVERSION:3.0\nFN:A\nTEL;X-ABLabel="Hotline":1\nEND:VCARD\n')
    (phone,) = contact.phones
    edited = replace(contact, revision=2, phones=(replace(phone, label=label),))
    assert [line for line in lines_of(edited) if "1" in line[3:]] == expected


def test_an_edited_card_keeps_its_order() -> None:
    """New items stand behind the last of their kind, with their labels."""
    emails = (FIRST, SECOND, Email("ny@havn.example", "Nye"))
    lines = lines_of(replace(BEFORE, revision=2, emails=emails))
    start = lines.index("EMAIL;TYPE=INTERNET,WORK:kontor@havn.example")
    assert lines[start + 1 : start + 5] == [
        "item3.EMAIL;TYPE=INTERNET:ny@havn.example",
        "item3.X-ABLabel:Nye",
        "EMAIL;TYPE=INTERNET,WORK:kontor@havn.example",
        "TEL;TYPE=CELL,VOICE:20 30 40 50",
    ]


@settings(max_examples=150)
@given(drafts(), drafts(), st.sampled_from(["3.0", "4.0"]))
def test_any_edit_of_any_card_is_read_again(
    first: dict[str, Any], second: dict[str, Any], version: Any
) -> None:
    """A contact that became any other contact is exported in its old card, which is read as the new one."""
    card = read(vcard.encode(contact_of(first), version=version)).card
    after = replace(contact_of(second), card=card, revision=2)
    again = read(vcard.encode(after, version=version))
    assert [
        key for key in Contact.__slots__ if key not in PASSING and bag(after, key) != bag(again, key)
    ] == []


PASSING = {"card", "revision", "other_properties"}


def bag(contact: Contact, key: str) -> Any:
    """Return a field for comparison: lists without their order."""
    value = getattr(contact, key)
    if key in ("emails", "phones", "addresses", "urls", "dates"):
        return sorted(map(repr, value))
    return value


PHOTO = Photo("image/png", 5, "b" * 64, b"\x89PNG!")
PHOTOS = [
    ("PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ", "none", []),
    ("PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ", "embed", ["PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ"]),
    ("PHOTO;VALUE=uri:http://a.example:80/p.jpg", "none", ["PHOTO;VALUE=uri:http://a.example:80/p.jpg"]),
    ("PHOTO;ENCODING=b:not base64 at all...", "none", []),
]


@pytest.mark.parametrize("line, photos, expected", PHOTOS)
def test_photos_are_left_out_on_request(line: str, photos: Any, expected: list[str]) -> None:
    """Without photos a card holds no image data, faulty or not; a link is no data."""
    contact = read(f"BEGIN:VCARD\nVERSION:3.0\nFN:A\n{line}\nEND:VCARD\n".encode())
    lines = vcard.encode(contact, photos=photos).decode().split("\r\n")
    assert [line for line in lines if line.startswith("PHOTO")] == expected


def test_a_new_photo_takes_the_place_of_the_old() -> None:
    """The line of a photo is written anew, with the type of the new one."""
    contact = read(
        b"BEGIN:VCARD\nVERSION:3.0\nFN:A\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\nNOTE:x\nEND:VCARD\n"
    )
    lines = vcard.encode(replace(contact, photo=PHOTO, revision=2)).decode().split("\r\n")
    assert lines[4:6] == ["PHOTO;ENCODING=b;TYPE=PNG:iVBORyE=", "NOTE:x"]


HOSTILE = [
    Property("X-A\r\nNOTE", "1"),
    Property("X-A", "1\r\nNOTE:2"),
    Property("X-A", "1", "g\nNOTE:2"),
    Property("X-A", "1", None, {"P": ("\r\nNOTE:2",)}),
    Property("X-A", "1", None, {"P\r\nNOTE:2": ("1",)}),
    Property("X-A", "1\u2028NOTE:2"),
]


@pytest.mark.parametrize("line", HOSTILE, ids=repr)
@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_a_kept_property_makes_no_second_line(line: Property, version: Any) -> None:
    """Whatever a property of a JSON file holds, it is written as one line and no NOTE comes of it."""
    exported = vcard.encode(contact_of({"display_name": "A", "other_properties": [line]}), version=version)
    assert not any(each.startswith("NOTE") for each in exported.decode().splitlines())


def test_phones_that_only_a_region_made_valid_are_left_alone() -> None:
    """A number without a country code became E.164 by the region of the book: its line is as it came."""
    assert (MOBILE.number, MOBILE.raw) == ("+4520304050", "20 30 40 50")
    edited = replace(BEFORE, revision=2, phones=(MOBILE, Phone("+4533123456", "work", True, None, DESK.raw)))
    assert [line for line in lines_of(edited) if "TEL" in line] == [
        line for line in lines_of(BEFORE) if "TEL" in line
    ]

"""One hand-written card of every usual exporter, with the habits of each: the whole draft is compared."""

import io
from pathlib import Path
from typing import Any

import pytest

from contactsctl.domain.checks import Checks
from contactsctl.domain.contact import Photo
from contactsctl.domain.draft import make_contact
from contactsctl.formats import vcard

FOLDER = Path(__file__).parent.parent / "data" / "vcard"
NOW = "2026-01-01T00:00:00.000Z"
DOT = Photo("image/png", 77, "886eca293713dd0dc77ee8c492c64e81359f6e0286b79d5f6df20c506466d1e2")


def channel(key: str, value: str, label: str | None, primary: bool = False, **more: str) -> dict[str, Any]:
    return {key: value, "label": label, "primary": primary, **more}


DRAFTS: dict[str, list[dict[str, Any]]] = {
    "android.vcf": [{
        "family_name": "李", "given_name": "明", "display_name": "李明", "nickname": "Xiao Li", "company": "茶馆",
        "phones": [channel("number", "+86 138 0013 8000", "mobile", True), channel("number", "555-0100", "x-boat")],
        "emails": [channel("address", "ming@example.org", "home")],
        "addresses": [{"street": "中山路1号", "city": "南京", "postal_code": "210000", "country": "中国", "label": "home"}],
        "dates": [{"date": "2009-05-20", "label": "anniversary"}],
        "birthday": "--03-14",
        "other_properties": ["X-PHONETIC-LAST-NAME", "X-ANDROID-CUSTOM", "X-QQ"],
    }],
    "google.vcf": [{
        "display_name": "Ms. Nadia Petrova-Okafor", "family_name": "Petrova-Okafor", "given_name": "Nadia",
        "middle_name": "Ifeoma", "name_prefix": "Ms.", "nickname": "Nads", "company": "Harbour & Sons",
        "department": "Charts", "job_title": "Cartographer", "birthday": "--02-29",
        "emails": [channel("address", "nadia@harbour.example", "work"),
                   channel("address", "nadia.books@example.net", "Book club")],
        "phones": [channel("number", "+44 7700 900123", "mobile"), channel("number", "+44 20 7946 0018", "Assistant")],
        "addresses": [{"street": "Flat 4, 12 Quay St\nRear entrance", "city": "Bristol", "postal_code": "BS1 4XX",
                       "country": "United Kingdom", "label": "Winter"}],
        "urls": [{"url": "http://harbour.example/nadia", "label": "PROFILE"}],
        "dates": [{"date": "2012-09-15", "label": "anniversary"}],
        "tags": ["Sailing"],
        "notes": "Prefers letters; answers on Sundays.\nOwes me a book.",
        "other_properties": ["X-PHONETIC-FIRST-NAME", "X-ABRELATEDNAMES", "X-ABLabel"],
    }],
    "icloud-groups.vcf": [{
        "family_name": "Choir", "display_name": "Choir", "kind": "group", "uid": "urn:uuid:choir-1",
        "other_properties": ["PRODID", *["X-ADDRESSBOOKSERVER-MEMBER"] * 2, "REV"],
    }, {
        "display_name": "Tea & Co.", "company": "Tea & Co.", "kind": "organization", "uid": "tea-1",
        "phones": [channel("number", "+1 (800) MY-TEA-00", "Main", True)],
        "other_properties": [],
    }],
    "nextcloud.vcf": [{
        "uid": "6f2a1d0e-8a53-4cde-9d58-0b54a1f5d0aa", "display_name": "Zoë D'Souza", "family_name": "D'Souza",
        "given_name": "Zoë", "birthday": "1990-01-31",
        "addresses": [{"street": "Rua Nova 3", "city": "Goa", "postal_code": "403001", "country": "India", "label": "home"}],
        "emails": [channel("address", "zoe@example.com", "home", True)],
        "phones": [channel("number", "+91 832 222 0100", "home")],
        "dates": [{"date": "2010-06-12", "label": "anniversary"}],
        "tags": ["Friends", "Choir, Monday"],
        "other_properties": ["PRODID", "X-ANNIVERSARY", "BDAY", "GEO", "X-SOCIALPROFILE", "CLOUD", "REV"],
    }],
    "outlook.vcf": [{
        "family_name": "Müßig", "given_name": "Jörg", "middle_name": "Maria", "name_prefix": "Dr.",
        "name_suffix": "jun.", "display_name": "Dr. Jörg Maria Müßig jun.", "company": "Gebrüder Müßig",
        "department": "Einkauf", "job_title": "Buyer", "birthday": "1968-03-31",
        "phones": [channel("number", "+49 (30) 901820-12", "work"), channel("number", "0151 23456789", "mobile"),
                   channel("number", "+49 30 90182099", "work_fax")],
        "emails": [channel("address", "joerg@muessig.example", None, True)],
        "addresses": [{"extended": "2. Stock, Zimmer 5", "street": "Königsallee 8", "city": "Düsseldorf",
                       "state": "NW", "postal_code": "40212", "country": "Deutschland", "label": "work"}],
        "urls": [{"url": "http://www.muessig.example", "label": "work"}],
        "notes": "First line\nC:\\temp\\new is not a line break\n",
        "photo": DOT,
        "other_properties": ["LABEL", "ROLE", "X-MS-OL-DEFAULT-POSTAL-ADDRESS", "REV"],
    }],
    "thunderbird.vcf": [{
        "family_name": "Ødegård", "given_name": "Åse", "display_name": "Åse Ødegård", "nickname": "Åsi",
        "emails": [channel("address", "ase@fjell.example", "work"), channel("address", "ase.home@example.org", "home", True)],
        "phones": [channel("number", "+47-22-12-34-56", "mobile", extension="7"), channel("number", "22 12 34 57", "work_fax")],
        "addresses": [{"street": "Storgata 1", "city": "Oslo", "postal_code": "0155", "country": "Norge", "label": "home"}],
        "birthday": "--05-17",
        "dates": [{"date": "2015-08-08", "label": "anniversary"}],
        "photo": DOT,
        "uid": "urn:uuid:4c1c2a0a-4d1a-4a51-8d7d-0d1d8a3f2b11",
        "notes": "Line one\nLine two",
        "other_properties": ["IMPP", "TZ", "X-CUSTOM1"],
    }],
}  # fmt: skip


def read(file: str) -> list[dict[str, Any]]:
    records = vcard.read(io.BytesIO((FOLDER / file).read_bytes()))
    return [record.draft or {} for record in records]


@pytest.mark.parametrize("file", DRAFTS)
def test_the_draft_is_what_the_exporter_meant(file: str) -> None:
    """Encodings, folds, labels, partial dates and photos of the exporter are read; the rest is kept by name."""
    drafts = [{key: value for key, value in draft.items() if key != "card"} for draft in read(file)]
    for draft in drafts:
        draft["other_properties"] = [line.name for line in draft["other_properties"]]
    assert drafts == DRAFTS[file]


@pytest.mark.parametrize("version", ["3.0", "4.0"])
@pytest.mark.parametrize("file", DRAFTS)
def test_both_versions_say_the_same(file: str, version: Any) -> None:
    """An export in either version is read as a contact with the same fields, the spelling of phones aside."""
    for draft in read(file):
        before = contact_of(draft)
        [again] = vcard.read(io.BytesIO(vcard.encode(before, version=version)))
        assert fields(contact_of(again.draft or {})) == fields(before)


def contact_of(draft: dict[str, Any]) -> Any:
    return make_contact(draft, Checks(lenient=True, region="DE"), contact_id="0", now=NOW)


def fields(contact: Any) -> dict[str, Any]:
    read = {
        key: getattr(contact, key) for key in contact.__slots__ if key not in ("card", "other_properties")
    }
    return read | {"phones": [(phone.number, phone.label, phone.extension) for phone in contact.phones]}


def test_members_of_a_group_are_named() -> None:
    """A group card lists the UIDs of its members."""
    records = list(vcard.read(io.BytesIO((FOLDER / "icloud-groups.vcf").read_bytes())))
    assert [record.members for record in records] == [("urn:uuid:3D4E-Zoe", "urn:uuid:absent"), ()]


@pytest.mark.parametrize("file", DRAFTS)
def test_an_independent_reader_takes_every_export(file: str) -> None:
    """vobject's strict validation accepts the 3.0 export and finds the name, the emails and the phones."""
    import vobject

    for draft in read(file):
        contact = contact_of(draft)
        found = vobject.readOne(vcard.encode(contact).decode(), validate=True)
        assert found.fn.value == contact.display_name
        assert [email.value for email in found.contents.get("email", [])] == [
            e.address for e in contact.emails
        ]
        assert len(found.contents.get("tel", [])) == len(contact.phones)

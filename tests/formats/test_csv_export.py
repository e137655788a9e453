"""Contacts -> CSV, and back."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contactsctl.domain.checks import Checks
from contactsctl.domain.contact import Contact
from contactsctl.domain.draft import make_contact
from contactsctl.formats import csv_contacts
from contactsctl.formats.csv_export import Dialect, Widths, header, widths_of, write
from contactsctl.formats.csv_guard import guarded, unguarded
from contactsctl.formats.csv_labels import from_google, to_google

ID = "6f9619ff-8b86-4011-b42d-00cf4fc964ff"
NOW = "2026-01-01T00:00:00.000Z"


def contact_of(draft: dict[str, Any]) -> Contact:
    return make_contact(draft, Checks(region="NO", lenient=True), contact_id=ID, now=NOW)


MAREN = contact_of(
    {
        "given_name": "Maren",
        "family_name": "Holt",
        "company": "Lark & Co",
        "job_title": "Buyer",
        "birthday": "--02-29",
        "notes": "Two\nlines",
        "tags": ["VIP", "a;b"],
        "source": "=1+1",
        "emails": [{"address": "m@lark.example", "label": "work"}, {"address": "m@home.example", "primary": True}],
        "phones": [{"number": "+4722123456", "label": "work_fax", "extension": "9"}],
        "addresses": [{"label": "work", "street": "Havn 3\nFlat 2", "city": "Bergen", "po_box": "7"}],
        "urls": [{"url": "http://holt.example", "label": "blog"}],
        "dates": [{"date": "2004-05-06", "label": "anniversary"}],
        "custom_fields": {"Badge": "00042", "seats": 3},
        "access": ["bob"],
    }
)  # fmt: skip
PER = contact_of({"display_name": "Per", "custom_fields": {"Badge": "7"}})


def exported(contacts: list[Contact], dialect: Dialect, **options: Any) -> str:
    return b"".join(write(contacts, dialect, widths_of(contacts), **options)).decode()


def test_plain() -> None:
    """Our own columns are JSON keys and paths; those of few contacts are there when one needs them."""
    assert exported([MAREN, PER], "plain") == (
        "display_name,name_prefix,given_name,middle_name,family_name,name_suffix,nickname,mention_name,company,"
        "department,job_title,type,kind,is_active,emails.0.address,emails.0.label,emails.0.primary,"
        "emails.1.address,emails.1.label,emails.1.primary,phones.0.number,phones.0.label,phones.0.extension,"
        "phones.0.primary,addresses.0.label,addresses.0.po_box,addresses.0.extended,addresses.0.street,"
        "addresses.0.city,addresses.0.state,addresses.0.postal_code,addresses.0.country,urls.0.url,urls.0.label,"
        "dates.0.date,dates.0.label,birthday,notes,tags,avatar_path,source,uid,access,custom_fields.Badge,"
        "custom_fields.seats\r\n"
        "Maren Holt,,Maren,,Holt,,,,Lark & Co,,Buyer,other,individual,true,m@lark.example,work,false,"
        "m@home.example,,true,+4722123456,work_fax,9,true,work,7,,\"Havn 3\nFlat 2\",Bergen,,,,"
        "http://holt.example,blog,2004-05-06,anniversary,--02-29,\"Two\nlines\",VIP ::: a;b,,'=1+1,"
        f'urn:uuid:{ID},"[""bob""]",00042,3\r\n'
        'Per,,,,,,,,,,,other,individual,true' + "," * 28 + f'urn:uuid:{ID},everyone,"""7""",\r\n'
    )  # fmt: skip


def test_google() -> None:
    """Google's columns of 2024, as many as the richest contact needs; a star is for what is primary."""
    assert exported([MAREN, PER], "google") == (
        "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,"
        "Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,"
        "Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,"
        "Phone 1 - Value,Address 1 - Label,Address 1 - Street,Address 1 - City,Address 1 - PO Box,"
        "Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,"
        "Website 1 - Label,Website 1 - Value,Event 1 - Label,Event 1 - Value,Custom Field 1 - Label,"
        "Custom Field 1 - Value,Custom Field 2 - Label,Custom Field 2 - Value\r\n"
        "Maren,,Holt,,,,,,,,Lark & Co,Buyer,,--02-29,\"Two\nlines\",,VIP ::: a;b ::: * myContacts,Work,"
        "m@lark.example,* ,m@home.example,Work Fax,'+4722123456 ext. 9,Work,\"Havn 3\nFlat 2\",Bergen,7,,,,,"
        "Blog,http://holt.example,Anniversary,2004-05-06,Badge,00042,seats,3\r\n"
        "Per,,,,,,,,,,,,,,,,* myContacts,,,,,,,,,,,,,,,,,,,Badge,7,,\r\n"
    )  # fmt: skip


def test_outlook() -> None:
    """Outlook's 92 columns behind a mark: addresses and phones in their places, the primary email first."""
    lines = exported([MAREN, PER], "outlook", raw=True).split("\r\n")
    headers, *rows = [line.split(",") for line in lines]
    assert len(headers) == len(set(headers)) == 92
    assert lines[0].startswith("﻿Title,First Name,Middle Name,Last Name,Suffix,Company,")
    values = [{name: cell for name, cell in zip(headers, row, strict=False) if cell} for row in rows[:-1]]
    assert values == [
        {
            "First Name": "Maren", "Last Name": "Holt", "Company": "Lark & Co", "Job Title": "Buyer",
            "Business Street": "Havn 3", "Business Street 2": "Flat 2", "Business City": "Bergen",
            "Business Fax": "+4722123456 ext. 9", "Anniversary": "2004-05-06", "Birthday": "--02-29",
            "Business Address PO Box": "7", "Categories": "VIP;a;b", "E-mail Address": "m@home.example",
            "E-mail 2 Address": "m@lark.example", "Notes": '"Two\nlines"', "Web Page": "http://holt.example",
        },
        {"First Name": "Per"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    "draft, expected",
    [
        ({"display_name": "Per"}, {"First Name": "Per"}),
        ({"nickname": "Pe"}, {"First Name": "Pe"}),
        ({"company": "Lark"}, {"Company": "Lark"}),
        ({"display_name": "Per", "company": "Lark"}, {"First Name": "Per", "Company": "Lark"}),
        (
            {"given_name": "A", "phones": [{"number": f"+472212345{n}", "label": "mobile"} for n in range(3)]},
            {"First Name": "A", "Mobile Phone": "+4722123450", "Other Phone": "+4722123451", "Primary Phone": "+4722123452"},
        ),
        (
            {"given_name": "A", "addresses": [{"label": "home", "city": "X"}, {"label": "home", "city": "Y", "extended": "Z"}]},
            {"First Name": "A", "Home City": "X", "Other City": "Y", "Other Street 3": "Z"},
        ),
        (
            {"given_name": "A", "addresses": [{"label": "work", "street": "1\n2\n3\n4", "extended": "Room 5"}]},
            {"First Name": "A", "Business Street": "1", "Business Street 2": "2", "Business Street 3": "3\n4", "Office Location": "Room 5"},
        ),
    ],
)  # fmt: skip
def test_places_in_outlook(draft: dict[str, Any], expected: dict[str, str]) -> None:
    """A name in one piece is the first name; a second phone or address of a kind goes to the next free place."""
    from contactsctl.formats.csv_export_outlook import outlook_layout

    headers, row = outlook_layout(Widths())
    cells = row(contact_of(draft))
    assert {name: cell for name, cell in zip(headers, cells, strict=True) if cell} == expected


def test_what_is_beyond_googles_columns() -> None:
    """What the columns do not suffice for is joined in the last ones, and read again from there."""
    draft = {
        "given_name": "Ana",
        "emails": [{"address": f"{name}@b.example", "label": label} for name, label in zip("abc", ("work", None, "home"), strict=True)],
        "custom_fields": {"one": "1", "two": "2"},
    }  # fmt: skip
    contact = contact_of(draft)
    data = b"".join(write([contact], "google", Widths(emails=2, customs=1)))
    assert data.splitlines()[1] == (
        b"Ana,,,,,,,,,,,,,,,,* myContacts,* Work,a@b.example, ::: Home,b@b.example ::: c@b.example"
        b",,,,,,,,,,,,,,,one ::: two,1 ::: 2"
    )
    [record] = csv_contacts.read(io.BytesIO(data))
    again = contact_of(record.draft or {})
    assert (again.emails, again.custom_fields) == (contact.emails, contact.custom_fields)


@pytest.mark.parametrize("dialect, count", [("plain", 58), ("google", 63), ("outlook", 92)])
def test_usual_widths(dialect: Dialect, count: int) -> None:
    """A caller that cannot count its contacts first gets room for what most have."""
    assert len(header(dialect)) == count
    assert next(iter(write([], dialect))).count(b",") == count - 1


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", ""),
        ("Ana", "Ana"),
        ("=1+1", "'=1+1"),
        ("+cmd|x", "'+cmd|x"),
        ("-x", "'-x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("+34 600 (123) 456-7.8", "+34 600 (123) 456-7.8"),
        ("-5", "-5"),
        ("+٣٤", "'+٣٤"),
        ("--02-29", "--02-29"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("'=1", "''=1"),
        ("''=1", "'''=1"),
        ("'t was", "'t was"),
        ("'", "'"),
    ],
)
def test_guard(text: str, expected: str) -> None:
    """Formulas get an apostrophe, phone numbers none, and what comes back is what was there."""
    assert guarded(text) == expected
    assert unguarded(expected) == text


def test_raw_has_no_guard() -> None:
    """`raw` leaves cells as they are."""
    contact = contact_of({"given_name": "=1+1"})
    assert [b"'=1+1" in line for line in write([contact], "plain", Widths())] == [False, True]
    assert [b"'=1+1" in line for line in write([contact], "plain", Widths(), raw=True)] == [False, False]


@pytest.mark.parametrize("label", [None, "home", "work_fax", "homepage", "Summer house", "SCHOOL", "main"])
def test_google_labels(label: str | None) -> None:
    """A label comes back from Google's spelling; one of the user's own is not respelt."""
    assert from_google(to_google(label)) == (label, False)
    assert from_google(f"* {to_google(label)}") == (label, True)


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Me")),
    max_size=12,
).map(str.strip) | st.sampled_from(
    ["=1+1", "'=1", "+34", "-", "@x", '"', ",", ";", "a,b", "'", "* x", "null", "[1]", "true"]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=3).map(lambda words: "\n".join(words).strip())
LABELS = st.sampled_from([None, "home", "work", "mobile", "work_fax", "Summer house", "other"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9**9) | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS.filter(bool), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip


def items(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries({**keys, "label": LABELS}), max_size=3)


DRAFTS = st.fixed_dictionaries(
    {"given_name": WORDS.filter(bool)},
    optional={
        **dict.fromkeys(("name_prefix", "middle_name", "family_name", "name_suffix", "nickname"), WORDS),
        **dict.fromkeys(("company", "department", "job_title"), WORDS),
        "emails": items(address=st.sampled_from(["a@b.example", "c@d.example", "e@f.example"]), primary=st.booleans()),
        "phones": items(number=st.sampled_from(["+4722123456", "+34600123456", "112", "call me"]), primary=st.booleans(), extension=st.sampled_from([None, "9"])),
        "addresses": items(**dict.fromkeys(("street", "city", "state", "postal_code", "country", "po_box", "extended"), TEXTS)),
        "urls": items(url=st.sampled_from(["http://a.example", "b.example/=x"])),
        "dates": items(date=st.sampled_from(["2004-05-06", "--02-29", "1990"])),
        "birthday": st.sampled_from(["1985-04-12", "--02-29", "1990-05"]),
        "notes": TEXTS,
    },
)  # fmt: skip
TAGS = st.lists(WORDS.filter(bool), max_size=3)
KEYS = WORDS.filter(lambda key: key and key.strip("'") == key)


def again(contact: Contact, dialect: Dialect) -> Contact:
    [record] = csv_contacts.read(io.BytesIO(b"".join(write([contact], dialect, widths_of([contact])))))
    assert record.draft is not None
    return contact_of(record.draft)


def plain_phones(contact: Contact) -> list[tuple[object, ...]]:
    return [
        (phone.number, phone.label, phone.primary, phone.extension, phone.valid) for phone in contact.phones
    ]


SAME = ("name_prefix", "given_name", "middle_name", "family_name", "name_suffix", "nickname", "company",
        "department", "job_title", "emails", "addresses", "urls", "dates", "birthday", "notes")  # fmt: skip
PLAIN = (*SAME, "display_name", "mention_name", "type", "kind", "is_active", "tags", "source", "uid", "access",
         "avatar_path", "custom_fields")  # fmt: skip


@given(
    DRAFTS,
    TAGS,
    st.dictionaries(KEYS, JSON, max_size=3),
    st.fixed_dictionaries(
        {},
        optional={
            "display_name": WORDS.filter(bool),
            "mention_name": st.just("ana"),
            "type": st.sampled_from(["client", "lead"]),
            "is_active": st.booleans(),
            "source": WORDS,
            "access": st.lists(st.sampled_from(["bob", "eve;x"]), max_size=2, unique=True),
            "avatar_path": st.just("/tmp/=a.jpg"),
        },
    ),
)
def test_plain_comes_back(
    draft: dict[str, Any], tags: list[str], custom: dict[str, Any], more: dict[str, Any]
) -> None:
    """What our own columns hold comes back equal: every name, list, label, flag, tag and JSON value."""
    contact = contact_of({**draft, **more, "tags": tags, "custom_fields": custom})
    found = again(contact, "plain")
    assert {key: getattr(found, key) for key in PLAIN} == {key: getattr(contact, key) for key in PLAIN}
    assert plain_phones(found) == plain_phones(contact)


def without_lost_extensions(draft: dict[str, Any]) -> dict[str, Any]:
    phones = [
        phone for phone in draft.get("phones", ()) if phone["number"][0] == "+" or not phone["extension"]
    ]
    return {**draft, "phones": phones}


def free_of(text: str, *marks: str) -> bool:
    return not any(mark in text for mark in marks)


@given(
    DRAFTS.map(without_lost_extensions).filter(lambda draft: free_of(str(draft), ":::")),
    TAGS.map(lambda tags: [tag for tag in tags if free_of(tag, "*", ":::")]),
    st.dictionaries(KEYS.filter(lambda key: free_of(key, "*", ":::")), TEXTS.filter(bool), max_size=3),
)
def test_google_comes_back(draft: dict[str, Any], tags: list[str], custom: dict[str, str]) -> None:
    """What Google's columns hold comes back equal, but for the extension of a number that is none."""
    contact = contact_of({**draft, "tags": tags, "custom_fields": custom})
    found = again(contact, "google")
    assert {key: getattr(found, key) for key in SAME} == {key: getattr(contact, key) for key in SAME}
    assert plain_phones(found) == plain_phones(contact)
    assert (found.tags, found.custom_fields) == (contact.tags, contact.custom_fields)

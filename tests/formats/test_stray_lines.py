"""Heads and lines that are nearly properties: what Android writes for a label, what lacks its colon."""

import io

import pytest

from contactsctl.address_book.preparing import Preparation, prepare
from contactsctl.domain.contact import Contact, Property
from contactsctl.domain.value import replace
from contactsctl.formats import vcard

HOW = Preparation(None, "2026-01-01T00:00:00.000Z", None, (), None, {})


def read(*lines: str, version: str = "2.1") -> tuple[Contact, list[str]]:
    text = "\r\n".join(("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""))
    [record] = vcard.read(io.BytesIO(text.encode()))
    made = prepare(record, HOW)
    assert made.new is not None
    return made.new.contact, [problem.message for problem in record.problems]


@pytest.mark.parametrize(
    "told, label",
    [
        ("CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=44=C3=A4=63=68=61", "Dächa"),
        ("CHARSET=no-such,ENCODING=QUOTED-PRINTABLE,=E4", "ä"),
        ("Summer, late", "Summer, late"),
    ],
)
def test_labels_of_android_are_labels(told: str, label: str) -> None:
    """They come out as the X-ABLabel of a group, in a card that every reader takes."""
    contact, problems = read("N:Petrova;Anna", f"TEL;X-CUSTOM({told}):+74951234567")
    assert ([(phone.number, phone.label) for phone in contact.phones], problems) == (
        [("+74951234567", label)],
        [],
    )
    lines = vcard.encode(contact).decode().splitlines()
    assert lines[-3:-1] == ["item1.TEL:+74951234567", f"item1.X-ABLabel:{label.replace(',', chr(92) + ',')}"]


def test_a_long_label_of_android_goes_over_several_lines() -> None:
    """A soft break stands in the head then, and the next line is neither a property nor text of one."""
    told = ("CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=D0=94=D0=B0=", "=D1=87=", "=D0=B0):+74951234567")
    contact, problems = read("N:Petrova;Anna", f"TEL;X-CUSTOM({told[0]}", *told[1:], "TITLE:Head")
    assert [(phone.number, phone.label) for phone in contact.phones] == [("+74951234567", "Дача")]
    assert (contact.job_title, contact.other_properties, problems) == ("Head", (), [])
    ends_so, _ = read(
        "N:Petrova;Anna", "URL;X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,a):b?c=", "TITLE:x"
    )
    assert (ends_so.urls[0].url, ends_so.job_title) == ("b?c=", "x")


def test_a_label_without_a_property_is_a_line_of_its_own() -> None:
    """Android writes so what it has no property for; the line before it stays as it was."""
    contact, _ = read(
        "FN:Anna", "ORG:Modi", "X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,Chat):+919876543210"
    )
    assert contact.company == "Modi"
    assert [(line.name, line.value) for line in contact.other_properties] == [
        ("X-CUSTOM", "+919876543210"), ("X-ABLabel", "Chat"),
    ]  # fmt: skip


def test_a_line_without_a_colon_leaves_a_number_alone() -> None:
    """It is kept, under a name of ours, after a property of one line; a note goes on with it."""
    stray = 'ADR;TYPE=work;LABEL="42 Oak St."'
    contact, problems = read("FN:Gus", "TEL;VALUE=uri:tel:+1-202-555-0101", stray, version="4.0")
    assert [phone.number for phone in contact.phones] == ["+12025550101"]
    assert [(line.name, line.value) for line in contact.other_properties] == [
        ("X-CONTACTSCTL-TEXT", stray.replace(";", "\\;"))
    ]
    assert problems == [f"not a property, kept as X-CONTACTSCTL-TEXT: {stray!r}"]
    assert stray.replace(";", "\\;") in vcard.encode(contact, version="4.0").decode().replace("\r\n ", "")
    assert read("EMAIL;TYPE=work ana@example.org", "FN:Ana", version="3.0")[0].other_properties
    assert read("FN:Ana", "NOTE:one", "two", version="3.0")[0].notes == "one\ntwo"


def test_a_kept_property_ends_no_card() -> None:
    """Whatever JSON says of other properties, an export has one card with one version."""
    kept = tuple(Property(name, "VCARD") for name in ("END", "begin", "VERSION"))
    contact = replace(read("FN:Gus")[0], card=None, other_properties=kept)
    written = vcard.encode(contact).decode()
    assert written.count("\r\nEND:") == written.count("BEGIN:VCARD\r\n") == written.count("\r\nVERSION:") == 1
    assert "X-END:VCARD\r\nX-begin:VCARD\r\nX-VERSION:VCARD\r\n" in written


def test_a_card_of_stray_lines_is_empty() -> None:
    [record] = vcard.read(io.BytesIO(b"BEGIN:VCARD\r\nVERSION:3.0\r\nnothing\r\nEND:VCARD\r\n"))
    assert record.draft is None


def test_types_in_quotes_are_several() -> None:
    """`TYPE="voice,home"` is written as `TYPE=voice,home`, in 3.0 too."""
    contact, _ = read("FN:Gus", 'TEL;TYPE="voice,home":+12025550101', version="4.0")
    assert "TEL;TYPE=voice,home:" in vcard.encode(contact).decode()

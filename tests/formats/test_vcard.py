"""vCard in and out on hand-written cards: one property, one fault at a time."""

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contactsctl.domain.checks import Checks
from contactsctl.domain.contact import Contact, Phone
from contactsctl.domain.draft import make_contact
from contactsctl.domain.value import replace
from contactsctl.formats import vcard, vcard_cards
from contactsctl.formats.content_lines import fold
from tests.conftest import DATA

NOW = "2026-01-01T00:00:00.000Z"


def read(text: str | bytes) -> list[Any]:
    return list(vcard.read(io.BytesIO(text.encode() if isinstance(text, str) else text)))


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def contact_of(draft: dict[str, Any]) -> Contact:
    return make_contact(draft, Checks(lenient=True), contact_id="0", now=NOW)


PROPERTIES = [
    ("3.0", "FN:Ana\\, Silva\\nx", "display_name", "Ana, Silva\nx"),
    ("3.0", "N:Silva;Ana;M.;Dr.;PhD", "family_name", "Silva"),
    ("3.0", "N:Silva,Souza;Ana", "family_name", "Silva Souza"),
    ("2.1", "N:O;A;B;C;D;E", "name_suffix", "D E"),
    ("3.0", "NICKNAME:Bo,Bobo", "nickname", "Bo, Bobo"),
    ("3.0", "ORG:Acme\\; Inc;Sales;West", "company", "Acme; Inc"),
    ("3.0", "ORG:Acme;Sales;West", "department", "Sales; West"),
    ("3.0", "TITLE:Head of R\\,D", "job_title", "Head of R,D"),
    ("3.0", "NOTE:a, b; c\\nd", "notes", "a, b; c\nd"),
    ("2.1", "NOTE:a\\nb", "notes", "a\\nb"),
    ("2.1", "NOTE;ENCODING=QUOTED-PRINTABLE:a=0D=0Ab=\r\nc", "notes", "a\nbc"),
    ("2.1", "FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Ren=E9", "display_name", "René"),
    ("3.0", "BDAY:1985-04-12", "birthday", "1985-04-12"),
    ("3.0", "BDAY:1985-04-12T00:00:00Z", "birthday", "1985-04-12"),
    ("3.0", "BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12", "birthday", "--04-12"),
    ("4.0", "BDAY:--0412", "birthday", "--04-12"),
    ("3.0", "BDAY;VALUE=date:0000-04-12", "birthday", "--04-12"),
    ("4.0", "BDAY:1985", "birthday", "1985"),
    ("3.0", "BDAY:circa 1800", "birthday", None),
    ("3.0", "EMAIL;TYPE=INTERNET,WORK,PREF:a@b.cd", "emails", [{"address": "a@b.cd", "label": "work", "primary": True}]),
    ("4.0", "EMAIL;TYPE=home;PREF=1:mailto:a@b.cd", "emails", [{"address": "a@b.cd", "label": "home", "primary": True}]),
    ("2.1", "TEL;CELL:+1 2", "phones", [{"number": "+1 2", "label": "mobile", "primary": False}]),
    ("3.0", "TEL;TYPE=FAX,WORK:1", "phones", [{"number": "1", "label": "work_fax", "primary": False}]),
    ("3.0", "TEL;TYPE=\"home,fax\":1", "phones", [{"number": "1", "label": "home_fax", "primary": False}]),
    ("3.0", r"TEL;TYPE=CELL\,VOICE:1", "phones", [{"number": "1", "label": "mobile", "primary": False}]),
    ("3.0", "TEL;type=IPHONE;type=CELL;type=VOICE:1", "phones",
     [{"number": "1", "label": "iphone", "primary": False}]),
    ("3.0", "TEL;TYPE=workfax:1", "phones", [{"number": "1", "label": "work_fax", "primary": False}]),
    ("2.1", "EMAIL;SMTP:a@b.cd", "emails", [{"address": "a@b.cd", "label": None, "primary": False}]),
    ("4.0", "TEL;VALUE=uri:tel:+1-2;ext=3", "phones",
     [{"number": "+1-2", "label": None, "primary": False, "extension": "3"}]),
    ("3.0", "item1.TEL:1\r\nitem1.X-ABLabel:_$!<Mother>!$_", "phones",
     [{"number": "1", "label": "Mother", "primary": False}]),
    ("3.0", 'TEL;TYPE=WORK;X-ABLabel="Hotline, 24h":1', "phones",
     [{"number": "1", "label": "Hotline, 24h", "primary": False}]),
    ("3.0", "X-ABDATE;X-ABLabel=_$!<Anniversary>!$_:2009-06-13", "dates",
     [{"date": "2009-06-13", "label": "anniversary"}]),
    ("3.0", "item1.URL:http\\://x.y\r\nitem1.X-ABLabel:blog", "urls", [{"url": "http://x.y", "label": "blog"}]),
    ("3.0", "ADR;TYPE=HOME:;;1 Main\\nFloor 2;Rome;;00100;Italy", "addresses",
     [{"street": "1 Main\nFloor 2", "city": "Rome", "postal_code": "00100", "country": "Italy", "label": "home"}]),
    ("3.0", "CATEGORIES:a,b\\,c,myContacts\r\nCATEGORIES:d", "tags", ["a", "b,c", "d"]),
    ("3.0", "item1.X-ABDATE:2009-06-13\r\nitem1.X-ABLabel:_$!<Anniversary>!$_", "dates",
     [{"date": "2009-06-13", "label": "anniversary"}]),
    ("4.0", "ANNIVERSARY:20090613", "dates", [{"date": "2009-06-13", "label": "anniversary"}]),
    ("4.0", "KIND:org", "kind", "organization"),
    ("3.0", "FN:Acme\r\nORG:Acme;", "kind", "organization"),
    ("3.0", "UID:abc", "uid", "abc"),
]  # fmt: skip


@pytest.mark.parametrize("version, lines, key, expected", PROPERTIES)
def test_properties_are_read(version: str, lines: str, key: str, expected: Any) -> None:
    """Each property becomes the value of its field."""
    name = "" if lines.startswith(("FN", "N:", "N;")) or "\r\nFN" in lines else "FN:Somebody"
    [record] = read(card(*filter(None, (name, lines)), version=version))
    assert record.draft[key] == expected if expected is not None else key not in record.draft


FAULTS = [
    ("no END", "BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nEND:VCARD\n", ["A", "B"]),
    ("no END at all", "BEGIN:VCARD\nFN:A\n", ["A"]),
    ("glued", "BEGIN:VCARD\nFN:A\nEND:VCARDBEGIN:VCARD\nFN:B\nEND:VCARD", ["A", "B"]),
    ("no BEGIN", "FN:A\nEND:VCARD\n", ["A"]),
    ("only END", "END:VCARD\n", []),
    ("empty card between", "BEGIN:VCARD\nFN:A\nEND:VCARD\nbegin:vcard\nend:vcard\nBEGIN:VCARD\nFN:B\nEND:VCARD\n",
     ["A", None, "B"]),
    ("lower case, spaces", " begin : vcard \nfn:A\nend:vcard\n", ["A"]),
    ("bare CR", "BEGIN:VCARD\rFN:A\rEND:VCARD\r", ["A"]),
    ("folded head", 'BEGIN:VCARD\nFN:A\nADR;LABEL="x"\n :;;s;;;;\nEND:VCARD\n', ["A"]),
    ("unindented line", "BEGIN:VCARD\nFN:A\nNOTE:one\ntwo\nEND:VCARD\n", ["A"]),
    ("broken quote", 'BEGIN:VCARD\nFN:A\nTEL;TYPE="home:1\nEND:VCARD\n', ["A"]),
    ("colons and equals", "BEGIN:VCARD\nFN:A\nTEL;a" + "=" * 40 + '":1\nEND:VCARD\n', ["A"]),
    ("nested agent", "BEGIN:VCARD\nFN:A\nAGENT:\nBEGIN:VCARD\nFN:B\nEND:VCARD\nTEL:1\nEND:VCARD\n", ["A"]),
    ("agent in its line", "BEGIN:VCARD\nFN:A\nAGENT:BEGIN:VCARD\nFN:B\nEND:VCARD\nEND:VCARD\n", ["A"]),
    ("a card in a card", "BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nEND:VCARD\nTEL:1\nEND:VCARD\n", ["A", "B"]),
    ("calendar", "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", []),
    ("no name", "BEGIN:VCARD\nVERSION:3.0\nX-FOO:1\nEND:VCARD\n", ["(no name)"]),
]  # fmt: skip


@pytest.mark.parametrize("fault, text, expected", FAULTS, ids=[row[0] for row in FAULTS])
def test_faulty_cards_stand_alone(fault: str, text: str, expected: list[str | None]) -> None:
    """A fault in a card is mended or rejects that card; its neighbours are whole."""
    assert [record.draft and record.draft["display_name"] for record in read(text)] == expected


@pytest.mark.parametrize("fault, text, _expected", FAULTS, ids=[row[0] for row in FAULTS])
@pytest.mark.parametrize("chunk", [1, 16, 40])
def test_where_a_read_ends_changes_nothing(
    chunk: int, fault: str, text: str, _expected: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A card that comes in pieces gives the record of one that comes whole, its lines and problems too."""
    data = text + card("FN:Groß", "NOTE:a", " b") + text
    whole = [(record.draft, record.line, record.problems, record.raw()) for record in read(data)]
    monkeypatch.setattr(vcard_cards, "_CHUNK", chunk)
    assert [(each.draft, each.line, each.problems, each.raw()) for each in read(data)] == whole


AS_IT_CAME = [
    ("tel;type=home;TYPE=cell:1", "tel;type=home;TYPE=cell:1"),
    ("tel;type=work:1 (agent, encoding, charset)", "tel;type=work:1 (agent, encoding, charset)"),
    ("TEL ;TYPE=HOME:1", "TEL;TYPE=HOME:1"),
]


@pytest.mark.parametrize("line, expected", AS_IT_CAME)
def test_a_line_is_written_as_it_came(line: str, expected: str) -> None:
    """A line keeps its spelling; only spaces beside the name go, for other readers take them for a part of it."""
    [record] = read(card("FN:A", line))
    assert expected in vcard.encode(contact_of(record.draft)).decode().split("\r\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings_are_told_by_their_bytes(encoding: str) -> None:
    """Unicode files are read with and without a byte order mark."""
    [record] = read(card("FN:Łukasz Ærø").encode(encoding))
    assert record.draft["display_name"] == "Łukasz Ærø"


def test_encodings_are_mixed_in_one_file() -> None:
    """A card in Windows-1252 beside one in UTF-8: both names are right."""
    data = card("FN:Groß").encode("cp1252") + card("FN:Groß").encode()
    assert [record.draft["display_name"] for record in read(data)] == ["Groß", "Groß"]


@pytest.mark.parametrize("file", sorted(DATA.glob("*.vcf")), ids=lambda file: file.name)
def test_untouched_cards_come_back(file: Path) -> None:
    """A card of 3.0 that nobody edited is exported line by line as it came (2.1 as 3.0, twice the same)."""
    for record in vcard.read(file.open("rb")):
        contact = contact_of(record.draft or {})
        once = vcard.encode(contact)
        [again] = read(once)
        assert vcard.encode(contact_of(again.draft)) == once


def test_an_edit_changes_its_own_lines_alone() -> None:
    """Title, one email's label and a tag are edited: three lines differ, everything else is byte-equal."""
    records = list(vcard.read((DATA / "apple.vcf").open("rb")))
    before = contact_of(records[0].draft or {})
    emails = (replace(before.emails[0], label="work"), *before.emails[1:])
    after = replace(before, revision=2, job_title="Chief", emails=emails, tags=("sailing",))
    old, new = (vcard.encode(each).decode().split("\r\n") for each in (before, after))
    assert [line for line in old if line not in new] == [
        "TITLE:Head of Sonar",
        "item1.EMAIL;TYPE=INTERNET,pref:soren@fjord.example",
        "item1.X-ABLabel:lab",
        "CATEGORIES:partner,sailing",
    ]
    assert [line for line in new if line not in old] == [
        "TITLE:Chief",
        "EMAIL;TYPE=INTERNET,WORK,pref:soren@fjord.example",
        "CATEGORIES:sailing",
    ]


BOAT = Phone("+4512345678", "boat", False, None, "+45 12 34 56 78")
PHONE_EDITS = [
    ("gone", lambda phones: phones[:1], []),
    ("replaced", lambda phones: (phones[0], BOAT), ["item2.TEL:+45 12 34 56 78", "item2.X-ABLabel:boat"]),
    ("added", lambda phones: (*phones, BOAT),
     ["item2.TEL:+45 33 12 34 56", "item2.X-ABLabel:_$!<HomePage>!$_", "item5.TEL:+45 12 34 56 78", "item5.X-ABLabel:boat"]),
    ("relabelled", lambda phones: (phones[0], replace(phones[1], label="work")), ["TEL;TYPE=WORK:+45 33 12 34 56"]),
    ("preferred", lambda phones: (phones[0], replace(phones[1], primary=True)),
     ["item2.TEL;TYPE=PREF:+45 33 12 34 56", "item2.X-ABLabel:_$!<HomePage>!$_"]),
]  # fmt: skip


@pytest.mark.parametrize("name, edit, expected", PHONE_EDITS, ids=[row[0] for row in PHONE_EDITS])
def test_edited_items_stay_in_their_places(name: str, edit: Any, expected: list[str]) -> None:
    """The second phone goes, gives way, gets another label; the lines after the first phone are these."""
    records = list(vcard.read((DATA / "apple.vcf").open("rb")))
    before = contact_of(records[0].draft or {})
    lines = vcard.encode(replace(before, revision=2, phones=edit(before.phones))).decode().split("\r\n")
    start = next(index for index, line in enumerate(lines) if line.startswith("TEL;TYPE=CELL")) + 1
    end = next(index for index, line in enumerate(lines) if line.startswith("item3.ADR"))
    assert lines[start:end] == expected


PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PHOTOS = [
    (f"PHOTO;ENCODING=b:{PNG[:60]}\n  {PNG[60:]}", 70), (f"PHOTO;ENCODING=b:{PNG[:60]}\n{PNG[60:]}", 70),
    (f"PHOTO;ENCODING=b:{PNG[:60]} {PNG[60:]}", 70), (f"PHOTO;ENCODING=b:{PNG[:60]}\\n{PNG[60:]}", 70),
    (f"PHOTO;ENCODING=BASE64;PNG:{PNG.rstrip('=')}", 70), (f"PHOTO;BASE64:{PNG[:61]}", 45),
    (f"PHOTO;ENCODING=b:data:image/png;base64,{PNG}", 70), (f"PHOTO:{PNG}", 70),
    ("PHOTO;ENCODING=b:!!!not base64!!!", "!!!not base64!!!"), ("PHOTO;ENCODING=b:/9j/4AAQ...", "/9j/4AAQ..."),
    ("PHOTO;BASE64:qgEP\n  :ASDF==", "qgEP  :ASDF=="), ("PHOTO:data:image/png;base64,!", "data:image/png;base64,!"),
]  # fmt: skip


@pytest.mark.parametrize("version", ["2.1", "3.0", "4.0"])
@pytest.mark.parametrize("line, expected", PHOTOS)
def test_base64_is_read_as_it_is_found(version: str, line: str, expected: int | str) -> None:
    """Breaks, spaces and a missing end are mended; what is no base64 is kept as text, with a warning."""
    [record] = read(card("FN:A", line, version=version))
    photo, kept = record.draft.get("photo"), record.draft["other_properties"]
    if isinstance(expected, int):
        assert (photo.size, photo.media_type, kept, record.problems) == (expected, "image/png", [], [])
        return
    assert photo is None
    assert [squeezed(each.value) for each in kept] == [squeezed(expected)]
    assert [each.code for each in record.problems] == ["invalid_value"]
    exported = vcard.encode(contact_of(record.draft))
    assert "ENCODING" not in exported.decode()
    [again] = read(exported)
    assert (again.draft.get("photo"), again.draft["other_properties"]) == (None, kept)


def squeezed(text: str) -> str:
    return "".join(text.split())


CONVERSIONS = [
    ("3.0", "TEL;TYPE=CELL,PREF:+1 2", "TEL;TYPE=cell;PREF=1:+1 2"),
    ("3.0", "EMAIL;TYPE=INTERNET,WORK:a@b.cd", "EMAIL;TYPE=work:a@b.cd"),
    ("3.0", "BDAY;VALUE=date:1985-04-12", "BDAY:19850412"),
    ("3.0", r"URL:http\://x.y/a\nEND:VCARD", "URL:http://x.y/aEND:VCARD"),
    ("3.0", r"URL:http\://x.y/a\\b", r"URL:http://x.y/a\\b"),
    ("3.0", "GEO:1.5;2.5", "GEO:geo:1.5,2.5"),
    ("3.0", r"URL:http\://x.y/a\,b", "URL:http://x.y/a,b"),
    ("3.0", "X-ADDRESSBOOKSERVER-KIND:group", "KIND:group"),
    ("3.0", "LOGO;ENCODING=b;TYPE=PNG:AAAA", "LOGO:data:image/png;base64,AAAA"),
    ("4.0", "TEL;VALUE=uri;TYPE=cell:tel:+12;ext=3", "TEL;TYPE=cell:+12 ext. 3"),
    ("4.0", "BDAY:--0412", "BDAY;VALUE=date;X-APPLE-OMIT-YEAR=1604:1604-04-12"),
    ("4.0", "EMAIL;PREF=1:a@b.cd", "EMAIL;TYPE=PREF:a@b.cd"),
    ("4.0", "LOGO:data:image/png;base64,AAAA", "LOGO;ENCODING=b;TYPE=PNG:AAAA"),
    ("4.0", 'ADR;LABEL="1 A, Rd\\nTown":;;1 A;;;;', r"LABEL:1 A\, Rd\nTown"),
    ("4.0", 'ADR;LABEL="1 A^nTown":;;1 A;;;;', r"LABEL:1 A\nTown"),
    ("4.0", "MEMBER:urn:uuid:1", "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:1"),
]


@pytest.mark.parametrize("version, line, expected", CONVERSIONS)
def test_lines_change_form_with_the_version(version: str, line: str, expected: str) -> None:
    """A property of one version is exported in the form of the other."""
    [record] = read(card("FN:Somebody", line, version=version))
    other = "4.0" if version == "3.0" else "3.0"
    assert expected in vcard.encode(contact_of(record.draft), version=other).decode().split("\r\n")


LABELS = st.sampled_from([None, "work", "home", "mobile", "work_fax", "Mother", "Grüner Salon", 'a;b,c:d"e'])
TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split()) or "x"
)


@st.composite
def drafts(draw: st.DrawFn) -> dict[str, Any]:
    draft: dict[str, Any] = {"display_name": draw(TEXT)}
    for key in ("given_name", "family_name", "nickname", "company", "job_title", "notes"):
        if draw(st.booleans()):
            draft[key] = draw(TEXT.map(lambda text: text.replace(",", "")) if key == "nickname" else TEXT)
    draft["emails"] = [
        {"address": f"{local}@example.org", "label": draw(LABELS)}
        for local in draw(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), unique=True, max_size=3))
    ]
    draft["phones"] = [
        {"number": f"+4930{number}", "label": draw(LABELS)}
        for number in draw(st.lists(st.integers(100_000, 9_999_999), unique=True, max_size=3))
    ]
    draft["addresses"] = [{"street": draw(TEXT), "city": draw(TEXT), "label": draw(LABELS)}] * draw(
        st.integers(0, 1)
    )
    draft["dates"] = [{"date": draw(st.sampled_from(["2020-05-31", "--02-29"])), "label": draw(LABELS)}]
    draft["birthday"] = draw(st.sampled_from([None, "1985-04-12", "--04-12", "1985"]))
    draft["tags"] = draw(st.lists(TEXT.filter(lambda tag: tag.strip() == tag), max_size=3))
    draft["custom_fields"] = draw(
        st.dictionaries(TEXT, st.one_of(TEXT, st.integers(0, 9), st.none()), max_size=2)
    )
    draft["type"], draft["is_active"] = draw(st.sampled_from(["other", "client"])), draw(st.booleans())
    draft["kind"] = draw(st.sampled_from(["individual", "organization", "group"]))
    return draft


@settings(max_examples=150)
@given(drafts(), st.sampled_from(["3.0", "4.0"]))
def test_any_contact_survives_a_card(draft: dict[str, Any], version: Any) -> None:
    """Whatever a contact holds, its card of either version gives an equal contact."""
    before = contact_of(draft)
    exported = vcard.encode(before, version=version)
    assert max(map(len, exported.split(b"\r\n"))) <= 75
    [record] = read(exported)
    after = contact_of(record.draft)
    assert [k for k in Contact.__slots__ if k != "card" and getattr(before, k) != getattr(after, k)] == []


@settings(max_examples=300)
@given(st.lists(st.sampled_from([b"BEGIN:VCARD\n", b"END:VCARD\n", b"FN:x\n", b"=", b";", b":", b'"', b" ", b"\r", b"\xff",
                                 b"\0", b"AGENT:\n", b"N;ENCODING=QUOTED-PRINTABLE:=\n", b"PHOTO;BASE64:AA\n"]) | st.binary(max_size=8),
                max_size=40))  # fmt: skip
def test_no_bytes_make_it_raise(parts: list[bytes]) -> None:
    """Whatever the bytes, a reader yields records and never raises."""
    for record in read(b"".join(parts)):
        assert record.draft is not None or record.problems


@pytest.mark.parametrize("text", ["a" * 200, "é" * 100, "日本" * 60, "a" * 74 + "😀😀", ""])
def test_folds_are_of_75_octets_and_whole_characters(text: str) -> None:
    """Every physical line has at most 75 octets and is UTF-8 by itself; unfolding gives the text again."""
    lines = fold(text).encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"".join([lines[0], *(line[1:] for line in lines[1:])]).decode() == text


BOMBS = {
    "a photo of 9 MB": card("FN:A", "PHOTO;ENCODING=b;TYPE=JPEG:" + "A" * 9_000_000),
    "100,000 properties": card("FN:A", *["X-P:1"] * 100_000),
    "1,000 BEGINs": "BEGIN:VCARD\nFN:A\n" * 1000,
    "soft breaks": "BEGIN:VCARD\nVERSION:2.1\nFN:A\nNOTE;ENCODING=QUOTED-PRINTABLE:"
    + "a=\n" * 200_000
    + "\nEND:VCARD\n",
    "folds": card("FN:A", "NOTE:" + "a\r\n " * 300_000),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_end(name: str) -> None:
    """Huge, deep and folded cards are read in time that grows with their size, not its square."""
    assert len(read(BOMBS[name])) >= 1


def test_a_line_over_the_limit_is_refused_while_streaming() -> None:
    """A line of 40 MB is never held: its card is rejected, the next one is whole."""
    data = b"BEGIN:VCARD\nFN:A\nNOTE:" + b"x" * 40_000_000 + b"\nEND:VCARD\n" + card("FN:B").encode()
    records = read(data)
    assert [
        record.problems[-1].code if record.draft is None else record.draft["display_name"]
        for record in records
    ] == [
        "too_long",
        "B",
    ]

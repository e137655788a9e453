"""Rows -> drafts: a file of every program whole, and each rule of cells on its own."""

import io
from pathlib import Path
from typing import Any

import pytest

from contactsctl.errors import InvalidFileError, UsageError
from contactsctl.formats import csv_contacts
from contactsctl.formats.csv_contacts import Reader

DATA = Path(__file__).parent.parent / "data" / "csv"

MAREN = {
    "given_name": "Maren", "middle_name": "Ida", "family_name": "Holt", "name_prefix": "Dr.", "nickname": "Mo",
    "company": "Lark & Co", "job_title": "Buyer", "department": "Boats", "birthday": "1979-11-05",
    "notes": "Two\nlines", "tags": ["Clients", "VIP"],
    "emails": [
        {"address": "maren@lark.example", "label": "work", "primary": True},
        {"address": "m.holt@lark.example", "label": "work"},
        {"address": "maren@home.example", "label": "home"},
    ],
    "phones": [
        {"number": "+47 22 12 34 56", "label": "mobile"},
        {"number": "+47 22 12 34 57", "label": "work_fax"},
    ],
    "addresses": [{"street": "Havn 3\n5003 Bergen", "label": "home"}],
    "urls": [{"url": "http://holt.example", "label": "blog"}],
    "dates": [{"date": "2004-05-06", "label": "anniversary"}],
    "custom_fields": {"relation: Sister": "Tove", "Badge": "00042"},
}  # fmt: skip
HANA = {
    "display_name": "小川 花", "given_name": "花", "family_name": "小川", "birthday": "1984-02-01",
    "notes": "京都で会った", "tags": ["Kyoto"], "company": "小川商店", "job_title": "社長",
    "emails": [{"address": "hana@ogawa.example", "label": "work", "primary": True}],
    "phones": [{"number": "+81 90-1234-5678", "label": "mobile"}],
    "custom_fields": {
        "Yomi Name": "おがわ はな", "im: Home (Jabber)": "hana@chat.example",
        "Organization 2 - Name": "Second Shop", "Organization 2 - Title": "Owner",
    },
}  # fmt: skip
RENEE = {
    "name_prefix": "Dr.", "given_name": "Renée", "family_name": "O'Hara", "company": "Fern, Ltd",
    "job_title": "Director", "birthday": "1981-01-20", "tags": ["Partners", "Key customer"],
    "notes": "First line\r\nSecond – “curly”",
    "emails": [{"address": "renee@fern.example", "label": None}],
    "phones": [
        {"number": "+44 118 496 0000 x12", "label": "work"}, {"number": "+44 7700 900123", "label": "mobile"},
        {"number": "+44 118 496 0002", "label": "callback"}, {"number": "+44 118 496 0001", "label": "work_fax"},
    ],
    "addresses": [{"street": "1 Main St\nFloor 3", "city": "Reading", "label": "work"}],
    "urls": [{"url": "http://fern.example", "label": "work"}],
    "custom_fields": {
        "E-mail 2 Address": "/o=Example/ou=Group/cn=Recipients/cn=renee", "E-mail 2 Type": "EX",
        "Profession": "Botanist", "User 1": "x1",
    },
}  # fmt: skip
JOERG = {
    "name_prefix": "Frau", "given_name": "Jörg", "family_name": "Groß", "display_name": "Jörg Groß",
    "company": "Süd & Söhne", "job_title": "Leiter", "birthday": "1972-01-31", "tags": ["Kunden"],
    "notes": "Grün", "emails": [{"address": "joerg@sued.example", "label": None}],
    "phones": [{"number": "0221 / 123-456", "label": "work"}, {"number": "+49 170 1234567", "label": "mobile"}],
    "addresses": [{"street": "Hauptstraße 1", "city": "Köln", "label": "work"}],
}  # fmt: skip
OLA = {
    "given_name": "Ola", "family_name": "Berg", "display_name": "Ola Berg", "nickname": "Ole",
    "job_title": "Smith", "department": "Forge", "company": "Berg Iron", "notes": "Met at sea",
    "birthday": "1972-01-31",
    "emails": [{"address": "ola@berg.example", "label": None}, {"address": "ola@work.example", "label": None}],
    "phones": [
        {"number": "22 11", "label": "work"}, {"number": "22 14", "label": "mobile"},
        {"number": "22 12", "label": "home"}, {"number": "22 13", "label": "work_fax"},
    ],
    "addresses": [
        {"street": "Gate 1\nFlat 2", "city": "Oslo", "postal_code": "0150", "country": "Norway", "label": "home"},
    ],
    "urls": [
        {"url": "http://work.example", "label": "work"}, {"url": "http://home.example", "label": "home"},
    ],
    "custom_fields": {"Screen Name": "olab", "Custom 1": "blue"},
}  # fmt: skip
ZOE = {
    "given_name": "Zoé", "family_name": "Petit", "display_name": "Zoé Petit", "birthday": "1990-02-01",
    "emails": [{"address": "zoe@petit.example", "label": None}],
    "phones": [{"number": "04 50 11 22 33", "label": "home"}],
    "addresses": [
        {"street": "3 rue du Lac", "city": "Annecy", "postal_code": "74000", "country": "France", "label": "home"},
        {"street": "8 quai Nord", "city": "Lyon", "postal_code": "69001", "country": "France", "label": "work"},
    ],
}  # fmt: skip
INES = {
    "given_name": "Ines", "family_name": "Prado", "job_title": "Editor", "company": "Prado Press",
    "birthday": "1980-04-05", "notes": "Likes tea",
    "emails": [{"address": "ines@prado.example", "label": None}, {"address": "ip@work.example", "label": None}],
    "phones": [
        {"number": "555-0143", "label": "work"}, {"number": "555-0145", "label": "mobile"},
        {"number": "555-0142", "label": "home"}, {"number": "555-0144", "label": "work_fax"},
    ],
    "addresses": [
        {"street": "1 Mill Rd", "city": "Salem", "state": "OR", "postal_code": "97301", "country": "USA", "label": "work"},
    ],
    "urls": [{"url": "http://prado.example", "label": "home"}],
    "custom_fields": {"Messenger ID": "ines_p", "Custom 1": "red"},
}  # fmt: skip
BRAM = {
    "given_name": "Bram", "family_name": "Visser, MBA", "company": "Visser, Inc.", "job_title": "Painter",
    "emails": [{"address": "bram@visser.example", "label": None}],
    "urls": [{"url": "https://www.linkedin.com/in/bram-visser-example", "label": "linkedin"}],
    "custom_fields": {"Connected On": "12 Mar 2024"},
}  # fmt: skip
DARA = {
    "name_prefix": "Ms.", "given_name": "Dara", "family_name": "Quinn", "job_title": "Director",
    "company": "Quinn Ltd", "emails": [{"address": "dara@quinn.example", "label": None}],
    "phones": [{"number": "+1 518 555 0101", "label": None}, {"number": "(518) 555-0102", "label": "mobile"}],
    "addresses": [
        {
            "street": "5 Elm St\nFloor 2", "city": "Albany", "state": "NY", "postal_code": "12201",
            "country": "United States", "label": None,
        },
    ],
    "custom_fields": {"Account Owner": "Sam Poe"},
}  # fmt: skip
NORA = {
    "display_name": "Nora Falk", "given_name": "Nora", "family_name": "Falk", "company": "Tern Boats",
    "tags": ["Clients", "VIP"], "notes": "Calls back,\nnever writes",
    "emails": [{"address": "nora@tern.example", "label": "work"}],
    "phones": [{"number": "+4512345678", "label": None}], "custom_fields": {"plan": "7", "seats": 12},
}  # fmt: skip
SUM = {
    "display_name": "=Sum", "notes": "-5 degrees", "emails": [{"address": "sum@tern.example", "label": None}],
    "custom_fields": {"plan": "gold", "seats": None},
}  # fmt: skip
PER = {
    "given_name": "Per", "birthday": "--02-29", "phones": [{"number": "5551234", "label": "Summer house"}],
}  # fmt: skip


@pytest.mark.parametrize(
    "name, found, expected",
    [
        ("google-2024.csv", ("google", "utf-8", ","), [(2, MAREN), (5, PER)]),
        ("google-2015-utf16.csv", ("google", "utf-16-le", ","), [(2, HANA)]),
        ("outlook-en.csv", ("outlook", "cp1252", ","), [(2, RENEE)]),
        ("outlook-de.csv", ("outlook", "cp1252", ";"), [(2, JOERG)]),
        ("thunderbird.csv", ("thunderbird", "utf-8", ","), [(2, OLA)]),
        ("thunderbird-fr.csv", ("thunderbird", "utf-8", ","), [(2, ZOE)]),
        ("yahoo.csv", ("yahoo", "utf-8", ","), [(2, INES)]),
        ("linkedin.csv", ("linkedin", "utf-8", ","), [(5, BRAM)]),
        ("salesforce-report.csv", ("salesforce", "utf-8", ","), [(2, DARA), (4, {"name_prefix": "Lee"})]),
        ("plain.csv", ("plain", "utf-8", ","), [(2, NORA), (4, SUM)]),
    ],
)
def test_files_of_every_program(name: str, found: tuple[str, ...], expected: list[tuple[int, Any]]) -> None:
    """A file of each program gives its whole contacts, and their lines; what has no field is a custom field."""
    reader = Reader(io.BytesIO((DATA / name).read_bytes()))
    assert (reader.dialect, reader.encoding, reader.delimiter) == found
    assert [(record.line, record.draft) for record in reader.records()] == expected


def draft(text: str, **options: Any) -> dict[str, Any] | None:
    [record] = csv_contacts.read(io.BytesIO(text.encode()), **options)
    return record.draft


@pytest.mark.parametrize(
    "text, expected",
    [
        ("name,notes\nAna,=1+1\n", {"display_name": "Ana", "notes": "=1+1"}),
        ("name,notes\nAna,'=1+1\n", {"display_name": "Ana", "notes": "=1+1"}),
        ("name,notes\nAna,''=1+1\n", {"display_name": "Ana", "notes": "'=1+1"}),
        ("name,notes\nAna,'t was\n", {"display_name": "Ana", "notes": "'t was"}),
        ("name,phone\nAna,'+34 600 x5\n", {"display_name": "Ana", "phones": [{"number": "+34 600 x5", "label": None}]}),
        ("name,notes\n Ana , \n", {"display_name": "Ana"}),
        ("name,email\nAna,a@b.example; c@d.example\n", {"display_name": "Ana", "emails": [{"address": "a@b.example", "label": None}, {"address": "c@d.example", "label": None}]}),
        ('name,phone\nAna,"+34 600 123 456, +34 600 123 457"\n', {"display_name": "Ana", "phones": [{"number": "+34 600 123 456", "label": None}, {"number": "+34 600 123 457", "label": None}]}),
        ("name,phone\nAna,\"555 0142, ext 5\"\n", {"display_name": "Ana", "phones": [{"number": "555 0142, ext 5", "label": None}]}),
        ('name,tags\nAna,"a, b;c"\n', {"display_name": "Ana", "tags": ["a", "b", "c"]}),
        ("name,tags\nAna,a ::: b,c\n", {"display_name": "Ana", "tags": ["a", "b"], "custom_fields": {"column 3": "c"}}),
        ('name,tags\nAna,"""a,b"",""c"""\n', {"display_name": "Ana", "tags": ["a,b", "c"]}),
        ("name,tags,email\nAna,;,\n", {"display_name": "Ana"}),
        ("name,full name\nAna,Ana Ruiz\n", {"display_name": "Ana", "custom_fields": {"full name": "Ana Ruiz"}}),
        ("name,company,shoe,shoe\nAna,,42,43\n", {"display_name": "Ana", "custom_fields": {"shoe": "42", "shoe 2": "43"}}),
        ("name,company,shoe,shoe\nAna,,42,42\n", {"display_name": "Ana", "custom_fields": {"shoe": "42"}}),
        ("id,name\n17,Ana\n", {"display_name": "Ana", "custom_fields": {"id": "17"}}),
        ("id,name\n6F9619FF-8B86-4011-B42D-00CF4FC964FF,Ana\n", {"display_name": "Ana", "id": "6f9619ff-8b86-4011-b42d-00cf4fc964ff"}),
        ("name,is_active\nAna,No\n", {"display_name": "Ana", "is_active": False}),
        ("name,is_active\nAna,perhaps\n", {"display_name": "Ana", "custom_fields": {"is_active": "perhaps"}}),
        ("name,type\nAna,Lead\n", {"display_name": "Ana", "type": "lead"}),
        ("name,Type\nAna,contact\n", {"display_name": "Ana", "custom_fields": {"Type": "contact"}}),
        ("name,kind\nAna,Person\n", {"display_name": "Ana", "custom_fields": {"kind": "Person"}}),
        ("name,company,photo\nAna,,http://a.example/p.jpg\n", {"display_name": "Ana", "custom_fields": {"photo": "http://a.example/p.jpg"}}),
        ('display_name,access\nAna,"[""bob"",""eve""]"\n', {"display_name": "Ana", "access": ["bob", "eve"]}),
        ("display_name,access\nAna,everyone\n", {"display_name": "Ana"}),
        ('display_name,custom_fields\nAna,"{""a"":1}"\n', {"display_name": "Ana", "custom_fields": {"a": 1}}),
        ("display_name,emails.0.address,emails.0.primary,emails.0.note\nAna,a@b.example,true,x\n", {"display_name": "Ana", "emails": [{"address": "a@b.example", "label": None, "primary": True}], "custom_fields": {"emails.0.note": "x"}}),
        ("Name,E-mail,Notes,Section 1 - Description,Section 1 - Email,Section 1 - Mobile\nAna,a@b.example,hi,Personal,c@d.example,600\n", {"display_name": "Ana", "emails": [{"address": "a@b.example", "label": None}, {"address": "c@d.example", "label": None}], "notes": "hi", "phones": [{"number": "600", "label": "mobile"}], "custom_fields": {"Section 1 - Description": "Personal"}}),
        ("First Name,Organization Name,Labels,Phone 1 - Label,Phone 1 - Value\nAna,A ::: B,* starred,Home ::: * Work,1 ::: 2\n", {"given_name": "Ana", "company": "A", "custom_fields": {"Organization Name": "B"}, "phones": [{"number": "1", "label": "home"}, {"number": "2", "label": "work", "primary": True}]}),
        ("First Name,E-mail 1 - Label,E-mail 1 - Value,Address 1 - Formatted,Address 1 - City\nAna,Work,,x,Oslo\n", {"given_name": "Ana", "addresses": [{"city": "Oslo", "label": None}]}),
    ],
)  # fmt: skip
def test_cells(text: str, expected: dict[str, Any]) -> None:
    """Guards, several values in a cell, headers that come twice, cells beyond the header, JSON."""
    assert draft(text) == expected


@pytest.mark.parametrize(
    "header, cell, expected",
    [
        ("Birthday", "1985-04-12", "1985-04-12"),
        ("Birthday", "1985-4-2", "1985-04-02"),
        ("Birthday", "1985/4/2", "1985-04-02"),
        ("Birthday", "19850412", "1985-04-12"),
        ("Birthday", "--05-12", "--05-12"),
        ("Birthday", "31.1.1972", "1972-01-31"),
        ("Birthday", "31.1.72", "1972-01-31"),
        ("Birthday", "4/5/1980", "1980-04-05"),
        ("Birthday", "13/5/1980", "1980-05-13"),
        ("Birthday", "5/13/1980", "1980-05-13"),
        ("Geburtstag", "4/5/1980", "1980-05-04"),
        ("Birthday", "1/2/17, 5:35 PM", "2017-01-02"),
        ("Birthday", "1/2/30", "1930-01-02"),
        ("Birthday", "04/05", "--04-05"),
        ("Birthday", "12 Mar 2024", "2024-03-12"),
        ("Birthday", "7-Feb-22", "2022-02-07"),
        ("Birthday", "March 5, 1980", "1980-03-05"),
        ("Birthday", "0/0/00", None),
        ("Birthday", "0.0.00", None),
        ("Birthday", "0/0/0", None),
        ("Birthday", "00/00/00", None),
        ("Birthday", "0000-00-00", None),
        ("Birthday", "1977-2-31", "1977-2-31"),
        ("Birthday", "circa 1800", "circa 1800"),
        ("Birthday", "5 Foo 1980", "5 Foo 1980"),
    ],
)
def test_dates(header: str, cell: str, expected: str | None) -> None:
    """Dates of all countries; of English headers the month comes first; no date is left as it is."""
    assert draft(f'{header},email\n"{cell}",a@b.example\n')["birthday" if expected else "emails"] == (
        expected or [{"address": "a@b.example", "label": None}]
    )
    assert expected or "birthday" not in draft(f'{header},email\n"{cell}",a@b.example\n')


@pytest.mark.parametrize(
    "header, first, asked, expected",
    [
        ("Birthday", "1/2/1980", None, "1980-01-02"),
        ("Birthday", "25/12/1980", None, "1980-02-01"),
        ("Geburtstag", "12/25/1980", None, "1980-01-02"),
        ("Birthday,County", "3/3/1980", None, "1980-02-01"),
        ("Geburtstag,Name", "3/3/1980", None, "1980-02-01"),
        ("Birthday", "1/2/1980", "dmy", "1980-02-01"),
        ("Geburtstag", "25/12/1980", "mdy", "1980-01-02"),
    ],
)
def test_date_order(header: str, first: str, asked: Any, expected: str) -> None:
    """What the user says goes before what the file shows, and that before the language of its headers."""
    data = f"email,{header}\na@b.example,{first}\nc@d.example,1/2/1980\n".encode()
    assert [record.draft["birthday"] for record in csv_contacts.read(io.BytesIO(data), date_order=asked) if record.draft][-1] == expected  # fmt: skip


@pytest.mark.parametrize(
    "year, month, day, expected",
    [
        ("1972", "1", "31", "1972-01-31"),
        ("", "1", "31", "--01-31"),
        ("1972", "", "", "1972"),
        ("72", "Jan", "", "72-Jan"),
        ("1972", "13", "1", "1972-13-01"),
    ],
)
def test_birthday_of_three_columns(year: str, month: str, day: str, expected: str) -> None:
    """Year, month and day stand apart in Thunderbird's files, and one of them may be missing."""
    text = (
        f"Display Name,Primary Email,Birth Year,Birth Month,Birth Day\nOla,o@b.example,{year},{month},{day}\n"
    )
    assert (draft(text) or {})["birthday"] == expected


def test_headers_by_number() -> None:
    """A file without a header is read by the numbers of its columns; the others become custom fields."""
    data = b"Ana,Ruiz,ana@b.example,x\nBo,,bo@b.example,\n"
    mapping = {"1": "given_name", "2": "family_name", "3": "emails:work"}
    assert [(record.line, record.draft) for record in csv_contacts.read(io.BytesIO(data), mapping=mapping)] == [
        (1, {"given_name": "Ana", "family_name": "Ruiz", "emails": [{"address": "ana@b.example", "label": "work"}], "custom_fields": {"4": "x"}}),
        (2, {"given_name": "Bo", "emails": [{"address": "bo@b.example", "label": "work"}]}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "data, options",
    [
        (b"Ana,Ruiz,ana@b.example\nBo,Lee,bo@b.example\n", {}),
        (b"shoe,hat\n42,L\n", {}),
        (b"Ana,ana@b.example\nname,email\n", {}),
        (b"name,email\nAna,ana@b.example\n", {"has_header": False}),
        (b"", {}),
        (b"\n\n\n", {}),
        (b'name,"email\nAna,a@b.example\n', {}),
    ],
)
def test_no_known_header(data: bytes, options: dict[str, Any]) -> None:
    """What no header is known of is refused, never guessed."""
    with pytest.raises(InvalidFileError, match="--map"):
        Reader(io.BytesIO(data), **options)


@pytest.mark.parametrize(
    "text, options, expected",
    [
        ("shoe,hat\n42,L\n", {"has_header": True}, {"custom_fields": {"shoe": "42", "hat": "L"}}),
        (
            "shoe,hat\n42,L\n",
            {"mapping": {"Hat": "company"}},
            {"company": "L", "custom_fields": {"shoe": "42"}},
        ),
        ("Title,Name\nDr.,Ana\n", {"dialect": "outlook"}, {"name_prefix": "Dr.", "display_name": "Ana"}),
        ("Title,Name\nBuyer,Ana\n", {"dialect": "generic"}, {"job_title": "Buyer", "display_name": "Ana"}),
    ],
)
def test_what_the_user_says(text: str, options: dict[str, Any], expected: dict[str, Any]) -> None:
    """A mapping, a dialect, or that there is a header, overrules what would be found."""
    assert draft(text, **options) == expected


def test_unknown_dialect() -> None:
    """A dialect that is none is refused, and those that are named."""
    with pytest.raises(UsageError, match="must be auto, google, outlook"):
        Reader(io.BytesIO(b"name\nAna\n"), dialect="lotus")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_rejected_rows_make_a_file_again(encoding: str) -> None:
    """The header and the raw rows are a CSV file in the same encoding, mended by closing the quote."""
    text = 'sep=;\r\nname;email\r\nKäthe;"k@b.example\r\nZoë;z@b.example\r\n'
    reader = Reader(io.BytesIO(text.encode(encoding)), encoding=None)
    rejected = [record for record in reader.records() if record.draft is None]
    assert [(record.line, record.problems) for record in rejected] == [
        (3, [(3, None, "invalid_file", "a quote opens and does not close")])
    ]
    mended = reader.header_raw + rejected[0].raw()
    quote = '"'.encode(reader.encoding)
    again = csv_contacts.read(io.BytesIO(mended.replace(quote, b"")), encoding=reader.encoding)
    assert [record.draft for record in again] == [
        {"display_name": "Käthe", "emails": [{"address": "k@b.example", "label": None}]}
    ]


def test_bytes_of_another_encoding_are_warned_of() -> None:
    """A row of Windows-1252 in a file of UTF-8 is read, with a warning that names its line."""
    data = b"name,email\n" + "Łukasz,l@b.example\n".encode() * 9 + b"K\xe4the,k@b.example\n"
    *_, record = csv_contacts.read(io.BytesIO(data))
    assert (record.draft or {})["display_name"] == "Käthe"
    assert record.problems == [(11, None, "encoding", "bytes that are no utf-8 were read as Windows-1252")]


def test_short_rows_and_gaps() -> None:
    """Rows may be short and empty lines stand anywhere; only what ends the file behind a gap is no contact."""
    data = b"name,email,company\nAna\n\nBo,b@b.example\n\n\nTotal: 2\nConfidential\n"
    records = list(csv_contacts.read(io.BytesIO(data)))
    assert [(record.number, record.line, (record.draft or {})["display_name"]) for record in records] == [
        (1, 2, "Ana"),
        (2, 4, "Bo"),
    ]


def test_describe() -> None:
    """What was found is there to be shown before anything is imported."""
    reader = Reader(io.BytesIO(b"Name;Home Phone;PLZ;Shoe;revision\nAna;1;2;3;4\n"))
    assert reader.describe() == {
        "dialect": "plain",
        "encoding": "utf-8",
        "delimiter": ";",
        "date_order": "mdy",
        "columns": [
            {"header": "Name", "field": "display_name"},
            {"header": "Home Phone", "field": "phones:home"},
            {"header": "PLZ", "field": "addresses.postal_code"},
            {"header": "Shoe", "field": "custom_fields.Shoe"},
            {"header": "revision", "field": "custom_fields.revision"},
        ],
    }


UNKNOWN = [("имя,телефон", "cp1251", None, True), ("姓名,电话", "gb18030", None, True),
           ("имя,телефон", "cp1251", "cp1252", False), ("x,y", "utf-8", None, False)]  # fmt: skip


@pytest.mark.parametrize("header, written, given, is_told", UNKNOWN)
def test_a_guessed_encoding_is_told_where_no_header_is_known(
    header: str, written: str, given: str | None, is_told: bool
) -> None:
    """The guess may be why: `--encoding` is the way out."""
    stream = io.BytesIO(f"{header}\n1,2\n".encode(written))
    with pytest.raises(InvalidFileError, match="no header row is known") as raised:
        Reader(stream, encoding=given)
    assert ("read as cp1252: --encoding" in raised.value.message) == is_told

"""The JSON that is written from rows is that of the contacts."""

import json
import sqlite3
from pathlib import Path
from unicodedata import combining, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contactsctl.address_book import AddressBook
from contactsctl.address_book.import_result import ImportFile, ImportOptions
from contactsctl.domain.contact import Address, Contact, Email, LabelledDate, Phone, Url
from contactsctl.domain.query import Query, Scope
from contactsctl.errors import CorruptError
from contactsctl.formats import vcard
from contactsctl.formats.contact_json import to_json
from contactsctl.formats.json_text import dumps, shown
from contactsctl.store.row_json import contact_as_json, row_as_json
from contactsctl.store.rows import COLUMNS
from contactsctl.store.short import assignment, read
from tests.conftest import DATA

EVERYONE = Query(limit=0)
FULL = {
    "display_name": "Ana \u202eB", "given_name": 'A"na', "family_name": "Bé\\", "notes": "1\n2\t3", "birthday": "--05-04",
    "emails": [{"address": "a@b.cd", "label": 'x"y', "primary": True}, {"address": "no"}],
    "phones": [{"number": "(415) 555-1234 x9", "label": "work"}, {"number": "12"}, {"number": "+14155552671"}],
    "addresses": [{"street": "1\n2", "country": "DE"}, {"label": "home", "city": "Köln"}],
    "dates": [{"date": "2020", "label": "d"}], "urls": [{"url": "u\\"}], "tags": ['"', "\\"], "access": ["me"],
    "custom_fields": {"a": [1.5, {"b": None, "é": True}], "ü": ""}, "is_active": False, "uid": "x", "type": "client",
}  # fmt: skip


def texts(book: AddressBook, query: Query) -> list[str]:
    return [dumps(to_json(contact)) for contact in book.contacts.stream(query)]


@pytest.fixture
def stocked(book: AddressBook) -> AddressBook:
    for name in ("apple.vcf", "phone-2009.vcf"):
        with (DATA / name).open("rb") as stream:
            book.imports.run([ImportFile(vcard.read(stream))], ImportOptions())
    book.contacts.add(FULL, keep_invalid=True)
    book.contacts.add({"company": "Öl AG"})
    gone = book.contacts.add({"display_name": "Gone", "emails": [{"address": "gone@example.org"}]})
    book.contacts.remove([gone.id])
    return book


@pytest.mark.parametrize("scope", ["live", "trash", "live_and_trash"])
def test_the_text_is_that_of_the_contact(stocked: AddressBook, scope: Scope) -> None:
    query = EVERYONE._replace(scope=scope)
    found = [shown(text) for text in stocked.contacts.stream_json(query)]
    assert len(found) > (0 if scope == "trash" else 5)
    assert found == texts(stocked, query)


def test_who_is_not_to_be_called_is_marked(stocked: AddressBook) -> None:
    stocked.dnc.add(["a@b.cd"])
    found = [shown(text) for text in stocked.contacts.stream_json(EVERYONE)]
    assert any('"dnc":true' in text for text in found)
    assert found == texts(stocked, EVERYONE)


def test_a_limit_and_an_order_hold(stocked: AddressBook) -> None:
    query = EVERYONE._replace(limit=3, sort="created_at", descending=True)
    assert [shown(text) for text in stocked.contacts.stream_json(query)] == texts(stocked, query)


# What could be taken for the end of a value or of an item, and plain letters.
LABELS = st.none() | st.text(alphabet='ab"\\},{:[]\n', min_size=1, max_size=5)
TEXTS = st.text(alphabet='1"}{,', min_size=1)
FLAGS = st.booleans()
LISTS = {
    "emails": st.builds(Email, TEXTS, LABELS, FLAGS, FLAGS),
    "phones": st.builds(Phone, TEXTS, LABELS, FLAGS, LABELS, TEXTS, FLAGS),
    "addresses": st.builds(Address, *[LABELS] * len(Address.__slots__)),
    "urls": st.builds(Url, st.text(alphabet='u"}{,\\'), LABELS),
    "dates": st.builds(LabelledDate, st.just("2020"), LABELS),
}


@given(st.fixed_dictionaries({name: st.lists(item, max_size=3).map(tuple) for name, item in LISTS.items()}))
def test_lists_are_those_of_the_contact(lists: dict[str, tuple[object, ...]]) -> None:
    """Whatever is in the items of a list, its text comes out as it does from the contact."""
    contact = Contact(id="a", uid="b", display_name="c", created_at="", updated_at="", **lists)
    assert json.loads(contact_as_json(contact)) == json.loads(dumps(to_json(contact)))
    assert shown(contact_as_json(contact)) == dumps(to_json(contact))


DAMAGED = [
    ("emails", '[{"label":"x"}]'),
    ("phones", '[{"number":1}]'),
    ("emails", '[{"address":"a@b.cd","label":"x",}]'),
    ("addresses", '[{"label":"home",}]'),
    ("addresses", "[1]"),
    ("tags", '["a"] x'),
    ("custom_fields", "{"),
    ("notes", b"\x00"),
    ("revision", "x"),
]


@pytest.mark.parametrize("column, value", DAMAGED)
def test_a_damaged_row_is_told(stocked: AddressBook, tmp_path: Path, column: str, value: object) -> None:
    with sqlite3.connect(tmp_path / "book.db") as connection:
        row = connection.execute(f"SELECT {', '.join(map(read, COLUMNS))} FROM contact").fetchone()
    damaged = [value if name == column else old for name, old in zip(COLUMNS, row, strict=True)]
    with pytest.raises(sqlite3.DataError, match="malformed"):
        row_as_json(damaged)


@pytest.mark.parametrize("column, value", DAMAGED[:5])
def test_a_book_with_a_damaged_row_is_told(
    stocked: AddressBook, tmp_path: Path, column: str, value: object
) -> None:
    with sqlite3.connect(tmp_path / "book.db") as connection:
        connection.execute(f"UPDATE contact SET {assignment(column)} WHERE number = 2", (value,))
    with pytest.raises(CorruptError):
        list(stocked.contacts.stream_json(EVERYONE))


def test_texts_are_escaped_as_python_does(book: AddressBook) -> None:
    """SQLite writes plain texts: every character that a text may hold comes out as `json` writes it."""
    characters = [
        chr(code) for code in (*range(0x20, 0x3000), *range(0xD7F0, 0xD800), *range(0xE000, 0x11000))
    ]
    plain = [each for each in characters if each.isprintable() and not each.isspace() and not combining(each)]
    notes = "\t\n" + "".join(plain)
    book.contacts.add({"display_name": "\"\\/'%s", "notes": notes})
    [text] = book.contacts.stream_json(EVERYONE)
    assert f'"notes":{json.dumps(normalize("NFC", notes), ensure_ascii=False)}' in text
    assert shown(text) == texts(book, EVERYONE)[0]

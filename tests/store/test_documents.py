"""Search documents are not kept: what is made of a row is what its index was given, in every Python."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contactsctl.address_book import AddressBook
from contactsctl.domain.changes import Changes
from contactsctl.domain.contact import Contact, Email, Phone
from contactsctl.domain.query import Query
from contactsctl.domain.search import Document, glimpse, needles, parse_search_text, search_document
from contactsctl.errors import CorruptError
from contactsctl.store import index
from contactsctl.store.connection import transaction
from contactsctl.store.doctor.derived import hold_against_rows
from contactsctl.store.rows import COLUMNS, SEARCHED, from_row, searched, to_row
from contactsctl.store.short import shorten_all

TEXT = st.text(st.sampled_from("aB1 é\u0301ß&+-.@\"\\{:,'\n王小\u1100\u1161ﬁ１\U0001ccd6\u0378"), max_size=6)
OPTIONAL = st.none() | TEXT
CONTACTS = st.builds(
    Contact,
    id=st.just("1"), uid=st.just("1"), created_at=st.just(""), updated_at=st.just(""), display_name=TEXT,
    given_name=OPTIONAL, nickname=OPTIONAL, company=OPTIONAL, notes=OPTIONAL,
    emails=st.lists(st.builds(Email, TEXT, OPTIONAL), max_size=2).map(tuple),
    phones=st.lists(st.builds(Phone, TEXT, OPTIONAL, raw=OPTIONAL), max_size=2).map(tuple),
    tags=st.lists(TEXT.filter(str.strip), max_size=2).map(tuple),
)  # fmt: skip
UNKNOWN = "\u0378"  # assigned in no Unicode yet


def columns_of(contact: Contact) -> list[str | None]:
    row = dict(zip(COLUMNS, to_row(contact), strict=True))
    return [row[column] for column in SEARCHED]  # type: ignore[misc]


@given(CONTACTS)
def test_a_row_has_the_document_of_its_contact(contact: Contact) -> None:
    """However a contact was made: what went into the index is what is made when it is taken out."""
    document = search_document(contact)
    assert search_document(from_row(to_row(contact))) == document
    assert search_document(searched(columns_of(contact))) == document


@given(CONTACTS, TEXT | st.text("abéß王小.@1", min_size=1, max_size=2))
def test_a_glimpse_is_never_wrong(contact: Contact, text: str) -> None:
    """Where it says yes or no, the document says so too, whether lists are whole or as they are stored."""
    document = search_document(contact).text
    *texts, emails, phones, tags = columns_of(contact)
    [short_emails], [short_phones] = shorten_all("emails", [emails]), shorten_all("phones", [phones])
    for word in parse_search_text(text).words:
        for sought in (*needles(word), *([word.digits] if word.digits else [])):
            for lists in ((emails, phones, tags), (short_emails, short_phones, tags)):
                assert glimpse(sought, texts, lists) in (None, sought in document)


@pytest.fixture
def people(book: AddressBook) -> AddressBook:
    book.contacts.add({"display_name": "Ana García", "company": "Smith & Co"})
    book.contacts.add({"display_name": f"Bo {UNKNOWN} Olsen", "tags": ["vip"]})
    return book


def kept(book: AddressBook) -> list[int]:
    return [number for (number,) in book.connection.execute("SELECT contact FROM contact_document")]


def names(book: AddressBook, text: str) -> list[str]:
    return [each.display_name for each in book.contacts.find(Query(text=text)).contacts]


def test_what_another_python_may_read_otherwise_is_kept(
    people: AddressBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document with a character that Unicode does not know yet is the one that the index was given."""
    assert kept(people) == [2]
    [bo] = people.contacts.find(Query(text="olsen")).contacts
    with monkeypatch.context() as patch:
        patch.setattr(
            index, "document_of", lambda contact: Document(f"other {contact.notes}", is_lasting=False)
        )
        people.contacts.edit(bo.id, Changes(patch={"notes": "x"}))
    assert names(people, "olsen") == []
    assert kept(people) == [2]
    people.contacts.edit(bo.id, Changes(patch={"display_name": "Bo Olsen"}))
    assert (kept(people), names(people, "olsen")) == ([], ["Bo Olsen"])
    with transaction(people.connection, dry_run=True):
        hold_against_rows(people.connection)


def test_sort_keys_of_another_python_are_no_problem(people: AddressBook) -> None:
    people.connection.execute("UPDATE contact_sort SET name_key = 'bo' WHERE contact = 2")
    assert people.upkeep.examine().is_ok
    people.connection.execute("UPDATE contact_sort SET name_key = 'bo' WHERE contact = 1")
    assert not people.upkeep.examine().is_ok


def test_a_row_that_was_changed_from_outside_is_found_out(people: AddressBook) -> None:
    people.connection.execute("UPDATE contact SET display_name = 'Eve' WHERE number = 1")
    with (
        pytest.raises(sqlite3.DatabaseError, match="malformed"),
        transaction(people.connection, dry_run=True),
    ):
        hold_against_rows(people.connection)


@pytest.mark.parametrize("query", [Query(tags=("vip",)), Query(text="olsen", tags=("vip",))])
def test_a_damaged_list_in_the_trash_is_said_to_be_one(people: AddressBook, query: Query) -> None:
    [bo] = people.contacts.find(Query(text="olsen")).contacts
    people.contacts.remove([bo.id])
    people.connection.execute("UPDATE trash SET tags = '['")
    with pytest.raises(CorruptError):
        people.contacts.find(query._replace(scope="trash"))


@pytest.mark.parametrize("text, found", [("&", 1), ("& co", 1), ("h &", 0), ("-", 0), ('"', 0), (UNKNOWN, 1)])
def test_signs_are_found(people: AddressBook, text: str, found: int) -> None:
    assert len(names(people, text)) == found

"""Search answers as SPEC says: by table, and against a plain evaluation in Python of the same rule."""

import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contactsctl.address_book import AddressBook
from contactsctl.domain.contact import Contact
from contactsctl.domain.query import Page, Query
from contactsctl.store import search

PEOPLE: list[dict[str, Any]] = [
    {"given_name": "Łukasz", "family_name": "Wójcik", "company": "Cobalt", "tags": ["VIP", "lead-2024"]},
    {"given_name": "Søren", "family_name": "Østergård", "notes": "likes tea\nand æbler"},
    {"display_name": "Jürgen Groß", "phones": [{"number": "0221 / 123-456"}], "region": "DE"},
    {
        "display_name": "O'Neil, Pat",
        "emails": [{"address": "pat@cobalt.example"}],
        "job_title": "Buyer (100%)",
    },
    {"display_name": "王小伟", "company": "Orbis Trading"},
    {"display_name": "Ana García", "phones": [{"number": "+14155551234"}], "tags": ["vip"]},
    {"display_name": "ana_garcia*", "nickname": "NEAR(x)"},
    {"display_name": "김철수", "mention_name": "cs.kim"},
    {"company": "Acme Inc", "department": "secret"},
    {"display_name": "Bo", "emails": [{"address": "bo@gmail.com"}, {"address": "b.o@x.example"}]},
]
ROWS = [
    ("lukasz", ["Łukasz Wójcik"]),
    ("ŁUKASZ wojcik", ["Łukasz Wójcik"]),
    ("ukas", ["Łukasz Wójcik"]),
    ("soren ostergard", ["Søren Østergård"]),
    ("aebler", ["Søren Østergård"]),
    ("tea and", ["Søren Østergård"]),
    ("gross", ["Jürgen Groß"]),
    ("GROß jurgen", ["Jürgen Groß"]),
    ("0221 123456", ["Jürgen Groß"]),
    ("+49 221 123456", ["Jürgen Groß"]),
    ("0221/123-456", ["Jürgen Groß"]),
    ("221123", ["Jürgen Groß"]),
    ("o'neil", ["O'Neil, Pat"]),
    ("o'", ["O'Neil, Pat"]),
    ("pat@cobalt", ["O'Neil, Pat"]),
    ("100%", ["O'Neil, Pat"]),
    ("(", ["ana_garcia*", "O'Neil, Pat"]),
    ("小伟", ["王小伟"]),
    ("王", ["王小伟"]),
    ("伟", ["王小伟"]),
    ("orbis 王", ["王小伟"]),
    ("ana garcia", ["Ana García", "ana_garcia*"]),
    ("garcia", ["Ana García", "ana_garcia*"]),
    ("ana_garcia*", ["ana_garcia*"]),
    ("(415) 555-1234", ["Ana García"]),
    ("415 555 1234", ["Ana García"]),
    ("+1 415 555 1234", ["Ana García"]),
    ("415.555.1234", ["Ana García"]),
    ("5551234", ["Ana García"]),
    ("near(", ["ana_garcia*"]),
    ("NEAR(x)", ["ana_garcia*"]),
    ("철수", ["김철수"]),
    ("cs.kim", ["김철수"]),
    ("@cs", []),
    ("acme inc", ["Acme Inc"]),
    ("secret", []),
    ("bo", ["Bo"]),
    ("b", ["Bo", "O'Neil, Pat"]),
    ("gmail", ["Bo"]),
    ("mail.com", ["Bo"]),
    ("vip", ["Ana García", "Łukasz Wójcik"]),
    ("lead-2024 vip", ["Łukasz Wójcik"]),
    ("*", ["ana_garcia*"]),
    ("-", ["Łukasz Wójcik"]),
    ("%", ["O'Neil, Pat"]),
    ("_", ["ana_garcia*"]),
    ('"', []),
    ("' OR 1=1 --", []),
    ("an zz", []),
    ("zz", []),
]  # fmt: skip


def stock(book: AddressBook) -> None:
    for person in PEOPLE:
        book.region = person.get("region", "US")
        book.contacts.add(person, keep_invalid=True)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> AddressBook:
    book = AddressBook(tmp_path_factory.mktemp("people") / "book.db")
    stock(book)
    return book


def names(page: Page) -> list[str]:
    return [contact.display_name for contact in page.contacts]


@pytest.mark.parametrize("text, expected", ROWS, ids=[row[0] for row in ROWS])
def test_texts(people: AddressBook, text: str, expected: list[str]) -> None:
    """Every word occurs: blind to case, accents and the way of numbers; nothing is syntax."""
    page = people.contacts.find(Query(text=text))
    assert (sorted(names(page)), page.total) == (sorted(expected), len(expected))


@pytest.mark.parametrize("text, expected", ROWS, ids=[row[0] for row in ROWS])
def test_texts_that_many_match(
    people: AddressBook, text: str, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where many match, the order is walked and the indexes count by themselves: the answer is the same."""
    monkeypatch.setattr(search, "FEW", -1)
    page = people.contacts.find(Query(text=text))
    assert (sorted(names(page)), page.total) == (sorted(expected), len(expected))


FILTERS = [
    ({"tags": ("VIP",)}, ["Ana García", "Łukasz Wójcik"]),
    ({"tags": ("vip", "lead-2024")}, ["Łukasz Wójcik"]),
    ({"tags": ("vi",)}, []),
    ({"company": "COB"}, ["Łukasz Wójcik"]),
    ({"company": "c"}, ["Acme Inc", "Łukasz Wójcik", "王小伟"][:2]),
    ({"text": "ana", "tags": ("vip",)}, ["Ana García"]),
    ({"text": "lu", "company": "cobalt", "tags": ("vip",)}, ["Łukasz Wójcik"]),
    ({"kind": "organization"}, ["Acme Inc"]),
    ({"type": "client"}, []),
    ({"active": False}, []),
    ({"dnc": True}, []),
    ({"source": "manual", "text": "bo"}, ["Bo"]),
    ({"scope": "trash"}, []),
    ({"scope": "live_and_trash", "text": "bo"}, ["Bo"]),
]


@pytest.mark.parametrize("query, expected", FILTERS, ids=[str(row[0]) for row in FILTERS])
def test_filters(people: AddressBook, query: dict[str, Any], expected: list[str]) -> None:
    """Each filter alone and with others; tags and companies are compared without case."""
    page = people.contacts.find(Query(**query))
    assert (sorted(names(page)), page.total) == (sorted(expected), len(expected))


SORTS = [
    (Query(), ["Acme Inc", "Ana García", "ana_garcia*", "Bo"]),
    (Query(descending=True), ["김철수", "王小伟", "Søren Østergård", "O'Neil, Pat"]),
    (Query(sort="created_at"), ["Łukasz Wójcik", "Søren Østergård", "Jürgen Groß", "O'Neil, Pat"]),
    (Query(sort="created_at", descending=True), ["Bo", "Acme Inc", "김철수", "ana_garcia*"]),
    (Query(sort="company", descending=True), ["王小伟", "Łukasz Wójcik", "Acme Inc", "김철수"]),
    (Query(sort="family_name"), ["Acme Inc", "Ana García", "ana_garcia*", "Bo"]),
]


@pytest.mark.parametrize("query, first", SORTS)
def test_sorts_and_pages(people: AddressBook, query: Query, first: list[str]) -> None:
    """Pages of a sort order put together are the whole order; each knows the total and what follows."""

    pages = [people.contacts.find(query._replace(limit=3, offset=offset)) for offset in (0, 3, 6, 9)]
    everyone = [name for page in pages for name in names(page)]
    assert everyone[:4] == first
    assert everyone == names(people.contacts.find(query._replace(limit=0)))
    assert [(page.total, page.has_more) for page in pages] == [(10, True)] * 3 + [(10, False)]


def test_relevance(people: AddressBook) -> None:
    """The word as it was typed goes before the word within another."""
    assert names(people.contacts.find(Query(text="garcía", sort="relevance")))[0] == "Ana García"
    assert names(people.contacts.find(Query(text="bo", sort="relevance"))) == ["Bo"]


# The same rule, written as plainly as can be.

LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae"}


def plain(text: str) -> str:
    folded = "".join(LETTERS.get(character, character) for character in text.casefold())
    return "".join(
        c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c)
    ).casefold()


def occurs(word: str, texts: list[str]) -> bool:
    """A short word's letters begin a word; its punctuation, which begins none, stands anywhere."""
    letters = re.findall(r"[^\W_]+", word) if len(word) <= 2 else []
    begins = all(any(re.search(rf"(?<![^\W_]){each}", text) for text in texts) for each in letters)
    return begins and (letters == [word] or any(word in text for text in texts))


def fits(contact: Contact, text: str) -> bool:
    texts = [
        plain(value)
        for value in (
            contact.display_name, contact.given_name, contact.family_name, contact.nickname, contact.company,
            contact.job_title, contact.notes, *(email.address for email in contact.emails), *contact.tags,
        )
        if value
    ]  # fmt: skip
    return all(occurs(word, texts) for word in plain(text).split())


ALPHABET = "abcABCéłßø'@. "
TEXTS = st.text(ALPHABET, min_size=1, max_size=12).filter(lambda text: text.strip(" '@.") != "")


@st.composite
def people_drafts(draw: st.DrawFn) -> dict[str, Any]:
    draft: dict[str, Any] = {"display_name": draw(TEXTS)}
    for key in ("given_name", "family_name", "nickname", "company", "job_title", "notes"):
        if draw(st.booleans()):
            draft[key] = draw(TEXTS)
    draft["tags"] = draw(st.lists(TEXTS, max_size=2))
    return draft


@settings(max_examples=60)
@given(
    st.lists(people_drafts(), min_size=1, max_size=6),
    st.lists(st.text("abcé ł'@.", max_size=9), min_size=1, max_size=8),
    st.booleans(),
)
@example([{"display_name": "A", "company": "' ł"}], ["'ł", "ł'", "' ł"], False)
@example([{"display_name": "A b.", "tags": []}], ["\x04b.\x04", "\x04b", "\x04 \x05 \x02 \x01"], False)
@example([{"display_name": "A'", "company": "c.", "tags": ["b"]}], ["'c", "c.", ".b", "a'c"], False)
def test_the_indexes_agree_with_the_rule(
    tmp_path_factory: pytest.TempPathFactory, drafts: list[dict[str, Any]], texts: list[str], trashed: bool
) -> None:
    """Over random books and texts, the SQL finds whom the plain rule finds: live, and in the trash."""
    path: Path = tmp_path_factory.mktemp("random") / "book.db"
    with AddressBook(path) as book:
        contacts = [book.contacts.add(draft) for draft in drafts]
        if trashed:
            book.contacts.remove([contact.id for contact in contacts])
        for text in texts:
            page = book.contacts.find(Query(text=text, limit=0, scope="trash" if trashed else "live"))
            expected = [contact.id for contact in contacts if fits(contact, text)]
            assert sorted(contact.id for contact in page.contacts) == sorted(expected), text

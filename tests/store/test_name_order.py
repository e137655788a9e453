"""The places of contacts in the order of names: pages of many matches are the pages of the whole order."""

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contactsctl.address_book import AddressBook
from contactsctl.address_book.import_result import ImportFile, ImportOptions
from contactsctl.domain.changes import Changes
from contactsctl.domain.query import Query
from contactsctl.formats import vcard
from contactsctl.store import name_order, search
from contactsctl.store.connection import BookConnection

NAMES = st.text("abcdé", min_size=1, max_size=3)
DEEDS = st.one_of(
    st.tuples(st.just("add"), NAMES),
    st.tuples(st.just("name"), NAMES),
    st.tuples(st.just("remove"), NAMES),
    st.tuples(st.just("restore"), NAMES),
    st.tuples(st.just("rank"), NAMES),
)


def ranked(connection: BookConnection) -> list[int]:
    """Return the numbers that have a place."""
    return [number for number, place in enumerate(name_order.read_places(connection)) if place]


def do(book: AddressBook, deed: str, name: str, step: int) -> None:
    live = [contact.id for contact in book.contacts.find(Query(limit=0)).contacts]
    trashed = [contact.id for contact in book.contacts.find(Query(limit=0, scope="trash")).contacts]
    if deed == "add":
        book.contacts.add({"display_name": name, "notes": "among many"})
    elif deed == "name" and live:
        book.contacts.edit(live[step % len(live)], Changes(patch={"display_name": name}))
    elif deed == "remove" and live:
        book.contacts.remove([live[step % len(live)]])
    elif deed == "restore" and trashed:
        book.trash.restore([trashed[step % len(trashed)]])
    elif deed == "rank":
        with book.writing("test", "2026-01-01T00:00:00.000Z") as connection:
            name_order.rank_all(connection)


@settings(max_examples=60)
@given(st.lists(NAMES, min_size=5, max_size=12), st.lists(DEEDS, min_size=2, max_size=12))
def test_pages_of_many(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], deeds: list[tuple[str, str]]
) -> None:
    """Whatever was added, named anew, removed or restored since all were ranked: pages are in order."""
    with (
        AddressBook(tmp_path_factory.mktemp("order") / "book.db") as book,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(search, "SORTED_AT_ONCE", -1)
        patch.setattr(name_order, "CHUNK", 4)
        first = [("add", name) for name in names]
        for step, (deed, name) in enumerate([*first, ("rank", ""), *deeds]):
            do(book, deed, name, step)
        for descending in (False, True):
            query = Query(text="among", descending=descending)
            whole = [c.id for c in book.contacts.find(query._replace(limit=0)).contacts]
            pages = [book.contacts.find(query._replace(limit=3, offset=at)) for at in range(0, len(whole), 3)]
            assert [c.id for page in pages for c in page.contacts] == whole
        assert book.upkeep.examine().is_ok


def test_when_all_are_ranked(tmp_path: Path) -> None:
    """An import ranks all when more than one in twenty has no place; a few more wait for the next time."""

    def people(count: int) -> AddressBook:
        cards = "".join(f"BEGIN:VCARD\nVERSION:3.0\nFN:P {count} {n}\nEND:VCARD\n" for n in range(count))
        book = AddressBook(tmp_path / "book.db")
        book.imports.run([ImportFile(vcard.read(BytesIO(cards.encode())))], ImportOptions())
        return book

    with people(100) as book:
        assert len(ranked(book.connection)) == 100
    with people(5) as book:
        assert len(ranked(book.connection)) == 100
    with people(3) as book:
        assert len(ranked(book.connection)) == 108


def test_what_is_looked_up(tmp_path: Path) -> None:
    """Of a thousand ranked contacts a page needs those that share the last place, and those without one."""
    with AddressBook(tmp_path / "book.db") as book:
        for name in ("c", "a", "d", "b", "e"):
            book.contacts.add({"display_name": name})
        with book.writing("test", "2026-01-01T00:00:00.000Z") as connection:
            name_order.rank_all(connection)
            name_order.forget(connection, 3)
        assert name_order.nearest(book.connection, [1, 2, 3, 4, 5], 2, descending=False) == [2, 3, 4]
        assert name_order.nearest(book.connection, [1, 2, 3, 4, 5, 9], 1, descending=True) == [3, 5, 9]

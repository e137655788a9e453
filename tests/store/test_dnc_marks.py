"""Which contacts are on the list: one truth, told when they are read and by two conditions of SQL."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from contactsctl.address_book import AddressBook
from contactsctl.domain.query import Query
from contactsctl.store import dnc

NUMBERS = [f"+1415555{number:04d}" for number in range(6)]
ADDRESSES = ["a@x.org", "b@x.org", "Ü@x.org", "a@münchen.de", "c@y.org"]
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "phones": st.lists(st.sampled_from(NUMBERS), max_size=2, unique=True),
            "emails": st.lists(st.sampled_from(ADDRESSES), max_size=2, unique_by=str.lower),
            "trashed": st.booleans(),
            "extension": st.sampled_from([None, "7"]),
        }
    ),
    max_size=8,
)


def draft(number: int, person: dict[str, Any]) -> dict[str, Any]:
    return {
        "display_name": f"P{number}",
        "phones": [{"number": each, "extension": person["extension"]} for each in person["phones"]],
        "emails": [{"address": each} for each in person["emails"]],
    }


@settings(max_examples=25)
@given(people=PEOPLE, listed=st.lists(st.sampled_from([*NUMBERS, *ADDRESSES]), unique=True))
def test_every_way_tells_the_same(
    tmp_path_factory: Any, people: list[dict[str, Any]], listed: list[str]
) -> None:
    """The mark of what is read, the filter either way, live and in the trash, agree with a plain look."""
    with AddressBook(tmp_path_factory.mktemp("book") / "book.db") as book:
        for number, person in enumerate(people):
            added = book.contacts.add(draft(number, person), allow_duplicate=True)
            if person["trashed"]:
                book.contacts.remove([added.id])
        if listed:
            book.dnc.add(listed)
        expected = {
            f"P{number}": bool({*person["phones"], *person["emails"]} & {*listed})
            for number, person in enumerate(people)
        }
        for scope in ("live", "trash", "live_and_trash"):
            query = Query(scope=scope, limit=0)  # type: ignore[arg-type]
            everyone = book.contacts.find(query).contacts
            assert all(contact.dnc == expected[contact.display_name] for contact in everyone)
            for wanted in (True, False):
                found = book.contacts.find(query._replace(dnc=wanted))
                assert {contact.display_name for contact in found.contacts} == {
                    contact.display_name for contact in everyone if contact.dnc == wanted
                }
                assert found.total == len(found.contacts)


def test_an_empty_list_costs_one_look(book: AddressBook) -> None:
    """Nothing but whether the list is empty is asked of it while it is."""
    book.contacts.add({"display_name": "Ana", "phones": [{"number": "+14155551234"}]})
    asked: list[str] = []
    book.connection.set_trace_callback(asked.append)
    book.contacts.find(Query())
    assert [text for text in asked if "dnc" in text] == ["SELECT 1 FROM dnc LIMIT 1"]


def test_the_filter_is_answered_by_indexes(book: AddressBook) -> None:
    """The SELECT of live contacts on the list goes from the list to the keys, and scans no contact."""
    plan = book.connection.execute(f"EXPLAIN QUERY PLAN {dnc.select().text}").fetchall()
    steps = [row[3] for row in plan]
    assert not [step for step in steps if step.startswith("SCAN") and "dnc" not in step]
    assert sum("PRIMARY KEY (key=?)" in step for step in steps) == 2


def test_many_rows_are_written_as_one_would_be(book: AddressBook) -> None:
    """A list of 1,200 values is one batch of 1,200 events, each with its row; a second time makes none."""
    values = [f"+1415{number:07d}" for number in range(2_000_000, 2_001_200)]
    for expected in (1200, 1200):
        book.dnc.add(values)
        with book.reading() as connection:
            events = connection.execute("SELECT count(*), count(DISTINCT batch) FROM event").fetchone()
            first = connection.execute("SELECT changes FROM event ORDER BY seq LIMIT 1").fetchone()[0]
        assert events == (expected, 1)
        assert '"after":{"value":"+14152000000","kind":"phone","reason":null' in first

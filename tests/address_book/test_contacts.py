"""The use cases over a real book: what is derived stays in step with what is written."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from contactsctl.address_book import AddressBook
from contactsctl.address_book.import_result import ImportFile, ImportOptions
from contactsctl.domain.changes import Changes
from contactsctl.domain.contact import Contact
from contactsctl.domain.query import Query
from contactsctl.errors import AmbiguousIdError, ContactsError, DuplicateContactError, NotFoundError
from contactsctl.formats import json_records
from contactsctl.store.connection import transaction
from contactsctl.store.doctor.derived import hold_against_rows
from contactsctl.store.entry import Derived
from contactsctl.store.index import add_to_index
from contactsctl.store.rows import from_row, to_row
from tests.faults.harness import figure, scaled

DERIVED = (
    "uid_key",
    "email_key",
    "phone_key",
    "access_key",
    "contact_tag",
    "contact_sort",
    "contact_document",
)


def derived(book: AddressBook) -> dict[str, list[tuple[Any, ...]]]:
    return {table: sorted(book.connection.execute(f"SELECT * FROM {table}")) for table in DERIVED}


def test_references(book: AddressBook) -> None:
    """An id, its beginning, an email and a mention name name a contact; several are ambiguous."""
    ids = ["aaaa1111-0000-4000-8000-000000000001", "aaaa2222-0000-4000-8000-000000000002"]
    for number, contact_id in enumerate(ids):
        draft = {"id": contact_id, "display_name": f"P{number}", "mention_name": f"p{number}"}
        book.contacts.add({**draft, "emails": [{"address": f"p{number}@müller.example"}]})
    for reference in (ids[0], ids[0].upper(), f"urn:uuid:{ids[0]}", "aaaa1", "P0@MÜLLER.example", "@P0"):
        assert book.contacts.get(reference).display_name == "P0"
    with pytest.raises(AmbiguousIdError) as caught:
        book.contacts.get("aaaa")
    assert [candidate["id"] for candidate in caught.value.candidates] == ids
    for reference in ("aaa", "bbbb", "@p9", "x@y.zz", "", "aaaa-%", "*" * 5000):
        with pytest.raises(NotFoundError):
            book.contacts.get(reference)


def test_a_given_id_is_kept_when_it_is_free(book: AddressBook) -> None:
    """The id of an imported record stays; a taken one, in the trash too, gives way to a new one."""
    contact_id = "aaaa1111-0000-4000-8000-000000000001"
    assert book.contacts.add({"id": contact_id.upper(), "display_name": "A"}).id == contact_id
    book.contacts.remove([contact_id])
    assert book.contacts.add({"id": contact_id, "display_name": "B"}).id != contact_id
    assert book.contacts.add({"id": "no uuid", "display_name": "C"}).id != "no uuid"


def test_erasing_leaves_no_trace(book: AddressBook) -> None:
    """Photos, cards, keys and text of an erased contact are gone; a photo that another has stays."""
    from contactsctl.domain.contact import Card, Photo

    photo = Photo("image/png", 3, "00" * 32, b"abc")
    card = Card("3.0", "FN:Ana")
    first = book.contacts.add({"display_name": "Ana", "photo": photo, "card": card, "tags": ["t"]})
    second = book.contacts.add({"display_name": "Bo", "photo": photo})
    book.contacts.erase([first.id])
    assert book.contacts.photo(second.id).data == b"abc"
    book.contacts.remove([second.id])
    book.trash.empty(None)
    for table in (*DERIVED, "contact", "trash", "photo", "card"):
        assert book.connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_a_batch_of_removals_is_all_or_nothing(book: AddressBook) -> None:
    """One unknown id, and nobody is removed, restored or erased."""
    ana = book.contacts.add({"display_name": "Ana"})
    for do in (book.contacts.remove, book.contacts.erase, book.trash.restore):
        with pytest.raises(NotFoundError):
            do([ana.id, "ffff"])
    assert book.contacts.count(Query()) == (1, False)


NAMES = st.sampled_from(["Ana", "Bo", "Łukasz", "王小伟", "O'Neil"])
ADDRESSES = st.sampled_from(["a@example.org", "b@example.org", "c@other.example"])


class BookMachine(RuleBasedStateMachine):
    """Random adds, edits, removals, restores and erasures, against a plain dict."""

    contacts = Bundle("contacts")
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        import tempfile

        self._folder = tempfile.TemporaryDirectory()
        self.book = AddressBook(Path(self._folder.name) / "book.db", "US")
        self.live: dict[str, Contact] = {}
        self.trash: dict[str, Contact] = {}

    def teardown(self) -> None:
        self.book.close()
        self._folder.cleanup()

    @rule(target=contacts, name=NAMES, address=ADDRESSES | st.none(), tag=st.sampled_from(["x", "X", "y"]))
    def add(self, name: str, address: str | None, tag: str) -> Any:
        draft: dict[str, Any] = {"display_name": name, "tags": [tag]}
        draft["emails"] = [{"address": address}] if address else []
        taken = any(email.address == address for contact in self.live.values() for email in contact.emails)
        try:
            contact = self.book.contacts.add(draft)
        except DuplicateContactError:
            assert taken
            return multiple()
        assert not taken
        self.live[contact.id] = contact
        return contact.id

    @rule(target=contacts, name=NAMES, address=ADDRESSES, tag=st.sampled_from(["x", "X", "y"]))
    def import_file(self, name: str, address: str, tag: str) -> Any:
        line = json.dumps({"name": name, "email": address, "tags": [tag]}).encode()
        file = ImportFile(json_records.read(BytesIO(line), kind="ndjson"), "json:people.json")
        result = self.book.imports.run([file], ImportOptions())
        holders = [c for c in self.live.values() if any(email.address == address for email in c.emails)]
        after = self.book.contacts.get(address)
        self.live[after.id] = after
        if not holders:
            assert (result.created, after.display_name, after.tags) == (1, name, (tag,))
            return after.id
        [before] = holders
        assert (result.created, after.id, after.display_name) == (0, before.id, before.display_name)
        assert {t.lower() for t in after.tags} == {t.lower() for t in (*before.tags, tag)}
        assert after.revision == before.revision + (after.tags != before.tags)
        return multiple()

    @rule(contact_id=contacts, tag=st.sampled_from(["x", "new"]))
    def untag(self, contact_id: str, tag: str) -> None:
        has = contact_id in self.live and tag in {t.lower() for t in self.live[contact_id].tags}
        self.expect(has, lambda: self.book.contacts.edit(contact_id, Changes(remove_tags=(tag,))))
        if has:
            self.live[contact_id] = self.book.contacts.get(contact_id)
            assert tag not in {t.lower() for t in self.live[contact_id].tags}

    @rule(contact_id=contacts, name=NAMES, phone=st.sampled_from(["+14155551234", "+4930123456"]))
    def edit(self, contact_id: str, name: str, phone: str) -> None:
        changes = Changes(patch={"display_name": name, "phones": [{"number": phone}]}, add_tags=("new",))
        self.expect(contact_id in self.live, lambda: self.book.contacts.edit(contact_id, changes))
        if contact_id in self.live:
            before, after = self.live[contact_id], self.book.contacts.get(contact_id)
            assert after.revision in (before.revision, before.revision + 1)
            self.live[contact_id] = after

    @rule(contact_id=contacts)
    def remove(self, contact_id: str) -> None:
        self.expect(contact_id in self.live, lambda: self.book.contacts.remove([contact_id]))
        if contact_id in self.live:
            self.trash[contact_id] = self.live.pop(contact_id)

    @rule(contact_id=contacts)
    def restore(self, contact_id: str) -> None:
        addresses = {email.address for contact in self.live.values() for email in contact.emails}
        in_trash = self.trash.get(contact_id)
        free = in_trash is not None and not addresses & {email.address for email in in_trash.emails}
        self.expect(free, lambda: self.book.trash.restore([contact_id]))
        if free:
            del self.trash[contact_id]
            self.live[contact_id] = self.book.contacts.get(contact_id)

    @rule(contact_id=consumes(contacts))
    def erase(self, contact_id: str) -> None:
        known = contact_id in self.live or contact_id in self.trash
        self.expect(known, lambda: self.book.contacts.erase([contact_id]))
        self.live.pop(contact_id, None)
        self.trash.pop(contact_id, None)

    def expect(self, works: bool, deed: Any) -> None:
        if works:
            deed()
        else:
            with pytest.raises(ContactsError):
                deed()

    @invariant()
    def the_book_is_the_model(self) -> None:
        found = {contact.id: contact for contact in self.book.contacts.stream(Query(limit=0))}
        assert found == self.live
        assert {c.id for c in self.book.trash.find(Query(limit=0)).contacts} == set(self.trash)

    @invariant()
    def what_is_derived_is_in_step(self) -> None:
        connection = self.book.connection
        with transaction(connection, dry_run=True):
            hold_against_rows(connection)
        numbers = dict(connection.execute("SELECT id, number FROM contact"))
        with AddressBook(Path(self._folder.name) / "fresh.db") as fresh:
            fresh.connection.execute("BEGIN")
            fresh.connection.executemany(
                "INSERT INTO tag (number, name, key) VALUES (?, ?, ?)",
                connection.execute("SELECT number, name, key FROM tag"),
            )
            add_to_index(fresh.connection, [(numbers[c.id], Derived.of(c)) for c in self.live.values()])
            assert derived(fresh) == derived(self.book)
            fresh.connection.execute("ROLLBACK")


BookMachine.TestCase.settings = settings(
    max_examples=scaled(200, 10_000), stateful_step_count=8, deadline=None
)
TestBookMachine = BookMachine.TestCase


@pytest.fixture(scope="module", autouse=True)
def _figure(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if not request.session.testsfailed:
        figure("histories of a book against a model", *[BookMachine.TestCase.settings.max_examples] * 2)


def test_rows_hold_every_value(book: AddressBook) -> None:
    """A contact written and read again is equal, in each of its fields."""
    from contactsctl.domain.contact import Property

    contact = book.contacts.add(
        {
            "display_name": "Ana", "emails": [{"address": "a@b.cd", "label": 'x"y'}, {"address": "no", "label": None}],
            "phones": [{"number": "(415) 555-1234 x9", "label": "work"}], "addresses": [{"street": "1\n2"}],
            "dates": [{"date": "2020", "label": "d"}], "urls": [{"url": "u\\"}], "tags": ['"', "\\"], "access": ["me"],
            "custom_fields": {"a": [1, {"b": None}]}, "is_active": False, "uid": "x",
            "other_properties": (Property("X-A", "v", "g", {"P": ("1", "2")}),),
        },
        keep_invalid=True,
    )  # fmt: skip
    assert from_row(to_row(contact)) == contact == book.contacts.get(contact.id)

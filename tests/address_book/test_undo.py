"""Undo: whatever a command did is taken back, and nothing else."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contactsctl.address_book import AddressBook
from contactsctl.address_book.import_result import ImportFile, ImportOptions
from contactsctl.domain.changes import Changes
from contactsctl.domain.contact import Contact, Photo
from contactsctl.domain.query import Query
from contactsctl.domain.record import Record
from contactsctl.domain.value import replace
from contactsctl.errors import ContactsError, NotFoundError, NotUndoableError
from contactsctl.store import journal

State = dict[str, Any]
SMALL = ("identity", "view", "value", "opportunity", "not_same", "dnc", "field")
KEYS = ("uid_key", "email_key", "phone_key", "access_key", "contact_tag", "contact_sort", "contact_document")


def state(book: AddressBook) -> State:
    """What a book holds, but for revisions, times, and tags that nobody has."""
    everyone = book.contacts.stream_with_cards(Query(limit=0))
    trash = book.contacts.stream(Query(limit=0, scope="trash"))
    connection = book.connection
    return {
        "live": sorted((_plain(contact), str(contact.card and contact.card.text)) for contact in everyone),
        "trash": sorted(_plain(contact) for contact in trash),
        "photos": sorted(connection.execute("SELECT sha256 FROM photo")),
        "small": [sorted(connection.execute(f"SELECT * FROM {table}"), key=str) for table in SMALL],
        "kept tags": sorted(connection.execute("SELECT key, name FROM tag WHERE kept")),
        "keys": [connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in KEYS],
    }


def _plain(contact: Contact) -> str:
    return repr(replace(contact, revision=1, updated_at="", card=None))


def add(book: AddressBook, name: str) -> None:
    photo = Photo("image/png", 3, f"{len(name):064d}", b"abc") if "o" in name else None
    draft = {"display_name": name, "emails": [{"address": f"{name}@example.org"}], "tags": ["x", name]}
    book.contacts.add({**draft, "mention_name": name.lower(), "photo": photo})


def edit(book: AddressBook, name: str) -> None:
    patch = {"company": f"{name} Ltd", "phones": [{"number": "+14155551234"}], "mention_name": None}
    book.contacts.edit(f"{name}@example.org", Changes(patch=patch, add_tags=("edited",)))


def clear(book: AddressBook, name: str) -> None:
    book.contacts.edit(f"{name}@example.org", Changes(patch={"photo": None, "tags": [], "mention_name": "m"}))


def bulk(book: AddressBook, _: str) -> None:
    ids = [contact.id for contact in book.contacts.stream(Query(limit=0))]
    book.contacts.edit_many(ids, Changes(add_tags=("all",)))


def rm(book: AddressBook, name: str) -> None:
    book.contacts.remove([f"{name}@example.org"])


def restore(book: AddressBook, name: str) -> None:
    book.trash.restore([f"{name}@example.org"])


def grant(book: AddressBook, name: str) -> None:
    book.access.set([f"{name}@example.org"], ())


def identity(book: AddressBook, name: str) -> None:
    book.identities.add(name)


def forget(book: AddressBook, name: str) -> None:
    book.identities.remove([name])


def import_(book: AddressBook, name: str) -> None:
    people = [
        {"display_name": name, "emails": [{"address": f"{name}@example.org"}], "job_title": "Pilot"},
        {"display_name": f"{name} II", "tags": ["new"], "card": None},
        {"display_name": f"{name}s", "kind": "group", "uid": f"g-{name}"},
    ]
    records = [Record(number, number, person, bytes) for number, person in enumerate(people, start=1)]
    book.imports.run([ImportFile(records, "json:x")], ImportOptions())


def view(book: AddressBook, name: str) -> None:
    row = {"query": name, "created_at": "2026", "updated_at": "2026"}
    with book.writing("view save", "2026") as connection:
        journal.put(connection, "view", "one", row)


def tag(book: AddressBook, name: str) -> None:
    with book.writing("tag create", "2026") as connection:
        journal.put(connection, "tag", name.lower(), {"name": name, "kept": 1})


DEEDS: tuple[Callable[[AddressBook, str], None], ...] = (
    add, edit, clear, bulk, rm, restore, grant, identity, forget, import_, view, tag,
)  # fmt: skip
NAMES = ("Ana", "Bo", "Zoe")
STEPS = st.lists(st.tuples(st.sampled_from(DEEDS), st.sampled_from(NAMES)), min_size=1, max_size=8)


def do(book: AddressBook, step: tuple[Callable[[AddressBook, str], None], str]) -> bool:
    try:
        step[0](book, step[1])
    except ContactsError:
        return False
    return True


@settings(max_examples=120)
@given(STEPS)
@example([(add, "Bo"), (clear, "Bo"), (rm, "Bo"), (add, "Bo")])  # the last one's photo is the first one's
def test_undo_of_everything_is_the_empty_book(steps: Any) -> None:
    """After each undo the book is as it was before that command; after all of them it is empty."""
    with tempfile.TemporaryDirectory() as folder, AddressBook(Path(folder) / "book.db", "US") as book:
        states = [state(book)]
        for step in steps:
            before = state(book)
            if do(book, step) and state(book) != before:
                states.append(state(book))
        for expected in states[-2::-1]:
            assert book.undo.undo(None).left == ()
            assert state(book) == expected
        with pytest.raises(NotFoundError):
            book.undo.undo(None)


@settings(max_examples=60)
@given(STEPS, st.integers(0, 7))
def test_undo_of_one_leaves_the_effects_of_the_others(steps: Any, index: int) -> None:
    """What a later command changed stays as it is, whichever earlier one is taken back."""
    with tempfile.TemporaryDirectory() as folder, AddressBook(Path(folder) / "book.db", "US") as book:
        for step in steps:
            do(book, step)
        rows = book.connection.execute("SELECT DISTINCT batch FROM event ORDER BY batch").fetchall()
        batch = rows[index % len(rows)][0] if rows else None
        touched = {
            number
            for (number,) in book.connection.execute(
                "SELECT contact FROM event WHERE batch > ? AND contact IS NOT NULL", (batch or 0,)
            )
        }
        before = _rows(book, touched)
        try:
            done = book.undo.undo(batch)
        except (NotUndoableError, NotFoundError):
            done = None
        assert _rows(book, touched) == before
        assert done is None or done.changed > 0


def _rows(book: AddressBook, numbers: set[int]) -> list[Any]:
    marks = ", ".join(map(str, numbers))
    return [
        book.connection.execute(f"SELECT * FROM {table} WHERE number IN ({marks})").fetchall()
        for table in ("contact", "trash")
    ]


def test_what_was_changed_since_is_named(book: AddressBook) -> None:
    """Of an import of three, the one that was edited since stays and is named; the others go."""
    import_(book, "Ana")
    book.contacts.edit("Ana@example.org", Changes(patch={"company": "Acme"}))
    done = book.undo.undo(1)
    assert [(left.display_name, left.reason) for left in done.left] == [("Ana", "it was changed since")]
    assert [contact.display_name for contact in book.contacts.stream(Query(limit=0))] == ["Ana"]
    assert (done.changed, book.undo.undo(None).batch) == (2, 2)
    assert book.undo.undo(1).changed == 1  # what stood in the way is undone by now


@pytest.mark.parametrize("deed", ["rm", "trash empty"])
def test_what_was_erased_does_not_come_back(book: AddressBook, deed: str) -> None:
    """Erasing cannot be undone, and takes what the log said of the contact with it."""
    ana = book.contacts.add({"display_name": "Ana", "notes": "canary"})
    book.contacts.edit(ana.id, Changes(patch={"notes": "canary II"}))
    if deed == "rm":
        book.contacts.erase([ana.id])
    else:
        book.contacts.remove([ana.id])
        book.trash.empty(None)
    with pytest.raises(NotUndoableError, match="erased contacts for ever"):
        book.undo.undo(None)
    with pytest.raises(NotUndoableError, match="changed since"):
        book.undo.undo(1)
    assert [row for row in book.connection.execute("SELECT * FROM event") if "canary" in str(row)] == []


def test_an_undo_is_refused_twice(book: AddressBook) -> None:
    """An undone batch, an undo, and a number that is none: each says why."""
    book.contacts.add({"display_name": "Ana"})
    assert book.undo.undo(None).by == 2
    for batch, kind, words in (
        (1, NotUndoableError, "undone already, by batch 2"),
        (2, NotUndoableError, "is an undo, of batch 1"),
        (99, NotFoundError, "no batch 99"),
        (None, NotFoundError, "nothing to undo"),
    ):
        with pytest.raises(kind, match=words):
            book.undo.undo(batch)


def test_a_dry_run_undoes_nothing(book: AddressBook) -> None:
    """It says what would be taken back, and the book and its log stay as they were."""
    book.contacts.add({"display_name": "Ana"})
    assert book.undo.undo(None, dry_run=True).changed == 1
    assert (book.contacts.count(Query())[0], book.undo.undo(None).batch) == (1, 1)


def test_a_taken_mention_name_is_left_alone(book: AddressBook) -> None:
    """A contact does not come back with a mention name that another has by now."""
    ana = book.contacts.add({"display_name": "Ana", "mention_name": "ana"})
    book.contacts.remove([ana.id])
    book.contacts.add({"display_name": "Other Ana", "mention_name": "ana"})
    with pytest.raises(NotUndoableError):
        book.undo.undo(2)
    assert book.contacts.count(Query())[0] == 1

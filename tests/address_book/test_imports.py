"""Imports: matched with what was in the book, counted, all or nothing."""

import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from contactsctl.address_book import AddressBook
from contactsctl.address_book.import_result import ImportFile, ImportOptions, ImportResult
from contactsctl.domain.contact import Photo
from contactsctl.domain.query import Query
from contactsctl.domain.record import Problem, Record
from contactsctl.store import index

ANA = {"display_name": "Ana", "uid": "u1", "emails": [{"address": "ana@example.org"}]}


def records(*drafts: dict[str, Any]) -> Iterator[Record]:
    for number, draft in enumerate(drafts, start=1):
        yield Record(number, number, dict(draft), lambda: b"raw\n", members=tuple(draft.get("members", ())))


def load(book: AddressBook, *drafts: dict[str, Any], **options: Any) -> ImportResult:
    return book.imports.run([ImportFile(records(*drafts), "test:x")], ImportOptions(**options))


def counts(result: ImportResult) -> tuple[int, ...]:
    return result.created, result.updated, result.unchanged, result.skipped, result.rejected


TWICE = [
    ("by UID", [ANA]),
    ("by email", [{"display_name": "Bo", "emails": [{"address": "bo@example.org"}]}]),
    ("by content", [{"display_name": "Nobody"}, {"display_name": "Nobody", "company": "Acme"}]),
    ("two alike", [{"display_name": "Twin"}, {"display_name": "Twin"}]),
    ("one UID, two cards", [ANA, {**ANA, "display_name": "Ana again"}]),
    (
        "a shared address",
        [{"display_name": n, "emails": [{"address": "us@example.org"}]} for n in ("He", "She")],
    ),
    ("by id", [{"id": "2f1c6a52-9d6b-4a52-8a5e-0b8f2f1c6a52", "display_name": "Kept"}]),
    (
        "a UID that is a UUID",
        [{"uid": "urn:uuid:2F1C6A52-9D6B-4A52-8A5E-0B8F2F1C6A52", "display_name": "Kept"}],
    ),
    (
        "what is no date and no name, under keys that are taken",
        [
            {
                "display_name": "Odd",
                "birthday": "soon",
                "mention_name": "o d d",
                "dates": [{"date": "first"}, {"date": "second"}],
                "custom_fields": {"birthday": "whenever", "mention_name": 7},
            }
        ],
    ),
    (
        "an invalid email",
        [{"display_name": "Odd", "emails": [{"address": "broken@"}], "birthday": "some day"}],
    ),
]


@pytest.mark.parametrize("case, drafts", TWICE, ids=[row[0] for row in TWICE])
def test_a_second_import_creates_nobody(book: AddressBook, case: str, drafts: list[dict[str, Any]]) -> None:
    """Every record of a file becomes a contact; the file again finds every one of them, unchanged."""
    assert counts(load(book, *drafts)) == (len(drafts), 0, 0, 0, 0)
    assert counts(load(book, *drafts)) == (0, 0, len(drafts), 0, 0)
    assert book.contacts.count(Query()) == (len(drafts), False)


def test_a_number_read_with_a_region_is_met_without_one(book: AddressBook) -> None:
    """An export has the number as it was given: without the region it is the same one, another is another."""
    draft = {**ANA, "phones": [{"number": "030 123456", "label": "work"}]}
    book.region = "DE"
    load(book, draft)
    book.region = None
    assert counts(load(book, draft)) == (0, 0, 1, 0, 0)
    load(book, {**ANA, "phones": [{"number": "030 123456"}, {"number": "040 99"}]})
    (ana,) = book.contacts.find(Query()).contacts
    assert [(phone.number, phone.valid) for phone in ana.phones] == [("+4930123456", True), ("040 99", False)]


FILE = {
    "display_name": "Ana B.", "uid": "u1", "company": "New", "job_title": "Chief", "tags": ["b"], "nickname": "A",
    "emails": [{"address": "ANA@example.org"}, {"address": "second@example.org"}], "custom_fields": {"k": 2, "n": 3},
}  # fmt: skip
ON_MATCH = [
    (
        "merge",
        (0, 1, 0, 0, 0),
        {"display_name": "Ana", "company": "Old", "job_title": "Chief", "tags": ("a", "b")},
    ),
    (
        "update",
        (0, 1, 0, 0, 0),
        {"display_name": "Ana B.", "company": "New", "job_title": "Chief", "tags": ("b",)},
    ),
    ("skip", (0, 0, 0, 1, 0), {"display_name": "Ana", "company": "Old", "job_title": None, "tags": ("a",)}),
    ("create", (1, 0, 0, 0, 0), {"display_name": "Ana", "company": "Old"}),
    ("fail", (0, 0, 0, 0, 1), {"display_name": "Ana", "company": "Old"}),
]


@pytest.mark.parametrize("on_match, expected, fields", ON_MATCH, ids=[row[0] for row in ON_MATCH])
def test_on_match(
    book: AddressBook, on_match: Any, expected: tuple[int, ...], fields: dict[str, Any]
) -> None:
    """What happens to a contact that is in the book, by each way."""
    ana = book.contacts.add({**ANA, "company": "Old", "tags": ["a"], "custom_fields": {"k": 1}})
    assert counts(load(book, FILE, on_match=on_match)) == expected
    after = book.contacts.get(ana.id)
    assert {key: getattr(after, key) for key in fields} == fields


def test_merge_unites_and_reports(book: AddressBook) -> None:
    """Lists are united, gaps filled, differing values kept and reported; the revision is one on."""
    ana = book.contacts.add({**ANA, "company": "Old", "custom_fields": {"k": 1}})
    result = load(book, FILE)
    after = book.contacts.get(ana.id)
    assert [email.address for email in after.emails] == ["ana@example.org", "second@example.org"]
    assert (after.custom_fields, after.nickname, after.revision) == ({"k": 1, "n": 3}, "A", 2)
    kept = {(problem.field, problem.code) for problem in result.warnings}
    assert kept == {
        ("company", "value_kept"),
        ("display_name", "value_kept"),
        ("custom_fields.k", "value_kept"),
    }


def test_faults_are_mended_or_rejected(book: AddressBook) -> None:
    """What cannot be read is rejected with its line; what can is mended, nothing is lost, and it is said."""
    bad = Record(2, 9, None, lambda: b"raw\n", [Problem(9, None, "invalid_json", "no")])
    drafts = [
        *records({"display_name": "A\x00\u202e", "phones": [{"number": "homephone"}], "birthday": "1.1.70"}),
        bad,
    ]
    drafts += list(records({"display_name": "x" * 300}, {}))
    result = book.imports.run([ImportFile(drafts, "test:x")], ImportOptions())
    assert counts(result) == (1, 0, 0, 0, 3)
    assert [(error.record, error.line, error.code) for error in result.errors] == [
        (2, 9, "invalid_json"), (1, 1, "too_long"), (2, 2, "name_required"),
    ]  # fmt: skip
    [contact] = book.contacts.find(Query()).contacts
    assert contact.display_name == "A\ufffd\u202e"
    assert (contact.phones[0].number, contact.phones[0].valid) == ("homephone", False)
    assert contact.custom_fields == {"birthday": "1.1.70"}


def test_what_cannot_be_read_overwrites_no_custom_field(book: AddressBook) -> None:
    """What joins the custom fields gets a key of its own, beside a field of that name and its like."""
    book.contacts.add({"display_name": "A", "mention_name": "a"})
    own = {"birthday": "whenever", "mention_name": 7}
    dates = [{"label": "birthday", "date": "soon"}, {"date": "first"}, {"date": "second"}]
    draft = {"display_name": "Odd", "birthday": "soon", "dates": dates, "custom_fields": own}
    load(book, {**draft, "mention_name": "a"})
    assert book.contacts.find(Query(text="Odd")).contacts[0].custom_fields == {
        **own, "birthday 2": "soon", "date": "first", "date 2": "second", "mention_name 2": "a",
    }  # fmt: skip


def test_an_id_that_is_no_uuid_is_kept_and_said(book: AddressBook) -> None:
    """It is the number of a record in another program: a custom field, whatever the UID."""
    draft = {"id": "crm-17", "uid": "urn:uuid:2f1c6a52-9d6b-4a52-8a5e-0b8f2f1c6a52", "display_name": "Ana"}
    for expected in ((1, 0, 0, 0, 0), (0, 0, 1, 0, 0)):
        result = load(book, draft)
        assert (counts(result), [(w.field, w.code) for w in result.warnings]) == (
            expected,
            [("id", "invalid_value")],
        )
    ana = book.contacts.get("2f1c6a52-9d6b-4a52-8a5e-0b8f2f1c6a52")
    assert ana.custom_fields == {"id": "crm-17"}


def test_strict_and_dry_runs_write_nothing(book: AddressBook) -> None:
    """A strict import with a rejected record, and any dry run, leave the book and its batches alone."""
    assert counts(load(book, ANA, {}, strict=True)) == (0, 0, 0, 0, 1)
    dry = load(book, ANA, dry_run=True)
    assert (counts(dry), dry.batch) == ((1, 0, 0, 0, 0), None)
    assert book.contacts.count(Query()) == (0, False)
    assert load(book, ANA).batch == 1


def test_groups_tag_their_members(book: AddressBook) -> None:
    """Members of a group, before it or behind it in the file or in the book, get its name as a tag."""
    book.contacts.add({"display_name": "There before", "uid": "u0"})
    group = {"display_name": "Crew", "kind": "group", "members": ["urn:uuid:U0", "u1", "u2", "unknown"]}
    load(book, {"display_name": "First", "uid": "u1"}, group, {"display_name": "Last", "uid": "u2"})
    tagged = book.contacts.find(Query(tags=("crew",)))
    assert sorted((contact.display_name, contact.revision) for contact in tagged.contacts) == [
        ("First", 1), ("Last", 1), ("There before", 2),
    ]  # fmt: skip


def test_mention_names_stay_unique(book: AddressBook) -> None:
    """A mention name that is taken, in the book or by the file itself, goes to the custom fields."""
    book.contacts.add({"display_name": "A", "mention_name": "a"})
    result = load(book, *({"display_name": name, "mention_name": name} for name in ("a", "b", "b")))
    assert [problem.field for problem in result.warnings] == ["mention_name", "mention_name"]
    assert book.contacts.get("@b").display_name == "b"


def test_a_kill_leaves_the_book_as_it_was(tmp_path: Path) -> None:
    """SIGKILL in the middle of an import of 60,000 contacts, three times: the book holds what it held."""
    path, journal = tmp_path / "book.db", tmp_path / "book.db-journal"
    with AddressBook(path) as book:
        book.contacts.add(ANA)
    file = tmp_path / "many.vcf"
    file.write_bytes(
        b"".join(b"BEGIN:VCARD\nVERSION:3.0\nFN:Person %d\nEND:VCARD\n" % n for n in range(60_000))
    )
    program = [sys.executable, "-m", "contactsctl", "--db", str(path), "import", str(file)]
    size = path.stat().st_size
    for grown_to in (0, 2 * size, 8 * size):
        process = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and not (journal.exists() and path.stat().st_size >= grown_to):
            time.sleep(0.001)  # until the import is under way, and then until pages reach the file
        process.kill()
        assert process.wait() == -9
        with AddressBook(path) as book:
            assert book.contacts.count(Query()) == (1, False)
            assert book.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_photo_that_is_only_described_is_missed(book: AddressBook) -> None:
    """Its description is kept with a warning, which doctor repeats, until its bytes come; one at hand will do."""
    data = b"abc"
    whole = Photo("image/png", 3, sha256(data).hexdigest(), data)
    told = Photo("image/png", 3, whole.sha256)
    result = load(book, {**ANA, "photo": told})
    assert [(w.field, w.code) for w in result.warnings] == [("photo", "missing_photo")]
    assert _missing_photos(book) == 1
    result = load(book, {**ANA, "photo": whole})
    assert (counts(result), result.warned, _missing_photos(book)) == ((0, 0, 1, 0, 0), 0, 0)
    assert book.contacts.photo("ana@example.org").data == data
    result = load(book, {"display_name": "Bo", "photo": told})
    assert (counts(result), result.warned) == ((1, 0, 0, 0, 0), 0)


def _missing_photos(book: AddressBook) -> int:
    health = book.upkeep.examine()
    return sum(each.count for each in health.findings if each.check == "missing_photos")


def test_photos_do_not_gather_in_memory(book: AddressBook) -> None:
    """Of forty photos of 2 MB no more than a chunk's limit is held at once."""

    def people() -> Iterator[dict[str, Any]]:
        for number in range(40):
            data = number.to_bytes(1) * 2_000_000
            photo = Photo("image/png", len(data), sha256(data).hexdigest(), data)
            yield {"display_name": f"P{number}", "photo": photo}

    tracemalloc.start()
    try:
        drafts = (Record(number, number, draft, bytes) for number, draft in enumerate(people(), start=1))
        result = book.imports.run([ImportFile(drafts)], ImportOptions())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert counts(result) == (40, 0, 0, 0, 0)
    assert peak < 40_000_000


def test_the_text_index_gathers_what_an_import_writes(book: AddressBook) -> None:
    """Two thousand tagged contacts, four chunks, make one segment of the index, written at the commit.

    A statement that SQLite could have to take back half-way, such as INSERT ... SELECT, would make FTS5
    write down what it gathered.
    """
    drafts = ({"display_name": f"Person {number}", "tags": ["one", "two"]} for number in range(2_000))
    assert counts(load(book, *drafts)) == (2_000, 0, 0, 0, 0)
    assert len(segments(book)) == 1


def test_who_wants_a_taken_mention_name_is_met_again(book: AddressBook) -> None:
    """The second of two with one mention name keeps it as a custom field, and is nobody new the next time."""
    twins = [{"display_name": name, "mention_name": "zoe"} for name in ("Zoe", "Zoë B")]
    assert counts(load(book, *twins)) == (2, 0, 0, 0, 0)
    assert counts(load(book, *twins)) == (0, 0, 2, 0, 0)


def segments(book: AddressBook) -> dict[int, int]:
    """Return the segments of the text index, each with its entries."""
    return dict(book.connection.execute("SELECT segid, count(*) FROM contact_part_idx GROUP BY segid"))


def test_no_write_merges_all_of_the_text_index(book: AddressBook, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parts that an import left are merged in the course of many writes, each of which does a little."""
    monkeypatch.setattr(index, "_IN_BULK", (("automerge", 0), ("crisismerge", 100), ("hashsize", 64 * 1024)))
    load(book, *({"display_name": f"{n} {n * n}", "notes": f"{n**7} {n**9}" * 9} for n in range(4_000)))
    before = segments(book)
    assert len(before) > 15
    rewritten = []
    pages = text_pages(book)
    for number in range(60):
        book.contacts.add({"display_name": f"Person {number}"})
        after = text_pages(book)
        rewritten.append(len(after ^ pages))
        pages = after
    assert max(rewritten) < len(pages) / 2
    assert len(segments(book)) < 10


def text_pages(book: AddressBook) -> set[tuple[int, int]]:
    return set(book.connection.execute("SELECT id, length(block) FROM contact_part_data"))

"""Looking over a book: each kind of trouble is found under its name, and what can be derived is made anew."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from contactsctl.address_book import AddressBook
from contactsctl.domain.changes import Changes
from contactsctl.domain.contact import Card, Photo
from contactsctl.domain.finding import Health
from contactsctl.store import name_order
from tests.faults.harness import rows_of

FIRST, SECOND = "aaaa1111-0000-4000-8000-000000000001", "aaaa2222-0000-4000-8000-000000000002"
PHOTO_KEY = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # of b"abc"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A book with two contacts, one of them with everything, and one in the trash."""
    with AddressBook(tmp_path / "book.db", "US") as book:
        full = {
            "id": FIRST,
            "uid": "lukasz@example.org",
            "display_name": "Łukasz",
            "company": "Acme",
            "mention_name": "lu",
            "tags": ["vip"],
        }
        full |= {"emails": [{"address": "l@example.org"}], "phones": [{"number": "(415) 555-1234"}]}
        full |= {
            "photo": Photo("image/png", 3, PHOTO_KEY, b"abc"),
            "card": Card("3.0", "FN:L"),
            "access": ["me"],
        }
        book.contacts.add(full)
        book.contacts.add({"id": SECOND, "display_name": "Ana"})
        book.contacts.remove([book.contacts.add({"display_name": "Bo"}).id])
        name_order.rank_all(book.connection)
    return tmp_path / "book.db"


def damaged(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(statement)


def examined(path: Path, *, fix: bool = False) -> Health:
    with AddressBook(path) as book:
        return book.upkeep.examine(fix=fix)


def found(health: Health) -> dict[str, int]:
    return {finding.check: finding.count for finding in health.findings if finding.count}


DERIVED = [
    ("DELETE FROM email_key", {"keys": 1}),
    ("DELETE FROM phone_key", {"keys": 1}),
    ("DELETE FROM access_key", {"keys": 2}),
    ("DELETE FROM contact_tag", {"keys": 1}),
    ("UPDATE uid_key SET key = 'x' WHERE contact = 1", {"keys": 1}),
    ("INSERT INTO uid_key VALUES ('x', 99)", {"keys": 1}),
    ("UPDATE contact_sort SET name_key = 'x'", {"sort_keys": 3}),
    ("DELETE FROM contact_sort WHERE contact = 2", {"sort_keys": 1}),
    ("INSERT INTO contact_sort VALUES (99, '', '', '')", {"sort_keys": 1}),
    ("UPDATE contact_place SET places = x'000001000002'", {"sort_keys": 1}),
    ("INSERT INTO contact_document VALUES (1, 'x y z')", {"search_index": 1}),
    ("INSERT INTO contact_document VALUES (99, 'x y z')", {"search_index": 1}),
    ("INSERT INTO contact_part (rowid, document) VALUES (1, 'x y z')", {"search_index": 1}),
    ("UPDATE contact SET company = 'Other' WHERE number = 1", {"sort_keys": 1, "search_index": 1}),
    ("INSERT INTO card VALUES (99, '3.0', 'FN:X', 1)", {"orphans": 1}),
    ("INSERT INTO photo VALUES ('00', 'image/png', 0, '')", {"photos": 1, "orphans": 1}),
    ("DROP INDEX contact_sort_name", {"schema": 1}),
    ("DROP TABLE phone_key", {"schema": 1, "keys": 1}),
    ("DROP TABLE contact_part", {"schema": 1, "search_index": 1}),
    ("DROP TABLE contact_term", {"schema": 1}),
]  # fmt: skip


@pytest.mark.parametrize("statement, expected", DERIVED, ids=[row[0][:60] for row in DERIVED])
def test_what_is_derived_is_found_and_made_anew(path: Path, statement: str, expected: dict[str, int]) -> None:
    """Each is found under its name; --fix makes it as it was, after a copy; no contact is touched."""
    derived = rows_of(path)
    damaged(path, statement)
    assert found(examined(path)) == expected
    fixed = examined(path, fix=True)
    assert (found(fixed), fixed.is_ok, len(fixed.copies)) == ({}, True, 1)
    assert {f.check for f in fixed.findings if f.fixed} == set(expected)
    if not statement.startswith("UPDATE contact SET"):
        assert rows_of(path) == derived
    with closing(sqlite3.connect(path)) as raw:
        settings = dict(raw.execute("SELECT k, v FROM contact_part_config"))
    assert (settings["automerge"], settings["crisismerge"]) == (4, 1999)
    assert settings["hashsize"] == 4 * 1024 * 1024


OTHERS = [
    ("UPDATE contact SET revision = 0 WHERE number = 2", "revisions"),
    ("UPDATE card SET revision = 7", "revisions"),
    ("UPDATE trash SET id = (SELECT id FROM contact WHERE number = 1)", "unique_values"),
    ("UPDATE contact SET short_emails = '[{' WHERE number = 1", "rows"),
    ("UPDATE contact SET short_emails = '[{\"shoe\": 1}]' WHERE number = 1", "rows"),
    ("UPDATE contact SET notes = CAST(x'61ff' AS TEXT) WHERE number = 1", "rows"),
    ("UPDATE contact SET notes = 'a' || char(0) WHERE number = 1", "rows"),
    ("UPDATE contact SET notes = 'e' || char(769) WHERE number = 1", "rows"),
    ("UPDATE photo SET data = x'616262'", "photos"),
    ("INSERT INTO opportunity VALUES ('x', 99, 'T', NULL, 'open', NULL, NULL, NULL, NULL, '', '')", "opportunities"),
    ("DELETE FROM event WHERE seq = 2", "events"),
    ("DELETE FROM batch WHERE number = 2", "events"),
    ("UPDATE event SET changes = '{' WHERE seq = 1", "events"),
    ("UPDATE event SET contact = 99 WHERE seq = 1", "events"),
    ("UPDATE event SET batch = 9 WHERE seq = 1", "events"),
    ("UPDATE batch SET first_event = 3 WHERE number = 1", "events"),
    ("CREATE TABLE shoe (size)", "schema"),
    ("CREATE TRIGGER t AFTER DELETE ON contact BEGIN SELECT 1; END", "schema"),
    ("ALTER TABLE contact ADD COLUMN shoe", "schema"),
]  # fmt: skip


@pytest.mark.parametrize("statement, check", OTHERS, ids=[row[0][:60] for row in OTHERS])
def test_what_is_not_derived_is_found_and_left(path: Path, statement: str, check: str) -> None:
    """Each is found under its name with advice, and --fix leaves it to the user."""
    damaged(path, statement)
    health = examined(path)
    [finding] = [each for each in health.findings if each.check == check]
    assert (health.is_ok, finding.severity) == (False, "problem")
    assert finding.problems
    assert finding.advice
    assert check in found(examined(path, fix=True))


def test_an_index_that_misses_a_row(path: Path) -> None:
    """An index that is out of step with its table is found by SQLite and made anew."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = sql || ' WHERE 0' WHERE name = 'contact_created_at'"
        )
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE contact SET created_at_ms = 0 WHERE number = 2")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, ' WHERE 0', '') WHERE name = 'contact_created_at'"
        )
    assert set(found(examined(path))) == {"indexes"}
    assert found(examined(path, fix=True)) == {}


def test_damaged_pages_are_left_alone(path: Path) -> None:
    """With a damaged page nothing is written, whatever else could be made anew."""
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'batch'").fetchone()
        connection.execute("DELETE FROM email_key")
        connection.commit()
    content = bytearray(path.read_bytes())
    content[4096 * (page - 1) : 4096 * page] = b"\xff" * 4096
    path.write_bytes(content)
    health = examined(path, fix=True)
    assert {"integrity", "keys", "events"} <= set(found(health))
    assert path.read_bytes() == content
    assert not any(finding.fixable for finding in health.findings)


@pytest.mark.parametrize(
    "mode, expected", [(0o600, {}), (0o644, {"file_mode": 1}), (0o660, {"file_mode": 1})]
)
def test_modes(path: Path, mode: int, expected: dict[str, int]) -> None:
    """A book that others can open is a problem; --fix makes it private, without a copy."""
    path.chmod(mode)
    assert found(examined(path)) == expected
    assert (found(examined(path, fix=True)), path.stat().st_mode & 0o777) == ({}, 0o600)
    assert list(path.parent.glob("*.bak")) == []


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal"])
def test_left_overs_are_a_warning(path: Path, ending: str) -> None:
    """What another program left beside the book is named; it is no reason to fail."""
    path.with_name(path.name + ending).write_bytes(b"\0" * 512 if ending == "-journal" else b"")
    health = examined(path)
    assert (health.is_ok, found(health)) == (True, {"leftovers": 1})


def test_a_healthy_book_after_everything(path: Path) -> None:
    """Photos that an undo could bring back, shared addresses, trash and erasures: nothing to find."""
    with AddressBook(path, "US") as book:
        book.contacts.edit(FIRST, Changes(patch={"photo": None}))
        book.contacts.add(
            {"display_name": "L2", "emails": [{"address": "l@example.org"}]}, allow_duplicate=True
        )
        book.contacts.erase([SECOND])
    assert found(examined(path)) == {}

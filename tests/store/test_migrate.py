"""Migrating a book of an older version: whole or not at all, copied first, and said."""

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from contactsctl.address_book import AddressBook
from contactsctl.domain.query import Query
from contactsctl.errors import NewerSchemaError
from contactsctl.store import connection as opening
from contactsctl.store import migrate
from contactsctl.store.connection import open_book
from tests.conftest import Cli
from tests.faults.old_book import version_of, write_old_book

ANA = "aaaa1111-0000-4000-8000-000000000001"
FULL: dict[str, Any] = {
    "display_name": "Fulana de Tal", "company": "Acme", "notes": "1\n2", "birthday": "--05-04", "tags": ["friends"],
    "emails": [{"address": "work@a.example", "label": "work", "primary": True}, {"address": "b@c.example"}],
    "phones": [{"number": "+14155552671", "label": "mobile", "raw": "(415) 555-2671"}, {"number": "+4930123456"}],
    "addresses": [{"label": "home", "street": "1\n2", "city": "Köln", "country": "DE"}, {"city": "Bonn"}],
    "mention_name": "fulana", "custom_fields": {"a": 1},
}  # fmt: skip
THIS = opening.SCHEMA_VERSION % 1000


def test_a_failed_migration_leaves_the_book_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step that fails undoes them all; a copy of the book from before is kept, private."""
    path = tmp_path / "book.db"
    with AddressBook(path) as book:
        book.contacts.add({"display_name": "Ana"})
    before = dump(path)
    newer = opening.SCHEMA_VERSION + 1
    monkeypatch.setattr(opening, "SCHEMA_VERSION", newer)
    monkeypatch.setattr(migrate, "SCHEMA_VERSION", newer)
    from contactsctl.store.migrations import MIGRATIONS

    def fail(database: object) -> None:
        database.execute("CREATE TABLE half (done)")
        raise RuntimeError("in the middle")

    monkeypatch.setattr(MIGRATIONS, "_migrations", list(MIGRATIONS._migrations))
    MIGRATIONS(name="9999_fails")(fail)
    with pytest.raises(RuntimeError):
        open_book(path)
    assert dump(path) == before
    [copy] = tmp_path.glob(f"book.db.v{newer - 1}-*.bak")
    assert (dump(copy), stat.S_IMODE(copy.stat().st_mode)) == (before, 0o600)


def test_a_book_of_every_older_version_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The schema after migrating is that of a new book; access lists are indexed; contacts are as they were."""
    new = schema(open_book(tmp_path / "new.db"))
    for count in range(1, THIS):
        path = tmp_path / f"{count}.db"
        with of_version(count, monkeypatch):
            open_book(path).close()
        raw = sqlite3.connect(path)
        raw.execute(
            "INSERT INTO contact (number, id, revision, display_name, type, kind, is_active, access, created_at,"
            " updated_at) VALUES (1, 'a', 1, 'Ana', 'other', 'individual', 1, '[\"bot\"]', '2026', '2026')"
        )
        raw.commit()
        raw.close()
        connection = open_book(path)
        assert schema(connection) == new
        assert connection.execute("SELECT display_name FROM contact").fetchall() == [("Ana",)]
        if count == 1:
            found = connection.execute("SELECT * FROM access_key ORDER BY key").fetchall()
            assert found == [("", 1), ("bot", 1)]


@pytest.mark.parametrize("minor", range(1, THIS))
def test_every_contact_is_what_it_was(tmp_path: Path, minor: int) -> None:
    """Lists, times, numbers and what finds them, live and in the trash."""
    new, path = tmp_path / "new.db", tmp_path / "book.db"
    with AddressBook(new) as book:
        book.contacts.add(FULL)
        gone = book.contacts.add(
            {**FULL, "display_name": "Gone", "mention_name": "gone"}, allow_duplicate=True
        )
        book.contacts.remove([gone.id])
        expected = everything(book)
    write_old_book(path, new, minor)
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE sqlite_sequence SET seq = 41 WHERE name = 'contact'")
    with AddressBook(path) as book:
        assert everything(book) == expected
        assert book.upkeep.examine().is_ok
        [free], [pages] = (
            book.connection.execute(f"PRAGMA {p}").fetchone() for p in ("freelist_count", "page_count")
        )
        assert free * 4 < pages
        book.contacts.add({"display_name": "Next"})
        assert book.connection.execute("SELECT max(number) FROM contact").fetchone() == (42,)


def everything(book: AddressBook) -> list[tuple[list[str], list[str]]]:
    """Return the JSON of all, and of who is found by parts of them."""
    asked = [Query(limit=0, scope=scope) for scope in ("live", "trash")]
    asked += [Query(text=text) for text in ("fulana", "555 2671", "work@a")] + [Query(tags=("friends",))]
    return [
        (
            [contact.id for contact in book.contacts.find(query).contacts],
            list(book.contacts.stream_json(query)),
        )
        for query in asked
    ]


@contextmanager
def of_version(minor: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run a block as the program of an older schema would."""
    from contactsctl.store.migrations import MIGRATIONS

    with monkeypatch.context() as older:
        older.setattr(opening, "SCHEMA_VERSION", version_of(minor))
        older.setattr(migrate, "SCHEMA_VERSION", version_of(minor))
        older.setattr(MIGRATIONS, "_migrations", MIGRATIONS._migrations[:minor])
        yield


def schema(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return sorted(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


def test_a_migration_keeps_five_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every migration copies the book; only the last five copies stay."""
    path = tmp_path / "book.db"
    open_book(path).close()
    for _ in range(7):
        raw = sqlite3.connect(path)
        raw.execute("PRAGMA user_version = 1000")
        raw.close()
        open_book(path).close()
    assert len(list(tmp_path.glob("book.db.v*.bak"))) == 5


def dump(path: Path) -> str:
    connection = sqlite3.connect(path)
    try:
        return "\n".join(connection.iterdump())
    finally:
        connection.close()


def test_migrations_unknown_here_are_refused(tmp_path: Path) -> None:
    """A book with a migration that this version does not have is newer, whatever its number says."""
    path = tmp_path / "book.db"
    open_book(path).close()
    raw = sqlite3.connect(path)
    raw.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('contactsctl', '0009_future', '')"
    )
    raw.execute("PRAGMA user_version = 1000")
    raw.commit()
    raw.close()
    with pytest.raises(NewerSchemaError):
        open_book(path)


def write_older_book(path: Path, *drafts: dict[str, Any], minor: int = THIS - 1) -> None:
    """Write people into a new book of an older schema, that before this one if not said."""
    new = path.with_suffix(".new")
    with AddressBook(new) as book:
        for draft in drafts:
            book.contacts.add(draft)
    path.unlink(missing_ok=True)
    write_old_book(path, new, minor)
    new.unlink()


def test_a_migration_is_said_once(cli: Cli) -> None:
    """The command that migrates says so on stderr, as it may take long; with --json nothing is said."""
    write_older_book(cli.db, {"display_name": "Ana"})
    said = f"bringing {cli.db} up to date, which an older version wrote; a copy of it is kept beside it\n"
    done = cli("list", "-q", "ana", "--count")
    assert (done.out, done.err) == ("1\n", said)
    assert cli("list", "--count").err == ""
    write_older_book(cli.db, {"display_name": "Ana"})
    assert cli("list", "--json").err == ""


def test_what_an_older_version_derived_in_the_same_way_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A migration that changes nothing derived reads no contact; one from before makes everything anew."""
    path = tmp_path / "book.db"
    calls: list[object] = []
    monkeypatch.setattr("contactsctl.store.doctor.repair.derive_anew", calls.append)
    before = version_of(THIS - 1)
    for since, times in ((before, 0), (opening.SCHEMA_VERSION, 1)):
        write_older_book(path, {"display_name": "Ana"})
        monkeypatch.setattr(migrate, "DERIVED_SINCE", since)
        open_book(path).close()
        assert len(calls) == times


def test_what_folding_makes_one_is_one_tag(tmp_path: Path) -> None:
    """A tag whose key has another apostrophe than folding makes by now: found, kept, and there once."""
    path = tmp_path / "book.db"
    people: list[dict[str, Any]] = [
        {"display_name": "Ana", "uid": f"urn:uuid:{ANA}", "id": ANA, "tags": ["rock’n’roll"]},
        {"display_name": "Bo", "tags": ["rock'n'roll", "r’n’b"]},
    ]
    write_older_book(path, *people, minor=7)
    raw = sqlite3.connect(path)
    raw.execute("UPDATE tag SET key = 'r’n’b' WHERE key = 'r''n''b'")
    raw.execute("INSERT INTO tag (name, key, kept) VALUES ('Rock’n’Roll', 'rock’n’roll', 1)")
    raw.execute("UPDATE contact SET uid = id WHERE display_name = 'Bo'")
    raw.commit()
    raw.close()
    connection = open_book(path)
    tags = connection.execute(
        "SELECT key, kept, count(*) FROM tag JOIN contact_tag ON tag = number GROUP BY key"
    )
    assert tags.fetchall() == [("r'n'b", 0, 1), ("rock'n'roll", 1, 2)]
    assert connection.execute("SELECT count(*) FROM tag").fetchone() == (2,)
    assert connection.execute("SELECT uid FROM contact ORDER BY display_name").fetchall() == [(None,), ("",)]

"""Migrating a book of an older version: whole or not at all, copied first, and said."""

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from contactsctl.address_book import AddressBook
from contactsctl.errors import NewerSchemaError
from contactsctl.store import connection as opening
from contactsctl.store import migrate
from contactsctl.store.connection import open_book
from tests.conftest import Cli

FIRST_OF_2 = 8


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
    for count in range(1, opening.SCHEMA_VERSION % 1000):
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


@contextmanager
def of_version(minor: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run a block as the program of an older schema would."""
    from contactsctl.store.migrations import MIGRATIONS

    with monkeypatch.context() as older:
        older.setattr(opening, "SCHEMA_VERSION", version_of(minor))
        older.setattr(migrate, "SCHEMA_VERSION", version_of(minor))
        older.setattr(MIGRATIONS, "_migrations", MIGRATIONS._migrations[:minor])
        yield


def version_of(minor: int) -> int:
    return minor + (1000 if minor < FIRST_OF_2 else 2000)


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


def write_older_book(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write Ana into a new book of the schema before this one."""
    path.unlink(missing_ok=True)
    with of_version(opening.SCHEMA_VERSION % 1000 - 1, monkeypatch), AddressBook(path) as book:
        book.contacts.add({"display_name": "Ana"})


def test_a_migration_is_said_once(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command that migrates says so on stderr, as it may take long; with --json nothing is said."""
    write_older_book(cli.db, monkeypatch)
    said = f"bringing {cli.db} up to date, which an older version wrote; a copy of it is kept beside it\n"
    done = cli("list", "-q", "ana", "--count")
    assert (done.out, done.err) == ("1\n", said)
    assert cli("list", "--count").err == ""
    write_older_book(cli.db, monkeypatch)
    assert cli("list", "--json").err == ""


def test_what_an_older_version_derived_in_the_same_way_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A migration that changes nothing derived reads no contact; one from before makes everything anew."""
    path = tmp_path / "book.db"
    calls: list[object] = []
    monkeypatch.setattr("contactsctl.store.doctor.repair.derive_anew", calls.append)
    before = version_of(opening.SCHEMA_VERSION % 1000 - 1)
    for since, times in ((before, 0), (opening.SCHEMA_VERSION, 1)):
        write_older_book(path, monkeypatch)
        monkeypatch.setattr(migrate, "DERIVED_SINCE", since)
        open_book(path).close()
        assert len(calls) == times


def test_what_folding_makes_one_is_one_tag(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tag whose key has another apostrophe than folding makes by now: found, kept, and there once."""
    path = tmp_path / "book.db"
    with of_version(7, monkeypatch), AddressBook(path) as book:
        book.contacts.add({"display_name": "Ana", "tags": ["rock’n’roll"]})
        book.contacts.add({"display_name": "Bo", "tags": ["rock'n'roll", "r’n’b"]})
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

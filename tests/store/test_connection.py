"""Opening a book: made once, private, recognised, migrated whole or not at all."""

import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from contactsctl.address_book import AddressBook
from contactsctl.errors import LockedError, NewerSchemaError, NotABookError, StorageError
from contactsctl.store import connection as opening
from contactsctl.store import migrate
from contactsctl.store.connection import open_book


def test_a_new_book_is_private(tmp_path: Path) -> None:
    """The file is 0600, its new folder 0700; the marks of a book are set."""
    path = tmp_path / "new" / "book.db"
    connection = open_book(path)
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)
    assert connection.execute("PRAGMA application_id").fetchone() == (opening.APPLICATION_ID,)
    assert connection.execute("PRAGMA user_version").fetchone() == (opening.SCHEMA_VERSION,)
    assert connection.execute("PRAGMA synchronous").fetchone() == (3,)


def test_an_empty_file_becomes_a_book(tmp_path: Path) -> None:
    """A file of no bytes holds nothing that could be lost."""
    path = tmp_path / "book.db"
    path.touch()
    assert open_book(path).execute("SELECT count(*) FROM contact").fetchone() == (0,)


def test_a_dangling_link_is_refused(tmp_path: Path) -> None:
    """A link to nothing is not followed, nothing is made behind it."""
    path = tmp_path / "book.db"
    path.symlink_to(tmp_path / "elsewhere.db")
    with pytest.raises(NotABookError):
        open_book(path)
    assert not (tmp_path / "elsewhere.db").exists()


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
    from contactsctl.store.migrations import MIGRATIONS

    new = schema(open_book(tmp_path / "new.db"))
    steps = list(MIGRATIONS._migrations)
    for count in range(1, len(steps)):
        path = tmp_path / f"{count}.db"
        with monkeypatch.context() as older:
            older.setattr(opening, "SCHEMA_VERSION", 1000 + count)
            older.setattr(migrate, "SCHEMA_VERSION", 1000 + count)
            older.setattr(MIGRATIONS, "_migrations", steps[:count])
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


def test_a_lock_that_stays_is_said(tmp_path: Path) -> None:
    """While another program writes, a write waits and then says `locked`; nothing is written."""
    path = tmp_path / "book.db"
    open_book(path).close()
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with AddressBook(path, lock_timeout=0.05) as book, pytest.raises(LockedError):
        book.contacts.add({"display_name": "Ana"})
    writer.execute("ROLLBACK")
    assert writer.execute("SELECT count(*) FROM contact").fetchone() == (0,)


def test_many_programs_write_at_once(tmp_path: Path) -> None:
    """Twelve processes make the same book and add eight contacts each: none is lost, none fails."""
    path = tmp_path / "book.db"
    code = (
        "import sys; from pathlib import Path; from contactsctl.address_book import AddressBook\n"
        "for n in range(8):\n"
        "    with AddressBook(Path(sys.argv[1])) as book: book.contacts.add({'display_name': f'{sys.argv[2]} {n}'})"
    )
    processes = [subprocess.Popen([sys.executable, "-c", code, str(path), str(n)]) for n in range(12)]
    assert [process.wait() for process in processes] == [0] * 12
    connection = open_book(path)
    assert connection.execute("SELECT count(*), count(DISTINCT display_name) FROM contact").fetchone() == (
        96,
        96,
    )


def test_paths_that_cannot_be(tmp_path: Path) -> None:
    """A path through a file, or one with a NUL, is one clear error."""
    (tmp_path / "file").touch()
    for path in (tmp_path / "file" / "book.db", Path("/tmp/a\0b.db")):
        with pytest.raises(StorageError):
            open_book(path)

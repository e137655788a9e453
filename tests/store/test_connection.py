"""Opening a book: made once, private, recognised; what cannot be one is refused."""

import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from contactsctl.address_book import AddressBook
from contactsctl.errors import LockedError, NotABookError, StorageError
from contactsctl.store import connection as opening
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

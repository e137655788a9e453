"""Opening a book: its file and folder, the checks that it is one, the settings, and transactions."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from contactsctl.errors import (
    ContactsError,
    CorruptError,
    DiskFullError,
    LockedError,
    NewerSchemaError,
    NotABookError,
    ReadOnlyError,
    StorageError,
)
from contactsctl.store.functions import add_functions
from contactsctl.store.schema import APPLICATION_ID, SCHEMA_VERSION
from contactsctl.store.waiting import PATIENT, Patience, patiently

if TYPE_CHECKING:
    from contactsctl.domain.identity import Viewer

_MINIMUM_SQLITE = (3, 34, 0)
_LARGEST_VALUE = 64 * 1024 * 1024

# DELETE with EXTRA survives power cuts at any moment and leaves one file at rest; WAL would not, on
# the SQLite versions in use (https://www.sqlite.org/wal.html#the_wal_reset_bug).
_SETTINGS = """
PRAGMA foreign_keys = ON;
PRAGMA journal_mode = DELETE;
PRAGMA synchronous = EXTRA;
PRAGMA cell_size_check = ON;
PRAGMA mmap_size = 0;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -16000;
"""


class BookConnection(sqlite3.Connection):
    """A connection to a book that knows who asks and which batch is being written.

    `viewer` is None for those who see everything; `undoes` is the batch that this one takes back;
    `patience` is how long locks are waited for.
    """

    viewer: "Viewer | None" = None
    batch: int | None = None
    undoes: int | None = None
    patience: Patience = PATIENT


def open_book(path: str, patience: Patience = PATIENT) -> BookConnection:
    """Open the book in `path`, making or migrating it when needed.

    The connection is in autocommit mode. Raises a StorageError: `not_a_book`, `newer_schema`,
    `read_only`, `locked`, `corrupt`.
    """
    if sqlite3.sqlite_version_info < _MINIMUM_SQLITE:
        raise StorageError(f"SQLite {sqlite3.sqlite_version} is too old: 3.34 or newer is needed")
    with storage_errors(path):
        is_new = _prepare_file(path)
        connection = _connect(path, patience)
        try:
            patiently(connection, patience, lambda: _check_identity(connection, path, is_new))
            _bring_up_to_date(connection, path, patience)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare_file(path: str) -> bool:
    """Make the file when there is none, mode 0600 in a 0700 folder; tell whether it is empty."""
    try:
        status = os.stat(path)
    except FileNotFoundError:
        _create_file(path)
        return True
    except NotADirectoryError as error:
        raise StorageError(f"cannot open {path}: a part of the path is not a folder") from error
    except (OSError, ValueError) as error:
        raise StorageError(f"cannot open {path}: {_reason(error)}") from error
    if not stat.S_ISREG(status.st_mode):
        raise NotABookError(f"{path} is not a file")
    if not os.access(path, os.R_OK):
        raise StorageError(f"cannot read {path}: permission denied")
    if status.st_size == 0:
        _refuse_emptied(path)
    return status.st_size == 0


def _refuse_emptied(path: str) -> None:
    # SQLite takes a file of no bytes for a new one; where copies of a book lie beside it, one was lost.
    if _kept_copies(path):
        raise damaged(path, "is empty")


def _kept_copies(path: str) -> list[str]:
    import glob

    return glob.glob(f"{glob.escape(path)}.v*.bak")


def _create_file(path: str) -> None:
    if os.path.islink(path):
        raise NotABookError(f"{path} is a link to a file that does not exist")
    try:
        os.makedirs(_folder(path), mode=0o700, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), 0o600))
    except PermissionError as error:
        raise ReadOnlyError(f"cannot make {path}: permission denied") from error
    except (OSError, ValueError) as error:
        if getattr(error, "errno", None) == 30:
            raise ReadOnlyError(f"cannot make {path}: the file system is read-only") from error
        raise StorageError(f"cannot make {path}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


def _connect(path: str, patience: Patience) -> BookConnection:
    writable = is_writable(path)
    target = path if writable else _read_only_uri(path)
    connection = sqlite3.connect(
        target,
        timeout=patience.seconds,
        isolation_level=None,
        uri=not writable,
        check_same_thread=False,
        factory=BookConnection,
    )
    connection.patience = patience
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE)
    add_functions(connection)
    return connection


def _read_only_uri(path: str) -> str:
    from pathlib import Path

    return f"{Path(path).resolve().as_uri()}?mode=ro"


def _folder(path: str) -> str:
    return os.path.dirname(path) or os.curdir


def is_writable(path: str) -> bool:
    """Tell whether a book's file and its folder, in which the journal lies, can be written."""
    return os.access(path, os.W_OK) and os.access(_folder(path), os.W_OK)


def _check_identity(connection: sqlite3.Connection, path: str, is_new: bool) -> None:
    # Before any pragma that could write: a foreign file must stay untouched.
    if is_new:
        return
    application, version, tables = connection.execute(
        "SELECT (SELECT application_id FROM pragma_application_id),"
        " (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_master)"
    ).fetchone()
    if application != APPLICATION_ID and (tables or application):
        raise NotABookError(f"{path} is a SQLite file, but not a contactsctl book")
    if version // 1000 > SCHEMA_VERSION // 1000:
        raise NewerSchemaError(
            f"{path} was written by a newer contactsctl (schema {version // 1000}.{version % 1000};"
            f" this one knows {SCHEMA_VERSION // 1000}.{SCHEMA_VERSION % 1000}): please upgrade"
        )


def _bring_up_to_date(connection: sqlite3.Connection, path: str, patience: Patience) -> None:
    for statement in _SETTINGS.strip().splitlines():
        connection.execute(statement)
    if connection.execute("PRAGMA user_version").fetchone()[0] < SCHEMA_VERSION:
        from contactsctl.store.migrate import migrate

        migrate(connection, path, patience)


@contextmanager
def transaction(connection: sqlite3.Connection, *, dry_run: bool = False) -> Iterator[None]:
    """Run a block as one write: all of it is kept, or nothing when it raises or is a dry run."""
    _execute_patiently(connection, "BEGIN IMMEDIATE")
    try:
        yield
        _execute_patiently(connection, "ROLLBACK" if dry_run else "COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Run a block of reads that all see the same state of the book."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        _execute_patiently(connection, "PRAGMA schema_version")  # BEGIN alone takes no lock
        yield
    finally:
        with suppress(sqlite3.ProgrammingError):  # a stream that nobody read to its end outlives its book
            if connection.in_transaction:
                connection.execute("ROLLBACK")  # a COMMIT would say again that a page is damaged


def _execute_patiently(connection: sqlite3.Connection, statement: str) -> None:
    patience = connection.patience if isinstance(connection, BookConnection) else PATIENT
    patiently(connection, patience, lambda: connection.execute(statement).fetchone())


_BY_SQLITE_NAME: dict[str, tuple[type[ContactsError], str]] = {
    "SQLITE_BUSY": (LockedError, "is in use by another program: try again"),
    "SQLITE_LOCKED": (LockedError, "is in use by another program: try again"),
    "SQLITE_READONLY": (ReadOnlyError, "can only be read"),
    "SQLITE_FULL": (DiskFullError, "could not be written: the disk is full"),
    "SQLITE_NOTADB": (NotABookError, "is not a contactsctl book"),
    "SQLITE_PERM": (StorageError, "could not be opened: permission denied"),
    "SQLITE_CANTOPEN": (StorageError, "could not be opened"),
    "SQLITE_IOERR": (StorageError, "could not be read or written: input/output error"),
}

# What no statement of ours meets in a book that is whole: texts, rows and a schema that were changed. Our
# functions are given conditions that were checked and stored values: what they cannot read was changed.
_OF_DAMAGE = (
    "malformed", "decode to UTF-8", "no such table", "no such column", "no such index",
    "user-defined function raised exception",
)  # fmt: skip


@contextmanager
def storage_errors(path: str) -> Iterator[None]:
    """Turn SQLite's errors into ours, naming the book."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", None) or ""
        if name.startswith("SQLITE_CORRUPT") or any(words in str(error) for words in _OF_DAMAGE):
            raise damaged(path, f"is damaged ({error})") from error
        if name == "SQLITE_NOTADB" and _kept_copies(path):
            raise damaged(path, "is no SQLite file any more") from error
        for prefix, (kind, words) in _BY_SQLITE_NAME.items():
            if name.startswith(prefix):
                raise kind(f"{path} {words}") from error
        raise


def damaged(path: str, what: str = "is damaged") -> CorruptError:
    """Return the error that says a book is damaged, which copies of it there are, how to restore one."""
    from pathlib import Path

    from contactsctl.store.copies import copies_of, how_to_restore

    copies = copies_of(Path(path))
    return CorruptError(
        f"{path} {what}: {how_to_restore(Path(path), copies)}",
        field="db",
        value=path,
        candidates=tuple(str(copy) for copy in copies),
    )

"""Copies of a book: made while it is in use, looked over, whole or not there; and found again when needed."""

import os
import shlex
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from contactsctl.errors import AlreadyExistsError, CorruptError, DiskFullError, InvalidFileError
from contactsctl.store.connection import snapshot
from contactsctl.store.schema import APPLICATION_ID

SHOWN_COPIES = 3
_PAGES_A_STEP = 2048
_HEADER = 100
_APPLICATION_ID_AT = slice(68, 72)  # https://www.sqlite.org/fileformat.html, 1.3
_COUNTED = ("contact", "trash", "card", "photo", "event", "batch")
_OF_THE_TARGET = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM")

Progress = Callable[[int, int], None]


class Copy(NamedTuple):
    """A copy that was made: its size in bytes, the contacts in it, those in its trash."""

    path: Path
    size: int
    contacts: int
    trash: int


def make_copy(
    connection: sqlite3.Connection,
    target: Path,
    *,
    replace: bool = False,
    as_it_is: bool = False,
    progress: Progress | None = None,
) -> Copy:
    """Copy a book to a new file, mode 0600, and compare the two; the file is whole or not there.

    A link in the target's place is never followed. `progress` is told the pages done and those of the
    book. Raises AlreadyExistsError unless `replace`, InvalidFileError, DiskFullError; CorruptError
    when the copy is not sound, because the book is not, unless it is wanted `as_it_is`.
    """
    if os.path.lexists(target):
        _check_replaceable(target, replace=replace)
    with _target_errors(target):
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
        os.close(handle)
    temporary = Path(name)
    try:
        with _target_errors(target):
            counts = _fill(connection, temporary, progress)
            if not as_it_is:
                _look_over(temporary, target, counts)
            _sync(temporary)
            size = temporary.stat().st_size
            _put_in_place(temporary, target, replace=replace)
    finally:
        temporary.unlink(missing_ok=True)
    return Copy(target, size, counts["contact"], counts["trash"])


def _fill(connection: sqlite3.Connection, temporary: Path, progress: Progress | None) -> dict[str, int]:
    def step(_status: int, left: int, total: int) -> None:
        if progress:
            progress(total - left, total)

    with closing(sqlite3.connect(temporary, isolation_level=None)) as copy:
        # It is thrown away unless it is whole, so it needs no journal, and one fsync at the end.
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("PRAGMA synchronous = OFF")
        with snapshot(connection):
            before = _counts(connection)
            connection.backup(copy, pages=_PAGES_A_STEP, progress=step)
    return before


def _look_over(temporary: Path, target: Path, counts: dict[str, int]) -> None:
    with closing(sqlite3.connect(temporary)) as copy:
        verdict = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if verdict != "ok":
            raise CorruptError(f"{target} was not written: the book is damaged ({verdict}); see `doctor`")
        if _counts(copy) != counts:
            raise CorruptError(f"{target} was not written: the copy does not have the rows of the book")


def _sync(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    counted = dict.fromkeys(_COUNTED, 0)
    for table in there.intersection(_COUNTED):
        counted[table] = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return counted


def _put_in_place(temporary: Path, target: Path, *, replace: bool) -> None:
    if replace:
        os.replace(temporary, target)
    else:
        _link(temporary, target)
    with suppress(OSError):  # not every system lets a folder be opened
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _link(temporary: Path, target: Path) -> None:
    # Unlike a rename, a link never takes the place of a file that came up meanwhile.
    try:
        os.link(temporary, target)
    except FileExistsError as error:
        raise _exists(target) from error
    except OSError:  # a file system without links
        os.rename(temporary, target)


def _check_replaceable(target: Path, *, replace: bool) -> None:
    # A link is replaced, not followed; /dev/stdout is a link as well.
    is_file = target.is_symlink() or stat.S_ISREG(target.lstat().st_mode)
    if not is_file or target.parts[:2] in (("/", "dev"), ("/", "proc")):
        raise InvalidFileError(f"{target} is not a file", field="file", value=str(target))
    if not replace:
        raise _exists(target)


def _exists(target: Path) -> AlreadyExistsError:
    return AlreadyExistsError(f"{target} exists: add --force to replace it", field="file", value=str(target))


@contextmanager
def _target_errors(target: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise _failed(target, reason, is_full=getattr(error, "errno", None) == 28) from error
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", None) or ""
        if not name.startswith(_OF_THE_TARGET):
            raise
        raise _failed(target, str(error), is_full=name == "SQLITE_FULL") from error


def _failed(target: Path, reason: str, *, is_full: bool) -> InvalidFileError | DiskFullError:
    if is_full:
        return DiskFullError(f"cannot write {target}: the disk is full", field="file", value=str(target))
    return InvalidFileError(f"cannot write {target}: {reason}", field="file", value=str(target))


def copies_of(path: Path) -> list[Path]:
    """Return the newest copies that lie beside a book under its name with an ending, the newest first."""
    found = []
    with suppress(OSError):
        for each in path.parent.iterdir():
            if each.name.startswith(f"{path.name}.") and _is_book(each):
                found.append((each.stat().st_mtime, each))
    return [each for _, each in sorted(found, reverse=True)[:SHOWN_COPIES]]


def _is_book(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as stream:
        header = stream.read(_HEADER)
    return header[_APPLICATION_ID_AT] == APPLICATION_ID.to_bytes(4, "big")


def how_to_restore(path: Path, copies: list[Path]) -> str:
    """Return what to type to put the newest of some copies in the place of a book, which is kept."""
    # A journal left beside the damaged file would be played back into the copy.
    moved = [path, *(each for each in (Path(f"{path}-journal"), Path(f"{path}-wal")) if each.exists())]
    away = [f"mv {_quoted(each)} {_quoted(f'{path}.damaged{each.name[len(path.name) :]}')}" for each in moved]
    copy = _quoted(copies[0]) if copies else "BACKUP"
    restore = " && ".join((*away, f"cp -p {copy} {_quoted(path)}"))
    if not copies:
        return f"no copy lies beside it; to restore one of your backups: {restore}"
    return f"the newest copy beside it is {copies[0]}; to restore it: {restore}"


def _quoted(path: Path | str) -> str:
    return shlex.quote(str(path))

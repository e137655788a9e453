"""The book's file: who may read it, what lies beside it, how much room there is."""

import glob
import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path

from contactsctl.store.copies import copies_of
from contactsctl.store.doctor.notes import Examined, Notes

PRIVATE = 0o600
_OTHERS = 0o077
_OTHERS_WRITE = 0o022
_ROOM = 64 * 1024 * 1024


def check_files(book: Examined, notes: Notes) -> None:
    """Look at modes, left-over files and free disk."""
    for path in (book.path, *copies_of(book.path)):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & _OTHERS:
            notes.problem("file_mode", f"{path} has mode {mode:04o}: others can open it")
    folder = book.path.resolve().parent
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & _OTHERS_WRITE and not mode & stat.S_ISVTX:
        notes.problem("folder_mode", f"{folder} has mode {mode:04o}: others can replace the book")
    for ending in ("-wal", "-shm"):
        if Path(f"{book.path}{ending}").exists():
            notes.problem("leftovers", f"{book.path}{ending} was left by another program")
    for file in book.path.parent.glob(f".{glob.escape(book.path.name)}.*"):
        notes.problem("leftovers", f"{file} is a copy that is not finished")
    _check_room(book.path, notes)


def check_journal(book: Examined, notes: Notes) -> None:
    """Look for a journal while nobody can be writing: the caller holds the lock, and has written nothing."""
    journal = Path(f"{book.path}-journal")
    if journal.exists():
        notes.problem("leftovers", f"{journal} was left by a program that was stopped; SQLite passes it over")


def _check_room(path: Path, notes: Notes) -> None:
    with suppress(OSError):
        needed = 2 * path.stat().st_size + _ROOM
        free = shutil.disk_usage(path.resolve().parent).free
        if free < needed:
            notes.problem("disk", f"{free:,} bytes are free; a migration may need {needed:,}")


def make_private(book: Examined) -> None:
    """Take the book and its copies from everyone but their owner."""
    for path in (book.path, *copies_of(book.path)):
        if stat.S_IMODE(path.stat().st_mode) & _OTHERS:
            with suppress(OSError):
                os.chmod(path, PRIVATE)

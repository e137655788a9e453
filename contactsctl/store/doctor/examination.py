"""One examination of a book: every check in turn, and what each found."""

import sqlite3
from pathlib import Path
from typing import NamedTuple

from contactsctl.domain.finding import Finding, Health, Severity
from contactsctl.store.connection import is_writable, snapshot
from contactsctl.store.copies import copies_of
from contactsctl.store.doctor.contents import check_contents
from contactsctl.store.doctor.derived import check_derived, check_text_indexes
from contactsctl.store.doctor.files import check_files
from contactsctl.store.doctor.notes import Examined, Notes
from contactsctl.store.doctor.repair import repair
from contactsctl.store.doctor.sqlite_file import check_schema, check_sqlite

RESTORE = "restore a backup"


class Check(NamedTuple):
    """A check: how bad what it finds is, whether it can be repaired, what to do where it cannot."""

    name: str
    severity: Severity = "problem"
    fixable: bool = False
    advice: str | None = None


CHECKS = (
    Check("file_mode", fixable=True),
    Check("folder_mode", advice="chmod go-w the folder"),
    Check("leftovers", "warning", advice="remove the files while nothing uses the book"),
    Check("disk", "warning", advice="make room"),
    Check("integrity", advice=RESTORE),
    Check("indexes", fixable=True),
    Check("foreign_keys", advice=RESTORE),
    Check("schema", fixable=True, advice="what is no index and not derived: " + RESTORE),
    Check("rows", advice=RESTORE + ", or edit the contacts"),
    Check("revisions", advice=RESTORE + ", or edit the contacts"),
    Check("unique_values", advice="edit or remove one of each"),
    Check("keys", fixable=True),
    Check("sort_keys", fixable=True),
    Check("search_index", fixable=True),
    Check("photos", advice=RESTORE + ", or give the contacts their photos again"),
    Check("missing_photos", "warning", advice="import the cards they came from again, or clear them"),
    Check("orphans", fixable=True),
    Check("opportunities", advice="remove them: opportunity rm"),
    Check("identities", "warning", advice="remove them: identity rm"),
    Check("events", advice=RESTORE),
)


def examine(connection: sqlite3.Connection, path: Path, *, fix: bool = False) -> Health:
    """Run every check on a book; with `fix`, repair what can be repaired and look again."""
    book = Examined(connection, path, is_writable(str(path)))
    notes, fixed = _run(book), dict[str, int]()
    if fix and notes.counts:
        repair(book, notes.counts)
        before, notes = notes.counts, _run(book)
        fixed = {check: count - notes.counts.get(check, 0) for check, count in before.items()}
    schema, contacts, trash = _facts(connection)
    return Health(
        path=str(path),
        contacts=contacts,
        trash=trash,
        size=path.stat().st_size,
        schema=schema,
        sqlite=sqlite3.sqlite_version,
        copies=tuple(str(copy) for copy in copies_of(path)),
        findings=tuple(_finding(check, notes, max(0, fixed.get(check.name, 0))) for check in CHECKS),
    )


def _run(book: Examined) -> Notes:
    notes = Notes()
    check_files(book, notes)
    with snapshot(book.connection):
        check_sqlite(book, notes)
        check_schema(book, notes)
        check_contents(book, notes)
        check_derived(book, notes)
    check_text_indexes(book, notes)
    return notes


def _finding(check: Check, notes: Notes, fixed: int) -> Finding:
    count = notes.counts.get(check.name, 0)
    return Finding(
        check=check.name,
        severity=check.severity if count else "ok",
        count=count,
        problems=tuple(notes.examples.get(check.name, ())),
        fixable=bool(count and check.fixable and "integrity" not in notes.counts),
        fixed=fixed,
        advice=check.advice if count else None,
    )


def _facts(connection: sqlite3.Connection) -> tuple[str, int | None, int | None]:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    counts: list[int | None] = []
    for table in ("contact", "trash"):
        try:
            counts.append(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        except sqlite3.DatabaseError:  # a damaged page
            counts.append(None)
    return f"{version // 1000}.{version % 1000}", counts[0], counts[1]

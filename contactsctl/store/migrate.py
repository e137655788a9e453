"""Bringing a book to this version's schema: all pending migrations or none, after a backup copy."""

import glob
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from contactsctl.errors import NewerSchemaError, ReadOnlyError, StorageError
from contactsctl.store.connection import is_writable, transaction
from contactsctl.store.schema import APPLICATION_ID, DERIVED_SINCE, SCHEMA_VERSION
from contactsctl.store.waiting import PATIENT, Delay, Patience

KEPT_BACKUPS = 5


def migrate(connection: sqlite3.Connection, path: str, patience: Patience = PATIENT) -> None:
    """Apply the pending migrations in one transaction; a book that holds something is copied first.

    Raises NewerSchemaError when the book knows migrations that this version does not; ReadOnlyError.
    """
    from sqlite_utils import Database

    from contactsctl.store.migrations import MIGRATIONS

    if not is_writable(path):
        raise ReadOnlyError(f"{path} is of an older version, and can only be read: it cannot be migrated")
    version, tables = connection.execute(
        "SELECT (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_master)"
    ).fetchone()
    if tables and version < SCHEMA_VERSION:  # else another process has just made or migrated it
        if patience.say:
            patience.say(Delay.MIGRATION)
        keep_copy(connection, Path(path))
    connection.execute("PRAGMA foreign_keys = OFF")
    with transaction(connection):
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version < SCHEMA_VERSION:  # else another process was first
            database = Database(connection, execute_plugins=False)
            known = {migration.name for migration in MIGRATIONS.pending(database)}
            applied = {migration.name for migration in MIGRATIONS.applied(database)}
            if len(known | applied) > SCHEMA_VERSION % 1000:
                raise NewerSchemaError(
                    f"{path} has migrations that this contactsctl does not know: please upgrade"
                )
            MIGRATIONS.apply(database)
            if version < DERIVED_SINCE:
                _derive_anew(connection)
            _check_foreign_keys(connection, path)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("PRAGMA foreign_keys = ON")
    _give_pages_back(connection)


def _give_pages_back(connection: sqlite3.Connection) -> None:
    """Shorten the file where a quarter of it is free; in use, or on a full disk, it stays as it is."""
    free, pages = connection.execute(
        "SELECT freelist_count, page_count FROM pragma_freelist_count, pragma_page_count"
    ).fetchone()
    if free * 4 < pages:
        return
    connection.execute("PRAGMA temp_store = FILE")  # the new file is written there first
    with suppress(sqlite3.OperationalError):
        connection.execute("VACUUM")
    connection.execute("PRAGMA temp_store = MEMORY")


def _derive_anew(connection: sqlite3.Connection) -> None:
    if connection.execute("SELECT EXISTS (SELECT 1 FROM contact) OR EXISTS (SELECT 1 FROM trash)").fetchone()[
        0
    ]:
        from contactsctl.store.doctor.repair import derive_anew

        derive_anew(connection)


def _check_foreign_keys(connection: sqlite3.Connection, path: str) -> None:
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken:
        raise StorageError(f"{path} could not be migrated: a row of {broken[0]} refers to nothing")


def keep_copy(connection: sqlite3.Connection, path: Path, *, as_it_is: bool = False) -> Path:
    """Copy a book beside itself before something touches all of it; the last five such copies are kept.

    `as_it_is` makes the copy even of a book that is not sound.
    """
    from contactsctl.store.copies import make_copy

    version = connection.execute("PRAGMA user_version").fetchone()[0]
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    target = path.with_name(f"{path.name}.v{version}-{moment}.bak")
    made = make_copy(connection, target, as_it_is=as_it_is).path
    # The clock may have run backwards since an older copy was made: the one just made always stays.
    older = [file for file in path.parent.glob(f"{glob.escape(path.name)}.v*.bak") if file != made]
    older.sort(key=lambda file: file.name.rsplit("-", 1)[-1])
    for file in older[: -(KEPT_BACKUPS - 1)]:
        file.unlink(missing_ok=True)
    return made

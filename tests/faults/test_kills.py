"""SIGKILL at random moments: a write is whole or was never begun, and the book is sound after it."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.faults.harness import (
    bytes_of,
    chance,
    figure,
    is_sound,
    killed,
    people_file,
    rows_of,
    scaled,
    seconds_of,
    start,
)
from tests.faults.old_book import write_old_book

CARDS, CONTACTS = scaled(300, 50_000), scaled(300, 10_000)
KILLS = scaled(2, 50)
PASSING = ("batch", "event", "sqlite_sequence", "_sqlite_migrations")
"""Tables whose rows hold the time of a write."""


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    cli = Cli(tmp_path_factory.mktemp("stocked"))
    cards = people_file(cli.home / "people.vcf", CONTACTS)
    assert cli("import", str(cards)).status == 0
    return cli


def survive(
    cli: Cli,
    name: str,
    arguments: list[str],
    prepare: Callable[[], None],
    is_whole: Callable[[], bool],
    stdin: Path = Path(os.devnull),
) -> None:
    """Kill a command again and again: the book is row for row what it was, or the write is whole.

    Its pages without content may hold other bytes: SQLite does not take back what nothing points to.
    """
    moments = chance(name)
    prepare()
    duration = seconds_of(start(cli, *arguments, stdin=stdin))
    assert is_whole()
    kills = 0
    while kills < KILLS:
        prepare()
        before, moment = rows_of(cli.db), moments.uniform(0.05, duration)
        if not killed(start(cli, *arguments, stdin=stdin), moment):
            duration = moment  # it was done sooner than that
            continue
        assert cli("list", "--count").status == 0  # what was half done is taken back by whoever comes next
        assert rows_of(cli.db) == before or is_whole()
        assert is_sound(cli)
        kills += 1
    figure(f"kill during {name}", kills, kills)


def test_an_import(tmp_path: Path) -> None:
    """A killed import leaves a book without any of its contacts, or with all."""
    cli = Cli(tmp_path)
    cards = people_file(tmp_path / "people.vcf", CARDS)

    def prepare() -> None:
        for file in tmp_path.glob("book.db*"):
            file.unlink()
        cli("add", "Ana", "--email", "ana@example.org")

    survive(
        cli,
        f"an import of {CARDS:,} cards",
        ["import", str(cards)],
        prepare,
        lambda: cli("list", "--count").out == f"{CARDS + 1}\n",
    )


def copied(stocked: Cli, cli: Cli) -> Callable[[], None]:
    def prepare() -> None:
        for file in cli.home.glob("book.db*"):
            file.unlink()
        shutil.copy(stocked.db, cli.db)

    return prepare


def test_a_bulk_edit(tmp_path: Path, stocked: Cli) -> None:
    """A killed edit of every contact has edited none, or all."""
    cli = Cli(tmp_path)
    ids = tmp_path / "ids"
    ids.write_text(stocked("list", "--format", "ids", "--limit", "0").out)
    survive(
        cli,
        f"an edit of {CONTACTS:,} contacts",
        ["edit", "-", "--add-tag", "everyone", "--yes"],
        copied(stocked, cli),
        lambda: cli("list", "--tag", "everyone", "--count").out == f"{CONTACTS}\n",
        stdin=ids,
    )


def test_a_migration(tmp_path: Path, stocked: Cli) -> None:
    """A killed migration leaves the old book; the next command migrates it, and keeps every row."""
    cli = Cli(tmp_path)
    old = tmp_path / "old.db"
    write_old_book(old, stocked.db)
    kept = rows_of(old, PASSING)

    def prepare() -> None:
        for file in tmp_path.glob("book.db*"):
            file.unlink()
        shutil.copy(old, cli.db)

    def is_whole() -> bool:
        copies = list(tmp_path.glob("book.db.v1001-*.bak"))
        return all(rows_of(copy, PASSING) == kept for copy in copies) and len(copies) >= 1

    survive(cli, f"a migration of {CONTACTS:,} contacts", ["list", "--count"], prepare, is_whole)
    assert cli("list", "--count").out == f"{CONTACTS}\n"


def test_a_backup(tmp_path: Path, stocked: Cli) -> None:
    """A killed backup leaves no file of its name, or a whole one; the book is as it was."""
    target = tmp_path / "backup.db"

    def prepare() -> None:
        target.unlink(missing_ok=True)
        copied(stocked, Cli(tmp_path))()

    cli = Cli(tmp_path)
    rows = rows_of(stocked.db)
    moments = chance("backup")
    prepare()
    duration = seconds_of(start(cli, "backup", str(target)))
    kills = 0
    while kills < KILLS:
        prepare()
        moment = moments.uniform(0.05, duration)
        if not killed(start(cli, "backup", str(target)), moment):
            duration = moment
            continue
        kills += 1
        assert not target.exists() or rows_of(target) == rows
        assert bytes_of(cli.db) == bytes_of(stocked.db)
    figure(f"kill during a backup of {CONTACTS:,} contacts", kills, kills)

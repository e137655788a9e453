"""`backup` and `doctor`: copies that are whole, and a report that a script can act on."""

import os
import stat
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.faults.harness import rows_of


@pytest.fixture
def stocked(cli: Cli) -> Cli:
    cli("add", "Ana", "--email", "ana@example.org", "--tag", "vip")
    cli("add", "Bo")
    cli("rm", "ana@example.org")
    return cli


def test_a_backup_is_the_book(stocked: Cli, tmp_path: Path) -> None:
    """Every row, mode 0600, and a book that the program opens; nothing else is left in the folder."""
    before, target = set(tmp_path.iterdir()), tmp_path / "copy.db"
    done = stocked("backup", str(target), "--json")
    assert done.json == {"path": str(target), "size": target.stat().st_size, "contacts": 1, "trash": 1}
    assert (rows_of(target), stat.S_IMODE(target.stat().st_mode)) == (rows_of(stocked.db), 0o600)
    assert set(tmp_path.iterdir()) - before == {target}
    assert stocked("--db", str(target), "list", "--count").out == "1\n"


def test_a_file_that_is_there_stays(stocked: Cli, tmp_path: Path) -> None:
    """An existing file is replaced with --force alone, and then by a file of mode 0600."""
    target = tmp_path / "copy.db"
    target.write_text("precious")
    done = stocked("backup", str(target), "--json")
    assert (done.status, done.error["code"], target.read_text()) == (5, "already_exists", "precious")
    assert stocked("backup", str(target), "--force").status == 0
    assert (rows_of(target), stat.S_IMODE(target.stat().st_mode)) == (rows_of(stocked.db), 0o600)


@pytest.mark.parametrize("is_there", [True, False])
def test_a_link_is_not_followed(stocked: Cli, tmp_path: Path, is_there: bool) -> None:
    """A link in the way is refused, and replaced with --force; what it leads to is never written."""
    victim, link = tmp_path / "victim", tmp_path / "link.db"
    if is_there:
        victim.write_text("precious")
    link.symlink_to(victim)
    assert stocked("backup", str(link)).status == 5
    assert stocked("backup", str(link), "--force").status == 0
    assert (link.is_symlink(), victim.exists()) == (False, is_there)
    assert not is_there or victim.read_text() == "precious"


REFUSED = [
    (["backup", "{db}", "--force"], 2),
    (["backup", "{home}/link.db", "--force"], 2),
    (["backup", "-"], 2),
    (["backup", "{home}", "--force"], 4),
    (["backup", "{home}/pipe", "--force"], 4),
    (["backup", "/dev/stdout", "--force"], 4),
    (["backup", "/nowhere/copy.db"], 4),
    (["backup", "{home}/" + "x" * 300], 4),
    (["--as", "agent", "backup", "{home}/copy.db"], 7),
    (["--as", "agent", "doctor"], 7),
    (["--as", "nobody", "doctor"], 7),
]  # fmt: skip


@pytest.mark.parametrize("arguments, status", REFUSED, ids=[" ".join(row[0])[:40] for row in REFUSED])
def test_what_is_refused(stocked: Cli, arguments: list[str], status: int) -> None:
    """The book itself, by whatever name, what is no file, and identities that are no admin: nothing is written."""
    (stocked.home / "link.db").symlink_to(stocked.db)
    os.mkfifo(stocked.home / "pipe")
    assert stocked("identity", "add", "agent", "--role", "agent").status == 0
    before, beside = rows_of(stocked.db), sorted(stocked.home.iterdir())
    done = stocked(*[each.format(db=stocked.db, home=stocked.home) for each in arguments])
    assert (done.status, done.err[:7]) == (status, "error: ")
    assert (rows_of(stocked.db), sorted(stocked.home.iterdir())) == (before, beside)


def test_doctor_on_a_healthy_book(stocked: Cli) -> None:
    """Exit 0, every check is ok, and the book was not touched."""
    content = stocked.db.read_bytes()
    report = stocked("doctor", "--json").json
    assert (report["ok"], report["contacts"], report["trash"], report["copies"]) == (True, 1, 1, [])
    assert {check["severity"] for check in report["checks"]} == {"ok"}
    lines = stocked("doctor").out.splitlines()
    assert [line.split("\t")[1:] for line in lines] == [["ok", "0"]] * len(report["checks"])
    assert stocked.db.read_bytes() == content


def test_doctor_says_and_repairs(stocked: Cli) -> None:
    """Exit 8 and what is wrong; --fix keeps a copy, says what it repaired, and the next look is exit 0."""
    import sqlite3

    connection = sqlite3.connect(stocked.db)
    connection.execute("DELETE FROM contact_sort")
    connection.commit()
    connection.close()
    stocked.db.chmod(0o640)
    done = stocked("doctor")
    assert (done.status, "file_mode\tproblem\t1\n" in done.out, "sort_keys\tproblem\t1\n" in done.out) == (
        8,
        True,
        True,
    )
    fixed = stocked("doctor", "--fix")
    assert (fixed.status, "sort_keys\tfixed\t0\n" in fixed.out) == (0, True)
    assert "sort_keys: repaired 1\n" in fixed.err
    [copy] = stocked.home.glob("book.db.v*.bak")
    assert (stat.S_IMODE(copy.stat().st_mode), stat.S_IMODE(stocked.db.stat().st_mode)) == (0o600, 0o600)
    assert stocked("doctor", "--json").json["ok"] is True
    assert stocked("list", "--count").out == "1\n"

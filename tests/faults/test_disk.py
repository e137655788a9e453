"""A disk that is full, and one that cannot be written: an error that says so, and the book is what it was."""

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import PROGRAM, Cli
from tests.faults.harness import bytes_of, figure, is_sound, people_file, rows_of, scaled
from tests.faults.old_book import write_old_book

MEBIBYTE = 1024 * 1024
ROUNDS = scaled(1, 10)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount") or "/bin/mount"
    made = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("mounting a small file system is not allowed here")
    try:
        yield place
    finally:
        subprocess.run([shutil.which("umount") or "/bin/umount", str(place)], check=True)


def stock(cli: Cli, contacts: int) -> None:
    assert cli("import", str(people_file(cli.home / "some.vcf", contacts))).status == 0
    (cli.home / "some.vcf").unlink()


def test_a_full_disk(small_disk: Path, tmp_path: Path) -> None:
    """Imports, edits, exports and backups that do not fit: exit 8 or 4, no piece of a file, the book as before."""
    cli = Cli(small_disk)
    many = people_file(tmp_path / "many.vcf", 4000)
    rounds = survived = 0
    for round_ in range(ROUNDS):
        for file in small_disk.glob("*"):
            file.unlink() if file.is_file() else shutil.rmtree(file)
        stock(cli, 300 + 20 * round_)
        before, beside = rows_of(cli.db), sorted(small_disk.iterdir())
        for arguments in (
            ["import", str(many)],
            ["export-vcard", "--output", str(small_disk / "all.vcf")],
            ["backup", str(small_disk / "copy.db")],
        ):
            filled = fill(small_disk)
            done = cli(*arguments)
            assert (done.status, "the disk is full" in done.err) == (8, True), (arguments, done.err)
            filled.unlink()
            assert (sorted(small_disk.iterdir()), rows_of(cli.db)) == (beside, before)
            rounds, survived = rounds + 1, survived + is_sound(cli)
    assert survived == rounds
    figure("a full disk", survived, rounds)


def fill(disk: Path) -> Path:
    """Leave but 64 KiB of a file system."""
    file = disk / "filler"
    free = shutil.disk_usage(disk).free
    file.write_bytes(b"\0" * (free - 65536))
    return file


@pytest.mark.parametrize("limit", scaled([300 * 1024], [200 * 1024, 300 * 1024, 400 * 1024, 800 * 1024]))
def test_a_quota(cli: Cli, tmp_path: Path, limit: int) -> None:
    """A file that may not grow any more: the import is undone, the book as before."""
    many = people_file(tmp_path / "many.vcf", 1000)
    stock(cli, 20)
    before = rows_of(cli.db)
    done = subprocess.run(
        [PROGRAM, "import", str(many)],
        capture_output=True,
        env=cli.env,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert (done.returncode, done.stderr.count(b"\n")) == (8, 1)
    assert cli("list", "--count").out == "20\n"
    assert rows_of(cli.db) == before
    assert is_sound(cli)
    figure(f"a quota of {limit // 1024} KiB", 1, 1)


class Powerless(Cli):
    """Runs the program without the rights by which root writes what it may not."""

    def bytes(
        self, *arguments: str, stdin: str | bytes = "", env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        setpriv = shutil.which("setpriv")
        if os.geteuid() != 0:
            return super().bytes(*arguments, stdin=stdin, env=env)
        if not setpriv:
            pytest.skip("root may write everywhere")
        data = stdin.encode() if isinstance(stdin, str) else stdin
        return subprocess.run(
            [setpriv, "--inh-caps=-all", "--bounding-set=-all", PROGRAM, *arguments],
            input=data,
            capture_output=True,
            env={**self.env, **(env or {})},
            check=False,
        )


READS = [
    (["list", "--count"], 0),
    (["list", "-q", "ana"], 0),
    (["show", "ana@example.org", "--json"], 0),
    (["lookup", "--email", "ana@example.org"], 0),
    (["export-vcard"], 0),
    (["doctor"], 0),
    (["log"], 0),
    (["add", "Bo"], 8),
    (["edit", "ana@example.org", "--company", "Acme"], 8),
    (["rm", "ana@example.org"], 8),
    (["import", "-", "--type", "vcard"], 8),
]  # fmt: skip
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bo\r\nEND:VCARD\r\n"


@pytest.mark.parametrize("file, folder", [(0o400, 0o700), (0o600, 0o500), (0o400, 0o500)])
def test_what_cannot_be_written_can_be_read(tmp_path: Path, file: int, folder: int) -> None:
    """A read-only file, folder, or both: reads work, doctor too; writes are exit 8; nothing changes."""
    home = tmp_path / "home"
    home.mkdir()
    cli = Powerless(home)
    assert cli("add", "Ana", "--email", "ana@example.org").status == 0
    before = rows_of(cli.db)
    cli.db.chmod(file)
    home.chmod(folder)
    try:
        for arguments, status in scaled(READS[1::2], READS):
            done = cli(*arguments, stdin=CARD)
            assert (done.status, "internal" in done.err) == (status, False), (arguments, done.err)
        assert cli("backup", str(tmp_path / "copy.db")).status == 0
        assert sorted(home.iterdir()) == [cli.db]
    finally:
        home.chmod(0o700)
    assert rows_of(cli.db) == before
    figure(
        f"reads and writes of a book {file:04o} in a folder {folder:04o}",
        *[len(scaled(READS[1::2], READS))] * 2,
    )


def test_a_new_book_where_none_can_be_made(tmp_path: Path) -> None:
    """In a folder that cannot be written there is an error, and no file."""
    tmp_path.chmod(0o500)
    try:
        assert Powerless(tmp_path)("list", "--json").error["code"] == "read_only"
    finally:
        tmp_path.chmod(0o700)


def test_an_old_book_that_cannot_be_migrated(tmp_path: Path) -> None:
    """A book of an older version in a read-only folder is left alone, and the error says why."""
    home = tmp_path / "home"
    home.mkdir()
    cli = Powerless(home)
    new = Cli(tmp_path)
    new("add", "Ana")
    write_old_book(cli.db, new.db)
    before = bytes_of(cli.db)
    home.chmod(0o500)
    try:
        done = cli("list", "--json")
        assert (done.status, done.error["code"]) == (8, "read_only")
    finally:
        home.chmod(0o700)
    assert bytes_of(cli.db) == before

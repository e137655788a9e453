"""Damaged files: bits that flip, ends that are missing. Never a traceback, and the copies are named."""

import re
import shlex
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.faults.harness import chance, figure, people_file, scaled

FLIPS, CUTS = scaled(3, 300), scaled(2, 40)
COMMANDS = (
    ["doctor", "--json"],
    ["list", "--format", "ndjson", "--limit", "0"],
    ["export-vcard"],
    ["log", "--json"],
    ["search", "an", "--json"],
)


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    cli = Cli(tmp_path_factory.mktemp("healthy"))
    assert cli("import", str(people_file(cli.home / "some.vcf", 120))).status == 0
    return cli


def look(cli: Cli, healthy: list[str]) -> tuple[bool, bool]:
    """Return whether a damage was noticed, and whether what can be read is another than before."""
    outs, noticed = [], False
    for arguments in COMMANDS:
        done = cli(*arguments)
        assert done.status in (0, 8), (arguments, done.err)
        assert not re.search(r"Traceback|internal", done.err), (arguments, done.err)
        noticed |= done.status == 8
        outs.append(done.out)
    return noticed, outs[1] != healthy[1]


def damage(cli: Cli, healthy: Cli, name: str, damages: list[bytes]) -> None:
    """Look at a book in every state of damage."""
    expected = [healthy(*arguments).out for arguments in COMMANDS]
    found = []
    for content in damages:
        for file in cli.home.glob("book.db*"):
            file.unlink()
        cli.db.write_bytes(content)
        cli.db.chmod(0o600)
        found.append(look(cli, expected))
        assert cli.db.read_bytes() == content, "looking must not write"
    noticed, changed = sum(seen for seen, _ in found), sum(other for _, other in found)
    silent = sum(other and not seen for seen, other in found)
    figure(name, len(found), len(found), noticed=noticed, data_changed=changed, unnoticed=silent)


def test_a_flipped_bit(tmp_path: Path, healthy: Cli) -> None:
    """One bit anywhere in the file: every command ends with an answer, or with exit 8."""
    random, content = chance("flips"), healthy.db.read_bytes()
    damages = []
    for _ in range(FLIPS):
        flipped = bytearray(content)
        flipped[random.randrange(100, len(content))] ^= 1 << random.randrange(8)
        damages.append(bytes(flipped))
    damage(Cli(tmp_path), healthy, "a flipped bit", damages)


def test_a_missing_end(tmp_path: Path, healthy: Cli) -> None:
    """A file that was cut off, at a page or within one: exit 8, and the file stays as it is."""
    random, content = chance("cuts"), healthy.db.read_bytes()
    pages = len(content) // 4096
    cuts = [4096 * random.randrange(1, pages) + random.choice((0, 1, 2048)) for _ in range(CUTS)]
    damage(Cli(tmp_path), healthy, "a missing end", [content[:cut] for cut in cuts])


def with_broken_page(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'contact'").fetchone()
    content = path.read_bytes()
    return content[: 4096 * (page - 1)] + b"\xff" * 4096 + content[4096 * page :]


@pytest.mark.parametrize("content", [b"", b"\0" * 65536, None], ids=["empty", "zeros", "a broken page"])
def test_the_message_restores(cli: Cli, content: bytes | None) -> None:
    """What the error of a damaged book says to type puts the newest copy in its place."""
    cli("add", "Ana", "--email", "ana@example.org")
    copy = cli.db.with_name("book.db.v1002-20200101T000000.000000Z.bak")
    assert cli("backup", str(copy)).status == 0
    content = with_broken_page(cli.db) if content is None else content
    cli.db.write_bytes(content)
    done = cli("show", "ana@example.org")
    assert (done.status, done.err.count("\n")) == (8, 1)
    command = done.err.strip().partition("to restore it: ")[2]
    assert shlex.quote(str(copy)) in command
    assert subprocess.run(["sh", "-c", command], check=False).returncode == 0
    assert cli("show", "ana@example.org").status == 0
    assert (cli.home / "book.db.damaged").read_bytes() == content

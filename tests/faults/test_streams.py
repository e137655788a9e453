"""Streams that are closed, full or never end; Ctrl-C; environments without a home or a language."""

import os
import signal
import sqlite3
import subprocess
from contextlib import closing

import pytest

from tests.conftest import PROGRAM, Cli
from tests.faults.harness import bytes_of, figure, hear_ctrl_c, is_sound, people_file, rows_of, start

ANA = "ana@example.org"
SHELL = [
    ("list --format ndjson --limit 0 | head -1 | wc -l", 0, "1", ""),
    ("export-vcard | head -c 1", 0, "B", ""),
    ("export-csv | true", 0, "", ""),
    ("list --limit 0 > /dev/full", 1, "", "error: cannot write output: no space left on device"),
    ("list --json > /dev/full", 1, "", '{"error":{"code":"internal","message":"cannot write output: no space'),
    ("export-vcard > /dev/full", 1, "", "error: cannot write output: no space left on device"),
    ("--help > /dev/full", 1, "", "error: cannot write output: no space left on device"),
    ("list --count >&-", 1, "", "error: cannot write output: stdout is closed"),
    ("list --count 2>&-", 0, "201", ""),
    ("nonsense 2>&-", 2, "", ""),
    ("nonsense 2> /dev/full", 2, "", ""),
    ("nonsense >&- 2>&-", 1, "", ""),
    ("list --count <&-", 0, "201", ""),
    ("show - <&-", 0, "", ""),
    ("import - <&-", 0, None, "stdin is empty: nothing to import"),
    ("add --json-in - <&-", 4, "", "error: invalid JSON"),
    (f"edit {ANA} <&-", 2, "", "error: nothing to edit"),
    (f"rm {ANA} --dry-run 2>&-", 0, None, ""),
    ("export-vcard --output /dev/stdout | head -c 5", 0, "BEGIN", ""),
    ("import - --rejects /dev/stderr < /dev/null", 0, None, "stdin is empty: nothing to import"),
]  # fmt: skip


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    cli = Cli(tmp_path_factory.mktemp("home"))
    cli("add", "Ana", "--email", ANA)
    assert cli("import", str(people_file(cli.home / "some.vcf", 200))).status == 0
    return cli


@pytest.mark.parametrize("command, status, out, err", SHELL, ids=[row[0] for row in SHELL])
def test_streams(stocked: Cli, command: str, status: int, out: str | None, err: str) -> None:
    """The status and at most one line: never a traceback, never a hang, and the book is what it was."""
    before = bytes_of(stocked.db)
    done = subprocess.run(
        ["sh", "-c", f"{PROGRAM} {command}"],
        capture_output=True,
        env=stocked.env,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    said = done.stderr.decode()
    assert done.returncode == status
    assert out is None or done.stdout.decode().strip() == out
    assert said.startswith(err) if err else said == ""
    assert "Traceback" not in said
    assert bytes_of(stocked.db) == before
    figure("streams closed or full", 1, 1)


def test_ctrl_c_in_a_write(cli: Cli) -> None:
    """SIGINT in the middle of an import: one line, status 130, and nothing is half done."""
    cli("add", "Ana")
    before = rows_of(cli.db)
    cards = people_file(cli.home / "people.vcf", 1500).read_bytes()
    process = subprocess.Popen(
        [PROGRAM, "import", "-"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=cli.env,
        preexec_fn=hear_ctrl_c,
    )
    assert process.stdin is not None
    process.stdin.write(cards)  # and no end: the import waits for more, and has written already
    process.stdin.flush()
    while process.poll() is None and not cli.db.with_name("book.db-journal").exists():
        os.sched_yield()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert (process.returncode, err) == (130, b"interrupted: nothing is half done\n")
    assert (rows_of(cli.db), is_sound(cli)) == (before, True)
    figure("Ctrl-C", 1, 1)


def test_ctrl_c_in_a_wait(cli: Cli) -> None:
    """SIGINT while another program has the book: the wait ends at once, not when the lock does."""
    cli("add", "Ana")
    with closing(sqlite3.connect(cli.db, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        process = start(cli, "add", "Bo")
        assert process.stderr is not None
        assert process.stderr.readline().startswith(b"waiting for another program")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
    assert (process.returncode, err) == (130, b"interrupted: nothing is half done\n")
    figure("Ctrl-C", 1, 1)


ENVIRONMENTS = [
    ({"LC_ALL": "C"}, ["add", "Łukasz"], 0),
    ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, ["add", "Łukasz"], 0),
    ({"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}, ["list"], 0),
    ({"HOME": ""}, ["list"], 0),
    ({"HOME": "/nowhere", "CONTACTSCTL_DB": "", "XDG_DATA_HOME": ""}, ["book", "path"], 0),
    ({"TERM": "", "COLUMNS": "-1", "LINES": "x"}, ["list"], 0),
    ({"TERM": "nonsense", "COLUMNS": "0"}, ["list", "--format", "table"], 0),
    ({"CONTACTSCTL_AS": "\udcff"}, ["list"], 4),
    ({"CONTACTSCTL_BOOK": "\udcff", "CONTACTSCTL_DB": ""}, ["list"], 4),
    ({"CONTACTSCTL_DB": "{home}/\udcff.db"}, ["add", "Ana"], 0),
    ({"CONTACTSCTL_LOCK_TIMEOUT": "soon"}, ["list"], 4),
    ({"XDG_CONFIG_HOME": "/dev/null"}, ["list"], 0),
    ({"TMPDIR": "/nowhere"}, ["add", "Ana"], 0),
    ({}, ["add", "\udcff"], 2),
    ({}, ["list", "-q", "a\udcff"], 2),
]  # fmt: skip


@pytest.mark.parametrize("environment, arguments, status", ENVIRONMENTS)
def test_environments(cli: Cli, environment: dict[str, str], arguments: list[str], status: int) -> None:
    """No home, no language, bytes that are no text: an answer or one clear line."""
    cli("add", "Bo")
    done = cli.bytes(*arguments, env={key: value.format(home=cli.home) for key, value in environment.items()})
    said = done.stderr.decode(errors="replace")
    assert (done.returncode, "Traceback" in said, "internal" in said) == (status, False, False), said
    if status == 0 and arguments == ["add", "Łukasz"]:
        assert cli("list", "-q", "lukasz", "--count").out == "1\n"

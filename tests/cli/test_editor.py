"""`edit` in an editor, on a real terminal: commands with arguments, editors that fail, text that is kept."""

import os
import pty
import re
import select
from pathlib import Path

import pytest

from tests.conftest import PROGRAM, Cli

NICKNAME = """sed -i 's/^nickname.*/nickname = "Nan"/' "$1"\n"""


def edit(cli: Cli, editor: str, answers: str = "") -> tuple[int, str]:
    """Run `edit` on a terminal of its own; returns its status and what it showed."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(PROGRAM, [str(PROGRAM), "edit", "ana@example.org"], {**cli.env, "EDITOR": editor})
    os.write(terminal, answers.encode())
    shown = b""
    while select.select([terminal], [], [], 60)[0]:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # closed by the program's end
            break
        if not piece:
            break
        shown += piece
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode().replace("\r\n", "\n")


@pytest.fixture
def ana(cli: Cli) -> Cli:
    (cli.home / "tmp dir").mkdir()
    cli.env |= {"TMPDIR": str(cli.home / "tmp dir"), "TERM": "dumb"}
    cli("add", "Ana", "--email", "ana@example.org")
    return cli


def script(cli: Cli, body: str) -> Path:
    file = cli.home / "my editor.sh"
    file.write_text(f"#!/bin/sh\n{body}")
    file.chmod(0o700)
    return file


EDITORS = ["'{script}'", "sh '{script}'", "env X='a b' sh '{script}'", "  sh   '{script}'  "]


@pytest.mark.parametrize("editor", EDITORS)
def test_commands_with_arguments(ana: Cli, editor: str) -> None:
    """$EDITOR is a command line: arguments, quotes and paths with blanks; the file is gone afterwards."""
    status, _ = edit(ana, editor.format(script=script(ana, NICKNAME)))
    assert status == 0
    assert ana("show", "ana@example.org", "--json").json["nickname"] == "Nan"
    assert list((ana.home / "tmp dir").iterdir()) == []


KEPT = [
    ("fails", NICKNAME + "exit 3\n", "", 1),
    ("is killed", NICKNAME + "kill -9 $$\n", "", 1),
    ("leaves no TOML", 'echo "nickname = [" > "$1"\n', "n\n", 1),
    ("leaves no UTF-8", 'printf "nickname = \\"\\\\377\\"" > "$1"\n', "n\n", 1),
    ("clears every name", ': > "$1"\n', "n\n", 1),
    ("leaves a bad email", """sed -i 's/^address.*/address = "nope"/' "$1"\n""", "n\n", 1),
    ("loses the book", NICKNAME + 'rm "$DB" && mkdir "$DB"\n', "", 8),
]  # fmt: skip


@pytest.mark.parametrize("name, body, answers, status", KEPT, ids=[row[0] for row in KEPT])
def test_what_was_typed_is_kept(ana: Cli, name: str, body: str, answers: str, status: int) -> None:
    """Whatever goes wrong, the message names a private file with the text, and nothing was changed."""
    ana.env |= {"DB": str(ana.db)}
    got, shown = edit(ana, f"'{script(ana, body)}'", answers)
    [file] = (ana.home / "tmp dir").iterdir()
    assert (got, f"what you typed is in {file}" in shown) == (status, True), shown
    assert file.stat().st_mode & 0o777 == 0o600
    if status == 1:
        contact = ana("show", "ana@example.org", "--json").json
        assert (contact["nickname"], contact["revision"]) == (None, 1)


def test_ctrl_c_is_the_editors(ana: Cli) -> None:
    """SIGINT while the editor runs does not end the program around it."""
    status, _ = edit(ana, f"'{script(ana, 'kill -INT $PPID' + chr(10) + NICKNAME)}'")
    assert status == 0
    assert ana("show", "ana@example.org", "--json").json["nickname"] == "Nan"


def test_a_mistake_can_be_corrected(ana: Cli) -> None:
    """After a mistake the editor opens what was typed again."""
    body = 'if [ -e "$1.once" ]; then rm "$1.once"; sed -i "s/ = \\\\[$/ = \\"Nan\\"/" "$1"; '
    body += 'else touch "$1.once"; sed -i "s/^nickname.*/nickname = [/" "$1"; fi\n'
    status, shown = edit(ana, f"'{script(ana, body)}'", "y\n")
    assert (status, "error: not TOML" in shown) == (0, True), shown
    assert ana("show", "ana@example.org", "--json").json["nickname"] == "Nan"


@pytest.mark.parametrize("editor", ["no-such-editor", '"unclosed', "/"])
def test_no_editor(ana: Cli, editor: str) -> None:
    """An editor that cannot be run is a usage error, and leaves no file."""
    status, shown = edit(ana, editor)
    assert (status, re.match(r"error: cannot run the editor", shown) is not None) == (2, True), shown
    assert list((ana.home / "tmp dir").iterdir()) == []


def test_an_untouched_document_changes_nothing(ana: Cli) -> None:
    """Leaving the editor without a change says so, and makes no revision."""
    status, shown = edit(ana, "true")
    assert (status, shown) == (0, "nothing changed\n")
    assert ana("show", "ana@example.org", "--json").json["revision"] == 1


NOTHING = ["{}", '{"revision": 3}', '{"dnc": true, "deleted_at": null}', '{"job_title": null}']


@pytest.mark.parametrize("patch", NOTHING)
def test_a_patch_may_change_nothing(ana: Cli, patch: str) -> None:
    """A patch of nothing, or of keys that are only read, is no mistake, no revision and no event."""
    before = ana("show", "ana@example.org", "--json").json
    done = ana("edit", "ana@example.org", "--patch", "-", stdin=patch)
    assert (done.status, done.out, done.err) == (0, f"{before['id']}\n", "nothing changed\n")
    done = ana("edit", "ana@example.org", "--patch", "-", "--json", stdin=patch)
    assert (done.status, done.json, done.err) == (0, before, "")
    assert ana("log", "--format", "tsv").out.count("\n") == 1


def test_who_was_so_already_is_counted(ana: Cli) -> None:
    ana("add", "Bo", "--job-title", "Buyer")
    done = ana("edit", "--where", "name", "--job-title", "Buyer", "--yes")
    assert (done.status, done.err) == (0, "2 contacts chosen\n1 was so already\n")

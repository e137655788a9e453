"""Choosing a contact at a terminal, by number and in fzf; contacts as QR codes."""

import os
import pty
import select
import shutil
import signal
import sys
import termios
from pathlib import Path

import pytest

from tests.conftest import PROGRAM, Cli


@pytest.fixture
def people(cli: Cli) -> Cli:
    for name in ("Ana Silva", "Bo Silva", "Cy Lee"):
        cli("add", name, "--email", f"{name[:2].lower()}@example.org", "--mention-name", name[:2].lower())
    return cli


def at_terminal(cli: Cli, arguments: list[str], typed: str, *, path: str) -> tuple[str, str, int]:
    """Run the program at a terminal with its stdout in a pipe, as in `$(...)`: (stdout, shown, status)."""
    out_read, out_write = os.pipe()
    pid, terminal = pty.fork()
    if pid == 0:
        os.dup2(out_write, 1)
        os.execve(PROGRAM, [str(PROGRAM), *arguments], {**cli.env, "PATH": path, "TERM": "xterm"})
    termios.tcsetwinsize(terminal, (24, 80))
    os.close(out_write)
    shown, sent = "", False
    while select.select([terminal], [], [], 20)[0]:
        try:
            shown += os.read(terminal, 4096).decode(errors="replace")
        except OSError:
            break
        if not sent and ("?" in shown or "Silva" in shown) and (typed[-1:] != "\r" or "Ana" in shown):
            os.write(terminal, typed.encode())
            sent = True
    else:
        os.kill(pid, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    with os.fdopen(out_read) as stream:
        return stream.read(), shown, status


@pytest.fixture
def no_fzf(tmp_path: Path) -> str:
    folder = tmp_path / "bin"
    folder.mkdir()
    return str(folder)


NUMBERS = [
    (["pick"], "2\n", "@bo", 0),
    (["pick", "silva"], "9\n1\n", "@an", 0),
    (["pick", "lee"], "", "@cy", 0),
    (["pick"], "\n", None, 130),
    (["pick", "nobody"], "", None, 3),
]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
@pytest.mark.parametrize("arguments, typed, chosen, status", NUMBERS)
def test_by_number(
    people: Cli, no_fzf: str, arguments: list[str], typed: str, chosen: str | None, status: int
) -> None:
    """A number chooses, a wrong one is asked again, an empty line gives up; a single match is taken."""
    out, _, exited = at_terminal(people, arguments, typed, path=no_fzf)
    expected = people("show", chosen, "--json").json["id"] + "\n" if chosen else ""
    assert (out, exited) == (expected, status)


@pytest.mark.skipif(not shutil.which("fzf"), reason="fzf is not installed")
def test_in_fzf(people: Cli) -> None:
    """A real fzf: Enter takes the line under the cursor; a single match is taken at once; nobody is exit 3."""
    path = f"{os.path.dirname(shutil.which('fzf') or '')}:/usr/bin:/bin"
    wanted = people("show", "@an", "--json").json["id"]
    assert at_terminal(people, ["pick"], "\r", path=path)[::2] == (f"{wanted}\n", 0)
    assert at_terminal(people, ["pick", "lee"], "", path=path)[2] == 0
    assert at_terminal(people, ["pick", "nobody"], "", path=path)[::2] == ("", 3)


def test_a_script_cannot_pick(people: Cli) -> None:
    """Without a terminal it is a usage error, not a program that waits."""
    assert people("pick").status == 2


def test_a_contact_as_a_qr_code(people: Cli) -> None:
    """The code is that of the vCard; what has no room is left out, until nothing fits."""
    segno = pytest.importorskip("segno")
    people("edit", "@an", "--notes", "x" * 5000)
    out = people("show", "@an", "--qr").out
    people("edit", "@an", "--clear", "notes")
    card = people.bytes("export-vcard", "@an").stdout
    import io

    drawn = io.StringIO()
    segno.make(card, error="l", boost_error=False, micro=False).terminal(drawn, compact=True)
    shown = people("show", "@an", "--qr").out
    assert (shown == drawn.getvalue(), len(out.splitlines()) == len(shown.splitlines())) == (True, True)
    people(
        "edit", "@an", *[part for n in range(90) for part in ("--add-email", f"{'a' * 50}{n}@example.org")]
    )
    assert people("show", "@an", "--qr").status == 4

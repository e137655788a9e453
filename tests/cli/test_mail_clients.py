"""The lines of docs/mail.md in the real mail clients, where they are installed."""

import os
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import PROGRAM, ROOT, Cli

LETTER = (
    "From: =?utf-8?q?Zo=C3=AB?= <zoe@example.org>\nTo: me@example.org\nSubject: hello\n"
    "Date: Mon, 1 Jan 2024 00:00:00 +0000\nMessage-ID: <1@example.org>\n\nHi\n"
)


def needs(*programs: str) -> pytest.MarkDecorator:
    missing = [name for name in programs if not shutil.which(name)]
    return pytest.mark.skipif(bool(missing), reason=f"{', '.join(missing)} not there")


def snippets(client: str) -> list[str]:
    """Return the blocks below the heading of a client."""
    page = (ROOT / "docs" / "mail.md").read_text(encoding="utf-8")
    section = page.split(f"\n## {client}\n")[1].split("\n## ")[0]
    return re.findall(r"```\w+\n(.*?)```", section, re.DOTALL)


class Tmux:
    """A terminal of its own, on a socket of its own."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self._base = ["tmux", "-S", str(folder / "socket"), "-f", os.devnull]
        self._env = {**env, "TERM": "screen", "LC_ALL": "C.UTF-8", "TMUX": ""}

    def start(self, command: str) -> None:
        self._run("new-session", "-d", "-x", "100", "-y", "30", command)

    def keys(self, *keys: str) -> None:
        self._run("send-keys", *keys)

    def wait_for(self, text: str) -> None:
        assert self._appears(text), f"{text!r} is not on the screen:\n{self._shown()}"

    def keys_until(self, keys: str, text: str) -> None:
        """Type keys until a text appears: a program may drop what comes while it starts."""
        for _ in range(5):
            self.keys(keys)
            if self._appears(text, tenths=30):
                return
        self.wait_for(text)

    def _appears(self, text: str, tenths: int = 100) -> bool:
        for _ in range(tenths):
            if text in self._shown():
                return True
            time.sleep(0.1)
        return False

    def _shown(self) -> str:
        return self._run("capture-pane", "-p").stdout

    def stop(self) -> None:
        self._run("kill-server")

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self._base, *arguments], capture_output=True, text=True, env=self._env, check=False
        )


@pytest.fixture
def people(cli: Cli) -> Cli:
    """Jürgen, Ana Silva and a mail of Zoë's, in a home in which the mail clients find the program."""
    cli("add", "Jürgen Müller", "--email", "jm@example.org")
    cli("add", "Ana Silva", "--email", "ana@example.org", "--tag", "board")
    for name in ("cur", "new", "tmp"):
        (cli.home / "Mail" / "INBOX" / name).mkdir(parents=True)
    (cli.home / "Mail" / "INBOX" / "cur" / "1.host:2,S").write_text(LETTER, encoding="utf-8")
    cli.env |= {
        "PATH": f"{cli.home}:{PROGRAM.parent}:{cli.env['PATH']}",
        "EDITOR": "tail -f",
        "XDG_RUNTIME_DIR": str(cli.home),
    }
    return cli


@pytest.fixture
def screen(people: Cli, tmp_path: Path) -> Iterator[Tmux]:
    screen = Tmux(tmp_path, people.env)
    yield screen
    screen.stop()


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)


def wait_for_zoe(cli: Cli) -> None:
    for _ in range(100):
        found = cli("lookup", "--email", "zoe@example.org", "--json").json["data"]
        if found:
            break
        time.sleep(0.1)
    assert [contact["display_name"] for contact in found] == ["Zoë"]


@needs("neomutt", "tmux")
def test_neomutt(people: Cli, screen: Tmux, tmp_path: Path) -> None:
    """Ctrl-T completes a recipient, a key adds a sender."""
    settings = f"set folder={tmp_path}/Mail\nset spoolfile=+INBOX\nset record=\nset wait_key=no\n"
    write(tmp_path / "rc", f"{snippets('mutt and NeoMutt')[0]}{settings}set sendmail=/bin/true\n")
    screen.start(f"neomutt -n -F {shlex.quote(str(tmp_path / 'rc'))}")
    screen.wait_for("hello")
    screen.keys("m")
    screen.wait_for("To:")
    screen.keys("jurgen", "C-t")
    screen.wait_for("jm@example.org")
    screen.keys("C-g", "C-g")
    screen.keys("A")
    wait_for_zoe(people)


@needs("aerc", "tmux")
def test_aerc(people: Cli, screen: Tmux, tmp_path: Path) -> None:
    """A key adds a sender; what is typed as a recipient is completed, words and groups."""
    config, binds = snippets("aerc")
    folder = tmp_path / "config" / "aerc"
    write(folder / "aerc.conf", config)
    write(folder / "binds.conf", f"{binds}c = :compose<Enter>\nx = :close<Enter>\n")
    write(
        folder / "accounts.conf",
        "[Me]\nsource = maildir://~/Mail\ndefault = INBOX\nfrom = Me <me@example.org>\n",
    )
    screen.start("aerc")
    screen.wait_for("hello")
    screen.keys_until("aa", "Process complete")
    wait_for_zoe(people)
    screen.keys("x")
    screen.wait_for("hello")
    screen.keys("c")
    screen.wait_for("To:")
    screen.keys("-l", "ana si")
    screen.wait_for('"Ana Silva" <ana@example.org>')
    screen.keys("-l", ", @board")
    screen.wait_for('"Ana Silva" <ana@example.org>')


@needs("alot", "notmuch", "tmux")
def test_alot(people: Cli, screen: Tmux, tmp_path: Path) -> None:
    """A key adds a sender, Tab completes a recipient."""
    account = "[accounts]\n[[me]]\nrealname = Me\naddress = me@example.org\n"
    write(tmp_path / "alot", account + "".join(snippets("alot")))
    with_notmuch(people)
    alot = f"alot -c {shlex.quote(str(tmp_path / 'alot'))}"
    screen.start(f"{alot} search hello; {alot} compose")
    screen.wait_for("hello")
    screen.keys_until("Enter", "Subject")
    screen.keys("A")
    wait_for_zoe(people)
    screen.keys("q", "q")
    screen.wait_for("To:")
    screen.keys("-l", "jur")
    screen.keys("Tab")
    screen.wait_for("jm@example.org")


def with_notmuch(cli: Cli) -> None:
    mail = cli.home / "Mail"
    write(
        cli.home / ".notmuch-config",
        f"[database]\npath={mail}\n[user]\nname=Me\nprimary_email=me@example.org\n",
    )
    subprocess.run(["notmuch", "new"], env=cli.env, capture_output=True, check=True)


def has_notmuch_for_emacs() -> bool:
    if not shutil.which("emacs"):
        return False
    command = ["emacs", "--batch", "--eval", "(require 'notmuch)"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@needs("emacs", "notmuch")
def test_emacs(people: Cli, tmp_path: Path) -> None:
    """Tab completes a recipient in notmuch's message mode, groups are known too; a key adds a sender."""
    if not has_notmuch_for_emacs():
        pytest.skip("notmuch for Emacs is not there")
    lisp, script, key = snippets("Emacs: notmuch")
    write(tmp_path / "notmuch-addresses", script)
    (tmp_path / "notmuch-addresses").chmod(0o700)
    with_notmuch(people)
    write(
        tmp_path / "try.el",
        f"(require 'notmuch)\n{lisp}\n(notmuch-address-setup)\n"
        '(princ (notmuch-address-options "@board"))\n'
        '(notmuch-mua-new-mail)\n(message-goto-to)\n(insert "jur")\n(message-tab)\n'
        '(princ (message-fetch-field "to"))\n'
        f'{key}(notmuch-show "id:1@example.org")\n(execute-kbd-macro "A")\n'
        "(while (process-list) (accept-process-output nil 0.1))\n",
    )
    done = subprocess.run(
        ["emacs", "--batch", "-l", str(tmp_path / "try.el")],
        capture_output=True, text=True, env=people.env, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines() == ['(Ana Silva <ana@example.org>)"Jürgen Müller" <jm@example.org>']
    wait_for_zoe(people)

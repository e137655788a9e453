"""The manual pages: as the command tree is now, and as `man` reads them."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contactsctl import addr, errors
from contactsctl.cli import typer_tree
from contactsctl.cli.status import BROKEN_PIPE, INTERRUPTED
from contactsctl.cli.table import TABLE
from docs import manual
from tests.conftest import ROOT

PAGES = sorted(manual.FOLDER.glob("*.1"))
VARIABLE = r"""environ(?:ment)?\.get\(\s*"([A-Z_]+)\""""


def test_the_pages_are_those_of_the_command_tree() -> None:
    """`make man` would change nothing."""
    assert {page.name: page.read_text(encoding="utf-8") for page in PAGES} == manual.pages()


@pytest.mark.parametrize("name", TABLE)
def test_every_option_stands_in_its_page(name: str) -> None:
    """Of a command and of the commands below it, an option without a help text too, there is an entry each."""
    page = (manual.FOLDER / f"contactsctl-{name}.1").read_text(encoding="utf-8")
    terms = set(re.findall(r"\\fB(-[^\s\\]*)\\fR", page.replace("\\-", "-")))
    assert set(options_of(typer_tree.root().get_command(None, name))) - terms == set()


def options_of(command: Any) -> Iterator[str]:
    for parameter in command.params:
        if parameter.param_type_name == "option":
            yield from (*parameter.opts, *parameter.secondary_opts)
    for child in getattr(command, "commands", {}).values():
        yield from options_of(child)


def test_the_root_page_has_every_variable() -> None:
    """Whatever the program reads of the environment stands under ENVIRONMENT."""
    sources = [file.read_text(encoding="utf-8") for file in (ROOT / "contactsctl").rglob("*.py")]
    read = {name for source in sources for name in re.findall(VARIABLE, source)}
    assert {"CONTACTSCTL_DB", "NO_COLOR", "EDITOR"} <= read
    assert read - set(", ".join(manual.ENVIRONMENT).split(", ")) == set()


def test_the_root_page_has_every_exit_status() -> None:
    """Each status of an error, and those of signals and pipes, stand under EXIT STATUS."""
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    statuses = {kind.exit_status for kind in kinds if issubclass(kind, errors.ContactsError)}
    assert set(manual.STATUSES) == {str(status) for status in (0, INTERRUPTED, BROKEN_PIPE, *statuses)}


def test_the_page_of_addr_has_its_options() -> None:
    """The options that contactsctl-addr reads are those of its page."""
    described = {names.split()[0] for names in manual.OPTIONS_OF_ADDR}
    assert described == {*addr._OPTIONS, "--help", "--version", "--"}


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not there")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_roff_has_nothing_against_them(page: Path) -> None:
    """Every page is set to its end without a warning."""
    command = ["groff", "-ww", "-b", "-man", "-Tutf8", "-P-cbu", str(page)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert done.stderr == ""
    assert "SEE ALSO" in done.stdout


@pytest.mark.skipif(not shutil.which("man"), reason="man is not there")
def test_man_shows_them(tmp_path: Path) -> None:
    """In the place where the wheel puts them `man` finds a page; options can be copied from it."""
    shutil.copytree(manual.FOLDER, tmp_path / "man1")
    environment = {**os.environ, "MANWIDTH": "80", "MANPAGER": "cat", "LC_ALL": "C.UTF-8"}
    command = ["man", "-M", str(tmp_path), "contactsctl-tag"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert "contactsctl tag add [OPTIONS]" in done.stdout
    assert "--dry-run" in done.stdout


ESCAPES = [
    (".SH is text", "\\&.SH is text"),
    ("'quoted' --and `so`", "\\(aqquoted\\(aq \\-\\-and \\(gaso\\(ga"),
    ("a\\b", "a\\eb"),
    ('"a b"', "\\(dqa b\\(dq"),
]


@pytest.mark.parametrize("text, expected", ESCAPES)
def test_text_is_no_request(text: str, expected: str) -> None:
    """What begins a line of roff, or is a letter of it, is written so that it stands for itself."""
    assert manual.escaped(text) == expected

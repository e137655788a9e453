"""The manual pages: as the command tree is now, and as `man` reads them."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from docs import manual

PAGES = sorted(manual.FOLDER.glob("*.1"))


def test_the_pages_are_those_of_the_command_tree() -> None:
    """`make man` would change nothing."""
    assert {page.name: page.read_text(encoding="utf-8") for page in PAGES} == manual.pages()


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not there")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_roff_has_nothing_against_them(page: Path) -> None:
    """Every page is set to its end without a warning."""
    command = ["groff", "-ww", "-b", "-man", "-Tascii", "-P-c", str(page)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert "EE AALLSSOO" in done.stdout.replace("\b", "")


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
]


@pytest.mark.parametrize("text, expected", ESCAPES)
def test_text_is_no_request(text: str, expected: str) -> None:
    """What begins a line of roff, or is a letter of it, is written so that it stands for itself."""
    assert manual.escaped(text) == expected

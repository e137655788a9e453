"""The docs are true: the manual is the command tree's, links lead somewhere, examples run."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from contactsctl import errors
from contactsctl.cli.table import TABLE
from contactsctl.domain.contact import FIELDS
from docs import screenshots, terminal
from tests.conftest import ROOT, Cli

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])


def test_the_manual_is_that_of_the_commands() -> None:
    """docs/commands.md is what `make docs` writes."""
    done = subprocess.run(
        [sys.executable, "-m", "docs.commands"], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == done.stdout


def test_the_pictures_show_what_a_terminal_shows() -> None:
    """docs/images has what the program prints now, text by text; how rich draws it may differ."""
    for name, picture in screenshots.pictures().items():
        kept = (screenshots.FOLDER / name).read_text(encoding="utf-8")
        assert words_of(kept) == words_of(picture), f"{name}: make docs"


def words_of(picture: str) -> list[str]:
    return re.findall(r"<text [^>]*>([^<]*)</text>", picture)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link of a page is a file of the repository."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_examples_name_real_commands() -> None:
    """Every `contactsctl ...` line in the docs begins with a command that there is."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    used = set(re.findall(r"^(?:\$ )?contactsctl (?:--\S+ \S+ )?([a-z][a-z-]*)", text, re.MULTILINE))
    assert used - set(TABLE) == set()


def test_the_json_page_has_every_key_and_code() -> None:
    """docs/json.md shows a contact with all keys in order, and names every error code."""
    text = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    example = re.search(r"```json\n(\{\n  \"id\".*?)```", text, re.DOTALL)
    assert example
    assert tuple(json.loads(example[1])) == FIELDS
    leaves = [kind for kind in vars(errors).values() if isinstance(kind, type) and not kind.__subclasses__()]
    codes = {kind.code for kind in leaves} - {"records_rejected", "internal"}
    assert {code for code in codes if f"{code}" not in text} == set()


def test_readme_commands_run(cli: Cli, tmp_path: Path) -> None:
    """The five minutes of the README, line by line, on a copy of the sample files."""
    data = ROOT / "tests" / "data"
    for name, source in (
        ("phone.vcf", "apple.vcf"),
        ("google.csv", "google.csv"),
        ("outlook.csv", "outlook-de.csv"),
    ):
        (tmp_path / name).write_bytes((data / source).read_bytes())
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## Five minutes")[1].split("```")[1]
    lines = [line.split("#")[0].strip() for line in section.splitlines() if line.startswith("contactsctl")]
    assert len(lines) == 9
    for line in lines:
        done = run_shell(
            line.replace("edit ana@example.org", "edit ana@example.org --company A"), cli, tmp_path
        )
        assert (done.returncode, "error" in done.stderr) == (0, False), (line, done.stderr)


STORY = ROOT / "docs" / "start.md"
AN_ERROR = re.compile(r'^(?:error: |{"error").*', re.MULTILINE)
WITH_EXAMPLES = [
    page for page in PAGES if page not in (STORY, ROOT / "README.md") and "```sh" in page.read_text("utf-8")
]


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: page.name)
def test_examples_run(page: Path, cli: Cli, tmp_path: Path) -> None:
    """Every `sh` block of a page runs, in order, in a book with Ana and Bo, beside a few sample files."""
    for name, source in (("phone.vcf", "apple.vcf"), ("google.csv", "google.csv")):
        (tmp_path / name).write_bytes((ROOT / "tests" / "data" / source).read_bytes())
    for name in ("Ana Silva", "Bo Lund"):
        cli("add", name, "--email", f"{name.split()[0].lower()}@example.org", "--tag", "vip")
    for block in re.findall(r"```sh\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
        if needs_what_is_missing(block):
            continue
        done = run_shell(block, cli, tmp_path)
        assert (done.returncode, AN_ERROR.findall(done.stderr)) == (0, []), (block, done.stderr)


def needs_what_is_missing(command: str) -> bool:
    """Tell whether a command calls a program that this machine does not have."""
    return any(
        re.search(rf"(^|[|(] *){name} ", command, re.MULTILINE) and not shutil.which(name)
        for name in ("jq", "neomutt")
    )


def run_shell(command: str, cli: Cli, folder: Path) -> subprocess.CompletedProcess[str]:
    env = {**cli.env, "PATH": f"{Path(sys.executable).parent}:{cli.env['PATH']}"}
    return subprocess.run(
        ["sh", "-ec", command], capture_output=True, text=True, cwd=folder, env=env, check=False
    )


WITH_OUTPUT = [page for page in PAGES if page != STORY and "```console" in page.read_text("utf-8")]


@pytest.mark.parametrize("page", WITH_OUTPUT, ids=lambda page: page.name)
def test_examples_print_what_is_shown(page: Path, cli: Cli, tmp_path: Path) -> None:
    """From top to bottom in one book, each command prints what stands below it; `...` is anything."""
    assert steps_of(page)
    for command, shown in steps_of(page):
        if needs_what_is_missing(command):
            continue
        compare(command, shown, run_shell(command, cli, tmp_path))


def steps_of(page: Path) -> list[tuple[str, str]]:
    """Return the commands of a page with what they print."""
    return steps_in(re.findall(r"```console\n(.*?)```", page.read_text("utf-8"), re.DOTALL))


def steps_in(blocks: list[str]) -> list[tuple[str, str]]:
    steps = [step.partition("\n") for block in blocks for step in re.split(r"^\$ ", block, flags=re.M)[1:]]
    return [(command, shown) for command, _, shown in steps]


def pattern(shown: str) -> str:
    return re.escape(shown).replace(re.escape("..."), ".*")


def compare(command: str, shown: str, done: subprocess.CompletedProcess[str]) -> None:
    assert re.fullmatch(pattern(shown) if shown else r"[\s\S]*", done.stdout), (
        command,
        done.stdout,
        done.stderr,
    )
    assert shown or done.returncode == 0, (command, done.stderr)


SEEN = {"TERM": "xterm", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
AN_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{8}\b")


def test_the_first_hour(tmp_path: Path, built: Path) -> None:
    """docs/start.md from an empty home, without any setting: a terminal shows after each step what the page shows.

    The program is that of the wheel, installed beside the libraries of this environment. An id stands for any id. Where jq or NeoMutt is missing, the steps that need it are left out.
    """
    installed = tmp_path / "installed"
    wheel = next(built.glob("*.whl"))
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target"]
    subprocess.run([*pip, str(installed), str(wheel)], check=True, capture_output=True)
    env = {**SEEN, "HOME": str(tmp_path), "PYTHONPATH": str(installed)}
    env["PATH"] = f"{installed / 'bin'}:{os.environ['PATH']}"
    for kind, block in re.findall(r"```(sh|console)\n(.*?)```", STORY.read_text("utf-8"), re.DOTALL):
        for command, shown in [(block, "")] if kind == "sh" else steps_in([block]):
            if needs_what_is_missing(command):
                continue
            status, printed = terminal.run(command, tmp_path, env)
            assert re.fullmatch(pattern(without_ids(shown)), without_ids(printed)), f"$ {command}\n{printed}"
            assert status == 0, command


def without_ids(text: str) -> str:
    return AN_ID.sub(lambda found: re.sub(r"\w", "0", found[0]), text)


def test_the_demo_runs(tmp_path: Path) -> None:
    """`make demo` shows the main job on real files and fails nowhere."""
    env = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "TMPDIR": str(tmp_path),
    }
    done = subprocess.run(
        ["sh", str(ROOT / "docs" / "demo.sh")], capture_output=True, text=True, env=env, check=False
    )
    assert (done.returncode, "0 lost" in done.stderr + done.stdout) == (0, True), done.stderr

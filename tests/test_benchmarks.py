"""The benchmarks run, their floors do what the program does, and the invented people are as they should be."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from benchmarks.peers import abook_of
from benchmarks.people import Person, people, vcard
from benchmarks.reading import readings
from benchmarks.sample import Sample
from contactsctl.domain.phone import normalize

ROWS = [
    "import of vCards", "memory of it, beside 20 cards", "bytes a contact", "200 of them again",
    "export of vCards", "`list --format ndjson", "`lookup --email", "the same, beside 200", "`show", "`lookup --phone",
    "`list -q`, a rare word", "`list -q`, two words", "`list -q`, a word of two in five", "table of 50",
    "`--help`", "`tag add --help`", "a usage error", "`import typer`", "`contactsctl-addr 'smith'`",
    "searches and filters in process", "`add`", "`edit`",
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def table(folder: Path) -> str:
    command = [
        sys.executable,
        "-m",
        "benchmarks",
        "--contacts",
        "200",
        "--runs",
        "1",
        "--folder",
        str(folder),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("figure", ROWS)
def test_every_figure_is_in_the_table(table: str, figure: str) -> None:
    """Each benchmark runs to its end and prints its row, with a value of ours."""
    (row,) = (line for line in table.splitlines() if figure in line)
    assert row.split("|")[2].strip()


def test_charts_are_drawn(table: str, folder: Path, tmp_path: Path) -> None:
    """Each chart is a picture that says what its lines are, from figures that were just taken."""
    options = ["--sizes", "100", "200", "--runs", "1", "--folder", str(folder), "--images", str(tmp_path)]
    command = [sys.executable, "-m", "benchmarks.scaling", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for chart, line in (("commands", "lookup --email"), ("searches", "median"), ("size", "bytes")):
        words = " ".join(ET.parse(tmp_path / f"{chart}.svg").getroot().itertext())
        assert f"{line}: " in words
        assert f": {line} |" in done


def test_peers_that_are_not_here_are_named(table: str, folder: Path) -> None:
    """Without khard, abook and the network the comparison says so, and is no failure."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.peers",
        "--contacts",
        "200",
        "--runs",
        "1",
        "--folder",
        str(folder),
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={"PATH": "", "PIP_NO_INDEX": "1"}
    )
    assert [line.split(" | ")[:2] for line in done.stdout.splitlines()[-2:]] == [
        ["| khard", "not installed, and pip cannot"], ["| abook", "not installed"],
    ]  # fmt: skip


def test_abook_reads_what_is_written_for_it() -> None:
    """The people are the same for abook: each with its name and all of its addresses."""
    person = next(each for each in crowd() if len(each.emails) == 3)
    lines = dict(line.split("=") for line in abook_of([person]).splitlines() if "=" in line)
    assert (lines["name"], lines["email"].split(",")) == (person.display, list(person.emails))


def printed(command: list[str]) -> Any:
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


@pytest.mark.parametrize("place", range(5))
def test_floors_print_what_the_program_prints(table: str, folder: Path, place: int) -> None:
    """The standard library's script finds the same contacts and prints the same JSON, so that its time is a floor."""
    reading = list(readings(Sample(folder, 200)).values())[place]
    assert printed(reading.floor) == printed(reading.command)


@cache
def crowd() -> tuple[Person, ...]:
    return tuple(people(20_000, seed=3))


@cache
def emails() -> list[str]:
    return [email for person in crowd() for email in person.emails]


def share(are: Iterable[bool]) -> float:
    found = list(are)
    return sum(found) / len(found)


def most_frequent(*values: str | None) -> float:
    (_, count), *_ = Counter(value for value in values if value).most_common(1)
    return count / len(values)


SHARES: list[tuple[str, Callable[[], float], float, float]] = [
    ("one mail domain", lambda: share(email.endswith("@gmail.com") for email in emails()), 0.38, 0.42),
    ("different addresses", lambda: len(set(emails())) / len(emails()), 1, 1),
    ("family name in the address", lambda: share(p.family.lower() in p.emails[0] for p in crowd() if p.family.isascii() and p.family.isalpha()), 0.85, 0.98),
    ("most frequent family name", lambda: most_frequent(*(p.family for p in crowd())), 0.002, 0.006),
    ("different family names", lambda: len({p.family for p in crowd()}) / len(crowd()), 0.3, 0.6),
    ("most frequent company", lambda: most_frequent(*(p.company for p in crowd())), 0.002, 0.008),
    ("no company", lambda: share(p.company is None for p in crowd()), 0.28, 0.32),
    ("with a note", lambda: share(p.note is not None for p in crowd()), 0.78, 0.82),
    ("longest note", lambda: max(len(p.note or "") for p in crowd()), 120, 150),
    ("different tags", lambda: len({tag for p in crowd() for tag in p.tags}), 40, 40),
    ("most tags", lambda: max(len(p.tags) for p in crowd()), 4, 4),
    ("numbers that can be dialled", lambda: share(bool(normalize(phone, None)["is_valid"]) for p in crowd()[:2_000] for phone in p.phones), 0.998, 1),
    ("bytes of a card", lambda: sum(len(vcard(p).encode()) for p in crowd()) / len(crowd()), 390, 450),
]  # fmt: skip


@pytest.mark.parametrize("what, value, least, most", SHARES)
def test_invented_people_are_as_in_a_large_book(
    what: str, value: Callable[[], float], least: float, most: float
) -> None:
    """Frequencies are those of a real international book, so that what is measured on them holds for one."""
    assert least <= value() <= most


NAMES = [
    ("Nováková", "Novák"), ("Černá", "Černý"), ("Kowalska", "Kowalski"), ("Иванова", "Иванов"), ("Παπαδοπούλου", "Παπαδόπουλος"),
]  # fmt: skip


@pytest.mark.parametrize("hers, his", NAMES)
def test_family_names_of_women(hers: str, his: str) -> None:
    """Languages that give women's family names an ending of their own have it."""
    assert {hers, his} <= {person.family for person in crowd()}


def test_invented_people_are_the_same_at_every_run() -> None:
    """Figures of two runs are about the same people."""
    again: list[Person] = list(people(500, seed=3))
    assert again == list(crowd()[:500]) != list(people(500, seed=4))

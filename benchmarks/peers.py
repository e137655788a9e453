"""khard and abook with the same people and the same questions, by the clock: `python -m benchmarks.peers`.

khard is taken from the PATH, else put into an environment of its own in the folder; abook is taken from
the PATH or left out (Debian: `apt-get install abook`). khard reads a file a contact, abook one file of its
own form; both are written here, from the cards that we import.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.figure import Row, script
from benchmarks.measure import PROGRAM, environment
from benchmarks.people import Person, people, vcard
from benchmarks.sample import Sample

CONTACTS = 10_000
NAME = "garcia"
FAST, DEFAULT, ABOOK_MS = 4, 50, 80
_SLOW_RUNS = 3
_CONFIGURATION = """
[addressbooks]
[[people]]
path = {path}
[vcard]
search_in_source_files = {fast}
"""


class Timed(NamedTuple):
    """The median seconds by the clock, and how many lines with addresses or people were printed."""

    seconds: float
    lines: int


def figures(sample: Sample) -> Iterator[Row]:
    """Yield how many times as fast as each peer we are, or how many milliseconds slower."""
    crowd = list(people(sample.count))
    yield from _beside_khard(sample, crowd)
    yield from _beside_abook(sample, crowd)


def _beside_khard(sample: Sample, crowd: Sequence[Person]) -> Iterator[Row]:
    khard = shutil.which("khard") or _installed(sample.folder)
    if khard is None:
        yield Row("khard", "not installed, and pip cannot")
        return
    fast, default = (_khard_folder(sample.folder, crowd, fast=fast) for fast in ("yes", "no"))
    asked = {
        f"`list -q {NAME}`, `khard list`": (
            ("list", "-q", NAME, "--limit", "0"),
            ("list", "--parsable", NAME),
        ),
        f"`lookup {NAME} --format mutt`, `khard email`": (
            ("lookup", NAME, "--format", "mutt"),
            ("email", "--parsable", "--remove-first-line", NAME),
        ),
    }
    for name, (ours, theirs) in asked.items():
        ours_and_fast = {"ours": sample.command(*ours), "khard": [khard, "-c", str(fast), *theirs]}
        taken = timed(ours_and_fast, sample.runs)
        yield _faster(f"{name}, searching in its files", taken["ours"], taken["khard"], FAST)
        slow = timed({"khard": [khard, "-c", str(default), *theirs]}, min(sample.runs, _SLOW_RUNS))
        yield _faster(f"{name}, as it comes", taken["ours"], slow["khard"], DEFAULT)


def _faster(figure: str, ours: Timed, theirs: Timed, at_least: float) -> Row:
    ratio = theirs.seconds / ours.seconds
    target = f"≥ {at_least:g} × as fast"
    return Row(figure, _shown(ours), _shown(theirs), ratio, target, ratio >= at_least)


def _shown(each: Timed) -> str:
    return f"{each.seconds * 1000:,.0f} ms, {each.lines:,} lines"


def _installed(folder: Path) -> str | None:
    """Return the khard of the folder's own environment, made when it is not there."""
    home = folder / "khard-environment"
    if not (home / "bin" / "khard").exists():
        make = [sys.executable, "-m", "venv", "--without-pip", str(home)]
        fill = [sys.executable, "-m", "pip", "--python", str(home), "install", "--quiet", "khard"]
        for command in (make, fill):
            if subprocess.run(command, capture_output=True, check=False).returncode:
                return None
    return str(home / "bin" / "khard")


def _khard_folder(folder: Path, crowd: Sequence[Person], *, fast: str) -> Path:
    """Write a file a contact and khard's configuration; return the configuration."""
    cards = folder / "khard-cards"
    if not cards.exists():
        cards.mkdir()
        for person in crowd:
            (cards / f"{person.uid}.vcf").write_text(vcard(person), encoding="utf-8", newline="")
    configuration = folder / f"khard-{fast}.conf"
    configuration.write_text(_CONFIGURATION.format(path=cards, fast=fast), encoding="utf-8")
    return configuration


def _beside_abook(sample: Sample, crowd: Sequence[Person]) -> Iterator[Row]:
    abook = shutil.which("abook")
    if abook is None:
        yield Row("abook", "not installed")
        return
    book = sample.folder / "abook"
    book.write_text(abook_of(crowd), encoding="utf-8")
    keystroke = [f"{PROGRAM}-addr", "--db", str(sample.book), "--format", "mutt", NAME]
    ours = {
        f"`lookup {NAME} --format mutt`": sample.command("lookup", NAME, "--format", "mutt"),
        f"`contactsctl-addr --format mutt {NAME}`": keystroke,
    }
    theirs = [abook, "--datafile", str(book), "--mutt-query", NAME]
    taken = timed({**ours, "abook": theirs}, sample.runs)
    for name in ours:
        yield _hardly_slower(f"{name}, `abook --mutt-query`", taken[name], taken["abook"])


def _hardly_slower(figure: str, ours: Timed, theirs: Timed) -> Row:
    more = (ours.seconds - theirs.seconds) * 1000
    ratio = theirs.seconds / ours.seconds
    return Row(figure, _shown(ours), _shown(theirs), ratio, f"≤ {ABOOK_MS} ms more", more <= ABOOK_MS)


def abook_of(crowd: Sequence[Person]) -> str:
    """Return the people in abook's form."""
    lines = ["[format]", "program=abook", "version=0.6.1", ""]
    for person in crowd:
        lines += [f"[{person.number}]", f"name={person.display}", f"email={','.join(person.emails)}"]
        lines += [f"mobile={person.phones[0]}", f"address={person.street}", f"city={person.city}"]
        lines += [f"notes={person.note}", ""] if person.note else [""]
    return "\n".join(lines)


def timed(commands: dict[str, list[str]], runs: int) -> dict[str, Timed]:
    """Return the median time by the clock of each, run in turn, and the lines of the last run."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    lines = {}
    for _ in range(runs):
        for name, command in commands.items():
            start = time.perf_counter()
            done = subprocess.run(command, capture_output=True, check=False, env=environment())
            taken[name].append(time.perf_counter() - start)
            if done.returncode:
                raise SystemExit(f"{' '.join(command)}: exit {done.returncode}: {done.stderr.decode()}")
            lines[name] = sum(b"\t" in line for line in done.stdout.splitlines())
    return {name: Timed(median(times), lines[name]) for name, times in taken.items()}


if __name__ == "__main__":
    script(figures, __doc__, contacts=CONTACTS, beside="theirs")

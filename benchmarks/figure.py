"""A line of the table of docs/performance.md, and what makes a script of the figures that print some."""

import argparse
import os
import platform
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import RUNS
from benchmarks.sample import Sample, compiled

CONTACTS = 100_000
HEAD = "| figure | ours | {} | ratio | target | met |\n|---|---:|---:|---:|---|---|"


@dataclass(frozen=True)
class Row:
    """One line of the table; a ratio or a value is held to a target, or is there to compare with."""

    figure: str
    ours: str
    floor: str = ""
    ratio: float | None = None
    target: str = ""
    met: bool | None = None

    def __str__(self) -> str:
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        met = "" if self.met is None else "yes" if self.met else "**no**"
        return f"| {self.figure} | {self.ours} | {self.floor} | {ratio} | {self.target} | {met} |"


def times_floor(figure: str, seconds: float, floor: float, at_most: float) -> Row:
    """Return the row of a time that may be some times its floor."""
    ratio = seconds / floor
    return Row(figure, _ms(seconds), _ms(floor), ratio, f"≤ {at_most:g} ×", ratio <= at_most)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms"


def script(
    figures: Callable[[Sample], Iterator[Row]],
    about: str | None,
    details: Callable[[Sample], Iterator[str]] | None = None,
    contacts: int = CONTACTS,
    beside: str = "floor",
) -> None:
    """Run the script of some figures: make or take the sample, print their rows; alone, the details too."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser, contacts)
    parser.add_argument("--rows", action="store_true", help="print no head")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        sample = sample_of(options, Path(temporary))
        if not options.rows:
            print(f"{machine(sample.count)}\n\n{HEAD.format(beside)}")
        for row in figures(sample):
            print(row, flush=True)
        if details and not options.rows:
            print("", *details(sample), sep="\n")


def add_options(parser: argparse.ArgumentParser, contacts: int = CONTACTS) -> None:
    """Add the options that say which people are measured, and how often."""
    parser.add_argument(
        "--contacts", type=int, default=contacts, metavar="N", help=f"{contacts:,} when not given"
    )
    parser.add_argument("--folder", type=Path, help="where file and book are made, and kept for the next run")
    parser.add_argument("--book", type=Path, help="a book of such people instead; `writing` adds to it")
    parser.add_argument("--runs", type=int, default=RUNS, help="of each process; medians are taken")


def sample_of(options: argparse.Namespace, temporary: Path) -> Sample:
    """Return the sample that the options name."""
    compiled()
    folder = options.folder or temporary
    folder.mkdir(parents=True, exist_ok=True)
    sample = Sample(folder, options.contacts, options.book, options.runs)
    if options.book:
        return Sample(
            folder, int(sample.one("SELECT count(*) FROM contact_sort")), options.book, options.runs
        )
    return sample


def machine(count: int) -> str:
    """Return what was measured on which machine."""
    return (
        f"{count:,} contacts, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version},"
        f" {os.cpu_count()} cores"
    )

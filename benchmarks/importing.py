"""Import of vCards into a new book beside raw inserts of the same rows; its memory, the bytes of a contact.

The floor has the program's own tables, settings and rows, in the order in which they came; nothing is
read, checked, folded or matched.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.exporting import memory
from benchmarks.figure import Row, script
from benchmarks.measure import Spent
from benchmarks.sample import Sample, imported

AGAIN = 10_000
"""So many cards are imported a second time."""


def figures(sample: Sample) -> Iterator[Row]:
    """Yield the rate and its ratio, the memory, the size, and the rate of an import that changes nothing."""
    with TemporaryDirectory(dir=sample.folder) as folder:
        ours = _imported(sample, Path(folder))
        yield _rate(sample, ours, inserted(sample.book, Path(folder) / "floor.db"))
        tenth = sample.of(max(1, sample.count // 10))
        less = imported(tenth.file, Path(folder) / "tenth.db")
        yield memory("cards", ours.peak, less.peak, tenth.count)
        yield size(sample)
        few = sample.of(min(AGAIN, sample.count))
        again = imported(few.file, sample.book)
        yield Row(f"{few.count:,} of them again: nobody twice", f"{few.count / again.seconds:,.0f}/s")


def _imported(sample: Sample, folder: Path) -> Spent:
    """Import the file: into the sample's book, or beside it where there is one."""
    return imported(sample.file, folder / "again.db" if sample.path.exists() else sample.path)


def _rate(sample: Sample, ours: Spent, floor: float) -> Row:
    rate, ratio = sample.count / ours.seconds, ours.seconds / floor
    return Row(
        f"import of vCards of {sample.file.stat().st_size // sample.count} bytes",
        f"{rate:,.0f}/s",
        f"{sample.count / floor:,.0f}/s",
        ratio,
        "≥ 8,000/s, ≤ 2.5 ×",
        rate >= 8_000 and ratio <= 2.5,
    )


def inserted(book: Path, target: Path) -> float:
    """Return the CPU seconds of `executemany` of a book's rows into another."""
    command = [sys.executable, "-m", "benchmarks.floor_insert", str(book), str(target)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def size(sample: Sample) -> Row:
    """Return the bytes of a contact: its row, all indexes, its event and the kept card."""
    bytes_each = sample.book.stat().st_size / sample.count
    return Row(
        "bytes a contact, all indexes, events and cards",
        f"{bytes_each:,.0f} B",
        target="≤ 1,600 B",
        met=bytes_each <= 1600,
    )


if __name__ == "__main__":
    script(figures, __doc__)

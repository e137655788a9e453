"""Import of vCards into a new book beside raw inserts of the same rows; its memory, the bytes of a contact.

The floor has the program's own tables, settings and rows, in the order in which they came; nothing is
read, checked, folded or matched. Both are timed by the clock: an import uses all processors.
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

BYTES = 1_600
RATE, AIMED_AT = 8_000, 100_000
"""So many cards a second are the target for so many cards."""
AGAIN = 10_000
"""So many cards are imported a second time."""


def figures(sample: Sample) -> Iterator[Row]:
    """Yield the rate and its ratio, the memory, the size, and the rate of an import that changes nothing."""
    with TemporaryDirectory(dir=sample.folder) as folder:
        # The sample's own book where there is none yet: it is imported but once for all figures.
        book = Path(folder) / "again.db" if sample.path.exists() else sample.path
        ours = imported(sample.file, book)
        yield _rate(sample, ours, inserted(book, Path(folder) / "floor.db"))
        tenth = sample.of(max(1, sample.count // 10))
        less = imported(tenth.file, Path(folder) / "tenth.db")
        yield memory("cards", ours.peak, less.peak, tenth.count)
        yield _size(book, sample.count)
        few = sample.of(min(AGAIN, sample.count))
        again = imported(few.file, book)
        yield Row(f"{few.count:,} of them again: nobody twice", f"{few.count / again.clock:,.0f}/s")


def _rate(sample: Sample, ours: Spent, floor: float) -> Row:
    rate, ratio = sample.count / ours.clock, ours.clock / floor
    is_aimed_at = sample.count == AIMED_AT
    return Row(
        f"import of vCards of {sample.file.stat().st_size // sample.count} bytes",
        f"{rate:,.0f}/s",
        f"{sample.count / floor:,.0f}/s",
        ratio,
        "≥ 8,000/s, ≤ 2.5 ×" if is_aimed_at else "≤ 2.5 ×",
        ratio <= 2.5 and (rate >= RATE or not is_aimed_at),
    )


def inserted(book: Path, target: Path) -> float:
    """Return the seconds by the clock of `executemany` of a book's rows into another."""
    command = [sys.executable, "-m", "benchmarks.floor_insert", str(book), str(target)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _size(book: Path, count: int) -> Row:
    """Return the bytes of a contact: its row, all indexes, its event and the kept card."""
    each = book.stat().st_size / count
    figure = "bytes a contact, all indexes, events and cards"
    return Row(figure, f"{each:,.0f} B", target=f"≤ {BYTES:,} B", met=each <= BYTES)


if __name__ == "__main__":
    script(figures, __doc__)

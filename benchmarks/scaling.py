"""How the figures grow from a thousand contacts to a million: a table, and the charts in docs/images.

A book of each size is imported; commands are run in turn over all sizes, so that a noisy machine tells on
all alike. A million takes some minutes to import; `--folder` keeps the books for the next run.
"""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.figure import machine
from benchmarks.line_chart import FLOOR, line_chart
from benchmarks.measure import RUNS, floor, medians
from benchmarks.reading import readings
from benchmarks.sample import Sample, compiled
from benchmarks.search import JUDGED, measured, spread
from benchmarks.writing import edit

SIZES = (1_000, 10_000, 100_000, 1_000_000)
IMAGES = Path(__file__).parent.parent / "docs" / "images"
_COMMON = "`list -q`, a word of two in five"


def main() -> None:
    """Measure every size, print the table, draw the charts."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N")
    parser.add_argument("--folder", type=Path, help="where files and books are made, and kept")
    parser.add_argument("--images", type=Path, default=IMAGES, help="where the charts go")
    parser.add_argument("--runs", type=int, default=RUNS)
    options = parser.parse_args()
    compiled()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        draw(options.images, [Sample(folder, size, runs=options.runs) for size in sorted(options.sizes)])


def draw(images: Path, samples: Sequence[Sample]) -> None:
    """Print the table of some samples, and write the three charts of it."""
    counts = [sample.count for sample in samples]
    # Searched first, so that each book is searched as it was imported; then edited.
    sizes = {"bytes": [sample.book.stat().st_size / sample.count for sample in samples]}
    searches, commands = _searches(samples), _commands(samples)
    charts = (
        ("commands", "Single commands", "ms", commands, "processor time of whole processes"),
        ("searches", "Searches and filters", "ms", searches, "processor time in the process, page and total"),
        ("size", "Bytes a contact", "B", sizes, "all indexes, events and kept cards"),
    )
    print(f"{machine(counts[-1])}\n\n| | {' | '.join(f'{count:,}' for count in counts)} |")
    print(f"|---|{'---:|' * len(counts)}")
    images.mkdir(parents=True, exist_ok=True)
    for file, title, unit, series, note in charts:
        for name, values in series.items():
            print(f"| {title}: {name} | {' | '.join(f'{value:,.1f} {unit}' for value in values)} |")
        chart = line_chart(title, unit, counts, series, note)
        (images / f"{file}.svg").write_text(chart, encoding="utf-8")


def _commands(samples: Sequence[Sample]) -> dict[str, list[float]]:
    """Return the milliseconds of some commands at each size."""
    runs = {}
    for sample in samples:
        runs["edit", sample] = edit(sample)
        runs["list -q, a common word", sample] = readings(sample)[_COMMON].command
        runs["lookup --email", sample] = sample.command("lookup", "--email", sample.address, "--json")
        runs[FLOOR, sample] = floor("floor_read", str(sample.book), "email", sample.address)
    taken = medians(runs, samples[0].runs)
    names = dict.fromkeys(name for name, _ in runs)
    return {name: [taken[name, sample] * 1000 for sample in samples] for name in names}


def _searches(samples: Sequence[Sample]) -> dict[str, list[float]]:
    """Return the milliseconds of searches at each size: the slowest, most and the median."""
    series: dict[str, list[float]] = {"slowest": [], "95 of 100": [], "median": []}
    for sample in samples:
        taken = [each for kind, group in measured(sample).items() if kind != JUDGED for each in group]
        for values, value in zip(series.values(), reversed(spread(taken)), strict=True):
            values.append(value)
    return series


if __name__ == "__main__":
    main()

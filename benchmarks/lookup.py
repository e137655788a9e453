"""`lookup --email --json` as a whole process: beside its floor, and beside itself in a book of a thousand."""

from collections.abc import Iterator

from benchmarks.figure import Row, script, times_floor
from benchmarks.measure import floor, medians
from benchmarks.sample import Sample

SMALL = 1_000


def figures(sample: Sample) -> Iterator[Row]:
    """Yield its ratio to the standard library's, and to its own time in a small book."""
    small = sample.of(min(SMALL, sample.count))
    taken = medians(
        {
            "ours": sample.command("lookup", "--email", sample.address, "--json"),
            "small": small.command("lookup", "--email", small.address, "--json"),
            "floor": floor("floor_read", str(sample.book), "email", sample.address),
        },
        sample.runs,
    )
    yield times_floor("`lookup --email --json`", taken["ours"], taken["floor"], 3)
    yield times_floor(f"the same, beside {small.count:,} contacts", taken["ours"], taken["small"], 1.15)


if __name__ == "__main__":
    script(figures, __doc__)

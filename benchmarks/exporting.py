"""All contacts as vCards and as NDJSON: contacts a second, and memory beside that of a tenth of them."""

from collections.abc import Iterator

from benchmarks.figure import Row, script
from benchmarks.measure import spent
from benchmarks.sample import Sample

COMMANDS = {
    "export of vCards": (("export-vcard",), 15_000),
    "`list --format ndjson --limit 0`": (("list", "--format", "ndjson", "--limit", "0"), 50_000),
}

JUDGED_FROM = 100_000


def figures(sample: Sample) -> Iterator[Row]:
    """Yield rate and memory of each."""
    tenth = sample.of(max(1, sample.count // 10))
    for name, (arguments, at_least) in COMMANDS.items():
        ours, less = spent(sample.command(*arguments)), spent(tenth.command(*arguments))
        rate = sample.count / ours.seconds
        yield Row(name, f"{rate:,.0f}/s", target=f"≥ {at_least:,}/s", met=rate >= at_least)
        yield memory("contacts", ours.peak, less.peak, tenth.count)


def memory(figure: str, peak: int, of_a_tenth: int, tenth: int) -> Row:
    """Return the row of a peak that must not grow with the contacts; `tenth` is how many the smaller had.

    Judged where a tenth is a book that is larger than SQLite's cache, which a smaller one has yet to fill.
    """
    ratio = peak / of_a_tenth
    met = ratio <= 1.2 if tenth >= JUDGED_FROM else None
    return Row(
        f"memory of it, beside {tenth:,} {figure}",
        f"{peak / 1e6:,.0f} MB",
        f"{of_a_tenth / 1e6:,.0f} MB",
        ratio,
        "≤ 1.2 ×",
        met,
    )


if __name__ == "__main__":
    script(figures, __doc__)

"""`contactsctl-addr TEXT`, what a mail client waits for at every key, beside the standard library."""

from collections.abc import Iterator

from benchmarks.figure import Row, script, times_floor
from benchmarks.measure import PROGRAM, floor, medians
from benchmarks.sample import Sample

KEYSTROKES = ("jose gar", "smith", "a", "j.s")


def figures(sample: Sample) -> Iterator[Row]:
    """Yield the ratio of some texts."""
    book = str(sample.book)
    ours = {text: [f"{PROGRAM}-addr", "--db", book, text] for text in KEYSTROKES}
    floors = {f"floor of {text}": floor("floor_addresses", book, text) for text in KEYSTROKES}
    taken = medians(ours | floors, sample.runs)
    for text in KEYSTROKES:
        yield times_floor(f"`contactsctl-addr '{text}'`", taken[text], taken[f"floor of {text}"], 1.5)


if __name__ == "__main__":
    script(figures, __doc__)

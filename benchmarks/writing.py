"""`add` and `edit` of one contact as whole processes, commit included, beside the floor of a lookup.

The book has some more contacts afterwards, and another note in one.
"""

import time
from collections.abc import Callable, Iterator

from benchmarks.figure import Row, script, times_floor
from benchmarks.measure import floor, medians, spent
from benchmarks.sample import Sample


def figures(sample: Sample) -> Iterator[Row]:
    """Yield the ratio of each."""
    taken = medians(
        {
            "`add`": _anew(
                sample, "add", "Zoë Quist", "--phone", "+4520200000", "--email", "zoe.{}@quist.example"
            ),
            "`edit`": edit(sample),
            "floor": floor("floor_read", str(sample.book), "email", sample.address),
        },
        sample.runs,
    )
    for name in ("`add`", "`edit`"):
        yield times_floor(name, taken[name], taken["floor"], 3.5)


def edit(sample: Sample) -> Callable[[], float]:
    """Return a run of `edit` that gives a contact another note."""
    return _anew(sample, "edit", sample.address, "--notes", "called back, see {}")


def _anew(sample: Sample, *arguments: str) -> Callable[[], float]:
    """Return a run of a command whose last argument is never the same."""
    *first, last = arguments
    return lambda: spent(sample.command(*first, last.format(time.time_ns()))).seconds


if __name__ == "__main__":
    script(figures, __doc__)

"""`show`, `lookup --phone` and `list -q` as whole processes, each beside the same in the standard library."""

from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.figure import Row, script, times_floor
from benchmarks.measure import floor, medians
from benchmarks.sample import Sample

_ASCII = "family_name NOT GLOB '*[^a-zA-Z]*'"
RARE = (
    "SELECT lower(family_name) FROM (SELECT family_name FROM contact WHERE number % 50 = 0)"
    f" WHERE {_ASCII} GROUP BY family_name ORDER BY count(*), length(family_name) DESC"
)
COMMON = "gmail"


class Reading(NamedTuple):
    """A command, the floor that reads the same, and how often the floor it may take."""

    command: list[str]
    floor: list[str]
    at_most: float


def readings(sample: Sample) -> dict[str, Reading]:
    """Return the commands by what the table calls them."""
    phone = sample.one("SELECT json_extract(phones, '$[0].number') FROM whole_contact WHERE number = 50")
    two = sample.one(
        f"SELECT lower(given_name) || ' ' || lower(family_name) FROM contact WHERE {_ASCII}"
        " AND given_name NOT GLOB '*[^a-zA-Z]*' ORDER BY number LIMIT 1"
    )
    rare = sample.one(RARE)
    read = {
        "`show --json`": (("show", sample.address), ("show", sample.address), 3),
        "`lookup --phone --json`": (("lookup", "--phone", phone), ("phone", phone), 3),
        "`list -q`, a rare word": (("list", "-q", rare), ("words", rare), 3.5),
        "`list -q`, two words": (("list", "-q", two), ("words", two), 4),
        "`list -q`, a word of two in five": (("list", "-q", COMMON), ("common", COMMON), 4),
    }
    return {
        name: Reading(
            sample.command(*arguments, "--json"), floor("floor_read", str(sample.book), *its_floor), at_most
        )
        for name, (arguments, its_floor, at_most) in read.items()
    }


def figures(sample: Sample) -> Iterator[Row]:
    """Yield the ratio of each."""
    each = readings(sample)
    commands = {name: reading.command for name, reading in each.items()}
    floors = {f"floor of {name}": reading.floor for name, reading in each.items()}
    taken = medians(commands | floors, sample.runs)
    for name, reading in each.items():
        yield times_floor(name, taken[name], taken[f"floor of {name}"], reading.at_most)


if __name__ == "__main__":
    script(figures, __doc__)

"""What a start costs: help and a usage error, whole processes, beside `python -c "import typer"`."""

import sys
from collections.abc import Iterator

from benchmarks.figure import Row, script, times_floor
from benchmarks.measure import PROGRAM, medians
from benchmarks.sample import Sample

COMMANDS = {
    "`--help`": ["--help"],
    "`tag add --help`": ["tag", "add", "--help"],
    "a usage error": ["list", "--shoe"],
}


def figures(sample: Sample) -> Iterator[Row]:
    """Yield the ratio of each; then that of Typer to Python alone."""
    commands = {name: [PROGRAM, *arguments] for name, arguments in COMMANDS.items()}
    bare = [sys.executable, "-I", "-c", "pass"]
    taken = medians({**commands, "typer": [sys.executable, "-c", "import typer"], "bare": bare}, sample.runs)
    for name in COMMANDS:
        yield times_floor(name, taken[name], taken["typer"], 1.5)
    typer, python = taken["typer"] * 1000, taken["bare"] * 1000
    yield Row(
        "`import typer` beside `python -I -c pass`", f"{typer:.1f} ms", f"{python:.1f} ms", typer / python
    )


if __name__ == "__main__":
    script(figures, __doc__)

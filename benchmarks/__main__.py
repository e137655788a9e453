"""Every figure beside its floor, as the table of docs/performance.md: `make bench N=100000`.

Makes one file of invented people and one book of it; each figure is a script that can be run alone, as
`python -m benchmarks.lookup --contacts 100000`.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.figure import HEAD, add_options, machine, sample_of

# `importing` makes the book of all others; `writing` adds to it.
FIGURES = "importing exporting lookup reading terminal start addresses search writing".split()


def main() -> None:
    """Run each figure's script with one folder, so that they share file and book."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_options(parser)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        sample = sample_of(options, Path(temporary))
        print(f"{machine(sample.count)}\n\n{HEAD.format('floor')}", flush=True)
        shared = ["--contacts", str(sample.count), "--folder", str(sample.folder), "--runs", str(sample.runs)]
        if options.book:
            shared += ["--book", str(options.book)]
        for name in FIGURES:
            # A process each: memory that this one ever held would count as that of those it starts.
            done = subprocess.run(
                [sys.executable, "-m", f"benchmarks.{name}", "--rows", *shared], check=False
            )
            if done.returncode:
                sys.exit(done.returncode)


if __name__ == "__main__":
    main()

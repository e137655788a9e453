"""The figures of a run of the fault tests, as the tables of docs/reliability.md."""

import json
import sys
from collections import Counter
from pathlib import Path


def main() -> None:
    """Print a row for each figure of the file that the tests wrote, and their sums."""
    rows: dict[str, Counter[str]] = {}
    for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
        figure = json.loads(line)
        rows.setdefault(figure.pop("name"), Counter()).update(figure)
    print("| fault | survived / tried | of which |\n|---|---:|---|")
    for name, row in sorted(rows.items()):
        more = ", ".join(
            f"{key.replace('_', ' ')} {value:,}"
            for key, value in row.items()
            if key not in ("survived", "tried")
        )
        print(f"| {name} | {row['survived']:,} / {row['tried']:,} | {more} |")
    of_kind = {kind: Counter[str]() for kind in ("kill", "mutated", "histories", "other faults")}
    for name, row in rows.items():
        kind = next((kind for kind in of_kind if name.startswith(kind)), "other faults")
        of_kind[kind].update(row)
    for kind, total in of_kind.items():
        print(f"| **all: {kind}** | **{total['survived']:,} / {total['tried']:,}** | |")


if __name__ == "__main__":
    main()

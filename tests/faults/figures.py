"""The figures of a run of the fault tests, as the tables of docs/reliability.md."""

import json
import sys
from pathlib import Path


def main() -> None:
    """Print a row for each figure of the file that the tests wrote, and their sums."""
    figures = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    print("| fault | survived / tried | |\n|---|---:|---|")
    for each in sorted(figures, key=lambda each: str(each["name"])):
        more = ", ".join(
            f"{key.replace('_', ' ')}: {value:,}"
            for key, value in each.items()
            if key not in ("name", "survived", "tried")
        )
        print(f"| {each['name']} | {each['survived']:,} / {each['tried']:,} | {more} |")
    for word in ("kill", ""):
        of_word = [each for each in figures if each["name"].startswith(word)]
        survived, tried = (sum(each[key] for each in of_word) for key in ("survived", "tried"))
        print(f"| **all {word or 'fault'}s** | **{survived:,} / {tried:,}** | |")


if __name__ == "__main__":
    main()

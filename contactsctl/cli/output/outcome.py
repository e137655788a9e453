"""What is printed after a change to many contacts."""

import sys

from contactsctl.address_book.bulk import Outcome
from contactsctl.cli.output.contacts import write
from contactsctl.cli.output.terminal import is_terminal
from contactsctl.formats.json_text import dumps


def counted(count: int) -> str:
    """Return `1 contact`, `2 contacts`."""
    return f"{count:,} contact{'s' if count != 1 else ''}"


def so_already(count: int) -> str:
    """Return `1 was so already`, `2 were so already`."""
    return f"{count:,} {'was' if count == 1 else 'were'} so already"


def print_outcome(outcome: Outcome, deed: str, *, as_json: bool, dry_run: bool) -> None:
    """Print the contacts that were changed (JSON, or their ids through a pipe), and on stderr how many."""
    changed = outcome.changed
    if as_json:
        meta = {"total": len(changed), "unchanged": outcome.unchanged, "dry_run": dry_run}
        write(dumps({"data": [each._asdict() for each in changed], "meta": meta}) + "\n")
        return
    if not is_terminal():
        for each in changed:
            write(f"{each.id}\n")
    were = f", {so_already(outcome.unchanged)}" if outcome.unchanged else ""
    would = "would have " if dry_run else ""
    sys.stderr.write(f"{would}{deed} {counted(len(changed))}{were}\n")

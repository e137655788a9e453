"""A clock that runs backwards: order, revisions and copies do not depend on it."""

from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.faults.harness import figure, is_sound
from tests.faults.old_book import write_old_book

# Python runs a module of this name when it starts: the program then sees a clock that somebody set.
SET_CLOCK = """
import datetime, os
class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return super().now(tz) + datetime.timedelta(days=int(os.environ["DAYS"]))
datetime.datetime = Clock
"""


@pytest.fixture
def clocked(cli: Cli, tmp_path: Path) -> Cli:
    """The program with its clock set by DAYS."""
    (tmp_path / "python").mkdir()
    (tmp_path / "python" / "sitecustomize.py").write_text(SET_CLOCK)
    cli.env |= {"PYTHONPATH": str(tmp_path / "python"), "DAYS": "0"}
    return cli


def test_writes_go_on(clocked: Cli) -> None:
    """Each command a year before the last: revisions grow, the log keeps the order of the writes, undo the last."""
    clocked("add", "Ana", "--email", "ana@example.org")
    for year in range(1, 6):
        days = {"DAYS": str(-365 * year)}
        assert clocked("edit", "ana@example.org", "--company", f"Acme {year}", env=days).status == 0
    shown = clocked("show", "ana@example.org", "--json").json
    assert (shown["revision"], shown["company"]) == (6, "Acme 5")
    assert shown["updated_at"] < shown["created_at"]
    events = [event["seq"] for event in clocked("log", "--json", "--limit", "0").json["data"]]
    assert sorted(events) == list(range(1, 7))
    assert clocked("undo", env={"DAYS": "-9999"}).status == 0
    assert clocked("show", "ana@example.org", "--json").json["company"] == "Acme 4"
    assert is_sound(clocked)
    figure("a clock that runs backwards", 7, 7)


@pytest.mark.parametrize("days", ["-700000", "2900000"])
def test_clocks_far_off(clocked: Cli, days: str) -> None:
    """A clock in the year 100 or 9900 is the user's business: what is written can be read."""
    assert clocked("add", "Ana", "--email", "ana@example.org", env={"DAYS": days}).status == 0
    made = clocked("show", "ana@example.org", "--json").json["created_at"]
    assert len(made) == len("2026-11-25T00:00:00.000Z")
    assert clocked("rm", "ana@example.org").status == 0
    assert clocked("trash", "empty", "--older-than", "1d", "--yes", env={"DAYS": days}).status == 0
    figure("a clock far off", 4, 4)


def test_the_newest_copy_stays(clocked: Cli) -> None:
    """Migrations whose clocks run backwards: the copy that was just made is never the one to go."""
    clocked("add", "Ana")
    book = clocked.db.rename(clocked.home / "new.db")
    for days in range(7):
        clocked.db.unlink(missing_ok=True)
        write_old_book(clocked.db, book)
        before = set(clocked.home.glob("*.bak"))
        assert clocked("list", "--count", env={"DAYS": str(-days)}).status == 0
        assert len(set(clocked.home.glob("*.bak")) - before) == 1
    assert len(list(clocked.home.glob("*.bak"))) == 5

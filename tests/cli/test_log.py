"""The log, as the program prints and follows it."""

import json
import subprocess
from typing import Any

import pytest

from tests.conftest import PROGRAM, Cli


@pytest.fixture
def ana(cli: Cli) -> str:
    contact = cli("add", "Ana", "--email", "ana@example.org", "--tag", "vip").out.strip()
    cli("edit", contact, "--company", "Acme", "--phone", "+1 415 555 1234")
    cli("rm", contact)
    cli("restore", contact)
    return contact


def brief(events: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(event["seq"], event["event"], event["command"], event["batch"]) for event in events]


ALL = [
    (1, "contact.created", "add", 1),
    (2, "contact.updated", "edit", 2),
    (3, "contact.deleted", "rm", 3),
    (4, "contact.restored", "restore", 4),
]
QUERIES = [
    ([], ALL),
    (["--limit", "2"], ALL[2:]),
    (["--since", "1"], ALL[1:]),
    (["--since", "1", "--limit", "1"], ALL[1:2]),
    (["--since", "2000-01-01", "--limit", "0"], ALL),
    (["--since", "9999-01-01T00:00Z"], []),
    (["--since", "1h"], ALL),
    (["--batch", "2"], ALL[1:2]),
    (["--actor", "x"], []),
    (["ana@example.org"], ALL),
]


@pytest.mark.parametrize("arguments, expected", QUERIES, ids=[" ".join(row[0]) for row in QUERIES])
def test_queries(cli: Cli, ana: str, arguments: list[str], expected: list[Any]) -> None:
    """Which events, oldest first, for each way of asking."""
    assert brief(cli("log", *arguments, "--json").json["data"]) == expected


def test_an_event_in_full(cli: Cli, ana: str) -> None:
    """What an update says: who, when, which contact, every field before and after as in the contact's JSON."""
    event = cli("history", ana, "--json").json["data"][1]
    assert (event.pop("at")[-1], event.pop("contact_id")) == ("Z", ana)
    phone = {"label": None, "primary": True, "extension": None, "raw": "+1 415 555 1234"}
    assert event == {
        "seq": 2, "event": "contact.updated", "actor": None, "batch": 2, "command": "edit", "display_name": "Ana",
        "key": None, "undone_by": None,
        "changes": {
            "company": {"before": None, "after": "Acme"},
            "phones": {"before": [], "after": [{"number": "+14155551234", **phone}]},
        },
    }  # fmt: skip


def test_a_creation_tells_what_was_created(cli: Cli, ana: str) -> None:
    """Not what the contact is now: later changes are taken off again."""
    created = cli("history", ana, "--json").json["data"][0]["changes"]
    assert {name: pair["after"] for name, pair in created.items()} == {
        "display_name": "Ana",
        "emails": [{"address": "ana@example.org", "label": None, "primary": True}],
        "tags": ["vip"],
        "source": "manual",
    }


FAULTS = [
    (["log", "--since", "yesterday"], 4), (["log", "--limit", "-1"], 2), (["log", "--batch", "0"], 2),
    (["log", "ffff"], 3), (["history", "nobody@example.org"], 3), (["log", "--follow", "--format", "csv"], 2),
    (["undo", "0"], 2), (["undo", "x"], 2), (["undo", "99"], 3), (["undo", "4", "--json"], 0),
]  # fmt: skip


@pytest.mark.parametrize("arguments, status", FAULTS, ids=[" ".join(row[0]) for row in FAULTS])
def test_faults(cli: Cli, ana: str, arguments: list[str], status: int) -> None:
    """Nonsense is one line and its status."""
    assert cli(*arguments).status == status


def test_undo_says_what_it_did(cli: Cli, ana: str) -> None:
    """The last command first, then the one before; the JSON names batch and command."""
    assert cli("undo").out == "undone: batch 4 (restore), 1 change\n"
    done = cli("undo", "--json").json
    assert done == {"batch": 3, "command": "rm", "by": 6, "changed": 1, "left": [], "dry_run": False}
    cli("edit", ana, "--notes", "n")
    assert (cli("undo", "2").status, cli("undo", "2").err.count("\n")) == (5, 2)


def test_undo_of_an_import(cli: Cli) -> None:
    """Everyone it made goes, whom it changed is as before, and the file comes in again as new."""
    cli("add", "Bo", "--email", "bo@example.org")
    before = cli("list", "--json").json["data"][0]
    cards = "".join(
        f"BEGIN:VCARD\nVERSION:3.0\nFN:P{n}\nEMAIL:p{n}@example.org\nEND:VCARD\n" for n in range(1200)
    )
    file = cli.home / "people.vcf"
    file.write_text(cards + "BEGIN:VCARD\nVERSION:3.0\nFN:Bo\nEMAIL:bo@example.org\nTITLE:Buyer\nEND:VCARD\n")
    assert cli("import", str(file), "--json").json["created"] == 1200
    assert cli("undo", "--json").json["changed"] == 1201
    after = cli("list", "--include-deleted", "--json").json["data"]
    changed = {"revision": 3, "updated_at": after[0]["updated_at"]}
    assert after == [{**before, **changed}]
    assert cli("import", str(file), "--json").json["created"] == 1200


def test_follow(cli: Cli) -> None:
    """While another process writes, each event comes once, in order, and a reader can go on from any number."""
    following = subprocess.Popen(
        [PROGRAM, "log", "--follow", "--since", "0"], env=cli.env, stdout=subprocess.PIPE, text=True
    )
    lines = "\n".join(f'{{"name": "P{number}"}}' for number in range(1000))
    (cli.home / "p.ndjson").write_text(lines)
    cli("import", str(cli.home / "p.ndjson"))
    cli("add", "Last")
    assert following.stdout
    events = [json.loads(following.stdout.readline()) for _ in range(1001)]
    following.terminate()
    following.stdout.close()
    following.wait()
    assert [event["seq"] for event in events] == list(range(1, 1002))
    assert events[-1]["display_name"] == "Last"
    assert [event["seq"] for event in cli("log", "--since", "999", "--json").json["data"]] == [1000, 1001]

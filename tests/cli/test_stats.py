"""`stats` and `mentions`: whole outputs, bars, and what an identity learns from them."""

import json
import os
import pty
import sqlite3
import subprocess

import pytest

from tests.conftest import PROGRAM, Cli

PEOPLE = [
    {"name": "Ana", "emails": [{"address": "a@x.example", "label": "work"}, "b@x.example"], "tags": ["vip", "a"],
     "company": "Acmé", "mention_name": "ana", "created_at": "2024-01-31T23:59:59.999Z", "type": "client",
     "source": "crm"},
    {"name": "Anton", "phones": [{"number": "+14155551234", "label": "mobile"}], "tags": ["VIP"], "company": "acme",
     "mention_name": "anton", "created_at": "2024-02-01T00:00:00Z", "isActive": False, "source": "crm"},
    {"company": "Bolt", "mention_name": "an.bolt", "created_at": "2024-02-02T00:00:00Z", "source": "crm"},
    {"name": "Secret", "company": "Hush", "tags": ["hidden"], "access": [], "mention_name": "an-secret",
     "created_at": "2023-01-01T00:00:00Z", "source": "spy", "emails": [{"address": "s@x.example", "label": "spy"}]},
    {"name": "Gone", "company": "Hush", "tags": ["gone"], "emails": ["gone@x.example"], "mention_name": "angone"},
    {"name": "Gone too", "emails": ["too@x.example"], "access": []},
]  # fmt: skip
ALL = {
    "total": 4, "active": 3, "inactive": 1, "trash": 2,
    "kinds": [("individual", 3), ("organization", 1)], "types": [("other", 3), ("client", 1)],
    "tags": [("vip", 2), ("a", 1), ("hidden", 1)], "companies": [("Acmé", 2), ("Bolt", 1), ("Hush", 1)],
    "sources": [("crm", 3), ("spy", 1)], "email_labels": [(None, 1), ("spy", 1), ("work", 1)],
    "phone_labels": [("mobile", 1)], "months": [("2023-01", 1), ("2024-01", 1), ("2024-02", 2)],
}  # fmt: skip
SEEN = {
    **ALL, "total": 3, "active": 2, "trash": 1, "kinds": [("individual", 2), ("organization", 1)],
    "types": [("other", 2), ("client", 1)], "tags": [("vip", 2), ("a", 1)], "companies": [("Acmé", 2), ("Bolt", 1)],
    "sources": [("crm", 3)], "email_labels": [(None, 1), ("work", 1)], "months": [("2024-01", 1), ("2024-02", 2)],
}  # fmt: skip
NOTHING = {name: [] if isinstance(value, list) else 0 for name, value in ALL.items()}


@pytest.fixture
def stocked(cli: Cli) -> Cli:
    for person in PEOPLE:
        done = cli("add", "--json-in", "-", stdin=json.dumps({"source": "crm", **person}))
        assert done.status == 0, done.err
    cli("rm", "gone@x.example", "too@x.example")
    with sqlite3.connect(cli.db) as connection:
        for role in ("agent", "restricted"):
            row = (role, role, "2026-01-01T00:00:00.000Z")
            connection.execute("INSERT INTO identity VALUES (?, ?, NULL, ?)", row)
    return cli


def figures(cli: Cli, *arguments: str) -> dict[str, object]:
    document = cli(*arguments).json
    return {
        name: [(each["name"], each["count"]) for each in value] if isinstance(value, list) else value
        for name, value in document.items()
    }


def test_stats_count_what_is_seen(stocked: Cli) -> None:
    """Through a pipe and with --json the same document; identities count what they see."""
    assert figures(stocked, "stats") == figures(stocked, "stats", "--json") == ALL
    assert figures(stocked, "--as", "agent", "stats") == SEEN
    assert figures(stocked, "--as", "restricted", "stats") == NOTHING


def test_a_limit_keeps_the_largest_and_the_latest(stocked: Cli) -> None:
    """--limit is that of each list; 0 is all."""
    found = figures(stocked, "stats", "--limit", "1")
    assert (found["tags"], found["months"], found["companies"]) == (
        [("vip", 2)],
        [("2024-02", 2)],
        [("Acmé", 2)],
    )
    assert figures(stocked, "stats", "--limit", "0") == ALL
    assert stocked("stats", "--limit", "-1").status == 2


def test_a_new_book_has_nothing(cli: Cli) -> None:
    """No division by none."""
    assert figures(cli, "stats") == NOTHING


def test_a_terminal_gets_bars(stocked: Cli) -> None:
    """Sections with bars in proportion, and no escapes that come from contacts."""
    stocked("add", "Evil", "--company", "Zz", "--tag", "x")
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [PROGRAM, "stats"], stdout=theirs, env={**stocked.env, "NO_COLOR": "1"}, check=False
    )
    os.close(theirs)
    with os.fdopen(ours, "rb", buffering=0) as stream:
        text = stream.read(65536).decode().replace("\r\n", "\n")
    assert done.returncode == 0
    assert text.startswith("5 contacts: 4 active, 1 inactive; 2 in the trash\n\nKINDS\n")
    assert f"  Acmé  2  {'█' * 24}\n  Bolt  1  {'█' * 12}\n" in text
    assert "  (none)  1  " in text


MENTIONS = [
    ([], ["an-secret", "an.bolt", "ana", "anton"]), (["an"], ["an-secret", "an.bolt", "ana", "anton"]),
    (["@AN"], ["an-secret", "an.bolt", "ana", "anton"]), (["ana"], ["ana"]), (["anto"], ["anton"]), (["x"], []),
    (["@"], ["an-secret", "an.bolt", "ana", "anton"]), (["an", "--limit", "2"], ["an-secret", "an.bolt"]),
    (["an", "--limit", "0"], ["an-secret", "an.bolt", "ana", "anton"]), (["%"], []), (["é"], []),
]  # fmt: skip


@pytest.mark.parametrize("arguments, names", MENTIONS)
def test_mentions(stocked: Cli, arguments: list[str], names: list[str]) -> None:
    """Live contacts by the beginning of the mention name, in its order, as a bare array."""
    found = stocked("mentions", *arguments, "--json").json
    assert [each["mention_name"] for each in found] == names
    assert all(list(each) == ["id", "display_name", "mention_name", "email"] for each in found)


def test_mentions_in_other_formats_and_for_identities(stocked: Cli) -> None:
    """Formats and fields as of every list; an identity is offered whom it sees."""
    assert stocked("mentions", "ana", "--fields", "mention_name,email").out == "ana\ta@x.example\n"
    assert (
        stocked("mentions", "ana", "--format", "compact", "--fields", "email").out == "email\na@x.example\n"
    )
    assert len(stocked("mentions", "--format", "ids").out.splitlines()) == 4
    assert stocked("mentions", "--fields", "shoe").status == 4
    assert [each["mention_name"] for each in stocked("--as", "agent", "mentions", "--json").json] == [
        "an.bolt", "ana", "anton",
    ]  # fmt: skip
    assert stocked("--as", "restricted", "mentions", "--json").json == []


def test_mentions_go_by_the_index(stocked: Cli) -> None:
    """No scan: the range of the index answers."""
    from contactsctl.store.connection import open_book
    from contactsctl.store.mentions import beginning_with

    connection = open_book(stocked.db)
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    beginning_with(connection, "an", 5)
    connection.set_trace_callback(None)
    plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statements[-1]}"))
    assert plan.startswith("SEARCH contact USING ")
    assert "(mention_name>? AND mention_name<?)" in plan
    connection.close()

"""`tag`: a table of commands and the tags that contacts have then; who sees which."""

import json
import sqlite3

import pytest

from contactsctl.address_book import AddressBook
from tests.conftest import Cli

PEOPLE = [
    ("Ana", "ana@example.org", ["vip", "Press"]),
    ("Bo", "bo@example.org", ["VIP"]),
    ("Cy", "cy@example.org", []),
    ("Di", "di@example.org", ["Zoë"]),
]
START = {"Ana": ["Press", "vip"], "Bo": ["VIP"], "Cy": [], "Di": ["Zoë"]}
ROWS = [
    ("rename vip key", 0, {"Ana": ["Press", "key"], "Bo": ["key"]}, [("key", 2), ("Press", 1), ("Zoë", 1)]),
    ("rename VIP Press", 0, {"Ana": ["Press"], "Bo": ["Press"]}, [("Press", 2), ("Zoë", 1)]),
    ("rename vip press", 0, {"Ana": ["Press"], "Bo": ["Press"]}, [("Press", 2), ("Zoë", 1)]),
    ("rename vip Vip", 0, {"Ana": ["Press", "Vip"], "Bo": ["Vip"]}, [("Press", 1), ("Vip", 2), ("Zoë", 1)]),
    ("rename zoe zoe", 0, {"Di": ["zoe"]}, [("Press", 1), ("vip", 2), ("zoe", 1)]),
    ("rename vip key --dry-run", 0, {}, None),
    ("rename vpi key", 3, {}, None),
    ("rename vip", 2, {}, None),
    ("delete vip --yes", 0, {"Ana": ["Press"], "Bo": []}, [("Press", 1), ("Zoë", 1)]),
    ("delete vip press --yes", 0, {"Ana": [], "Bo": []}, [("Zoë", 1)]),
    ("delete vip", 2, {}, None),
    ("delete vip --dry-run", 0, {}, None),
    ("delete vip shoe --yes", 3, {}, None),
    ("add ana@example.org cy@example.org --tag vip", 0, {"Cy": ["vip"]}, [("Press", 1), ("vip", 3), ("Zoë", 1)]),
    ("add cy@example.org --tag b --tag a", 0, {"Cy": ["a", "b"]}, None),
    ("add cy@example.org --tag b --tag B", 0, {"Cy": ["b"]}, None),
    ("add -q ana --tag new", 2, {}, None),
    ("add -q ana --tag new --yes", 0, {"Ana": ["Press", "new", "vip"]}, None),
    ("add --tag new", 2, {}, None),
    ("add cy@example.org nobody@example.org --tag new", 3, {}, None),
    ("add cy@example.org --tag new --dry-run", 0, {}, None),
    ("remove ana@example.org bo@example.org cy@example.org --tag VIP", 0, {"Ana": ["Press"], "Bo": []}, None),
    ("remove -q example --tag vip --tag press --yes", 0, {"Ana": [], "Bo": []}, [("Zoë", 1)]),
    ("create new Vip", 0, {}, [("new", 0), ("Press", 1), ("vip", 2), ("Zoë", 1)]),
]  # fmt: skip


def stock(cli: Cli) -> None:
    lines = (
        json.dumps({"display_name": name, "emails": [email], "tags": tags}) for name, email, tags in PEOPLE
    )
    assert cli("import", "--type", "ndjson", "-", stdin="\n".join(lines)).status == 0


def tags(cli: Cli, *options: str) -> dict[str, list[str]]:
    found = cli("list", "--limit", "0", "--json", *options).json["data"]
    return {contact["display_name"]: contact["tags"] for contact in found}


def counts(cli: Cli, *options: str) -> list[tuple[str, int]]:
    found = cli(*options, "tag", "list", "--json").json["data"]
    return [(tag["name"], tag["contacts"]) for tag in found]


@pytest.mark.parametrize("command, status, changed, listed", ROWS, ids=[row[0] for row in ROWS])
def test_tags(
    cli: Cli, command: str, status: int, changed: dict[str, list[str]], listed: list[tuple[str, int]] | None
) -> None:
    """Each command's exit status, the tags of everyone after it, and what `tag list` counts."""
    stock(cli)
    before = counts(cli)
    done = cli("tag", *command.split())
    assert (done.status, tags(cli)) == (status, {**START, **changed}), done.err
    assert counts(cli) == (listed or (before if not changed else counts(cli)))


def test_a_tag_is_renamed_and_deleted_in_the_trash_too(cli: Cli) -> None:
    """A restored contact has the tag that its fellows have meanwhile; search finds it by that one alone."""
    stock(cli)
    cli("rm", "bo@example.org")
    assert cli("tag", "rename", "vip", "key", "--json").json["meta"] == {
        "total": 2, "unchanged": 0, "dry_run": False,
    }  # fmt: skip
    assert tags(cli, "--only-deleted", "--tag", "key") == {"Bo": ["key"]}
    assert cli("restore", "bo@example.org").status == 0
    assert tags(cli, "-q", "key") == {"Ana": ["Press", "key"], "Bo": ["key"]}
    assert tags(cli, "-q", "vip") == {}
    cli("rm", "bo@example.org", "ana@example.org")
    assert cli("tag", "delete", "KEY", "--yes").status == 0
    assert tags(cli, "--only-deleted") == {"Ana": ["Press"], "Bo": []}


def test_a_created_tag_stays_and_a_used_up_one_goes(cli: Cli) -> None:
    """Unused tags are listed when they were made on their own; a rename takes that along."""
    cli("tag", "create", "empty", "Press")
    cli("add", "Ana", "--tag", "press", "--tag", "gone", "--email", "ana@example.org")
    cli("edit", "ana@example.org", "--clear", "tags")
    assert counts(cli) == [("empty", 0), ("Press", 0)]
    assert cli("tag", "create", "PRESS").out == "Press\n"
    cli("tag", "rename", "press", "media")
    assert counts(cli) == [("empty", 0), ("media", 0)]
    cli("tag", "delete", "media")
    assert counts(cli) == [("empty", 0)]


def test_a_tag_that_nobody_has_takes_its_next_spelling(cli: Cli) -> None:
    """`tag list` spells a tag as somebody has it."""
    cli("add", "Ana", "--tag", "VIP", "--email", "ana@example.org")
    cli("edit", "ana@example.org", "--tag", "vip")
    assert counts(cli) == [("vip", 1)]


def test_ids_go_through_a_pipe(cli: Cli) -> None:
    """`list --format ids | tag add -` needs no --yes, and says whom it changed; none at all is no error."""
    stock(cli)
    ids = cli("list", "--format", "ids").out
    done = cli("tag", "add", "-", "--tag", "vip", stdin=ids)
    assert (done.status, len(done.out.splitlines()), done.err) == (
        0,
        2,
        "tagged 2 contacts, 2 were so already\n",
    )
    assert cli("tag", "add", "-", "--tag", "vip", stdin=ids).out == ""
    assert cli("tag", "add", "-", "--tag", "vip").status == 0
    assert counts(cli) == [("Press", 1), ("vip", 4), ("Zoë", 1)]


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\x1b[2J"])
def test_bad_names_are_refused(cli: Cli, name: str) -> None:
    """A tag has 1 to 100 characters and no controls."""
    stock(cli)
    for command in (["create", name], ["rename", "vip", name], ["add", "cy@example.org", "--tag", name]):
        assert cli("tag", *command).status == 4
    assert tags(cli) == START


@pytest.mark.parametrize("role, seen", [("agent", ["Ana", "Cy"]), ("restricted", ["Ana"])])
def test_an_identity_changes_what_it_sees(cli: Cli, role: str, seen: list[str]) -> None:
    """Tags of contacts that are not seen are not counted, not renamed, not deleted, and stay."""
    for name, access in (("Ana", ["--access", "ann"]), ("Bo", ["--access-nobody"]), ("Cy", [])):
        cli("add", name, "--tag", "vip", "--tag", f"of{name}", *access)
    with sqlite3.connect(cli.db) as connection:
        connection.execute(
            "INSERT INTO identity VALUES ('ann', ?, NULL, '2026-01-01T00:00:00.000Z')", (role,)
        )
    assert dict(counts(cli, "--as", "ann")) == {"vip": len(seen), **{f"of{name}": 1 for name in seen}}
    assert cli("--as", "ann", "tag", "rename", "ofBo", "x").status == 3
    assert len(cli("--as", "ann", "tag", "rename", "vip", "key").out.splitlines()) == len(seen)
    assert dict(counts(cli))["vip"] == 3 - len(seen)
    assert {name for name, has in tags(cli).items() if "key" in has} == set(seen)
    assert cli("--as", "ann", "tag", "delete", "key", "--yes").status == 0
    assert "key" not in dict(counts(cli))


def test_a_contact_with_several_of_the_tags_is_changed_once(cli: Cli) -> None:
    """`tag delete A B` makes one revision of who has both."""
    stock(cli)
    changed = cli("tag", "delete", "vip", "press", "--yes", "--json").json["data"]
    assert [(each["display_name"], each["revision"]) for each in changed] == [("Ana", 2), ("Bo", 2)]


UNDONE = [
    "rename vip key", "rename vip Press", "rename vip VIP", "delete vip press --yes", "create new Vip",
    "add cy@example.org ana@example.org --tag new --tag vip", "remove ana@example.org --tag vip",
]  # fmt: skip


@pytest.mark.parametrize("command", UNDONE)
def test_undo_takes_it_back(cli: Cli, command: str) -> None:
    """Every tag of live and trashed contacts is as it was, and so is the list, in one of the spellings."""
    stock(cli)
    cli("add", "Ed", "--tag", "VIP", "--tag", "press", "--email", "ed@example.org")
    cli("rm", "ed@example.org")
    cli("tag", "create", "empty", "press")
    before = (tags(cli), tags(cli, "--only-deleted"), counts(cli))
    assert cli("tag", *command.split()).status == 0
    assert (tags(cli), tags(cli, "--only-deleted"), counts(cli)) != before
    assert cli("undo", "--yes").status == 0
    assert (tags(cli), tags(cli, "--only-deleted")) == before[:2]
    assert [(name.lower(), count) for name, count in counts(cli)] == [(n.lower(), c) for n, c in before[2]]
    assert tags(cli, "-q", "vip") == {name: has for name, has in START.items() if name in ("Ana", "Bo")}


def test_every_write_is_an_event(book: AddressBook) -> None:
    """What tags were and are is in the events: of contacts, live or not, and of the tag's own row."""
    kept, trashed = (book.contacts.add({"display_name": name, "tags": ["vip"]}) for name in ("Ana", "Bo"))
    book.contacts.remove([trashed.id])
    book.tags.create(["VIP"])
    book.tags.rename("vip", "key")
    rows = book.connection.execute("SELECT kind, subject, changes FROM event WHERE batch = 5 ORDER BY seq")
    assert [(kind, subject, json.loads(changes)) for kind, subject, changes in rows] == [
        ("updated", None, {"tags": ['["vip"]', '["key"]']}),
        ("updated", None, {"tags": ['["vip"]', '["key"]']}),
        ("created", "tag", {"key": "key", "before": None, "after": {"name": "key", "kept": 1}}),
        ("deleted", "tag", {"key": "vip", "before": {"name": "vip", "kept": 1}, "after": None}),
    ]
    assert book.contacts.get(kept.id).revision == 2


def test_an_edit_compares_tags_as_all_commands_do(cli: Cli) -> None:
    """A tag in another case, or without its accent, is the one that is there."""
    added = cli("add", "Tea", "--tag", "CAFÉ").out.strip()
    assert cli("edit", added, "--add-tag", "cafe", "--json").json["tags"] == ["CAFÉ"]
    assert cli("edit", added, "--remove-tag", "cafe", "--json").json["tags"] == []


@pytest.mark.parametrize(
    "command", ["rename vip key", "rename vip Vip", "rename vip ViP", "delete vip --yes"]
)
def test_undo_spells_a_tag_as_it_was(cli: Cli, command: str) -> None:
    """Each contact has its own spelling again, and the list the one that it had."""
    for name, tag in (("Ana", "vip"), ("Bo", "VIP"), ("Cy", "ViP")):
        cli("add", name, "--tag", tag)
    assert cli("tag", *command.split()).status == 0
    assert cli("undo").status == 0
    assert counts(cli) == [("vip", 3)]
    assert tags(cli) == {"Ana": ["vip"], "Bo": ["VIP"], "Cy": ["ViP"]}

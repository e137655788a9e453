"""`field`: tables of definitions and values, through every way by which values come in."""

import json
import sqlite3
import subprocess
import sys

import pytest

from tests.conftest import Cli

DEFINITIONS = [
    ("--type text", "a", "a"), ("--type text", "00100", "00100"), ("--type text", "1.10", "1.10"),
    ("--type text", "true", "true"), ("--type text", " a ", " a "), ("--type text", '"quoted"', "quoted"),
    ("--type number", "41", 41), ("--type number", "-1.5", -1.5), ("--type number", "1e3", 1000.0),
    ("--type number", "x", None), ("--type number", "true", None), ("--type number", "1,5", None),
    ("--type number", "NaN", None), ("--type number", "[1]", None),
    ("--type date", "2027-01-31", "2027-01-31"), ("--type date", "2027", "2027"), ("--type date", "--02-29", "--02-29"),
    ("--type date", "20270131", "2027-01-31"), ("--type date", "2027-02-30", None), ("--type date", "soon", None),
    ("--type boolean", "true", True), ("--type boolean", "Yes", True), ("--type boolean", "no", False),
    ("--type boolean", "1", None), ("--type boolean", "maybe", None),
    ("--type select --option Free --option Pro", "pro", "Pro"),
    ("--type select --option Free --option Pro", "gold", None),
    ("--type select --option 1 --option 2", "1", "1"),
    ("--type url", "https://example.org/a?b#c", "https://example.org/a?b#c"),
    ("--type url", "mailto:ana@example.org", "mailto:ana@example.org"),
    ("--type url", "example.org", None), ("--type url", "https://", None), ("--type url", "javascript:alert(1)", None),
    ("--type url", "https://a b.example", None),
]  # fmt: skip


def custom(cli: Cli, reference: str = "ana@example.org") -> object:
    return cli("show", reference, "--json").json["custom_fields"]


@pytest.mark.parametrize("definition, text, stored", DEFINITIONS)
def test_values_are_checked_and_converted(cli: Cli, definition: str, text: str, stored: object) -> None:
    """Typed values become their type or are refused with exit 4, alike in add, edit and `field set`."""
    cli("field", "create", "k", *definition.split())
    wanted = (0, {"k": stored}) if stored is not None else (4, {})
    added = cli("add", "Bo", "--email", "bo@example.org", "--custom", f"k={text}", "--json")
    assert (added.status, json.loads(added.out)["custom_fields"] if added.out else {}) == wanted, added.err
    cli("add", "Ana", "--email", "ana@example.org")
    edited = cli("edit", "ana@example.org", "--custom", f"k={text}")
    assert (edited.status, custom(cli)) == wanted, edited.err
    cli("edit", "ana@example.org", "--clear-custom", "k")
    done = cli("field", "set", "ana@example.org", "k", "--", text)
    assert (done.status, custom(cli)) == wanted, done.err
    assert "error: k must be " in done.err or stored is not None


DOCUMENTS = [
    ("number", 41, 0, 41), ("number", "41", 0, 41), ("number", True, 4, None), ("number", {"a": 1}, 4, None),
    ("text", 41, 4, None), ("boolean", "yes", 0, True), ("boolean", 1, 4, None), ("date", 2027, 4, None),
    ("number", None, 0, None), ("number", "", 0, None), ("text", ["a"], 4, None), ("text", "", 0, ""),
]  # fmt: skip


@pytest.mark.parametrize("kind, value, status, stored", DOCUMENTS)
def test_json_values_are_checked(cli: Cli, kind: str, value: object, status: int, stored: object) -> None:
    """Documents and patches: a value of another JSON type is refused, a text that can be converted is."""
    cli("field", "create", "k", "--type", kind)
    cli("add", "Ana", "--email", "ana@example.org")
    document = json.dumps({"name": "Bo", "custom_fields": {"k": value}})
    added = cli("add", "--json-in", "-", "--json", stdin=document)
    assert added.status == status
    assert status or added.json["custom_fields"] == {"k": stored}
    patched = cli(
        "edit", "ana@example.org", "--patch", "-", stdin=json.dumps({"custom_fields": {"k": value}})
    )
    kept = {} if status or value is None else {"k": stored}
    assert (patched.status, custom(cli)) == (status, kept)


def test_an_import_keeps_what_does_not_fit_and_warns(cli: Cli) -> None:
    """Texts are converted where they fit; others stay, with a warning that names the field."""
    cli("field", "create", "age", "--type", "number")
    cli("field", "create", "plan", "--type", "select", "--option", "Pro", "--required")
    done = cli(
        "import",
        "--type",
        "csv",
        "-",
        "--json",
        stdin="First Name,Last Name,age,plan\nAna,A,41,pro\nBo,B,old,gold\nCy,C,7,\n",
    )
    assert [(w["record"], w["field"], w["code"]) for w in done.json["warnings"]] == [
        (2, "custom_fields.age", "invalid_value"),
        (2, "custom_fields.plan", "invalid_value"),
        (3, "custom_fields.plan", "invalid_value"),
    ]
    found = cli("list", "--json", "--fields", "custom_fields").json["data"]
    assert [each["custom_fields"] for each in found] == [
        {"age": 41, "plan": "Pro"}, {"age": "old", "plan": "gold"}, {"age": 7},
    ]  # fmt: skip


def test_what_a_contact_has_is_not_judged_again(cli: Cli) -> None:
    """Other fields can be edited beside a value that does not fit; a required one cannot be taken away."""
    cli("add", "Ana", "--email", "ana@example.org", "--custom", "age=old")
    cli("field", "create", "age", "--type", "number", "--required")
    assert cli("edit", "ana@example.org", "--nickname", "An").status == 0
    for command in (["--clear-custom", "age"], ["--clear", "custom_fields"], ["--custom", "age=null"]):
        assert cli("edit", "ana@example.org", *command).status == 4
    assert cli("field", "unset", "ana@example.org", "age").status == 4
    assert cli("add", "Bo").status == 4
    assert cli("add", "Bo", "--custom", "age=").status == 4
    assert custom(cli) == {"age": "old"}
    cli("field", "edit", "age", "--optional")
    assert cli("add", "Bo", "--email", "bo@example.org").status == 0
    assert cli("edit", "bo@example.org", "--nickname", "B").status == 0
    assert cli("field", "unset", "ana@example.org", "age").status == 0


def test_definitions(cli: Cli) -> None:
    """Create, list by folder, edit, delete; values stay when a definition goes."""
    assert cli("field", "create", "b", "--label", "Bee", "--folder", "Z", "--required").out == "b\n"
    cli("field", "create", "a", "--type", "select", "--option", "x", "--option", "y")
    keys = ["key", "label", "type", "options", "folder", "required"]
    found = cli("field", "list", "--json").json
    assert [[each[key] for key in keys] for each in found["data"]] == [
        ["a", "a", "select", ["x", "y"], None, False],
        ["b", "Bee", "text", [], "Z", True],
    ]
    assert (list(found["data"][0]), found["meta"]) == ([*keys, "created_at", "updated_at"], {"total": 2})
    assert cli("field", "list").out == "a\ta\tselect\tx; y\t\tfalse\nb\tBee\ttext\t\tZ\ttrue\n"
    edited = cli("field", "edit", "b", "--folder", "", "--label", "", "--optional", "--json").json
    assert [edited[key] for key in keys] == ["b", "b", "text", [], None, False]
    cli("add", "Ana", "--email", "ana@example.org", "--custom", "a=X")
    assert cli("field", "edit", "a", "--option", "z").err == (
        "1 contact with a value of a that does not fit: it stays as it is\n"
    )
    assert cli("field", "edit", "a", "--type", "text").err == ""
    assert cli("field", "delete", "a", "b").status == 0
    assert (cli("field", "list", "--json").json["data"], custom(cli)) == ([], {"a": "x"})


REFUSED = [
    ("create k --type select", 4), ("create k --option x", 4), ("create k --type select --option x --option X", 4),
    ("create k --type colour", 2), ("create", 2), ("edit k --label x", 3), ("delete k", 3), ("create known", 5),
    ("edit known --option x", 4), ("edit known --type select", 4), ("set k v", 2), ("set ana@example.org k", 2),
    ("set nobody@example.org k v", 3), ("set k v -q ana", 2), ("unset k", 2),
]  # fmt: skip


@pytest.mark.parametrize("command, status", REFUSED)
def test_what_makes_no_sense_is_refused(cli: Cli, command: str, status: int) -> None:
    """Exit status and one line; nothing is written."""
    cli("add", "Ana", "--email", "ana@example.org")
    cli("field", "create", "known")
    before = cli("field", "list", "--json").out
    done = cli("field", *command.split())
    assert (done.status, done.out, done.err.startswith("error: ")) == (status, "", True)
    assert (cli("field", "list", "--json").out, custom(cli)) == (before, {})


def test_many_at_once(cli: Cli) -> None:
    """By ids, stdin and filters; says how many changed; --dry-run changes nothing."""
    for name in ("Ana", "Bo", "Cy", "Di", "Ed"):
        cli("add", name, "--email", f"{name}@example.org", "--tag", "x")
    ids = cli("list", "--format", "ids").out
    assert cli("field", "set", "plan", "pro", "--tag", "x").status == 2
    assert cli("field", "set", "plan", "pro", "--tag", "x", "--dry-run").status == 0
    assert cli("list", "--json", "--fields", "custom.plan").json["data"] == [{"custom.plan": None}] * 5
    done = cli("field", "set", "-", "plan", "pro", stdin=ids)
    assert (done.status, done.out, done.err) == (0, ids, "set plan of 5 contacts\n")
    again = cli("field", "set", "plan", "pro", "--tag", "x", "--yes", "--json").json
    assert again == {"data": [], "meta": {"total": 0, "unchanged": 5, "dry_run": False}}
    assert cli("field", "unset", "plan", "--tag", "x", "--yes").out == ids
    assert cli("list", "--json", "--fields", "custom").json["data"] == [{"custom": {}}] * 5


def test_misfits_of_contacts_that_are_not_seen_are_not_counted(cli: Cli) -> None:
    """An identity learns nothing of others' values from a definition."""
    cli("add", "Ana", "--custom", "k=x", "--access-nobody")
    with sqlite3.connect(cli.db) as connection:
        connection.execute("INSERT INTO identity VALUES ('ann', 'agent', NULL, '2026-01-01T00:00:00.000Z')")
    assert cli("--as", "ann", "field", "create", "k", "--type", "number").err == ""
    assert "1 contact" in cli("field", "edit", "k", "--type", "date").err


def test_undo_takes_definitions_and_values_back(cli: Cli) -> None:
    """`field create`, `edit`, `delete`, `set` and `value set`, `delete`, one after the other, and all back."""
    cli("add", "Ana", "--email", "ana@example.org", "--custom", "k=1")
    commands = (
        "value set k 1", "value set k 2", "value delete k", "field create k --type number", "field edit k --label K",
        "field set ana@example.org k 2", "field unset ana@example.org k", "field delete k",
    )  # fmt: skip
    states = []
    for command in commands:
        states.append((cli("field", "list").out, cli("value", "list").out, custom(cli)))
        assert cli(*command.split()).status == 0
    for state in reversed(states):
        assert cli("undo", "--yes").status == 0
        assert (cli("field", "list").out, cli("value", "list").out, custom(cli)) == state


def test_without_definitions_nothing_is_loaded_for_them(cli: Cli) -> None:
    """The check costs nothing in a book that defines no field."""
    code = (
        "import sys; from contactsctl.cli.app import run; run(['add', 'Ana', '--custom', 'k=1']);"
        "print('contactsctl.domain.field_definition' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=cli.env, check=True
    )
    assert done.stdout.splitlines()[-1] == "False"

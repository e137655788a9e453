"""The formats of `list` and of all that prints many: fields by paths, short ids, whole cells."""

import csv
import io
import json
import subprocess

import pytest

from tests.conftest import PROGRAM, Cli

TWINS = [
    "aaaaaaaa-0000-4000-8000-000000000001",
    "aaaaaaaa-0000-4000-8000-000000000002",
    "aaaaaaaa-1000-4000-8000-000000000003",
    "bbbbbbbb-0000-4000-8000-000000000004",
]
ANA = {
    "id": TWINS[3], "display_name": "Ana Silva", "company": "Acme|Sons", "tags": ["a", "b|"],
    "emails": [{"address": "ana@example.org", "label": "work"}, {"address": "ana@example.com"}],
    "phones": [{"number": "+14155551234"}], "custom_fields": {"plan": {"name": "pro"}, "n": 3, "b.2": {"c.d": [1]}},
    "notes": "one\ntwo\\", "created_at": "2024-01-02T03:04:05Z",
}  # fmt: skip
PATHS = [
    ("emails.address", "ana@example.org; ana@example.com"),
    ("emails.1.address", "ana@example.com"),
    ("emails.7.address", ""),
    ("emails.999999999999.address", ""),
    ("emails.label", "work; "),
    ("emails", "ana@example.org; ana@example.com"),
    ("email", "ana@example.org"),
    ("phone", "+14155551234"),
    ("name", "Ana Silva"),
    ("custom.plan.name", "pro"),
    ("custom_fields.plan", '{"name":"pro"}'),
    ("custom_fields.none.at.all", ""),
    ("custom.b.2.c.d.0", "1"),
    ("tags.0", "a"),
    ("tags", "a; b|"),
    ("notes", "one\ntwo\\"),
    ("dnc", "false"),
    ("deleted_at", ""),
    ("photo.sha256", ""),
    ("access", "everyone"),
]
UNKNOWN = [
    ("shoe", "display_name"), ("emails.adress", "emails.address"), ("emails.0.address.x", "emails.label"),
    ("display_name.0", "display_name"), ("display_name.x", "display_name"), ("photo.data", "photo.sha256"),
    ("tags.name", "tags"), ("", "no field"),
]  # fmt: skip


def add(cli: Cli, *documents: dict[str, object]) -> None:
    lines = "".join(json.dumps(document) + "\n" for document in documents)
    assert cli("import", "--type", "ndjson", "-", stdin=lines).status == 0


def test_paths_pick_fields_in_every_format(cli: Cli) -> None:
    """A path gives the same value in JSON, NDJSON, CSV, TSV and compact; lists without an index give all."""
    add(cli, ANA)
    names = [path for path, _ in PATHS]
    cells = [text for _, text in PATHS]
    fields = ",".join(names)
    assert list(csv.reader(io.StringIO(cli("list", "--format", "csv", "--fields", fields).out))) == [
        names,
        cells,
    ]
    tsv = cli("list", "--fields", fields).out.rstrip("\n").split("\t")
    assert tsv == [cell.replace("\\", "\\\\").replace("\n", "\\n") for cell in cells]
    record = json.loads(cli("list", "--format", "ndjson", "--fields", fields).out)
    assert cli("list", "--json", "--fields", fields).json["data"] == [record]
    assert list(record) == names
    assert (record["emails.address"], record["custom.plan.name"], record["tags.0"], record["dnc"]) == (
        ["ana@example.org", "ana@example.com"], "pro", "a", False,
    )  # fmt: skip
    assert cli("list", "--format", "compact", "--fields", "name,tags").out == "name|tags\nAna Silva|a; b\\|\n"


@pytest.mark.parametrize("path, named", UNKNOWN)
@pytest.mark.parametrize("command", ["list", "search x", "trash list", "lookup x", "show ana@example.org"])
def test_an_unknown_path_is_refused_with_the_known_ones(
    cli: Cli, command: str, path: str, named: str
) -> None:
    """Every command that prints many knows the same paths; a wrong one is exit 4, none at all exit 2."""
    done = cli(*command.split(), "--fields", path)
    assert (done.status, done.out, named in done.err) == (4 if path else 2, "", True)


def test_short_ids_name_one_contact(cli: Cli) -> None:
    """Ids in `compact` are cut where they still name one contact, live or in the trash."""
    add(cli, *({"id": each, "display_name": f"P{n}"} for n, each in enumerate(TWINS)))
    cli("rm", TWINS[2])
    lines = cli("list", "--format", "compact", "--limit", "0").out.splitlines()
    assert lines == ["id|name|company|email|phone|tags", f"{TWINS[0]}|P0", f"{TWINS[1]}|P1", "bbbbbbbb|P3"]
    trashed = cli("trash", "list", "--format", "compact").out.splitlines()[1]
    assert trashed == "aaaaaaaa-1|P2"
    for command, line in (("show", lines[1]), ("edit", lines[2]), ("restore", trashed), ("rm", trashed)):
        options = ["--nickname", "x"] if command == "edit" else []
        assert cli(command, line.split("|")[0], *options).status == 0
    assert cli("lookup", "p1", "--format", "compact").out.splitlines()[1].split("|")[0] == TWINS[1]


def test_compact_says_the_least(cli: Cli) -> None:
    """One header, `|` between values and escaped within, no empty ends, no nulls."""
    add(cli, ANA, {"id": TWINS[0], "display_name": "Bo Li"})
    assert cli("list", "--format", "compact").out == (
        "id|name|company|email|phone|tags\n"
        "bbbbbbbb|Ana Silva|Acme\\|Sons|ana@example.org|+14155551234|a, b\\|\n"
        "aaaaaaaa|Bo Li\n"
    )


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["list", "-q", "nobody", "--format", "table"], "nobody found\n"),
        (["search", "nobody", "--format", "table"], "nobody found\n"),
        (["lookup", "--email", "no@example.org", "--format", "table"], "nobody found\n"),
        (["list", "-q", "nobody"], ""),
        (["list", "-q", "nobody", "--format", "ids"], ""),
    ],
)
def test_a_person_is_told_when_nobody_is_found(cli: Cli, arguments: list[str], said: str) -> None:
    """A table of nobody is a line on stderr; a pipe gets nothing at all."""
    cli("add", "Ana")
    done = cli(*arguments)
    assert (done.status, done.out, done.err) == (0, "", said)


def test_show_prints_a_table_of_fields(cli: Cli) -> None:
    add(cli, ANA)
    done = cli("show", "ana@example.org", "--fields", "name,company", "--format", "table")
    assert done.out.split("\n")[0].split() == ["NAME", "COMPANY"]


OTHERS = [
    ("view list", "name", "clients"),
    ("identity list", "name", "bot"),
    ("book list", "name", "default"),
    ("opportunity show {deal}", "title", "Deal"),
    ("dnc check +14155551234", "value", "+14155551234"),
    ("log --limit 1", "command", "opportunity add"),
    ("history ana@example.org --limit 1", "command", "opportunity add"),
]


@pytest.mark.parametrize("command, field, wanted", OTHERS, ids=[row[0] for row in OTHERS])
def test_every_list_has_the_formats(cli: Cli, command: str, field: str, wanted: str) -> None:
    """Each prints a field by its path, in JSON, NDJSON, CSV, TSV, compact and a table; none that is unknown."""
    add(cli, ANA)
    cli("add", "Di", env={"CONTACTSCTL_DB": ""})
    cli("view", "save", "clients", "--tag", "a")
    cli("identity", "add", "bot")
    cli("dnc", "add", "+14155551234")
    deal = cli("opportunity", "add", "--contact", "ana@example.org", "--title", "Deal").out.strip()
    words = command.format(deal=deal).split()
    for kind, text in (("ndjson", dumped({field: wanted})), ("csv", f"{field}\n{wanted}"), ("tsv", wanted),
                       ("compact", f"{field}\n{wanted}"), ("table", f"{field.upper()}\n{wanted}")):  # fmt: skip
        out = cli(*words, "--fields", field, "--format", kind).out
        assert [line.strip() for line in out.splitlines()] == text.split("\n")
    done = cli(*words, "--fields", field, "--json")
    found = done.json.get("data", [done.json])
    assert found == [{field: wanted}]
    assert cli(*words, "--format", "ids").out.count("\n") == 1
    assert cli(*words, "--fields", "shoe").status == 4


def dumped(document: dict[str, str]) -> str:
    return json.dumps(document, separators=(",", ":"))


def test_what_was_deleted_is_printed_as_json(cli: Cli) -> None:
    cli("value", "set", "sender", "Ana")
    cli("field", "create", "plan")
    cli("identity", "add", "bot")
    for command, key in (
        ("value delete sender", "key"),
        ("field delete plan", "key"),
        ("identity rm bot", "name"),
    ):
        done = cli(*command.split(), "--json")
        assert ([each[key] for each in done.json["data"]], done.err) == ([command.split()[-1]], "")


def test_events_are_followed_by_their_fields(cli: Cli) -> None:
    add(cli, ANA)
    command = [PROGRAM, "log", "--follow", "--since", "0", "--fields", "seq,event"]
    with subprocess.Popen(command, env=cli.env, stdout=subprocess.PIPE) as follower:
        assert follower.stdout
        line = follower.stdout.readline()
        follower.kill()
    assert json.loads(line) == {"seq": 1, "event": "contact.created"}

"""Who may see whom: no word of a contact reaches an identity that may not see it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Cli

EVERYONE, AGENT, RESTRICTED, NOBODY = range(4)
COUNT = 200
HIDDEN = 7  # that only admins may see
SEEN = {
    "admin": {EVERYONE, AGENT, RESTRICTED, NOBODY},
    "agent": {EVERYONE, AGENT},
    "restricted": {RESTRICTED},
}


def canary(number: int) -> str:
    """A text that stands in every field of one contact and nowhere else."""
    return f"zq{number:03d}x"


def person(number: int) -> dict[str, Any]:
    word = canary(number)
    access = [None, ["agent"], ["restricted"], []][number % 4]
    return {
        "id": f"{number:08x}-0000-4000-8000-000000000000",
        "display_name": f"Name {word}", "nickname": word, "mention_name": word, "company": f"{word} Ltd",
        "job_title": word, "department": word, "notes": f"note {word}", "source": word, "tags": [f"tag-{word}"],
        "emails": [{"address": f"{word}@{word}.example", "label": word}],
        "phones": [{"number": f"+1415555{number:04d}", "label": word}],
        "urls": [{"url": f"https://{word}.example"}], "addresses": [{"city": word}],
        "custom_fields": {"secret": word, word: 1}, "accessIdentityIds": access, "birthday": "1980-04-12",
    }  # fmt: skip


class Stocked:
    """A book of 200 contacts in which each kind of access has 50; the last eight are in the trash."""

    def __init__(self, cli: Cli) -> None:
        self.cli = cli
        for role in ("admin", "agent", "restricted"):
            assert cli("identity", "add", role, "--role", role).status == 0
        lines = "\n".join(json.dumps(person(number)) for number in range(COUNT))
        (cli.home / "people.ndjson").write_text(lines)
        done = cli("import", str(cli.home / "people.ndjson"), "--json")
        assert done.json["created"] == COUNT
        self.trashed = range(COUNT - 8, COUNT)
        assert cli("rm", *(f"{n:08x}" for n in self.trashed), "--yes").status == 0
        assert cli("view", "save", "everyone", "-q", "zq").status == 0
        for number in (0, 1, 2, 3, HIDDEN, 8):
            word = canary(number)
            assert cli("dnc", "add", f"+1415555{number:04d}", "--reason", f"reason {word}").status == 0
            arguments = ("--contact", f"{number:08x}", "--title", f"deal {word}", "--stage", word)
            assert cli("opportunity", "add", *arguments, "--amount", "10", "--currency", "EUR").status == 0
        assert cli("edit", f"{3:08x}", "--notes", f"note {canary(3)}, edited").status == 0


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Stocked:
    return Stocked(Cli(tmp_path_factory.mktemp("identities")))


FORMATS = ("table", "json", "ndjson", "csv", "tsv", "compact", "ids")
READS = [
    *[f"list --limit 0 --format {each}" for each in FORMATS],
    "list --limit 0 --include-deleted --json", "list --only-deleted --json", "list --count", "list --sort company --limit 3",
    "list --limit 3 --offset 40 --json", "list --limit 0 --fields tags,notes,custom_fields.secret --format csv",
    "list -q {word} --json", "list -q zq --limit 0 --json", "list -q {phone} --json", "list --company {word} --json",
    "list --tag tag-{word} --json", "list --source {word} --json", "search {word}", "search zq --limit 0 --include-deleted",
    "trash list --json", "show {id}", "show {id} --json", "show {email}", "show @{word}", "show --include-deleted {trashed}",
    "show {id} --photo -", "lookup --email {email} --json", "lookup --email-contains {word}", "lookup --email-contains zq --json",
    "lookup --email-domain {word}.example", "lookup --phone {phone}", "lookup --phone-contains 1415555 --json", "lookup zq",
    "lookup {word} --format mutt", "lookup zq --format aerc", "export-vcard", "export-vcard {id}", "export-csv",
    "export-csv --dialect google", "log --limit 0 --json", "log --limit 0", "log {id}", "history {id} --json", "history {trashed}",
    "access show {id}", "rm {id} --dry-run", "rm -q zq --dry-run", "edit {id} --dry-run --notes x", "edit {id} --notes x",
    "restore {trashed} --dry-run", "restore -q zq --dry-run --json", "undo", "undo 4", "identity list", "access grant {id} agent",
    "access revoke {email} agent", "trash empty --yes", "rm --permanent {id} --yes", "identity add more", "show 0000", "show 00000007",
    "list --where name~zq --json --limit 0", "list --where custom.secret={word} --json", "list --where tags=tag-{word} --count",
    "list --where email~{word}", "list --where access=agent --limit 0 --format ndjson", "list --where company^=zq --sort company",
    "list --view everyone --limit 0 --json", "view list --json", "view show everyone", "tag list --json", "tag list", "tag rename tag-{word} x --dry-run",
    "tag delete tag-{word} --dry-run", "tag add {id} --tag x --dry-run", "tag remove -q zq --tag tag-{word} --dry-run", "field list --json",
    "field set {id} secret x", "field unset -q zq secret --dry-run", "mentions --json --limit 0", "mentions {word}", "stats --json --limit 0",
    "stats", "render {{{{contact.display_name}}}} -q zq", "render {{{{contact.notes}}}} --contact {id}", "value list", "birthdays --within 1y --json",
    "birthdays --within 1y --format ics", "duplicates --json --limit 0", "duplicates", "merge {id} 00000000 --dry-run", "merge --auto --dry-run",
    "dnc list --json", "dnc list", "dnc check {phone}", "dnc check {phone} --json", "opportunity list --json", "opportunity list --contact {id}", "opportunity list --totals",
    "opportunity show aaaa", "opportunity add --contact {id} --title x", "opportunity log", "lookup @tag-{word} --format mutt", "lookup @{word} --format alot",
    "lookup zq --format notmuch", "doctor --json", "backup /nowhere/x.db", "log --follow --format csv", "export-vcard --where name~zq",
    "list --only-deleted --where name~zq --json", "edit -q zq --notes x --dry-run", "restore --where name~zq --dry-run",
]  # fmt: skip


def told(stocked: Stocked, identity: str, line: str) -> str:
    values = {
        "id": f"{HIDDEN:08x}", "word": canary(HIDDEN), "email": f"{canary(HIDDEN)}@{canary(HIDDEN)}.example",
        "phone": f"+1415555{HIDDEN:04d}", "trashed": f"{COUNT - 1:08x}",
    }  # fmt: skip
    done = stocked.cli("--as", identity, *line.format(**values).split())
    said = done.out + done.err
    for value in values.values():  # what the caller typed may be said again
        said = said.replace(value, "") if value in line.format(**values) and done.status else said
    return said


@pytest.mark.parametrize("line", READS)
def test_no_canary_of_an_invisible_contact_is_told(stocked: Stocked, line: str) -> None:
    """Every reading command, format and error, run as a restricted identity and as an agent."""
    for identity in ("agent", "restricted"):
        said = told(stocked, identity, line)
        numbers = {int(n) for n in re.findall(r"zq(\d{3})x", said)}
        numbers |= {int(n, 16) for n in re.findall(r"\b([0-9a-f]{8})-0000-4000-8000", said)}
        assert {n for n in numbers if n % 4 not in SEEN[identity]} == set(), said[:2000]


@pytest.mark.parametrize("identity", ["admin", "agent", "restricted"])
def test_counts_agree(stocked: Stocked, identity: str) -> None:
    """What list, count, search, lookup, export, trash and log tell is the same set of contacts."""

    def run(*arguments: str) -> Any:
        return stocked.cli("--as", identity, *arguments)

    live = {n for n in range(COUNT) if n % 4 in SEEN[identity] and n not in stocked.trashed}
    trashed = {n for n in stocked.trashed if n % 4 in SEEN[identity]}
    ids = [person(n)["id"] for n in sorted(live)]
    assert sorted(run("list", "--limit", "0", "--format", "ids").out.split()) == ids
    assert run("export-vcard").out.count("\r\nUID:") == len(live)
    for arguments in (["list"], ["list", "-q", "zq"], ["search", "note"], ["list", "--kind", "individual"]):
        found = run(*arguments, "--json", "--limit", "3").json["meta"]
        assert (found["total"], run(*arguments, "--count").out) == (len(live), f"{len(live)}\n")
    assert run("trash", "list", "--json").json["meta"]["total"] == len(trashed)
    assert run("list", "--include-deleted", "--count").out == f"{len(live) + len(trashed)}\n"
    seen = live | trashed
    told_of = {
        event["contact_id"]
        for event in run("log", "--limit", "0", "--json").json["data"]
        if event["contact_id"] and event["event"].startswith("contact.")
    }
    assert told_of == {person(n)["id"] for n in seen}


def test_an_invisible_contact_is_as_absent_as_none(stocked: Stocked) -> None:
    """For what is hidden and for what there is not, status and words are the same but for the name."""
    hidden, none = f"{HIDDEN:08x}-0000-4000-8000-000000000000", "ffffffff-0000-4000-8000-000000000000"
    for command in (
        ["show"],
        ["edit", "--notes", "x"],
        ["rm", "--yes"],
        ["history"],
        ["log"],
        ["export-vcard"],
    ):
        told_of_hidden = stocked.cli("--as", "agent", *command, hidden)
        told_of_none = stocked.cli("--as", "agent", *command, none)
        assert told_of_hidden.status == told_of_none.status == 3
        assert told_of_hidden.err.replace(hidden, "") == told_of_none.err.replace(none, "")


DENIED = [
    "rm --permanent {id} --yes", "trash empty --yes", "access set {id} --everyone", "access grant {id} a",
    "access revoke {id} a", "access set --tag a --nobody --yes", "identity add x", "identity list", "identity rm x",
    "edit {id} --access x", "edit {id} --access-nobody", "add Zoe --access x", "add Zoe --can-login", "undo 1",
    "import people.ndjson --access x",
]  # fmt: skip


@pytest.fixture
def ana(cli: Cli) -> str:
    assert cli("identity", "add", "bot", "--role", "agent").status == 0
    assert cli("identity", "add", "guest", "--role", "restricted").status == 0
    return cli("add", "Ana", "--email", "ana@example.org").out.strip()


@pytest.mark.parametrize("line", DENIED)
def test_what_is_for_admins(cli: Cli, ana: str, line: str, tmp_path: Path) -> None:
    """Exit 7, one line, nothing changed."""
    (tmp_path / "people.ndjson").write_text('{"name": "Bo"}')
    line = line.replace("people.ndjson", str(tmp_path / "people.ndjson"))
    before = cli("log", "--json", "--limit", "0").out
    done = cli("--as", "bot", *line.format(id=ana).split())
    assert (done.status, done.err.count("\n")) == (7, 1), done.err
    assert cli("log", "--json", "--limit", "0").out == before


def test_an_unknown_identity_sees_nothing(cli: Cli, ana: str) -> None:
    """Exit 7, whichever way it is named."""
    assert (cli("--as", "nobody", "list").status, cli("list", env={"CONTACTSCTL_AS": "x"}).status) == (7, 7)
    assert cli("--as", "nobody", "show", ana, "--json").error["code"] == "denied"
    assert cli("--as", "", "list").status == 7  # as of a variable that is not set


def test_what_a_restricted_identity_adds_it_sees(cli: Cli, ana: str) -> None:
    """Its own contacts are granted to it; an agent's are everyone's."""
    own = cli("--as", "guest", "add", "Guest's friend", "--json").json
    assert (own["access"], cli("--as", "guest", "list", "--count").out) == (["guest"], "1\n")
    assert cli("--as", "bot", "add", "Bot's friend", "--json").json["access"] == "everyone"
    (cli.home / "a.vcf").write_text("BEGIN:VCARD\nFN:From a file\nEND:VCARD\n")
    assert cli("--as", "guest", "import", str(cli.home / "a.vcf")).status == 0
    assert cli("--as", "guest", "list", "--count").out == "2\n"
    assert cli("--as", "bot", "list", "--count").out == "2\n"


def test_an_email_of_a_hidden_contact_is_free(cli: Cli, ana: str) -> None:
    """Neither a conflict nor a match tells that a hidden contact has it."""
    cli("access", "set", ana, "--nobody")
    assert cli("--as", "bot", "add", "Another", "--email", "ana@example.org").status == 0
    (cli.home / "a.vcf").write_text("BEGIN:VCARD\nFN:Third\nEMAIL:ana@example.org\nEND:VCARD\n")
    done = cli("--as", "guest", "import", str(cli.home / "a.vcf"), "--json")
    assert (done.json["created"], done.json["updated"]) == (1, 0)


ACCESS = [
    (["set", "{id}", "--nobody"], [], 0),
    (["set", "{id}", "bot", "guest"], ["bot", "guest"], 0),
    (["grant", "{id}", "guest"], ["everyone", "guest"], 0),
    (["grant", "{id}", "guest", "guest"], ["everyone", "guest"], 0),
    (["revoke", "{id}", "everyone"], [], 0),
    (["revoke", "{id}", "bot"], "everyone", 3),
    (["grant", "{id}", "nobody"], "everyone", 3),
    (["grant", "ffff", "bot"], "everyone", 3),
    (["set", "{id}"], "everyone", 2),
    (["set", "{id}", "--everyone", "bot"], "everyone", 2),
    (["grant", "{id}"], "everyone", 2),
]


@pytest.mark.parametrize("arguments, expected, status", ACCESS, ids=[" ".join(row[0]) for row in ACCESS])
def test_access(cli: Cli, ana: str, arguments: list[str], expected: Any, status: int) -> None:
    """Each change of an access list, and what the contact's JSON says after it."""
    done = cli("access", *(text.format(id=ana) for text in arguments))
    assert (done.status, cli("show", ana, "--json").json["access"]) == (status, expected)


def test_an_access_list_may_name_who_is_not_there_yet(cli: Cli) -> None:
    """It is kept, lets nobody in, and a note says so."""
    done = cli("add", "Bo", "--access", "later", "--access-everyone")
    assert done.status == 2
    done = cli("add", "Bo", "--access", "later", "--json")
    assert (done.json["access"], "'later'" in done.err) == (["later"], True)
    cli("identity", "add", "later")
    assert cli("--as", "later", "list", "--count").out == "1\n"


def test_access_twice_and_back(cli: Cli, ana: str) -> None:
    """Granting twice makes one row; revoking gives back what was; undo takes each back."""
    for _ in range(2):
        cli("access", "grant", ana, "guest")
    assert cli("access", "show", ana, "--json").json["access"] == ["everyone", "guest"]
    assert cli("--as", "guest", "list", "--count").out == "1\n"
    cli("access", "revoke", ana, "guest")
    assert cli("access", "show", ana).out == "everyone\n"
    assert cli("undo").status == 0
    assert cli("--as", "guest", "list", "--count").out == "1\n"


def test_an_identity_in_use_stays(cli: Cli, ana: str) -> None:
    """Exit 5 while a list names it, in the trash too; then it goes; twice the same name is exit 5."""
    cli("access", "grant", ana, "bot")
    cli("rm", ana)
    assert cli("identity", "rm", "bot", "--json").status == 5
    assert cli("identity", "rm", "bot").status == 5
    cli("restore", ana)
    cli("access", "set", ana, "--everyone")
    assert (cli("identity", "rm", "bot").status, cli("identity", "rm", "bot").status) == (0, 3)
    assert cli("identity", "add", "guest").status == 5
    for name in ("", "a b", "everyone", "x" * 65, "-x"):
        assert cli("identity", "add", "--", name).status == 4


def test_can_login_makes_an_identity(cli: Cli, ana: str) -> None:
    """Its name is the mention name or made from the name; a second of the name gets a number."""
    assert "--as soren-ostergard" in cli("add", "Søren Østergård", "--can-login").err
    assert "--as soren-ostergard-2" in cli("add", "Soren Ostergard", "--can-login").err
    done = cli("add", "--json-in", "-", stdin='{"name": "Zoe", "mentionName": "zz", "canLogin": true}')
    assert "--as zz" in done.err
    listed = cli("identity", "list", "--json").json["data"]
    assert [(each["name"], each["contact"], each["role"]) for each in listed if each["contact"]] == [
        ("soren-ostergard", "Søren Østergård", "agent"),
        ("soren-ostergard-2", "Soren Ostergard", "agent"),
        ("zz", "Zoe", "agent"),
    ]
    assert "--as everyone-2" in cli("add", "Everyone", "--can-login").err  # that name is no identity's

"""Commands for many contacts: which are chosen, how many are asked about, what is printed."""

import pytest

from tests.conftest import Cli


@pytest.fixture
def people(cli: Cli) -> Cli:
    assert (
        cli("add", "Ana", "--email", "a@x.example", "--email", "b@x.example", "--mention-name", "ana").status
        == 0
    )
    assert cli("add", "Bo", "--email", "bo@x.example", "--company", "Acme").status == 0
    assert cli("identity", "add", "bot").status == 0
    return cli


NOBODY = [
    ["edit", "--company", "Q"],
    ["rm"],
    ["rm", "--permanent"],
    ["restore"],
    ["tag", "add", "--tag", "t"],
    ["tag", "remove", "--tag", "t"],
    ["field", "set", "plan", "pro"],
    ["field", "unset", "plan"],
    ["access", "set", "--nobody"],
]
NOBODY_NAMED = [["access", "set", "bot"], ["access", "grant", "bot"], ["access", "revoke", "bot"]]


@pytest.mark.parametrize("command", NOBODY + NOBODY_NAMED, ids=" ".join)
def test_filters_that_find_nobody(people: Cli, command: list[str]) -> None:
    """A filter without a match gives the JSON of a result without contacts, and exit 0."""
    done = people(*command, "--where", "name~nope", "--yes", "--json")
    assert (done.status, done.json["data"], done.json["meta"]["total"]) == (0, [], 0)


@pytest.mark.parametrize("command", NOBODY, ids=" ".join)
def test_no_ids_on_stdin(people: Cli, command: list[str]) -> None:
    """An empty stdin gives the JSON of a result without contacts too, also without --yes."""
    words = 2 if command[0] in ("tag", "field", "access") else 1
    done = people(*command[:words], "-", *command[words:], "--json")
    assert (done.status, done.json["data"], done.json["meta"]["total"]) == (0, [], 0)


def test_a_dry_run_holds_to_the_revision(cli: Cli) -> None:
    """One contact's edit can be tried with --if-revision; several have none to hold to."""
    ana, bo = (cli("add", name).out.strip() for name in ("Ana", "Bo"))
    tried = cli("edit", ana, "--company", "Acme", "--if-revision", "1", "--dry-run", "--json")
    assert (tried.status, tried.json["data"][0]["company"]) == (0, "Acme")
    late = cli("edit", ana, "--company", "Acme", "--if-revision", "2", "--dry-run", "--json")
    assert (late.status, late.error["code"]) == (5, "revision_mismatch")
    assert cli("edit", ana, bo, "--company", "Acme", "--if-revision", "1", "--dry-run").status == 2
    assert cli("show", ana, "--json").json["revision"] == 1

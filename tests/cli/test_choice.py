"""Choosing many contacts for a deed: never everybody by mistake, and what a view keeps."""

import json
import sqlite3

import pytest

from tests.conftest import Cli

BLANK = ["", " ", "\u200b", "\u0301"]
EMPTY = [
    *(["-q", text] for text in BLANK),
    *(["--company", ""], ["--company", "\u200b"]),
    *(["--filter", "{}"], ["--filter", '{"groups":[]}'], ["--filter", '{"q": " "}']),
]


@pytest.mark.parametrize("filters", EMPTY, ids=" ".join)
@pytest.mark.parametrize(
    "deed", [["rm"], ["rm", "--permanent"], ["edit", "--job-title", "X"], ["tag", "add", "--tag", "x"]]
)
def test_an_empty_filter_never_chooses_everybody(cli: Cli, deed: list[str], filters: list[str]) -> None:
    """A script's variable may be empty: a deed then ends in a usage error; reading lists all."""
    cli("add", "Ana")
    if deed[0] == "edit" and filters[0] == "--company":
        return  # there it is the field
    done = cli(*deed, *filters, "--yes")
    assert (done.status, "chooses everybody" in done.err) == (2, True)
    assert cli("list", "--count").out == "1\n"


def test_all_are_reached_by_their_ids(cli: Cli) -> None:
    cli("add", "Ana")
    ids = cli("list", "--format", "ids", "--limit", "0").out
    assert cli("rm", "-", "--yes", stdin=ids).status == 0
    assert cli("rm", "--permanent", "--only-deleted", "--yes").status == 0
    assert cli("list", "--include-deleted", "--count").out == "0\n"


@pytest.mark.parametrize("scope", ["--only-deleted", "--include-deleted"])
def test_a_view_refuses_the_scope_that_it_does_not_keep(cli: Cli, scope: str) -> None:
    """Kept without it, the view would choose live contacts."""
    done = cli("view", "save", "gone", "--tag", "t", scope)
    assert (done.status, "does not keep" in done.err) == (2, True)
    assert cli("view", "list").out == ""


@pytest.mark.parametrize("text", BLANK)
def test_a_view_of_blank_text_is_refused(cli: Cli, text: str) -> None:
    """Kept, it would choose everybody for every deed."""
    cli("add", "Ana")
    assert cli("view", "save", "x", "-q", text).status == 4
    views = json.dumps({"views": [{"name": "x", "query": {"q": text}}]})
    done = cli("view", "import", "-", stdin=views)
    assert (done.status, done.err) == (4, "error: view 'x' has no filter\n")
    assert cli("list", "--where", f'company~"{text.strip()}"').status == 4
    assert cli("view", "save", "x", "--tag", "").status == 4


def test_a_view_of_blank_text_that_a_book_has_chooses_nobody(cli: Cli) -> None:
    """A book may have one from before they were refused."""
    cli("add", "Ana")
    cli("view", "save", "x", "-q", "ana")
    with sqlite3.connect(cli.db) as connection:
        connection.execute("""UPDATE view SET query = json_set(query, '$.request.q', ' ')""")
    done = cli("rm", "--view", "x", "--yes")
    assert (done.status, done.err) == (4, "error: view 'x' has no filter\n")
    assert cli("list", "--count").out == "1\n"


def test_what_is_asked_counts_contacts_and_not_names(cli: Cli) -> None:
    """Several names of one contact are one; who is unknown is said before anything is asked."""
    ana = cli("add", "Ana", "--email", "a@x.org", "--email", "b@x.org", "--mention-name", "ana").out.strip()
    others = [cli("add", name).out.strip() for name in ("Bo", "Cy", "Di")]
    names = ["a@x.org", "b@x.org", "@ana", ana[:8], ana]
    assert cli("rm", *names).status == 0
    assert cli("rm", "--permanent", *names[-3:]).err.startswith("error: erase 1 contact: add --yes")
    assert cli("restore", *names[-2:], names[0], names[1]).status == 0
    everybody = [*names, *others]
    assert cli("rm", *everybody).err.startswith("error: move 4 contacts to the trash: add --yes")
    assert cli("merge", *everybody).err.startswith("error: merge 4 contacts: add --yes")
    done = cli("rm", *everybody, "@nobody")
    assert (done.status, done.err) == (3, "error: no contact '@nobody'\n")
    assert cli("list", "--count").out == "4\n"


@pytest.mark.parametrize("command", [["show"], ["edit", "--notes", "n", "--yes"]])
def test_one_contact_is_an_object_only_where_it_was_named(cli: Cli, command: list[str]) -> None:
    """A script that takes what a filter or stdin chooses reads `data`, however many there are."""
    contact = cli("add", "Ana", "--email", "a@x.org").out.strip()
    assert cli(*command, "a@x.org", "--json").json["id"] == contact
    for chosen in (["-q", "ana"], ["--where", "name=ana"], ["-"]):
        done = cli(*command, *chosen, "--json", stdin="a@x.org\n")
        assert [each["id"] for each in done.json["data"]] == [contact], done

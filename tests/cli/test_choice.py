"""Choosing many contacts for a deed: never everybody by mistake, and what a view keeps."""

import pytest

from tests.conftest import Cli

EMPTY = [["-q", ""], ["-q", " "], ["--company", ""], ["--filter", "{}"], ["--filter", '{"groups":[]}']]


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

"""Opportunities, run as a user runs them."""

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contactsctl.address_book import AddressBook
from contactsctl.address_book.opportunities import move_all
from contactsctl.address_book.stamps import now
from contactsctl.domain.opportunity import OpportunityQuery
from contactsctl.formats.json_text import dumps
from contactsctl.formats.opportunity_json import to_json
from contactsctl.store import keys
from tests.conftest import Cli

ANA = "ana@example.org"


@pytest.fixture
def stocked(cli: Cli) -> Cli:
    assert cli("add", "Ana", "--email", ANA).status == 0
    assert cli("add", "Bo", "--email", "bo@example.org").status == 0
    return cli


def add(cli: Cli, title: str, *arguments: str, contact: str = ANA) -> str:
    return cli("opportunity", "add", "--contact", contact, "--title", title, *arguments).out.strip()


def titles(cli: Cli, *arguments: str) -> list[str]:
    return cli("opportunity", "list", "--fields", "title", *arguments).out.split()


def test_an_opportunity_has_every_key(stocked: Cli) -> None:
    """The keys of SPEC in order; the amount is a number with the digits that were given."""
    done = stocked(
        "opportunity", "add", "--contact", ANA, "--title", "New roof", "--stage", "lead", "--amount", "1200.50",
        "--currency", "eur", "--close-date", "20261231", "--notes", "a\nb", "--json",
    )  # fmt: skip
    document = done.json
    contact = stocked("show", ANA, "--json").json["id"]
    stamps = [document.pop(key) for key in ("id", "created_at", "updated_at")]
    assert (stamps[1] == stamps[2], len(stamps[0])) == (True, 36)
    assert list(document.items()) == [
        ("contact", contact), ("contact_name", "Ana"), ("title", "New roof"), ("stage", "lead"), ("status", "open"),
        ("amount", 1200.5), ("currency", "EUR"), ("close_date", "2026-12-31"), ("notes", "a\nb"),
    ]  # fmt: skip
    assert '"amount":1200.50,' in done.out
    shown = stocked("opportunity", "show", stamps[0][:8], "--json")
    assert shown.out == done.out
    assert "1200.50 EUR" in stocked("opportunity", "show", stamps[0]).out


REFUSALS = [
    (["--contact", ANA, "--title", "x", "--amount", "NaN"], 4, "invalid_value"),
    (["--contact", ANA, "--title", "x", "--amount", "1e9999"], 4, "invalid_value"),
    (["--contact", ANA, "--title", "x", "--amount", "-5"], 4, "invalid_value"),
    (["--contact", ANA, "--title", "x", "--amount", "1234567890123456789"], 4, "invalid_value"),
    (["--contact", ANA, "--title", "x", "--currency", "EURO"], 4, "invalid_value"),
    (["--contact", ANA, "--title", "x", "--close-date", "2026-02-30"], 4, "invalid_date"),
    (["--contact", ANA, "--title", "x", "--close-date", "2026-02"], 4, "invalid_date"),
    (["--contact", ANA, "--title", "x", "--status", "maybe"], 4, "invalid_value"),
    (["--contact", ANA, "--title", ""], 4, "invalid_value"),
    (["--contact", ANA, "--title", "x" * 256], 4, "too_long"),
    (["--contact", ANA, "--title", "a\x1bb"], 4, "invalid_text"),
    (["--contact", "nobody@example.org", "--title", "x"], 3, "not_found"),
    (["--title", "x"], 2, "usage"),
    (["--contact", ANA], 2, "usage"),
]


@pytest.mark.parametrize("arguments, status, code", REFUSALS, ids=lambda each: str(each)[-40:])
def test_refusals(stocked: Cli, arguments: list[str], status: int, code: str) -> None:
    """One line, the documented status, and nothing is added."""
    done = stocked("opportunity", "add", *arguments)
    assert (done.status, done.out) == (status, "")
    assert stocked("opportunity", "add", *arguments, "--json").error["code"] == code
    assert stocked("opportunity", "list", "--json").json["data"] == []


def test_ids_that_lead_nowhere(stocked: Cli) -> None:
    """Unknown ids and too short ones are exit 3, in every command; several together are all or nothing."""
    known = add(stocked, "Roof")
    for command in (["show"], ["edit", "--stage", "x"], ["rm"]):
        for reference in ("ffffffff", "abc", known[:3], "%", ANA):
            assert stocked("opportunity", *command, reference).status == 3, (command, reference)
    assert stocked("opportunity", "rm", known, "ffffffff").status == 3
    assert titles(stocked) == ["Roof"]


def test_edit_and_rm(stocked: Cli) -> None:
    """Given fields change, others stay; an edit that changes nothing leaves the stamp; rm deletes."""
    known = add(stocked, "Roof", "--amount", "10", "--stage", "lead", "--notes", "n")
    before = stocked("opportunity", "show", known, "--json").json
    assert stocked("opportunity", "edit", known, "--amount", "10", "--json").json == before
    after = stocked(
        "opportunity", "edit", known, "--amount", "10.0", "--status", "WON", "--clear", "notes", "--json"
    )
    assert '"amount":10.0,' in after.out
    changed = {key for key, value in after.json.items() if value != before[key]} - {"updated_at"}
    assert changed == {"status", "notes"}
    assert (
        stocked("opportunity", "edit", known, "--contact", "bo@example.org", "--json").json["contact_name"]
        == "Bo"
    )
    assert stocked("opportunity", "edit", known).status == 2
    assert stocked("opportunity", "edit", known, "--clear", "title").status == 4
    assert stocked("opportunity", "rm", known, "--dry-run").out == f"{known}\n"
    assert stocked("opportunity", "rm", "-", stdin=f"{known}\n").out == f"{known}\n"
    assert titles(stocked) == []


LISTS = [
    ([], ["C", "A", "B", "D"]),
    (["--sort", "amount"], ["B", "A", "C", "D"]),
    (["--sort", "amount", "--order", "desc"], ["C", "A", "B", "D"]),
    (["--sort", "title", "--order", "desc", "--limit", "2", "--offset", "1"], ["C", "B"]),
    (["--status", "won"], ["B"]),
    (["--stage", "LEAD"], ["A", "B"]),
    (["--currency", "usd"], ["C"]),
    (["--min-amount", "9.5", "--max-amount", "100"], ["C", "A"]),
    (["--min-amount", "100.000000000000001"], []),
    (["--closes-from", "2026-06-01", "--closes-until", "2026-06-30"], ["A"]),
    (["--contact", "bo@example.org"], ["D"]),
    (["--limit", "0"], ["C", "A", "B", "D"]),
]


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    cli = Cli(tmp_path_factory.mktemp("home"))
    cli("add", "Ana", "--email", ANA)
    cli("add", "Bo", "--email", "bo@example.org")
    add(cli, "A", "--amount", "10", "--currency", "EUR", "--stage", "lead", "--close-date", "2026-06-30")
    add(
        cli,
        "B",
        "--amount",
        "9.25",
        "--currency",
        "EUR",
        "--stage",
        "lead",
        "--close-date",
        "2026-07-01",
        "--status",
        "won",
    )
    add(cli, "C", "--amount", "100", "--currency", "USD", "--stage", "offer", "--close-date", "2026-05-31")
    add(cli, "D", contact="bo@example.org")
    return cli


@pytest.mark.parametrize("arguments, expected", LISTS, ids=lambda each: " ".join(each)[:40])
def test_list(several: Cli, arguments: list[str], expected: list[str]) -> None:
    """Filters, orders (numbers as numbers, nothing last) and pages; in JSON the same."""
    assert titles(several, *arguments) == expected
    document = several("opportunity", "list", *arguments, "--json").json
    assert [each["title"] for each in document["data"]] == expected


def test_totals(several: Cli) -> None:
    """Totals are by stage and currency, of all that match, whatever the page."""
    expected = [
        {"stage": "lead", "currency": "EUR", "count": 2, "amount": 19.25},
        {"stage": "offer", "currency": "USD", "count": 1, "amount": 100},
        {"stage": None, "currency": None, "count": 1, "amount": None},
    ]
    document = several("opportunity", "list", "--limit", "1", "--json").json
    assert document["meta"] == {"total": 4, "limit": 1, "offset": 0, "has_more": True, "totals": expected}
    assert several("opportunity", "list", "--totals", "--json").json["data"] == expected
    assert (
        several("opportunity", "list", "--totals", "--status", "open").out
        == "lead\tEUR\t1\t10\noffer\tUSD\t1\t100\n\t\t1\t\n"
    )


def configure(cli: Cli, text: str) -> None:
    folder = cli.home / "config" / "contactsctl"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text(text)


def test_stages_of_the_settings(stocked: Cli) -> None:
    """Configured stages are the only ones, in any case; the first is where all begin; totals go by them."""
    configure(stocked, 'stages = ["Lead", "Qualified", "Closing"]\n')
    add(stocked, "A", "--stage", "CLOSING")
    add(stocked, "B")
    refused = stocked("opportunity", "add", "--contact", ANA, "--title", "C", "--stage", "won", "--json")
    assert (refused.status, refused.error["candidates"]) == (4, ["Lead", "Qualified", "Closing"])
    assert stocked("opportunity", "list", "--stage", "won").status == 4
    totals = stocked("opportunity", "list", "--totals", "--json").json["data"]
    assert [each["stage"] for each in totals] == ["Lead", "Closing"]
    for wrong in ('stages = "x"', 'stages = ["a", "A"]', 'stages = [""]', "stages = [1]"):
        configure(stocked, wrong)
        assert stocked("opportunity", "list").status == 4


def test_they_follow_their_contact(stocked: Cli) -> None:
    """Hidden with a contact in the trash, back with it, gone with it; moved whole to another."""
    known = add(stocked, "Roof", "--amount", "5")
    stocked("rm", ANA)
    assert (titles(stocked), stocked("opportunity", "show", known).status) == ([], 3)
    assert stocked("opportunity", "list", "--json").json["meta"]["totals"] == []
    stocked("restore", ANA)
    assert titles(stocked) == ["Roof"]
    with AddressBook(stocked.db) as book:
        ids = [book.contacts.get(reference).id for reference in (ANA, "bo@example.org")]
        with book.writing("merge", now()) as connection:
            numbers = [keys.by_id(connection, each) or 0 for each in ids]
            assert move_all(connection, *numbers) == 1
    assert titles(stocked, "--contact", "bo@example.org") == ["Roof"]
    stocked("rm", "--permanent", "bo@example.org", "--yes")
    assert titles(stocked) == []


def test_undo(stocked: Cli) -> None:
    """Adding, changing and deleting are taken back, to the last digit."""
    known = add(stocked, "Roof", "--amount", "1.50")
    before = stocked("opportunity", "show", known, "--json").out
    for command in (["edit", known, "--amount", "1.5", "--stage", "x"], ["rm", known]):
        stocked("opportunity", *command)
        assert stocked("opportunity", "show", known, "--json").out != before
        assert stocked("undo").status == 0
        assert stocked("opportunity", "show", known, "--json").out == before
    stocked("undo", str(stocked("log", "--json").json["data"][2]["batch"]))
    assert titles(stocked) == []


def test_who_does_not_see_the_contact_does_not_see_them(cli: Cli) -> None:
    """No list, total, id, prefix, error or ambiguity tells a viewer of an opportunity of a hidden contact."""
    for name, role in (("bot", "agent"), ("temp", "restricted")):
        assert cli("identity", "add", name, "--role", role).status == 0
    cli("add", "CANARY-NAME", "--email", "canary@x.org", "--access-nobody")
    cli("add", "Granted", "--email", "granted@x.org", "--access", "temp")
    cli("add", "Open", "--email", "open@x.org")
    canary = ("--notes", "CANARY-NOTE", "--stage", "CANARY-STAGE", "--amount", "777", "--currency", "CHF")
    hidden = add(cli, "CANARY-TITLE", *canary, contact="canary@x.org")
    add(cli, "granted", contact="granted@x.org")
    add(cli, "open", contact="open@x.org")
    seen = {"bot": "open", "temp": "granted"}
    commands = [
        ["list"], ["list", "--json"], ["list", "--format", "csv", "--limit", "0"], ["list", "--totals"],
        ["list", "--format", "compact"], ["list", "--format", "ids"], ["list", "--sort", "amount"],
        ["list", "--contact", "canary@x.org"], ["list", "--min-amount", "700"], ["list", "--currency", "CHF"],
        ["show", hidden], ["show", hidden[:4]], ["show", hidden, "--json"], ["edit", hidden, "--stage", "x"],
        ["rm", hidden], ["rm", hidden, "--dry-run"], ["edit", hidden, "--contact", "open@x.org"], ["add", "--contact", "canary@x.org", "--title", "t"],
    ]  # fmt: skip
    for name, own in seen.items():
        for command in commands:
            done = cli("--as", name, "opportunity", *command)
            told = done.out + done.err.replace(hidden, "").replace("canary@x.org", "")
            assert not re.search(rf"CANARY|777|{hidden}", told), (name, command)
        assert cli("--as", name, "opportunity", "list", "--fields", "title").out == f"{own}\n"
        assert cli("--as", name, "opportunity", "list", "--json").json["meta"]["total"] == 1
        unknown = cli("--as", name, "opportunity", "show", "ffffffff-0000-4000-8000-000000000000").err
        assert cli("--as", name, "opportunity", "show", hidden).err == unknown.replace(
            "ffffffff-0000-4000-8000-000000000000", hidden
        )
    assert cli("opportunity", "show", hidden).status == 0


AMOUNTS = st.decimals(
    min_value=0, max_value=10**9, allow_nan=False, allow_infinity=False, places=None
).filter(
    lambda amount: (
        len(format(amount, "f").replace(".", "").lstrip("0")) <= 18 and int(amount.as_tuple().exponent) >= -18
    )
)


@settings(max_examples=40)
@given(amounts=st.lists(AMOUNTS, min_size=1, max_size=4))
def test_amounts_survive_exactly(tmp_path_factory: Any, amounts: list[Decimal]) -> None:
    """Every digit goes into the book, out of it, into JSON and out of that; and the total is exact."""
    with AddressBook(tmp_path_factory.mktemp("book") / "book.db") as book:
        contact = book.contacts.add({"display_name": "Ana"})
        for amount in amounts:
            book.opportunities.add(contact.id, {"title": "x", "amount": str(amount)})
        page = book.opportunities.find(OpportunityQuery(sort="created_at"))
    found = [
        json.loads(dumps(to_json(each)), parse_float=Decimal, parse_int=Decimal)
        for each in page.opportunities
    ]
    assert sorted(each["amount"] for each in found) == sorted(amounts)
    assert {format(each["amount"], "f") for each in found} == {format(amount, "f") for amount in amounts}
    (total,) = page.totals
    assert (total.amount or 0) * 10**18 == sum(int(amount.scaleb(18)) for amount in amounts)

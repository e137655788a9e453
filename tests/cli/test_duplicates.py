"""`duplicates` and `merge`, run as a user runs them."""

import json
import sqlite3

import pytest

from contactsctl.address_book import AddressBook
from tests.conftest import Cli


@pytest.fixture
def family(cli: Cli) -> Cli:
    """Ana twice, her brother on the same line, a namesake, and a stranger."""
    cli("add", "Ana Silva", "--email", "ana@example.org", "--phone", "+14155551234", "--job-title", "Buyer")
    cli("add", "--given-name", "Ana", "--family-name", "Silva", "--email", "home:ana@example.org", "--email",
        "ana@example.com", "--allow-duplicate", "--mention-name", "ana", "--job-title", "Head")  # fmt: skip
    cli("add", "Bo Silva", "--phone", "+14155551234")
    cli("add", "Silva, Ana")
    cli("add", "Kim Lee", "--email", "kim@example.org")
    return cli


def ids(cli: Cli, lane: str) -> list[str]:
    return cli("duplicates", "--lane", lane, "--format", "ids").out.split()


def test_pairs_come_with_a_lane_a_score_and_reasons(family: Cli) -> None:
    """The surest pair first, each with why; the stranger is in none; meta counts the lanes."""
    found = family("duplicates", "--json").json
    assert [(pair["lane"], pair["score"], pair["reasons"]) for pair in found["data"]] == [
        ("safe", 0.95, ["same email ana@example.org", "same name"]),
        ("name_only", 0.45, ["same name"]),
        ("name_only", 0.45, ["same name"]),
        ("shared_line", 0.183, ["same number +14155551234", "different names"]),
    ]
    assert found["meta"] == {
        "total": 4, "limit": 50, "offset": 0, "has_more": False, "blocks_left_out": 0,
        "lanes": {"safe": 1, "conflict": 0, "shared_line": 1, "name_only": 2},
    }  # fmt: skip
    assert "Kim Lee" not in json.dumps(found)
    assert family("duplicates", "--min-score", "0.9", "--json").json["meta"]["total"] == 1
    page = family("duplicates", "--limit", "1", "--offset", "1", "--json").json
    assert ([pair["lane"] for pair in page["data"]], page["meta"]["has_more"]) == (["name_only"], True)


FORMATS = [
    ("tsv", lambda a, b: f"0.950\tsafe\t{a}\tAna Silva\t{b}\tAna Silva\tsame email ana@example.org; same name\n"),
    ("ids", lambda a, b: f"{a}\t{b}\n"),
    ("compact", lambda a, b: "score|lane|id|name|id|name|why\n"
     f"0.950|safe|{a[:8]}|Ana Silva|{b[:8]}|Ana Silva|same email ana@example.org; same name\n"),
    ("csv", lambda a, b: "score,lane,contacts.0.id,contacts.0.display_name,contacts.1.id,contacts.1.display_name,reasons\r\n"
     f"0.950,safe,{a},Ana Silva,{b},Ana Silva,same email ana@example.org; same name\r\n"),
]  # fmt: skip


@pytest.mark.parametrize("kind, expected", FORMATS, ids=[row[0] for row in FORMATS])
def test_formats(family: Cli, kind: str, expected: object) -> None:
    """Each format of a list, byte for byte."""
    out = family.bytes("duplicates", "--lane", "safe", "--format", kind).stdout.decode()
    assert out == expected(*ids(family, "safe"))  # type: ignore[operator]


def test_nobody_is_their_own_duplicate(cli: Cli) -> None:
    """Not even where a nickname begins as the name does, and so gives the same key twice."""
    cli(
        "add",
        "--given-name",
        "Łukasz",
        "--family-name",
        "Wójcik",
        "--nickname",
        "Luki",
        "--email",
        "l@example.org",
    )
    assert cli("duplicates", "--json").json["data"] == []
    assert cli("merge", "--auto", "--yes", "--json").json["data"] == []


def test_a_dismissed_pair_does_not_come_back(family: Cli) -> None:
    """--dismiss is remembered, whichever of the two comes first, and goes with a contact that is merged."""
    older, newer = ids(family, "safe")
    namesake = family("list", "-q", "Silva, Ana", "--format", "ids").out.split()[0]
    assert family("duplicates", "--dismiss", namesake, older).status == 0
    assert [pair.split("\t") for pair in family("duplicates", "--lane", "name_only", "--format", "ids").out.split("\n")
            if pair] == [[newer, namesake]]  # fmt: skip
    family("merge", newer, older)
    assert ids(family, "name_only") == []
    assert family("duplicates", "--dismiss", namesake, namesake).status == 2
    assert family("duplicates", "--dismiss", namesake, "nobody@example.org").status == 3


def test_merge_unites_fills_and_keeps(family: Cli) -> None:
    """Lists are united, gaps filled, the winner's value kept and the other named; the loser is in the trash."""
    winner, loser = ids(family, "safe")
    family("edit", winner, "--notes", "met in Rome", "--tag", "a")
    family("edit", loser, "--notes", "prefers mail", "--tag", "b", "--custom", "plan=pro")
    done = family("merge", winner, loser, "--json")
    merged = done.json
    assert {key: merged[key] for key in ("id", "revision", "given_name", "mention_name", "job_title", "notes", "tags")} == {
        "id": winner, "revision": 3, "given_name": "Ana", "mention_name": "ana", "job_title": "Buyer",
        "notes": "met in Rome\n\nprefers mail", "tags": ["a", "b"],
    }  # fmt: skip
    assert [email["address"] for email in merged["emails"]] == ["ana@example.org", "ana@example.com"]
    assert merged["custom_fields"] == {"plan": "pro"}
    assert (
        done.err
        == f"job_title: kept 'Buyer', {loser[:8]} has 'Head' (--field job_title={loser[:8]} takes it)\n"
    )
    assert family("show", winner, "--json").json == merged
    assert family("show", loser, "--include-deleted", "--json").json["deleted_at"] == merged["updated_at"]
    assert family("show", "@ana", "--json").json["id"] == winner


def test_a_field_can_be_taken_from_a_loser(family: Cli) -> None:
    """--field takes a field whole, lists and custom fields too; others and strangers are refused."""
    winner, loser = ids(family, "safe")
    family("edit", loser, "--custom", "plan=pro")
    family("edit", winner, "--custom", "plan=basic")
    merged = family("merge", winner, loser, "--field", f"job-title={loser}", "--field", f"custom.plan={loser[:8]}",
                    "--field", f"emails={winner}", "--dry-run", "--json").json  # fmt: skip
    assert (merged["job_title"], merged["custom_fields"], len(merged["emails"])) == (
        "Head",
        {"plan": "pro"},
        1,
    )
    assert family("show", loser, "--json").json["revision"] == 2  # it was a dry run
    assert family("merge", winner, loser, "--field", f"shoe={loser}").status == 4
    assert family("merge", winner, loser, "--field", "job_title=kim@example.org").status == 3
    assert family("merge", winner, loser, "--field", "job_title").status == 2


USAGE = [(["merge"], 2), (["merge", "kim@example.org"], 2), (["merge", "kim@example.org", "kim@example.org"], 2),
         (["merge", "kim@example.org", "no@example.org"], 3), (["merge", "--auto", "kim@example.org"], 2),
         (["duplicates", "--lane", "shoe"], 4), (["duplicates", "--min-score", "2"], 2),
         (["duplicates", "--fields", "shoe"], 4)]  # fmt: skip


@pytest.mark.parametrize("arguments, status", USAGE, ids=[" ".join(row[0]) for row in USAGE])
def test_what_cannot_be_done(family: Cli, arguments: list[str], status: int) -> None:
    """Each mistake has its status, and nothing is changed."""
    before = family("list", "--json", "--include-deleted").out
    assert family(*arguments).status == status
    assert family("list", "--json", "--include-deleted").out == before


def test_vcard_lines_of_both_are_kept(cli: Cli, tmp_path: object) -> None:
    """Lines that the model does not know survive a merge, and the export of it."""
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{0}\r\nFN:Ana Silva\r\nEMAIL:ana{0}@example.org\r\nX-NOTE;X-P=1:{0}\r\nEND:VCARD\r\n"
    cli("import", "-", stdin=card.format(1) + card.format(2))
    done = cli("merge", "ana1@example.org", "ana2@example.org", "--json")
    assert {line["value"] for line in done.json["other_properties"] if line["name"] == "X-NOTE"} == {"1", "2"}
    text = cli("export-vcard", "ana2@example.org").out
    assert [text.count(line) for line in ("X-NOTE;X-P=1:1", "X-NOTE;X-P=1:2", "BEGIN:VCARD")] == [1, 1, 1]


def test_opportunities_identities_and_events_go_with_it(family: Cli) -> None:
    """What belongs to a loser belongs to the winner afterwards; the event says into whom it went."""
    winner, loser = ids(family, "safe")
    connection = sqlite3.connect(family.db)
    number = dict(connection.execute("SELECT id, number FROM contact"))
    with connection:
        connection.execute("INSERT INTO opportunity (id, contact, title, status, created_at, updated_at)"
                           " VALUES ('o', ?, 'Renewal', 'open', '', '')", (number[loser],))  # fmt: skip
        connection.execute("INSERT INTO identity VALUES ('ana', 'agent', ?, '')", (number[loser],))
    family("merge", winner, loser)
    for table in ("opportunity", "identity"):
        assert connection.execute(f"SELECT contact FROM {table}").fetchall() == [(number[winner],)]
    events = connection.execute(
        "SELECT kind, subject, contact FROM event WHERE batch = (SELECT max(number) FROM batch) ORDER BY seq"
    ).fetchall()
    assert events == [
        ("merged", None, number[loser]), ("updated", "opportunity", number[winner]),
        ("updated", "identity", number[winner]), ("updated", None, number[winner]),
    ]  # fmt: skip
    changes = connection.execute("SELECT changes FROM event WHERE kind = 'merged'").fetchone()[0]
    assert json.loads(changes) == {"merged_into": [None, winner]}


def test_undo_brings_all_back(family: Cli) -> None:
    """After an undo every contact is as it was, ids included, and so is what belongs to it."""
    winner, loser = ids(family, "safe")
    namesake = family("list", "-q", "Silva, Ana", "--format", "ids").out.split()[0]
    family("duplicates", "--dismiss", loser, namesake)
    before, pairs = state(family), family("duplicates", "--format", "tsv").out
    family("merge", winner, loser)
    assert state(family) != before
    assert family("undo").status == 0
    assert (state(family), family("duplicates", "--format", "tsv").out) == (before, pairs)
    for auto in (["merge", "--auto"], ["undo"]):
        assert family(*auto).status == 0
    assert state(family) == before


def state(cli: Cli) -> list[dict[str, object]]:
    untold = {"revision", "updated_at"}
    data = cli("list", "--include-deleted", "--json").json["data"]
    return [{key: value for key, value in contact.items() if key not in untold} for contact in data]


ACCESS = [
    ((), ("--access", "bo"), ["bo"]),
    (("--access", "bo"), (), ["bo"]),
    (("--access", "bo"), ("--access", "kim", "--access", "bo"), ["bo", "kim"]),
    (("--access-nobody",), ("--access", "kim"), []),
    ((), (), "everyone"),
]


@pytest.mark.parametrize("winner, loser, expected", ACCESS)
def test_a_merge_shows_nobody_more_than_an_admin_said(
    cli: Cli, winner: tuple[str, ...], loser: tuple[str, ...], expected: object
) -> None:
    """Lists are united; a list goes before everyone, nobody before a list."""
    cli("add", "Ana", "--email", "a@example.org", *winner)
    cli("add", "Ana", "--email", "b@example.org", *loser)
    assert cli("merge", "a@example.org", "b@example.org", "--json").json["access"] == expected


def test_an_identity_merges_only_what_it_sees(family: Cli) -> None:
    """An agent sees no pair with a hidden contact, cannot merge one, and cannot change who sees a contact."""
    connection = sqlite3.connect(family.db)
    with connection:
        connection.execute("INSERT INTO identity VALUES ('bo', 'agent', NULL, '')")
    winner, loser = ids(family, "safe")
    agent = {"CONTACTSCTL_AS": "bo"}
    assert family("duplicates", "--json", env=agent).json["meta"]["total"] == 4
    family("edit", loser, "--access-nobody")
    assert family("duplicates", "--json", env=agent).json["meta"]["lanes"]["safe"] == 0
    assert loser not in family("duplicates", "--json", env=agent).out
    assert family("merge", winner, loser, env=agent).status == 3
    family("edit", loser, "--access", "bo")
    assert family("merge", winner, loser, env=agent).status == 7
    assert (
        family("merge", "--auto", "--yes", "--json", env=agent).json["data"] == []
    )  # not seen by the same people
    family("edit", loser, "--access-everyone")
    assert family("merge", winner, loser, env=agent).status == 0


def test_auto_merges_the_safe_lane_and_nothing_else(family: Cli) -> None:
    """--auto merges into the oldest, in one batch; a dry run changes nothing; many need --yes."""
    winner, loser = ids(family, "safe")
    dry = family("merge", "--auto", "--dry-run", "--json").json
    assert (dry["meta"]["dry_run"], family("list", "--count").out) == (True, "5\n")
    assert family("merge", "--auto").out == f"{winner}\t{loser}\n"
    assert (family("list", "--count").out, ids(family, "safe")) == ("4\n", [])
    for _ in range(4):
        family("add", "Bo Li", "--email", "bo@example.org", "--allow-duplicate")
    assert (family("merge", "--auto").status, family("list", "--count").out) == (2, "8\n")
    assert family("merge", "--auto", "--yes").err == "merged 4 contacts into 1\n"
    assert family("list", "--count").out == "5\n"


def test_a_chain_that_leads_to_another_person_is_left(book: AddressBook) -> None:
    """J. Smith fits John and Jane: none of them is merged without a human."""
    email = [{"address": "smiths@example.org"}]
    for name in ("John Smith", "J Smith", "Jane Smith"):
        book.contacts.add({"display_name": name, "emails": email}, allow_duplicate=True)
    found = book.duplicates.find()
    assert [pair.verdict.lane for pair in found.pairs] == ["conflict", "conflict", "shared_line"]
    assert "fits several people" in found.pairs[0].verdict.reasons
    assert book.merges.merge_safe() == ((), 0)


@pytest.mark.parametrize("how", [["a@x.org", "b@x.org", "c@x.org"], ["--auto"]], ids=" ".join)
def test_the_history_of_a_winner_names_those_that_went_into_it(cli: Cli, how: list[str]) -> None:
    """Theirs can be asked for; after an undo nobody is named. JSON has nothing on stderr."""
    ids = [
        cli("add", "Ana Li", "--email", f"{name}@x.org", "--phone", "+14155551234").out.strip()
        for name in "abc"
    ]
    cli("edit", "b@x.org", "--notes", "hello")
    assert cli("merge", *how, "--yes").status == 0
    named = [f"Ana Li was merged into it: see `history {each[:8]}`" for each in ids[1:]]
    assert cli("history", ids[0]).err.splitlines() == named
    assert cli("history", ids[0], "--json").err == ""
    events = cli("history", ids[1][:8], "--fields", "event").out.split()
    assert events == ["contact.created", "contact.updated", "contact.merged"]
    cli("undo")
    assert cli("history", ids[0]).err == ""

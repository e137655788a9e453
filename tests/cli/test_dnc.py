"""The do-not-call list, run as a user runs it."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from contactsctl.address_book import AddressBook
from tests.conftest import PROGRAM, Cli

CARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\r\nN:;Ana;;;\r\nTEL;TYPE=CELL:+1 415 555 1234\r\nX-FOO:bar\r\n"
    "EMAIL:ana@example.org\r\n{listed}END:VCARD\r\n"
)
LISTED = "X-CONTACTSCTL-DNC:+14155551234;asked\\; by phone\\, twice\r\n"


def listed(cli: Cli) -> list[tuple[str, str | None]]:
    return [(each["value"], each["reason"]) for each in cli("dnc", "list", "--json").json["data"]]


def add_identity(cli: Cli, name: str, role: str) -> None:
    assert cli("identity", "add", name, "--role", role).status == 0


def test_an_entry_has_value_reason_source_time_and_who(cli: Cli) -> None:
    """Listing normalises; a second time is no error and gives a new reason; the JSON has every key."""
    add_identity(cli, "bot", "agent")
    first = cli("dnc", "add", "(415) 555-1234", "--region", "US", "--reason", "asked", "--json").json
    stamp = first.pop("created_at")
    assert first == {
        "value": "+14155551234",
        "kind": "phone",
        "reason": "asked",
        "source": None,
        "actor": None,
    }
    again = cli("--as", "bot", "dnc", "add", "+1-415-555-1234", "--json").json
    assert (again["reason"], again["actor"], again["created_at"]) == ("asked", None, stamp)
    assert (
        cli("dnc", "add", "+14155551234", "--reason", "law", "--source", "mail", "--json").json["reason"]
        == "law"
    )
    mail = cli("--as", "bot", "dnc", "add", "MAILTO:Ana@Example.org", "--json").json
    assert (mail["value"], mail["kind"], mail["actor"]) == ("ana@example.org", "email", "bot")
    assert listed(cli) == [("+14155551234", "law"), ("ana@example.org", None)]


CHECKS = [
    (["+14155551234"], 0, ["listed"]),
    (["(415) 555-1234", "--region", "US"], 0, ["listed"]),
    (["tel:+14155551234;ext=9"], 0, ["listed"]),
    (["ANA@example.org"], 0, ["listed"]),
    (["bo@example.org"], 3, ["not listed"]),
    (["bo@example.org", "+14155551234"], 0, ["not listed", "listed"]),
    (["bo@example.org", "+442071838750"], 3, ["not listed", "not listed"]),
]


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    cli = Cli(tmp_path_factory.mktemp("home"))
    assert cli("dnc", "add", "+14155551234", "ana@example.org").status == 0
    return cli


@pytest.mark.parametrize("arguments, status, states", CHECKS, ids=lambda each: str(each)[:40])
def test_check(stocked: Cli, arguments: list[str], status: int, states: list[str]) -> None:
    """Status 0 when one of the values is listed, in any spelling; 3 when none is; each is answered."""
    done = stocked("dnc", "check", *arguments)
    assert (done.status, [line.split("\t")[1] for line in done.out.splitlines()]) == (status, states)
    document = stocked("dnc", "check", *arguments, "--json").json
    documents = document["data"] if len(states) > 1 else [document]
    assert [each["listed"] for each in documents] == [state == "listed" for state in states]


REFUSALS = [
    (["dnc", "add", "12"], 4, "invalid_phone"),
    (["dnc", "add", "+14155550000", "a@b"], 4, "invalid_email"),
    (["dnc", "check", "(415) 555-1234"], 4, "invalid_phone"),
    (["dnc", "add", "+14155550000", "--reason", "x" * 5000], 4, "too_long"),
    (["dnc", "add", "+14155550000", "--reason", "a\x1bb"], 4, "invalid_text"),
    (["dnc", "remove", "+442071838750"], 3, "not_found"),
    (["dnc", "remove", "ana@example.org", "+442071838750"], 3, "not_found"),
    (["dnc", "import", "nowhere.csv"], 4, "invalid_file"),
    (["dnc", "list", "--fields", "shoe"], 4, "unknown_field"),
    (["dnc", "list", "--kind", "fax"], 2, "usage"),
    (["--as", "nobody", "dnc", "filter"], 7, "denied"),
    (["--as", "nobody", "dnc", "filter", "--column", "1"], 7, "denied"),
    (["dnc", "filter", "--column", "2"], 4, "unknown_field"),
]


@pytest.mark.parametrize("arguments, status, code", REFUSALS, ids=lambda each: str(each)[:40])
def test_refusals(stocked: Cli, arguments: list[str], status: int, code: str) -> None:
    """One line, the documented status, and the list stays as it is."""
    before = listed(stocked)
    done = stocked(*arguments, stdin="Phone\n")
    assert (done.status, done.out, done.err.count("\n") <= 2) == (status, "", True)
    if "filter" not in arguments:  # which has no JSON
        assert stocked(*arguments, "--json").error["code"] == code
    assert listed(stocked) == before


def test_contacts_are_on_the_list_by_their_numbers_and_addresses(cli: Cli) -> None:
    """`dnc` follows the list, not the contact: through add, edit, trash, erasure and a new import."""
    cli("dnc", "add", "+14155551234", "ana@example.org")
    assert cli("add", "Bo", "--phone", "+1 415 555 1234 ext. 5", "--json").json["dnc"] is True
    assert cli("add", "Cy", "--email", "cy@example.org", "--json").json["dnc"] is False
    names = {"--dnc": "Bo", "--no-dnc": "Cy"}
    for option, name in names.items():
        assert cli("list", option, "--fields", "display_name").out.split() == [name]
        assert cli("list", option, "--count").out == "1\n"
    edited = cli("edit", "cy@example.org", "--add-email", "ana@example.org", "--json").json
    assert (edited["dnc"], edited["revision"]) == (True, 2)
    same = cli("edit", "cy@example.org", "--add-tag", "x", "--remove-email", "ana@example.org", "--json").json
    assert (same["dnc"], cli("show", "cy@example.org", "--json").json["dnc"]) == (False, False)
    bo = cli("list", "--dnc", "--format", "ids").out.strip()
    unchanged = cli("edit", bo, "--display-name", "Bo", "--json").json
    assert (unchanged["revision"], unchanged["dnc"]) == (1, True)
    assert "(do not call)" in cli("show", bo).out
    cli("rm", bo)
    assert cli("trash", "list", "--dnc", "--fields", "display_name").out == "Bo\n"
    assert cli("trash", "list", "--no-dnc").out == ""
    assert cli("list", "--include-deleted", "--no-dnc", "--fields", "display_name").out == "Cy\n"
    cli("rm", "--permanent", bo, "--yes")
    assert cli("dnc", "check", "+14155551234").status == 0
    assert cli("add", "Bo again", "--phone", "+14155551234", "--json").json["dnc"] is True
    cli("dnc", "remove", "+14155551234")
    assert cli("list", "--dnc", "--count").out == "0\n"


def test_cards_carry_entries_and_lose_nothing_else(cli: Cli, tmp_path: Path) -> None:
    """An import adds a card's entries and keeps no line of them; an export writes those of today."""
    file = tmp_path / "a.vcf"
    file.write_bytes(CARD.format(listed=LISTED).encode())
    cli("import", str(file))
    assert listed(cli) == [("+14155551234", "asked; by phone, twice")]
    document = cli("show", "ana@example.org", "--json").json
    assert (document["dnc"], [line["name"] for line in document["other_properties"]]) == (True, ["X-FOO"])
    assert cli("export-vcard").out == CARD.format(listed=LISTED)
    assert cli("verify", str(file)).status == 0
    cli("dnc", "remove", "+14155551234")
    assert cli("export-vcard").out == CARD.format(listed="")
    cli("dnc", "add", "ana@example.org")
    cli("edit", "ana@example.org", "--company", "Acme")
    assert cli("export-vcard", "--version", "4.0").out.count("X-CONTACTSCTL-DNC:ana@example.org;\r\n") == 1


def test_an_import_adds_and_never_clears(cli: Cli, tmp_path: Path) -> None:
    """Cards without the line, a CSV that says false, JSON either way: the list only grows; reasons stay."""
    cli("dnc", "add", "+14155551234", "--reason", "asked")
    (tmp_path / "a.vcf").write_text(CARD.format(listed="X-CONTACTSCTL-DNC:+14155551234;other\r\n"))
    (tmp_path / "b.vcf").write_text(CARD.format(listed="X-CONTACTSCTL-DNC:nonsense\r\n"))
    (tmp_path / "a.csv").write_text(
        "display_name,phones.0.number,emails.0.address,dnc\nAna,+14155551234,,false\n"
    )
    (tmp_path / "b.csv").write_text(
        "display_name,phones.0.number,emails.0.address,dnc\nBo,+442071838750,bo@x.org,yes\n"
    )
    (tmp_path / "a.json").write_text('[{"name": "Cy", "email": "cy@x.org", "dnc": true}]')
    for name, problems in (("a.vcf", 0), ("b.vcf", 1), ("a.csv", 0), ("b.csv", 0), ("a.json", 0)):
        result = cli("import", str(tmp_path / name), "--json").json
        assert (result["rejected"], len([w for w in result["warnings"] if w["field"] == "dnc"])) == (
            0,
            problems,
        )
    assert listed(cli) == [("+14155551234", "asked"), ("+442071838750", None), ("bo@x.org", None)]
    header, row = cli("export-csv", "-q", "Bo").out.splitlines()
    assert (header.split(",")[-1], row.split(",")[-1]) == ("dnc", "true")
    cli("rm", "cy@x.org")
    strict = tmp_path / "strict.csv"
    strict.write_text("display_name,phones.0.number,dnc\nDi,+33142685300,true\n" + '"x' + "y" * 300 + '",,\n')
    cli("import", str(strict), "--dry-run")
    assert len(listed(cli)) == 3


LISTS = [
    ("+1 415 555 1234\n\nnonsense\nana@example.org\n+14155551234\n", [], (2, 1, 1), [3]),
    ("(415) 555-1234\r\n0207 183 8750\r\n", ["--region", "US"], (1, 0, 1), [2]),
    ("Name,Phone,Reason\nA,+14155551234,law\nB,,\n", [], (1, 0, 0), []),
    ("Name;Tel;Mobile\nA;;+442071838750\n", ["--column", "Mobile"], (1, 0, 0), []),
    ('value,kind,reason\n+14155551234,phone,"a, b"\n', [], (1, 0, 0), []),
    ('+14155551234\n"unclosed\n', [], (1, 0, 1), [2]),
    ("030 1234567\n+14155551299\n", [], (1, 0, 1), [1]),
    ("12", [], (0, 0, 1), [1]),
    ("(415) 555-99999", ["--region", "US"], (0, 0, 1), [1]),
    ("ana@", [], (0, 0, 1), [1]),
    ("Telephone numbers\n+14155551234\n", [], (1, 0, 0), []),
]


@pytest.mark.parametrize("text, options, counts, lines", LISTS, ids=lambda each: str(each)[:30])
def test_import(cli: Cli, text: str, options: list[str], counts: tuple[int, ...], lines: list[int]) -> None:
    """Counts of added, listed before, invalid; bad rows are named by line and stop nothing; twice adds none."""
    dry = cli("dnc", "import", "-", *options, "--dry-run", "--json", stdin=text).json
    assert (tuple(dry[key] for key in ("added", "already_listed", "invalid")), listed(cli)) == (counts, [])
    done = cli("dnc", "import", "-", *options, "--json", stdin=text)
    assert tuple(done.json[key] for key in ("added", "already_listed", "invalid")) == counts
    assert ([error["line"] for error in done.json["errors"]], done.status) == (lines, 6 if lines else 0)
    assert cli("dnc", "import", "-", *options, "--json", stdin=text).json["added"] == 0
    assert len(listed(cli)) == counts[0]


def test_its_own_list_can_be_imported_again(cli: Cli) -> None:
    """What `dnc list --format csv` prints, another book takes, reasons too."""
    cli("dnc", "add", "+14155551234", "--reason", '=x, "y"')
    cli("dnc", "add", "ana@example.org", "--reason", "line")
    out, before = cli("dnc", "list", "--format", "csv", "--limit", "0").out, listed(cli)
    cli("dnc", "remove", "+14155551234", "ana@example.org")
    assert cli("dnc", "import", "-", stdin=out).status == 0
    assert [value for value, _ in listed(cli)] == [value for value, _ in before]


FILTERED = [
    ([], b"+1 (415) 555-1234\r\nx\r\n\r\n+442071838750", b"x\r\n\r\n+442071838750", b"+1 (415) 555-1234\r\n"),
    ([], b"Ana <ana@example.org>\nbo@x.org\n\xff\xfe\n", b"bo@x.org\n\xff\xfe\n", b"Ana <ana@example.org>\n"),
    (["--column", "tel"], b"\xef\xbb\xbfN;Tel\r\n\"a;\r\nb\";+14155551234\r\nc; \"+442071838750\"\r\n",
     b"\xef\xbb\xbfN;Tel\r\nc; \"+442071838750\"\r\n", b"\xef\xbb\xbfN;Tel\r\n\"a;\r\nb\";+14155551234\r\n"),
    (["--column", "Tel"], b'N,Tel\n"x,+14155551234\nz,\n', b"N,Tel\nz,\n", b'N,Tel\n"x,+14155551234\n'),
    (["--column", "2"], b"a,+14155551234\nb,1;ana@example.org\nc\n", b"c\n", b"a,+14155551234\nb,1;ana@example.org\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    "options, data, kept, dropped", FILTERED, ids=["lines", "mails", "csv", "broken", "numbered"]
)
def test_filter(stocked: Cli, options: list[str], data: bytes, kept: bytes, dropped: bytes) -> None:
    """Rows that are not listed pass byte for byte; --invert prints the others, under the same header."""
    assert stocked.bytes("dnc", "filter", *options, stdin=data).stdout == kept
    assert stocked.bytes("dnc", "filter", *options, "--invert", stdin=data).stdout == dropped


SEVERAL = [
    "+14155551234 +14155550001", "+14155551234 / +1 415 555 0001", "+14155551234 or +14155550001",
    "+14155551234 call", "+1 415 555 1234", "bo@example.org or ana@example.org", "+14155550001 <ana@example.org>",
]  # fmt: skip


@pytest.mark.parametrize("line", SEVERAL)
def test_filter_drops_a_listed_value_among_others(stocked: Cli, line: str) -> None:
    """Whatever stands beside it on its line."""
    assert stocked("dnc", "filter", stdin=f"{line}\n+14155550001 call\n").out == "+14155550001 call\n"


def test_filter_counts_on_stderr(stocked: Cli) -> None:
    """Kept, dropped and what is no number are counted."""
    done = stocked("dnc", "filter", stdin="+14155551234\nx\n\n+442071838750\n")
    assert done.err == "3 kept, 1 dropped, 1 without a number or email\n"


def peak_of_filter(cli: Cli, rows: int, target: Path) -> int:
    """Return the memory in KiB that filtering so many rows takes at its peak."""
    source = target.with_suffix(".in")
    with source.open("wb") as stream:
        for start in range(0, rows, 1000):
            stream.write(
                b"".join(
                    b'"Person %d",+1415555%04d,Rome\n' % (n, n % 10_000) for n in range(start, start + 1000)
                )
            )
    with source.open("rb") as stdin, target.open("wb") as stdout:
        done = subprocess.Popen(
            [PROGRAM, "dnc", "filter", "--column", "2"], stdin=stdin, stdout=stdout, env=cli.env
        )
        usage = os.wait4(done.pid, 0)[2]
    done.returncode = 0
    assert target.read_bytes().count(b"\n") == rows - rows // 10_000
    return int(usage.ru_maxrss)


def test_filter_takes_flat_memory(cli: Cli, tmp_path: Path) -> None:
    """Twenty times the rows take no more memory, and no more is dropped than is listed."""
    cli("dnc", "add", "+14155551234")
    few, many = (peak_of_filter(cli, rows, tmp_path / f"{rows}.csv") for rows in (10_000, 200_000))
    assert many < few * 1.3 + 4096


def test_who_may_do_what(cli: Cli) -> None:
    """Agents add and check; removing and importing is for admins."""
    add_identity(cli, "bot", "agent")
    add_identity(cli, "boss", "admin")
    assert cli("--as", "bot", "dnc", "add", "+14155551234").status == 0
    for arguments in (["remove", "+14155551234"], ["import", "-"]):
        denied = cli("--as", "bot", "dnc", *arguments, "--json", stdin="+442071838750\n")
        assert (denied.status, denied.error["code"]) == (7, "denied")
        assert cli("--as", "boss", "dnc", *arguments, stdin="+442071838750\n").status == 0


def test_the_list_does_not_tell_whom_an_identity_cannot_see(cli: Cli) -> None:
    """Numbers of hidden contacts, live or in the trash, are not listed to a viewer, by no option."""
    add_identity(cli, "bot", "agent")
    add_identity(cli, "temp", "restricted")
    cli("add", "Hidden", "--phone", "+14155550001", "--email", "hidden@x.org", "--access-nobody")
    cli("add", "Gone", "--phone", "+14155550002", "--email", "gone@x.org", "--access-nobody")
    cli("add", "Seen", "--phone", "+14155550003", "--email", "seen@x.org")
    cli("add", "Granted", "--phone", "+14155550004", "--access", "temp")
    cli("rm", "gone@x.org")
    cli("dnc", "add", "hidden@x.org", "gone@x.org", "seen@x.org", "nobody@x.org",
        *(f"+1415555000{digit}" for digit in range(1, 7)))  # fmt: skip
    cli("--as", "bot", "dnc", "add", "+14155550001")  # is there already: it stays the owner's entry
    free = ["+14155550005", "+14155550006", "nobody@x.org"]
    expected = {
        "bot": ["+14155550003", *free[:2], free[2], "seen@x.org"],
        "temp": ["+14155550004", *free],
    }
    for name, values in expected.items():
        for output in (
            ["--format", "tsv"],
            ["--json"],
            ["--format", "csv", "--limit", "0"],
            ["-q", "0"],
            ["-q", "x.org"],
        ):
            done = cli("--as", name, "dnc", "list", *output)
            seen = {
                value
                for value in [*(f"+1415555000{d}" for d in range(1, 7)), "hidden", "gone"]
                if value in done.out
            }
            assert seen <= set(values), (name, output)
        found = [each["value"] for each in cli("--as", name, "dnc", "list", "--json").json["data"]]
        assert sorted(found) == sorted(values)
        assert cli("--as", name, "dnc", "list", "--count").out == f"{len(values)}\n"
        assert cli("--as", name, "dnc", "check", "hidden@x.org").status == 0


def test_undo_takes_back_whatever_changed_the_list(cli: Cli, tmp_path: Path) -> None:
    """A list import, a contact import, a removal and a new reason are taken back, each whole."""
    cli("dnc", "add", "+14155551234", "--reason", "asked")
    before = listed(cli)
    (tmp_path / "a.vcf").write_text(CARD.format(listed="X-CONTACTSCTL-DNC:ana@example.org;x\r\n"))
    steps: list[tuple[list[str], str]] = [
        (["dnc", "import", "-"], "".join(f"+1415555{number:04d}\n" for number in range(1200))),
        (["import", str(tmp_path / "a.vcf")], ""),
        (["dnc", "remove", "+14155551234"], ""),
        (["dnc", "add", "+14155551234", "--reason", "law"], ""),
    ]
    for arguments, stdin in steps:
        assert cli(*arguments, stdin=stdin).status == 0
        assert listed(cli) != before
        assert cli("undo").status == 0
        assert listed(cli) == before


def test_a_change_of_the_list_is_an_event(cli: Cli) -> None:
    """Adding, changing and removing are noted with the rows before and after; what changes nothing is not."""
    cli("dnc", "add", "+14155551234")
    cli("dnc", "add", "+14155551234")
    cli("dnc", "add", "+14155551234", "--reason", "law")
    cli("dnc", "remove", "+14155551234")
    with AddressBook(cli.db) as book, book.reading() as connection:
        rows = connection.execute("SELECT kind, subject, changes FROM event ORDER BY seq").fetchall()
    assert [row[:2] for row in rows] == [("created", "dnc"), ("updated", "dnc"), ("deleted", "dnc")]
    changes = [json.loads(row[2]) for row in rows]
    assert [(each["key"], each["before"] and each["before"]["reason"]) for each in changes] == [
        ("14155551234", None), ("14155551234", None), ("14155551234", "law"),
    ]  # fmt: skip

"""Birthdays: when they come next, whatever is known of them, and as a calendar."""

import pytest

from tests.conftest import Cli


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    cli = Cli(tmp_path_factory.mktemp("people"))
    for name, birthday in (
        ("Ana", "1980-03-01"), ("Bo", "--03-05"), ("Cy", "1992-02-29"), ("Di", "1990-12-31"), ("Ed", "1970-05"),
        ("Flo", "1999"), ("Gus", "2030-03-02"), ("Hal; the, \\ great", "2000-02-27"),
    ):  # fmt: skip
        cli("add", name, "--birthday", birthday, "--date", "anniversary:2010-03-03")
    cli("rm", *cli("add", "Gone", "--birthday", "1980-03-01").out.split())
    return cli


COMING = [
    (["--from", "2023-02-27", "--within", "8d"],
     [("Hal; the, \\ great", "2023-02-27", 0, 23), ("Cy", "2023-02-28", 1, 31), ("Ana", "2023-03-01", 2, 43),
      ("Gus", "2023-03-02", 3, None), ("Bo", "2023-03-05", 6, None)]),
    (["--from", "2024-02-28", "--within", "1d"], [("Cy", "2024-02-29", 1, 32)]),
    (["--from", "2024-03-01", "--within", "0d"], [("Ana", "2024-03-01", 0, 44)]),
    (["--from", "2023-12-30", "--within", "1d"], [("Di", "2023-12-31", 1, 33)]),
    (["--from", "2023-12-31", "--within", "0d"], [("Di", "2023-12-31", 0, 33)]),
    (["--from", "2024-01-01", "--within", "58d"], [("Hal; the, \\ great", "2024-02-27", 57, 24)]),
]  # fmt: skip


@pytest.mark.parametrize("arguments, expected", COMING)
def test_the_next_come_first(
    people: Cli, arguments: list[str], expected: list[tuple[str, str, int, int | None]]
) -> None:
    """The day, the days until then, the age it makes: over the year's end, on leap days, without a year."""
    found = people("birthdays", *arguments, "--json").json["data"]
    assert [(each["display_name"], each["next"], each["days"], each["age"]) for each in found] == expected


def test_formats(people: Cli) -> None:
    """TSV, fields and ids; a mistake is refused."""
    arguments = ("birthdays", "--from", "2024-03-01", "--within", "0d")
    contact_id = people(*arguments, "--format", "ids").out.strip()
    assert people(*arguments).out == f"2024-03-01\t0\t{contact_id}\tAna\t44\t1980-03-01\tbirthday\n"
    assert (
        people(*arguments, "--format", "csv", "--fields", "age,display_name").out
        == "age,display_name\r\n44,Ana\r\n"
    )
    assert (
        people(*arguments, "--format", "compact").out.splitlines()[1]
        == f"2024-03-01|0|{contact_id[:8]}|Ana|44|1980-03-01|birthday"
    )
    assert people(*arguments, "--fields", "shoe").status == 4
    assert (people("birthdays", "--within", "soon").status, people("birthdays", "--from", "x").status) == (
        2,
        2,
    )
    occasions = people(
        "birthdays", "--from", "2024-03-03", "--within", "0d", "--anniversaries", "--json"
    ).json
    assert {(each["occasion"], each["age"]) for each in occasions["data"]} == {("anniversary", 14)}


def test_the_calendar_is_one(people: Cli) -> None:
    """RFC 5545: CRLF, folded, escaped; every birthday with a day, repeating; leap days the last of February."""
    out = people.bytes("birthdays", "--format", "ics").stdout.decode()
    lines = out.replace("\r\n ", "").split("\r\n")
    assert (lines[0], lines[-2:], "\n" in out.replace("\r\n", "")) == (
        "BEGIN:VCALENDAR",
        ["END:VCALENDAR", ""],
        False,
    )
    assert sorted(line for line in lines if line.startswith("DTSTART")) == [
        "DTSTART;VALUE=DATE:19800301", "DTSTART;VALUE=DATE:19901231", "DTSTART;VALUE=DATE:19920229",
        "DTSTART;VALUE=DATE:20000227", "DTSTART;VALUE=DATE:20000305", "DTSTART;VALUE=DATE:20300302",
    ]  # fmt: skip
    assert "SUMMARY:Birthday: Hal\\; the\\, \\\\ great" in lines
    assert lines.count("RRULE:FREQ=YEARLY") == 5
    assert lines.count("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1") == 1
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(set(uids)) == len(uids) == 6
    assert all(len(line.encode()) <= 75 for line in out.split("\r\n"))

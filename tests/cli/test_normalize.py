"""What is known of numbers, one or many, as arguments, lines or JSON."""

import json
from typing import Any

import phonenumbers
import pytest

from contactsctl.settings import REGIONS
from tests.conftest import DATA, Cli

SF = {"original": "(415) 555-1234", "normalized": "+14155551234", "is_valid": True, "country_code": "US",
      "area_code": "415", "type": "fixed_line_or_mobile"}  # fmt: skip
LONDON = {"original": "+442071838750", "normalized": "+442071838750", "is_valid": True, "country_code": "GB",
          "area_code": "20", "type": "fixed_line"}  # fmt: skip
BAD = {
    "original": "12",
    "normalized": None,
    "is_valid": False,
    "country_code": None,
    "area_code": None,
    "type": None,
}
US = ["--region", "US"]

ONE = [
    (["(415) 555-1234", *US], "", SF),
    (US, '{"phone": "(415) 555-1234"}', SF),
    (US, '{"phone": "(415) 555-1234"}\n', SF),
    (US, '{\n "x": 1, "number": "(415) 555-1234"\n}', SF),
    ([], '{"value": "(415) 555-1234", "region": "us"}', SF),
    (US, "\n  (415) 555-1234 \r\n", SF),
    (["-", *US], "(415) 555-1234", SF),
    (["+442071838750"], "", LONDON),
    (["12"], "", BAD),
]


@pytest.mark.parametrize("arguments, stdin, expected", ONE)
def test_one_number_is_the_object(
    cli: Cli, arguments: list[str], stdin: str, expected: dict[str, Any]
) -> None:
    """--json prints the object of SPEC for one number, wherever it comes from; 4 when it is not valid."""
    done = cli("normalize", *arguments, "--json", stdin=stdin)
    assert (done.json, done.status) == (expected, 0 if expected["is_valid"] else 4)


MANY = [
    (["(415) 555-1234", "12", "+442071838750", *US], ""),
    (US, "(415) 555-1234\n\n12\n+442071838750"),
    (US, '{"phone": "(415) 555-1234"}\n{"phone": "12"}\n{"phone": "+442071838750"}\n'),
    (US, '["(415) 555-1234", {"number": "12"}, {"value": "+442071838750"}]'),
    (US, '{"data": [{"original": "(415) 555-1234"}, {"original": "12"}, {"original": "+442071838750"}]}'),
    (["(415) 555-1234", "-", *US], "12\n+442071838750\n"),
]


@pytest.mark.parametrize("arguments, stdin", MANY)
def test_many_numbers(cli: Cli, arguments: list[str], stdin: str) -> None:
    """Several numbers are data and meta, all printed though one is not valid; the status is 4."""
    done = cli("normalize", *arguments, "--json", stdin=stdin)
    assert (done.status, done.json) == (4, {"data": [SF, BAD, LONDON], "meta": {"total": 3}})
    lines = cli("normalize", *arguments, "--format", "ndjson", stdin=stdin).out.splitlines()
    assert [json.loads(line) for line in lines] == [SF, BAD, LONDON]


def test_other_formats(cli: Cli) -> None:
    """TSV through a pipe, CSV with a header, chosen fields; nothing at all is an empty list."""
    assert cli("normalize", "+442071838750").out == "+442071838750\t+442071838750\ttrue\tGB\t20\tfixed_line\n"
    csv = cli("normalize", "+442071838750", "--format", "csv", "--fields", "normalized,type").out
    assert csv == "normalized,type\r\n+442071838750,fixed_line\r\n"
    assert cli("normalize", "--json").json == {"data": [], "meta": {"total": 0}}
    assert not cli.db.exists()


REFUSALS = [
    (["1", "--region", "USA"], "", 4, "invalid_value"),
    (["1", "--fields", "shoe"], "", 4, "unknown_field"),
    ([], '{"fax": "1"}', 4, "invalid_value"),
    ([], '{"phone": 1}', 4, "invalid_value"),
    ([], '{"phone": "1"', 4, "invalid_file"),
    ([], '{"phone": "1", "region": 5}', 4, "invalid_value"),
    ([], "x" * (17 * 1024 * 1024), 4, "too_long"),
]


@pytest.mark.parametrize("arguments, stdin, status, code", REFUSALS, ids=lambda each: str(each)[:30])
def test_refusals(cli: Cli, arguments: list[str], stdin: str, status: int, code: str) -> None:
    """What cannot be read is one line and exit 4."""
    done = cli("normalize", *arguments, "--json", stdin=stdin)
    assert (done.status, done.error["code"]) == (status, code)


def test_the_region_of_the_settings(cli: Cli) -> None:
    """Without --region, that of config.toml holds."""
    config = cli.home / "config" / "contactsctl"
    config.mkdir(parents=True)
    (config / "config.toml").write_text('region = "us"\n')
    assert cli("normalize", "(415) 555-1234", "--json").json == SF


BAD_REGIONS = [("UK", "GB"), ("el", "GR"), ("XX", None), ("ß", None), ("", None)]


@pytest.mark.parametrize("region, meant", BAD_REGIONS)
def test_a_region_that_is_no_country_is_refused(cli: Cli, region: str, meant: str | None) -> None:
    """No number would be valid there: the mistake is the region, with a suggestion where one is at hand."""
    hint = f": did you mean {meant}?" if meant else ""
    message = f"must be a country code of two letters, such as US: {region!r}{hint}\n"
    card = str(DATA / "phone-2009.vcf")
    for command in (["normalize", "1"], ["add", "A"], ["import", card], ["verify", card]):
        done = cli(*command, "--region", region)
        assert (done.status, done.err) == (4, f"error: region {message}")
    config = cli.home / "config" / "contactsctl"
    config.mkdir(parents=True)
    (config / "config.toml").write_text(f'region = "{region}"')
    assert cli("list").err == f"error: region in config.toml {message}"


def test_every_country_with_numbers_is_a_region() -> None:
    assert not phonenumbers.SUPPORTED_REGIONS - REGIONS

"""Which numbers and addresses a cell or a line holds."""

from contextlib import suppress

import phonenumbers
import pytest

from contactsctl.domain import numbers_in_text
from contactsctl.domain.dnc import Subject, mended_remark, subjects_in
from contactsctl.domain.phone import ParsedPhone, parse
from contactsctl.errors import InvalidPhoneError

CELLS = [
    ("+1 (415) 555-1234", [("phone", "+14155551234")]),
    ("415.555.1234", [("phone", "+14155551234")]),
    ("tel:+1-415-555-1234;ext=5", [("phone", "+14155551234")]),
    ("+1 415 555 1234 ext. 5", [("phone", "+14155551234")]),
    ("Ana <Ana@Example.org>", [("email", "ana@example.org")]),
    ("mailto:ana@example.org?subject=x", [("email", "ana@example.org")]),
    ("+14155551234 ::: +442071838750", [("phone", "+14155551234"), ("phone", "+442071838750")]),
    ("ana@example.org; bo@example.org", [("email", "ana@example.org"), ("email", "bo@example.org")]),
    *((text, [("phone", "+14155551234"), ("phone", "+442071838750")]) for text in (
        "+14155551234 +442071838750", "+14155551234 / +44 20 7183 8750", "+14155551234 or +442071838750",
        "415 555 1234 +44 20 7183 8750", "+14155551234+442071838750", "415 555 1234 or 011 44 20 7183 8750",
        "tel:+14155551234 tel:+442071838750", "+1 415 555 1234 - +44 20 7183 8750",
        "+1 415 555 1234 ext. 5 and +44 (0)20 7183 8750", "+14155551234 <+442071838750>",
        "４１５ 555 1234 ＋442071838750",
    )),
    *((text, [("phone", "+14155551234")]) for text in (
        "+14155551234 call", "call+14155551234now", "+1 415 555 1234: mobile", "$+14155551234%", "a 4155551234",
        "2020 415 555 1234", "+14155551234 99", "(415) 555-1234 / 99", "please " * 20 + "+14155551234 thanks",
    )),
    ("415 555 1234 415 555 9876", [("phone", "+14155551234"), ("phone", "+14155559876")]),
    ("4155551234 4155559876", [("phone", "+14155551234"), ("phone", "+14155559876")]),
    ("+14155551234 4155559876 415 555 9877 415 555 9878",
     [("phone", f"+1415555{end}") for end in (1234, 9876, 9877, 9878)]),
    ("+44 20 7183 8750", [("phone", "+442071838750")]), ("+44 (0)20 7183 8750", [("phone", "+442071838750")]),
    ("Ana ana@example.org, or (bo@example.org).", [("email", "ana@example.org"), ("email", "bo@example.org")]),
    ("<ana@example.org> <bo@example.org>", [("email", "ana@example.org"), ("email", "bo@example.org")]),
    ("ana@example.org or +14155551234", [("email", "ana@example.org"), ("phone", "+14155551234")]),
    ("ana+x@example.org", [("email", "ana+x@example.org")]), ("1+2@example.org", [("email", "1+2@example.org")]),
    ("on 2024-01-02 at 10:30, 1,000,000", []), ("1 " * 9000, []),
    ("Phone", []), ("", []), (" ", []), ("12", []), ("@", []), ("a@b", []), (";;;", []), ("x" * 10_000, []),
]  # fmt: skip


@pytest.mark.parametrize("text, expected", CELLS, ids=lambda each: str(each)[:30])
def test_cells(text: str, expected: list[tuple[str, str]]) -> None:
    """Every valid number and address is found, in any spelling; nothing else is."""
    assert subjects_in(text, "US") == tuple(Subject(*each) for each in expected)


@pytest.mark.parametrize("between", ["1 ", "12345 6 ", "99 ", "2020 07 11 1234 ", "+1 2 ", "1.2(3)-4 "])
def test_a_number_is_found_far_into_a_run_of_digits(between: str) -> None:
    """Wherever it stands, a number among groups of digits is found, and what takes long is asked of few."""
    text = between * (4000 // len(between)) + "| " + between * (4000 // len(between)) + "(415) 555 1234 "
    assert Subject("phone", "+14155551234") in subjects_in(text, "US")


@pytest.mark.parametrize(
    "text, region", [("1 0 ", "US"), ("0 0 ", "DE"), ("4 0 ", "AR"), ("+0 1 2 3 4 5 ", "US"), ("0 1 ", None)]
)
def test_few_groups_of_digits_are_asked_of_the_library(
    text: str, region: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most groups that follow each other cannot be a number by their length and first digits."""
    asked: list[str] = []

    def ask(text: str, region: str | None) -> ParsedPhone:
        asked.append(text)
        return parse(text, region)

    monkeypatch.setattr(numbers_in_text, "parse", ask)
    assert numbers_in_text.numbers_in(text * 2000 + "| +1 415 555 1234", region) == ("+14155551234",)
    assert len(asked) < 50


def test_what_is_dialled_is_asked_of_the_library() -> None:
    """Nothing is passed over that is a number: as it is, with a trunk prefix, a country code, or both."""
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        plan = phonenumbers.PhoneMetadata.metadata_for_region(region)
        number = phonenumbers.example_number(region)
        code, trunk = str(number.country_code), plan.national_prefix or ""
        national = phonenumbers.national_significant_number(number)
        for head in ("", trunk, code, code + trunk, trunk + code, "00" + code, code + trunk * 2):
            with suppress(InvalidPhoneError):
                parse(head + national, region)
                assert numbers_in_text._may_be_number(head + national, has_plus=False, region=region)
            with suppress(InvalidPhoneError):
                parse(f"+{head}{national}", region)
                assert numbers_in_text._may_be_number(head + national, has_plus=True, region=region)


def test_remarks_of_files_are_mended() -> None:
    """A reason of a file never stops an import: it is cleaned and cut."""
    assert mended_remark("a\x00b\nc " + "x" * 5000) == ("a\N{REPLACEMENT CHARACTER}b c " + "x" * 5000)[:4096]
    assert mended_remark("  ") is None

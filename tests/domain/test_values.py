"""Single values: emails, phones, dates, text, names, labels of other systems; each as a table."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contactsctl.domain import dates, email, phone
from contactsctl.domain.fold import fold
from contactsctl.domain.merge_patch import apply
from contactsctl.domain.names import derive_display_name
from contactsctl.domain.spelling import canonical
from contactsctl.domain.text import check_text, repair_text
from contactsctl.errors import ContactsError, InvalidEmailError, InvalidPhoneError


def outcome(function: Callable[[Any], Any], value: Any) -> Any:
    """Return what a function gives, or the code of the error that it raises."""
    try:
        return function(value)
    except ContactsError as error:
        return error.code


EMAILS = [
    ("Ana@Example.ORG", "ana@example.org"),
    ("mailto:a@b.cd", "a@b.cd"),
    ("o'neil+x@sub.example.co.uk", "o'neil+x@sub.example.co.uk"),
    ("ü@ex.com", "ü@ex.com"),
    ("a@müller.de", "a@müller.de"),
    ("a@x.test", "a@x.test"),
    ("a@b", None),
    ("a@localhost", None),
    ("a b@c.de", None),
    ("Ana <a@b.cd>", None),
    ("a..b@c.de", None),
    ("a@-c.de", None),
    ("a@exa_mple.org", None),
    ("@c.de", None),
    ("x" * 300 + "@c.de", None),
    ("", None),
]


@pytest.mark.parametrize("text, expected", EMAILS)
def test_emails(text: str, expected: str | None) -> None:
    """An address is lower-cased, or refused in one line."""
    if expected is None:
        with pytest.raises(InvalidEmailError, match=r"^[^\n]+$"):
            email.normalize(text)
    else:
        assert email.normalize(text) == expected


LOCAL = st.from_regex(r"[a-z0-9.!+_'-]{1,20}", fullmatch=True)
DOMAIN = st.from_regex(r"[a-z0-9.-]{1,20}\.(com|de|test|local|xn--p1ai|museum|invalid|c0m)", fullmatch=True)


@given(LOCAL, DOMAIN)
def test_the_common_case_is_decided_as_the_library_does(local: str, domain: str) -> None:
    """Whatever the quick check takes, email-validator takes, and writes in the same way."""
    import email_validator

    text = f"{local}@{domain}"
    if email._COMMON.fullmatch(text) and not email._is_unusual(text):
        checked = email_validator.validate_email(text, check_deliverability=False, test_environment=True)
        assert checked.normalized == email.normalize(text)


KEYS = [("ana@example.org", "example.org@ana"), ("a@MÜLLER.de", "xn--mller-kva.de@a"), ("none", "none@")]


@pytest.mark.parametrize("address, expected", KEYS)
def test_email_keys(address: str, expected: str) -> None:
    """A key begins with the domain in ASCII, so that a whole domain is one range."""
    assert email.key(address) == expected


PHONES = [
    ("+1 (415) 555-1234", None, "+14155551234", None),
    ("(415) 555-1234", "US", "+14155551234", None),
    ("tel:+14155551234", None, "+14155551234", None),
    ("+49 (0)221 123456", None, "+49221123456", None),
    ("0221 / 123-456", "DE", "+49221123456", None),
    ("415-555-1234 x12", "US", "+14155551234", "12"),
    ("+39 06 1234567", None, "+39061234567", None),
    ("+44 020 7946 0018", None, "+442079460018", None),
    ("0039 06 1234567", "DE", "+39061234567", None),
    ("12345", None, None, None),
    ("12345", "US", None, None),
    ("+1 000 000 0000", None, None, None),
    ("1-800-MY-APPLE", "US", "+18006927753", None),
    ("homephone", "US", None, None),
    ("+" + "1" * 100, None, None, None),
    ("", "US", None, None),
]


@pytest.mark.parametrize("text, region, number, extension", PHONES)
def test_phones(text: str, region: str | None, number: str | None, extension: str | None) -> None:
    """Any spelling of a valid number is E.164; anything else is refused in one line."""
    if number is None:
        with pytest.raises(InvalidPhoneError, match=r"^[^\n]+$"):
            phone.parse(text, region)
    else:
        assert phone.parse(text, region) == (number, extension)


def test_the_quick_check_of_numbers_is_the_library_s() -> None:
    """Over example and mutated numbers of every region, what is taken quickly is what phonenumbers says."""
    import phonenumbers

    rng = random.Random(7)
    taken = 0
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        code = phonenumbers.country_code_for_region(region)
        for kind in (0, 1, 3, 4, 6, 7, 27):
            example = phonenumbers.example_number_for_type(region, kind)
            if example is None:
                continue
            national = phonenumbers.national_significant_number(example)
            for _ in range(8):
                digits = list(national)
                for _ in range(rng.randint(0, 3)):
                    digits[rng.randrange(len(digits))] = rng.choice("0123456789")
                text = f"{code}{''.join(digits)}{rng.choice(['', '', '0'])}"
                if phone._is_plainly_valid(text):
                    taken += 1
                    number = phonenumbers.parse(f"+{text}")
                    assert phonenumbers.is_valid_number(number), text
                    assert phonenumbers.format_number(number, 0) == f"+{text}"
    assert taken > 2000


DATES = [
    ("1985-04-12", "1985-04-12"), ("19850412", "1985-04-12"), ("--04-12", "--04-12"), ("--0412", "--04-12"),
    ("1985-04", "1985-04"), ("1985", "1985"), ("1985-04-12T10:00:00Z", "1985-04-12"), ("--02-29", "--02-29"),
    ("2000-02-29", "2000-02-29"), ("1900-02-29", None), ("1985-13-01", None), ("1985-00-01", None), ("198504", None),
    ("--04-31", None), ("12/04/1985", None), ("circa 1800", None), ("0000", None), ("٢٠٢٠", None), ("", None),
]  # fmt: skip


@pytest.mark.parametrize("text, expected", DATES)
def test_dates(text: str, expected: str | None) -> None:
    """Whole and partial dates of the calendar, and nothing else."""
    assert outcome(dates.parse, text) == (expected or "invalid_date")


FOLDS = [
    ("Łukasz Ødegård", "lukasz odegard"), ("Straße", "strasse"), ("ﬁ Ａｂｃ", "fi abc"), ("İstanbul ısı", "istanbul isi"),
    ("Ёлка", "елка"), ("ΆΛΦΑΣ", "αλφασ"), ("が", "が"), ("김철수", "김철수"), ("Æthelðryð Þór", "aetheldryd thor"),
    ("e\u0301", "e"), ("Nguyễn", "nguyen"), ("ASCII", "ascii"),
]  # fmt: skip


@pytest.mark.parametrize("text, expected", FOLDS)
def test_folds(text: str, expected: str) -> None:
    """Case, accents, width and ligatures go; scripts stay."""
    assert fold(text) == expected


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    """Documents and queries meet: a folded text folds to itself."""
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(), max_size=60), st.booleans())
def test_repaired_text_is_taken(text: str, block: bool) -> None:
    """Whatever an import holds, mended it passes the check that an entry must pass."""
    check_text(repair_text(text, block=block), "notes", 10_000, block=block)


NAMES = [
    (
        {
            "name_prefix": "Dr.",
            "given_name": "A",
            "middle_name": "B",
            "family_name": "C",
            "name_suffix": "Jr.",
        },
        "Dr. A B C Jr.",
    ),
    ({"nickname": "N", "company": "X"}, "N"),
    ({"company": "X"}, "X"),
    ({"given_name": "x" * 200, "family_name": "y" * 200}, "x" * 200 + " " + "y" * 54),
    ({}, ""),
]


@pytest.mark.parametrize("names, expected", NAMES)
def test_display_names(names: dict[str, str], expected: str) -> None:
    """Made of the name's parts, else the nickname, else the company."""
    assert derive_display_name(names) == expected


RFC_7396 = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]


@pytest.mark.parametrize("target, patch, expected", RFC_7396)
def test_merge_patch(target: dict[str, Any], patch: dict[str, Any], expected: dict[str, Any]) -> None:
    """The examples of RFC 7396, appendix A, that have objects."""
    assert apply(target, patch) == expected


SPELLINGS = [
    ({"full_name": "A", "note": "n", "websites": ["u"]}, {"display_name": "A", "notes": "n", "urls": [{"url": "u"}]}),
    ({"email": "a@b", "emails": [{"email": "A@b", "type": "work"}]},
     {"emails": [{"address": "a@b"}]}),
    ({"phones": [{"value": "(415)", "value_e164": "+1415"}]}, {"phones": [{"number": "+1415", "raw": "(415)"}]}),
    ({"custom_fields": [{"label": "k", "value": 1}]}, {"custom_fields": {"k": 1}}),
    ({"accessIdentityIds": None, "orgId": "x", "revision": 3}, {"access": "everyone"}),
    ({"access_identity_ids": []}, {"access": []}),
    ({"addresses": [{"kind": "home", "postalCode": "1", "region": "CA"}]},
     {"addresses": [{"label": "home", "postal_code": "1", "state": "CA"}]}),
    ({"name": "A", "shoe": 1}, "unknown_field"),
    ({"emails": [{"adress": "x"}]}, "unknown_field"),
    ({"emails": 5}, "invalid_value"),
    ({"given_name": ["A"]}, "invalid_value"),
    ({"name": "A", "fullName": "B"}, "invalid_value"),
]  # fmt: skip


@pytest.mark.parametrize("document, expected", SPELLINGS)
def test_spellings(document: dict[str, Any], expected: Any) -> None:
    """Other systems' keys and shapes become ours; what is unknown is named."""
    assert outcome(canonical, document) == expected


def test_lenient_spelling_loses_nothing() -> None:
    """On import unknown keys, within lists too, go to the custom fields."""
    document = {"name": "A", "shoe": 1, "emails": [{"value": "a@b", "since": 2020}]}
    assert canonical(document, lenient=True)["custom_fields"] == {"shoe": 1, "emails.since": [2020]}

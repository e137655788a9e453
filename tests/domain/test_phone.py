"""Phones beside the tables of single values: the quick check is the library's, and what is told of a number."""

import random
from collections.abc import Iterator
from typing import Any

import phonenumbers
import pytest

from contactsctl.domain import phone
from contactsctl.errors import InvalidPhoneError


def spelled(rng: random.Random, code: int, digits: str) -> str:
    """Return an international spelling with stray separators, a wrong digit or a trunk zero now and then."""
    changed = [rng.choice("0123456789") if rng.random() < 0.06 else digit for digit in digits]
    changed += rng.choice(["", "", "", "0"])
    changed[:0] = rng.choice(["", "", "", "0", "1"])
    parts = (
        digit + (rng.choice([" ", ".", "-", " (", ") "]) if rng.random() < 0.2 else "") for digit in changed
    )
    return f"+{code}{rng.choice(['', ' ', ' ('])}{''.join(parts)}"


def numbers() -> Iterator[str]:
    rng = random.Random(11)
    examples = [
        phonenumbers.example_number_for_type(region, kind)
        for region in sorted(phonenumbers.SUPPORTED_REGIONS)
        for kind in phonenumbers.PhoneNumberType.values()
        if kind != phonenumbers.PhoneNumberType.UNKNOWN
    ]
    examples += map(
        phonenumbers.example_number_for_non_geo_entity, sorted(phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS)
    )
    for example in filter(None, examples):
        digits = phonenumbers.national_significant_number(example)
        yield f"+{example.country_code}{digits}"
        for _ in range(10):
            yield spelled(rng, example.country_code, digits)
    for _ in range(10_000):
        yield f"+{rng.randrange(1, 10 ** rng.randrange(6, 16))}"


def by_library(text: str) -> Any:
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return (written, number.extension) if phonenumbers.is_valid_number(number) else None


def by_us(text: str) -> Any:
    try:
        return phone.parse(text, None)
    except InvalidPhoneError:
        return None


def test_every_number_is_read_as_the_library_reads_it() -> None:
    """Over examples of every plan, well and badly spelled, and digits at random, none is judged otherwise."""
    texts = list(numbers())
    quick = sum(
        phone._INTERNATIONAL.fullmatch(text) is not None
        and phone._is_plainly_valid(text.translate(phone._SEPARATORS)[1:])
        for text in texts
    )
    assert [text for text in texts if by_us(text) != by_library(text)] == []
    assert len(texts) > 20_000
    assert quick > 3_000


URIS = [
    ("tel:+1-415-555-1234", ("+14155551234", None)),
    ("TEL:+1-415-555-1234", ("+14155551234", None)),
    ("tel:+1-415-555-1234;ext=12", ("+14155551234", "12")),
    ("+1 415 555 1234 ext. 12", ("+14155551234", "12")),
    ("+1 415 555 1234,,12", ("+14155551234", "12")),
    ("+" + "1" * 64, None),
]


@pytest.mark.parametrize("text, expected", URIS)
def test_uris_and_extensions(text: str, expected: Any) -> None:
    """RFC 3966 URIs and extensions, as cards have them."""
    assert by_us(text) == expected


KEYS = ("original", "normalized", "is_valid", "country_code", "area_code", "type")
KNOWN = [
    ("(415) 555-1234", "US", ("+14155551234", True, "US", "415", "fixed_line_or_mobile")),
    ("+44 20 7946 0018", None, ("+442079460018", True, "GB", "20", "fixed_line")),
    ("+39 06 1234567", "US", ("+39061234567", True, "IT", "06", "fixed_line")),
    ("+49 1512 3456789", None, ("+4915123456789", True, "DE", None, "mobile")),
    ("+1 800 692 7753", None, ("+18006927753", True, "US", None, "toll_free")),
    ("+800 1234 5678", None, ("+80012345678", True, "001", None, "toll_free")),
    ("12345", "US", (None, False, None, None, None)),
    ("x" * 70, None, (None, False, None, None, None)),
]


@pytest.mark.parametrize("text, region, expected", KNOWN)
def test_what_is_known_of_a_number(text: str, region: str | None, expected: tuple[Any, ...]) -> None:
    """Each number with its region, area and kind; nothing is known of one that is not valid."""
    assert phone.normalize(text, region) == dict(zip(KEYS, (text, *expected), strict=True))

"""Emails beside the tables of single values: domains of every kind, URIs, scripts, and the key of each."""

import email_validator
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contactsctl.domain import email
from contactsctl.errors import InvalidEmailError

ADDRESSES = [
    ("a@x.example", "a@x.example"),
    ("a@test", "a@test"),
    ("a@x.internal", "a@x.internal"),
    ("a@x.invalid", None),
    ("a@x.local", None),
    ("a@x.onion", None),
    ("a@foo.localhost", None),
    ("a@10.in-addr.arpa", None),
    ("a@1.2.3.4", None),
    ("a@[1.2.3.4]", None),
    ('"a b"@c.de', None),
    ("a@b.cd.", None),
    ("MAILTO:Ana@b.cd", "ana@b.cd"),
    ("mailto:a%2Bb@c.de?subject=x", "a+b@c.de"),
    ("a@xn--mller-kva.de", "a@müller.de"),
    ("a@MU\u0308LLER.de", "a@müller.de"),
    ("a@ｅxample.com", "a@example.com"),
    ("\u212a@x.de", "k@x.de"),
    ("a" * 64 + "@b.cd", "a" * 64 + "@b.cd"),
    ("a" * 65 + "@b.cd", "a" * 65 + "@b.cd"),
    ("a@" + "b" * 63 + ".cd", "a@" + "b" * 63 + ".cd"),
    ("a@" + "b" * 64 + ".cd", None),
    ("a@" + "b." * 124 + "cd", "a@" + "b." * 124 + "cd"),
    ("a@" + "b." * 125 + "cde", None),
    ("a\u0301\u0316" * 100_000 + "@b.cd", None),
    ("a\x00@b.cd", None),
    ("\ud800@b.cd", None),
]


@pytest.mark.parametrize(
    "text, expected", ADDRESSES, ids=lambda value: str(value)[:30].encode("unicode_escape").decode()
)
def test_addresses(text: str, expected: str | None) -> None:
    """Reserved names that can hold no mailbox are refused, those of tests and examples taken; scripts are NFC."""
    assert normalized(text) == expected


def normalized(text: str) -> str | None:
    try:
        return email.normalize(text)
    except InvalidEmailError:
        return None


def by_library(text: str) -> str | None:
    try:
        checked = email_validator.validate_email(text, check_deliverability=False, test_environment=True)
    except email_validator.EmailNotValidError:
        return None
    return checked.normalized.lower()


LOCAL = st.text("abAB019.!#$%&'*+/=?^_`{|}~-", max_size=12) | st.integers(60, 68).map(lambda size: "a" * size)
LABEL = st.text("abAZ09-", max_size=8) | st.integers(60, 66).map(lambda size: "b" * size)
TOP = st.sampled_from(
    [
        "com",
        "co.uk",
        "example",
        "test",
        "local",
        "invalid",
        "arpa",
        "onion",
        "xn--p1ai",
        "c0m",
        "12",
        "a-",
        "x",
    ]
)


@given(LOCAL, st.lists(LABEL, max_size=4), TOP)
@example("a", ["b" * 61] * 4, "com")
def test_every_address_is_judged_as_the_library_judges_it(local: str, labels: list[str], top: str) -> None:
    """Quick check or not: the verdict and the spelling are email-validator's."""
    text = f"{local}@{'.'.join([*labels, top])}"
    assert normalized(text) == by_library(text)


@given(st.text("aAéÉßİΩ字", min_size=1, max_size=6), st.text("aAéÉßΩ字", min_size=1, max_size=6))
def test_a_normalized_address_stays_and_has_one_key(local: str, label: str) -> None:
    """Normalising again changes nothing, and the key of an address begins with its domain in ASCII."""
    address = normalized(f"{local}@{label}.com")
    if address is not None:
        assert normalized(address) == address
        domain, at, found = email.key(address).rpartition("@")
        assert (domain.isascii(), at, found) == (True, "@", address.rpartition("@")[0])

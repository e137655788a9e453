"""Amounts keep every digit, and nothing that is no amount gets in."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contactsctl.domain.money import check_currency, parse_amount, sort_key, total
from contactsctl.errors import InvalidValueError

WRITTEN = [
    ("1200.50", "1200.50"), ("0.10", "0.10"), (".5", "0.5"), ("5.", "5"), ("007.50", "7.50"), ("+3", "3"),
    ("1.2e6", "1200000"), ("1e-3", "0.001"), ("0", "0"), ("0.00", "0.00"), (" 12 ", "12"), ("1E17", "100000000000000000"),
    ("999999999999999999", "999999999999999999"), ("0.123456789012345678", "0.123456789012345678"),
]  # fmt: skip
REFUSED = [
    "", "NaN", "sNaN", "Infinity", "-1", "-0", "1e9999", "1e-9999", "1e999999999", "1e18", "1e-19", "1,5", "1 000", "1_000",
    "١٢", "0x10", "1234567890123456789", "12345678901234567.89", "€5", "1.2.3", "e5", ".", "--1", "9" * 5000, "1\x00",
]  # fmt: skip


@pytest.mark.parametrize("text, expected", WRITTEN)
def test_amounts_are_kept_as_written(text: str, expected: str) -> None:
    """The value and its places are those of the text, written without an exponent."""
    assert format(parse_amount(text), "f") == expected


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:20])
def test_no_amounts(text: str) -> None:
    """What is no number, negative or beyond 18 digits is refused."""
    with pytest.raises(InvalidValueError):
        parse_amount(text)


AMOUNTS = st.decimals(min_value=0, max_value=10**12, places=6, allow_nan=False, allow_infinity=False)


@given(st.lists(AMOUNTS, max_size=30))
def test_sums_are_exact(amounts: list[Decimal]) -> None:
    """A total is the sum of the whole millionths."""
    assert total(amounts) * 10**6 == sum(int(amount.scaleb(6)) for amount in amounts)


@given(AMOUNTS, AMOUNTS)
def test_written_amounts_are_ordered_as_numbers(one: Decimal, other: Decimal) -> None:
    """The keys by which SQL compares texts compare as the numbers do."""
    keys = [sort_key(format(amount, "f")) for amount in (one, other)]
    assert (keys[0] < keys[1], keys[0] == keys[1]) == (one < other, one == other)


@pytest.mark.parametrize("text, expected", [("EUR", "EUR"), (" usd ", "USD"), ("jpy", "JPY")])
def test_currencies(text: str, expected: str) -> None:
    """A code in any case is taken."""
    assert check_currency(text) == expected


@pytest.mark.parametrize("text", ["", "EURO", "XXX", "XTS", "DEM", "€", "E R"])
def test_no_currencies(text: str) -> None:
    """Codes of test, of no currency and of those gone by are refused."""
    with pytest.raises(InvalidValueError):
        check_currency(text)

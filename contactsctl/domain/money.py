"""Amounts of money: decimal numbers that are never rounded, and the currencies of ISO 4217."""

import re
from collections.abc import Iterable
from decimal import Decimal, localcontext

from contactsctl.errors import InvalidValueError

MAX_DIGITS = 18
"""Digits of an amount, before and behind the point together."""
_PLACES = 60
_FORM = re.compile(r"\+?(\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:e([+-]?\d{1,9}))?", re.ASCII | re.IGNORECASE)

# List one as of 2026-01-01, without XTS and XXX, which stand for no currency.
CURRENCIES = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF
    CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP
    GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT
    LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR
    NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN
    SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD
    XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XUA YER ZAR ZMW ZWG
    """.split()  # noqa: SIM905
)


def parse_amount(text: str) -> Decimal:
    """Return the number that a text writes, every digit of it: `1200.50`, `1.2e6`.

    Raises InvalidValueError for what is negative or no number, and above 18 digits.
    """
    found = _FORM.fullmatch(text.strip())
    if not found:
        raise InvalidValueError(
            f"an amount is a number such as 1200.50, not negative, without separators: {text[:80]!r}",
            field="amount",
            value=text,
        )
    if abs(int(found[2] or 0)) <= MAX_DIGITS:
        amount = Decimal(format(Decimal(text.strip()), "f"))
        if (
            len(format(amount, "f").replace(".", "").lstrip("0")) <= MAX_DIGITS
            and _scale(amount) <= MAX_DIGITS
        ):
            return amount
    raise InvalidValueError(
        f"an amount has at most {MAX_DIGITS} digits: {text[:80]!r}", field="amount", value=text
    )


def _scale(amount: Decimal) -> int:
    return len(format(amount, "f").partition(".")[2])


def check_currency(text: str) -> str:
    """Return a code of ISO 4217 in capitals; raises InvalidValueError for one that is not in use."""
    code = text.strip().upper()
    if code not in CURRENCIES:
        raise InvalidValueError(
            f"currency must be a code of ISO 4217, such as EUR: {text[:80]!r}", field="currency", value=text
        )
    return code


def sort_key(amount: str) -> str:
    """Return a text by which written amounts are ordered as numbers."""
    whole, _, fraction = amount.partition(".")
    return f"{whole.zfill(MAX_DIGITS)}.{fraction.ljust(MAX_DIGITS, '0')}"


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Return the exact sum."""
    with localcontext(prec=_PLACES):
        return sum(amounts, Decimal(0))

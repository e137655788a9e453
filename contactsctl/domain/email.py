"""Email addresses: checked without asking the network, written in one way, and the key they are found by."""

import re
from unicodedata import normalize as to_nfc

from contactsctl.errors import InvalidEmailError

MAX_LENGTH = 254
"""Octets of an address (RFC 5321 section 4.5.3.1.3); checked before anything that is not linear."""

_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# What nearly every address looks like; email-validator gives the same verdict on all of these.
_COMMON = re.compile(
    rf"(?=[^@]{{1,64}}@)(?:{_ATOM})(?:\.{_ATOM})*@(?!.*xn--)(?:{_LABEL}\.)+[a-z]{{2,63}}", re.ASCII
)
_UNUSUAL_ENDS = tuple(f".{name}" for name in ("arpa", "invalid", "local", "localhost", "onion", "test"))
_RESERVED_LABEL = re.compile(r"[.@]..--")

_LOOK_LATIN = frozenset({"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})


def normalize(text: str) -> str:
    """Return the address lower-cased and checked; no DNS is asked; `mailto:` URIs are taken (RFC 6068).

    Domains kept for tests and examples (RFC 2606) are addresses like others. Raises InvalidEmailError.
    """
    address = text.strip()
    if address[:7].lower() == "mailto:":
        address = _address_of_uri(address)
    lowered = address.lower()
    if len(lowered) <= MAX_LENGTH and _COMMON.fullmatch(lowered) and not _is_unusual(lowered):
        return lowered
    return _check(address)


def _is_unusual(address: str) -> bool:
    return address.endswith(_UNUSUAL_ENDS) or ("--" in address and bool(_RESERVED_LABEL.search(address)))


def _address_of_uri(uri: str) -> str:
    from urllib.parse import unquote

    return unquote(uri[len("mailto:") :].partition("?")[0])


def _check(address: str) -> str:
    if len(address) > MAX_LENGTH:
        raise InvalidEmailError(
            f"email is longer than {MAX_LENGTH} characters ({len(address)})",
            field="email",
            value=address[:100],
        )
    import email_validator

    try:
        checked = email_validator.validate_email(address, check_deliverability=False, test_environment=True)
    except email_validator.EmailNotValidError as error:
        reason = str(error).rstrip(".").splitlines()[0]
        raise InvalidEmailError(
            f"not an email: {address!r} ({reason})", field="email", value=address
        ) from error
    return to_nfc("NFC", checked.normalized.lower())


def key(address: str) -> str:
    """Return what an address is found by: `domain@local`, the domain in ASCII, lower-case.

    Keys of one domain lie side by side, so that one index answers addresses and whole domains.
    """
    local, _, domain = address.lower().rpartition("@")
    return f"{domain if domain.isascii() else _to_ascii(domain)}@{local}"


def mixes_scripts(domain: str) -> bool:
    """Tell whether a domain has Latin letters beside those of scripts that look alike (UTS 39)."""
    from unicodedata import name

    scripts = {name(letter, "").partition(" ")[0] for letter in domain if letter.isalpha()}
    return "LATIN" in scripts and bool(scripts & _LOOK_LATIN)


def _to_ascii(domain: str) -> str:
    import idna

    try:
        return idna.encode(domain, uts46=True).decode("ascii").lower()
    except idna.IDNAError:
        return domain

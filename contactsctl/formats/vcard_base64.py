"""Base64 as it is found in cards: with breaks and spaces, unpadded, cut short."""

import binascii
import re

BASE64 = re.compile(r"[A-Za-z0-9+/=]+")


def without_breaks(value: str) -> str:
    """Return a value without its white space, and without breaks that are escaped."""
    return "".join(value.replace("\\n", "").split())


def as_base64(value: str) -> str | None:
    """Return base64 that every reader takes: padded, and without what is cut short; None for what is none."""
    if not value:
        return value
    if not BASE64.fullmatch(value):
        return None
    value += "=" * (-len(value) % 4 if len(value) % 4 > 1 else 0)
    try:
        binascii.a2b_base64(value)
    except binascii.Error:
        return binascii.b2a_base64(decode_base64(value) or b"", newline=False).decode()
    return value


def decode_base64(value: str) -> bytes | None:
    """Return the bytes of base64 as it is found in cards: unpadded, with breaks, cut short; None for none."""
    text = without_breaks(value)
    if not BASE64.fullmatch(text):
        return None
    text = text.replace("=", "")
    if len(text) % 4 == 1:
        text = text[:-1]
    return binascii.a2b_base64(text + "=" * (-len(text) % 4)) or None

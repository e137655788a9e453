"""Text that may be stored: NFC, no control characters, no lone surrogates, no towers of marks."""

import re
from unicodedata import combining, is_normalized, normalize

from contactsctl.errors import InvalidTextError, TooLongError

MAX_COMBINING = 30
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# Compiled when a text is first met that needs a look: few starts of the program meet one.
_LINE_BREAKS = "\r\n|[\r\u0085\u2028\u2029]"
_REFUSED_IN_LINE = "[\x00-\x1f\x7f-\x9f\ud800-\udfff]"
_REFUSED_IN_BLOCK = "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]"


def check_text(text: str, field: str, limit: int, *, block: bool = False) -> str:
    """Return the text in NFC, trimmed unless it is a block (which may hold line breaks and tabs).

    Raises InvalidTextError, or TooLongError above `limit` characters.
    """
    if is_plain(text):
        text = text if block else text.strip()
        return text if len(text) <= limit else _refuse_length(text, field, limit)
    if len(text) > 4 * limit:
        _refuse_length(text, field, limit)
    text = re.sub(_LINE_BREAKS, "\n", text) if block else text.strip()
    found = re.search(_REFUSED_IN_BLOCK if block else _REFUSED_IN_LINE, text)
    if found:
        raise InvalidTextError(
            f"{field} holds the control character {_code_point(found.group())}", field=field, value=text[:200]
        )
    if _has_tower(text):
        raise InvalidTextError(
            f"{field} holds more than {MAX_COMBINING} combining marks in a row", field=field, value=text[:200]
        )
    if not is_normalized("NFC", text):
        text = normalize("NFC", text)
    return text if len(text) <= limit else _refuse_length(text, field, limit)


def is_plain(text: str) -> bool:
    """Tell whether nothing in a text of one line needs a look, as in most: printable, NFC, few marks."""
    if not text.isprintable():
        return False
    return text.isascii() or (is_normalized("NFC", text) and not _MAYBE_TOWER.search(text))


def repair_text(text: str, *, block: bool = False) -> str:
    """Return the text with everything that `check_text` refuses replaced; lengths are not looked at."""
    if not block:
        text = re.sub(r"[ \t]*[\t\r\n\u0085\u2028\u2029]+[ \t]*", " ", text)
    else:
        text = re.sub(_LINE_BREAKS, "\n", text)
    text = re.sub(_REFUSED_IN_BLOCK if block else _REFUSED_IN_LINE, _REPLACEMENT, text)
    return _cut_towers(text) if _has_tower(text) else text


def _refuse_length(text: str, field: str, limit: int) -> str:
    raise TooLongError(
        f"{field} is longer than {limit:,} characters ({len(text):,})", field=field, value=text[:100]
    )


def _code_point(character: str) -> str:
    return f"U+{ord(character):04X}"


_MAYBE_TOWER = re.compile(
    f"[^\x00-\u02ff][^\x00-\u02ff]{{{MAX_COMBINING}}}"
)  # a first character is found fast


def _has_tower(text: str) -> bool:
    if not _MAYBE_TOWER.search(text):
        return False
    run = 0
    for character in text:
        run = run + 1 if character > "\u02ff" and combining(character) else 0
        if run > MAX_COMBINING:
            return True
    return False


def _cut_towers(text: str) -> str:
    kept, run = [], 0
    for character in text:
        run = run + 1 if combining(character) else 0
        if run <= MAX_COMBINING:
            kept.append(character)
    return "".join(kept)

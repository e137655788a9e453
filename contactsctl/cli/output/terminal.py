"""What a terminal may be shown, how wide it is, and whether it has colours."""

import os
import re
import sys
import unicodedata
from typing import TextIO

# What a terminal obeys or hides (controls, bidi overrides, invisible and tag characters), none of it
# printable; the joiners of emoji and Persian stay.
_UNSAFE = (
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
RESET, BOLD, DIM = "\x1b[0m", "\x1b[1m", "\x1b[2m"


def shown(text: str, *, keep_lines: bool = False) -> str:
    """Return the text with everything a terminal would obey or hide written as `\\xNN` or `\\uNNNN`."""
    if text.isprintable():
        return text
    return re.sub(_UNSAFE, lambda found: _visible(found.group(), keep_lines), text)


def _visible(character: str, keep_lines: bool) -> str:
    if character == "\n":
        return "\n" if keep_lines else "\u23ce"
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def is_terminal(stream: TextIO | None = None) -> bool:
    """Return whether stdout, or another stream, is a terminal."""
    stream = stream or sys.stdout
    try:
        return bool(stream) and stream.isatty()
    except ValueError:
        return False


def has_colour() -> bool:
    """Return whether stdout takes colours: a terminal, without NO_COLOR or TERM=dumb."""
    return is_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def columns() -> int:
    """Return the width of the terminal in cells."""
    import shutil

    return shutil.get_terminal_size((80, 24)).columns


def width(text: str) -> int:
    """Return the cells that a text takes: two for wide characters, none for marks."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


def _cells(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def fitted(text: str, cells: int) -> str:
    """Return the text cut to so many cells, with an ellipsis where it was cut, and padded to them."""
    taken = width(text)
    if taken <= cells:
        return text + " " * (cells - taken)
    kept, used = [], 0
    for character in text:
        needed = _cells(character)
        if used + needed > cells - 1:
            break
        kept.append(character)
        used += needed
    return "".join(kept) + "…" + " " * (cells - used - 1)

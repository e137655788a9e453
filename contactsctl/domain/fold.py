"""Text folded for comparing: blind to case, accents, width, ligatures, kinds of apostrophe and hyphen."""

import re
from functools import lru_cache
from unicodedata import normalize

# What Unicode does not decompose but people type without: FTS5's own folding leaves these too.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t",
     "ŋ": "n", "ĸ": "k", "ə": "e", "ŀ": "l", "ƒ": "f"}
)  # fmt: skip
_MARKS = {
    code: None
    for start, end in ((0x300, 0x370), (0x483, 0x48A), (0x591, 0x5C8), (0x610, 0x61B), (0x64B, 0x660),
                       (0x6D6, 0x6DD), (0x1AB0, 0x1B00), (0x1DC0, 0x1E00), (0x20D0, 0x2100), (0xFE20, 0xFE30))
    for code in range(start, end)
    if code not in (0x5BE, 0x5C0, 0x5C3, 0x5C6)
}  # fmt: skip
_SIGNS = dict.fromkeys(map(ord, "\u2018\u2019\u02bb\u02bc"), "'") | dict.fromkeys(range(0x2010, 0x2014), "-")
_FOLDED = _LETTERS | _MARKS | _SIGNS | {0x200B: None, 0x200C: None, 0x200D: None, 0xAD: None, 0xFEFF: None}


_RUN = re.compile("[^\x00-\x7f]+")
_REMEMBERED = 16


def fold(text: str) -> str:
    """Return the text lower-cased, without accents and marks, in composed form.

    What programs make of a typed apostrophe or hyphen (O’Reilly, Jean‑Luc) is what was typed.
    """
    if text.isascii():
        return text.lower()
    return _RUN.sub(_fold_found, text).lower()


def is_blank(text: str) -> bool:
    """Return whether a text is white space, and what folding drops, alone."""
    return not fold(text).strip()


_settled: set[str] = set()


def is_settled(text: str) -> bool:
    """Tell whether all characters are as old as Unicode 3.2: of these no newer version folds one otherwise.

    That is promised for all that was once assigned (https://www.unicode.org/policies/stability_policy.html);
    what a Python does not know yet, the next may take for a letter. Every Python knows the old version.
    """
    if text.isascii() or re.fullmatch("[\0-\u0220]*", text):
        return True
    unknown = set(text) - _settled
    if unknown:
        from unicodedata import ucd_3_2_0

        _settled.update(character for character in unknown if ucd_3_2_0.category(character) != "Cn")
    return unknown <= _settled


def _fold_found(found: re.Match[str]) -> str:
    run = found.group()
    return _fold_short(run) if len(run) <= _REMEMBERED else _fold_run(run)


def _fold_run(run: str) -> str:
    folded = normalize("NFKD", run.casefold()).casefold().translate(_FOLDED)
    return folded if folded.isascii() else normalize("NFC", folded)


# Between ASCII letters stand the same few letters of a language again and again.
_fold_short = lru_cache(4096)(_fold_run)

"""The names of fifteen languages: frequent ones as `names.tsv` has them, rare ones by each language's rules.

Rare family names are put together of heads and tails, as most languages made them. Women's family names
have endings of their own in Polish, Czech, Russian and Greek; Spanish and Portuguese ones are often two.
"""

import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from benchmarks.zipf import pick

SHARES = {
    "en": 18, "es": 12, "de": 10, "fr": 8, "pt": 7, "zh": 7, "ru": 6, "pl": 5, "ar": 5, "ja": 5, "tr": 4,
    "vi": 4, "el": 3, "cs": 3, "da": 3,
}  # fmt: skip
"""How many of a hundred people have names of a language."""
COMMON = 12.0
"""The shift by which the most frequent of a thousand family names is that of one or two in a hundred."""
_OTHER_SCRIPTS = frozenset("ru el zh ja ar".split())
_FAMILY_FIRST = frozenset("zh ja vi".split())


class Name(NamedTuple):
    """One name, as it is written and as an address spells it."""

    written: str
    latin: str


class FullName(NamedTuple):
    given: Name
    family: Name
    display: str


@dataclass(frozen=True)
class Language:
    """What people of one language are made of: names by sex, the words of notes, streets and places."""

    code: str
    given: dict[str, tuple[str, ...]]
    middle: dict[str, tuple[str, ...]]
    family: tuple[str, ...]
    words: tuple[str, ...]
    streets: tuple[str, ...]
    places: tuple[str, ...]


@cache
def values(language: str, kind: str) -> tuple[str, ...]:
    """Return the values of one line of `names.tsv`; none when there is no such line."""
    return _lines().get((language, kind), ())


@cache
def _lines() -> dict[tuple[str, str], tuple[str, ...]]:
    lines = {}
    for line in Path(__file__).with_name("names.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            language, kind, text = line.split("\t")
            parts = text.split(";" if ";" in text else None)
            lines[language, kind] = tuple(part.replace("~", " ") for part in parts)
    return lines


@cache
def languages() -> tuple[Language, ...]:
    """Return a hundred languages to choose from: each as often as it has speakers."""
    return tuple(language for code, share in SHARES.items() for language in [_language(code)] * share)


def _language(code: str) -> Language:
    alike = values(code, "given")
    return Language(
        code,
        given={sex: alike or values(code, sex) for sex in ("men", "women")},
        middle={sex: values(code, f"middle_{sex}") or alike for sex in ("men", "women")},
        family=(*values(code, "family"), *_rare_families(code)),
        words=values(code, "words"),
        streets=values(code, "streets"),
        places=values(code, "places"),
    )


def _rare_families(code: str) -> list[str]:
    rare = dict.fromkeys(
        _joined(head, tail)
        for rule in ("", "2")
        for head in values(code, f"heads{rule}")
        for tail in values(code, f"tails{rule}")
    )
    shuffled = sorted(rare.keys() - set(values(code, "family")))
    random.Random(code).shuffle(shuffled)
    return shuffled


def _joined(*parts: str) -> str:
    """Put parts together, their Latin spellings too."""
    pairs = [part.partition(":") for part in parts]
    written = "".join(pair[0] for pair in pairs)
    return f"{written}:{''.join(pair[2] for pair in pairs)}" if pairs[0][1] else written


def full_name(rng: random.Random, language: Language) -> FullName:
    """Return somebody's name; two in five who do not write with Latin letters are written with them."""
    sex = "men" if rng.random() < 0.5 else "women"
    given, family = _given(rng, language, sex), _family(rng, language, sex)
    if language.code in _OTHER_SCRIPTS and rng.random() < 0.4:
        given, family = _romanized(given), _romanized(family)
    elif language.code in _FAMILY_FIRST:
        space = "" if language.code == "zh" else " "
        return FullName(given, family, f"{family.written}{space}{given.written}")
    return FullName(given, family, f"{given.written} {family.written}")


def _given(rng: random.Random, language: Language, sex: str) -> Name:
    name = pick(rng, language.given[sex], COMMON)
    if second := _SECOND.get(language.code):
        chance, space = second
        if rng.random() < chance:
            other = pick(rng, language.middle[sex] or language.given[sex], COMMON)
            first, last = (other, name) if language.middle[sex] else (name, other)
            return _named(_joined(first, space, last) if space else _joined(first, last))
    return _named(name)


_SECOND = {
    "es": (0.2, " "),
    "pt": (0.2, " "),
    "fr": (0.1, "-"),
    "de": (0.05, "-"),
    "vi": (1, " "),
    "zh": (0.75, ""),
}
"""How often somebody has two given names, and what stands between them."""


def _family(rng: random.Random, language: Language, sex: str) -> Name:
    name = pick(rng, language.family, COMMON)
    if sex == "women" and (ending := _WOMEN.get(language.code)):
        return _named(ending(name))
    if language.code in ("es", "pt") and rng.random() < 0.4:
        return _named(f"{name} {pick(rng, language.family, COMMON)}")
    return _named(name)


def _polish(name: str) -> str:
    return re.sub(r"(?<=[sc]k)i$|(?<=dzk)i$", "a", name)


def _czech(name: str) -> str:
    if name.endswith(("í", "ý")):
        return name if name.endswith("í") else f"{name[:-1]}á"
    stem = re.sub(r"e([kc])$", r"\1", name)
    return f"{stem.rstrip('aeo')}ová"


def _russian(name: str) -> str:
    if name.endswith("ий"):
        return f"{name[:-2]}ая"
    return f"{name}а" if name.endswith(("ов", "ев", "ёв", "ин", "ын")) else name


def _greek(name: str) -> str:
    if name.endswith("όπουλος"):
        return f"{name[:-7]}οπούλου"
    return f"{name[:-2]}ου" if name.endswith("ος") else name.removesuffix("ς")


_WOMEN: dict[str, Callable[[str], str]] = {"pl": _polish, "cs": _czech, "ru": _russian, "el": _greek}


@cache
def _named(text: str) -> Name:
    written, _, latin = text.partition(":")
    return Name(written, latin.replace(" ", "") or latin_of(written))


@cache
def _romanized(name: Name) -> Name:
    return Name(name.latin.capitalize(), name.latin)


_LETTERS = str.maketrans(
    dict(zip("абвгдезиклмнопрстуфыэ", "abvgdeziklmnoprstufye", strict=True))
    | dict(zip("αβγδεζηικλμνξορσςτυφω", "avgdeziiklmnxorsstyfo", strict=True))
    | {
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ю": "yu",
        "я": "ya",
        "ъ": "",
        "ь": "",
    }
    | {
        "θ": "th",
        "π": "p",
        "χ": "ch",
        "ψ": "ps",
        "ß": "ss",
        "æ": "ae",
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "ı": "i",
    }
)


def latin_of(text: str) -> str:
    """Return a text as an address spells it: small Latin letters and digits alone."""
    letters = unicodedata.normalize("NFD", text.lower().translate(_LETTERS))
    return re.sub(r"[^a-z0-9]", "", letters.translate(_LETTERS))


def given_names() -> list[str]:
    """Return every given name of every language once, in the order of letters."""
    names = (name for code in SHARES for sex in ("men", "women") for name in _language(code).given[sex])
    return sorted({_named(name).written for name in names})

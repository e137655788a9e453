"""Invented companies, the large ones first, and the domains of their mails."""

import random
from functools import cache
from typing import NamedTuple

from benchmarks.names import latin_of, values

COUNT = 60_000
_LATIN = "en es de fr pt pl da cs tr vi".split()


class Company(NamedTuple):
    name: str
    domain: str


@cache
def companies() -> tuple[Company, ...]:
    """Return all companies; half are named after a family, as small ones are."""
    rng = random.Random("companies")
    families = [name for code in _LATIN for name in values(code, "family")]
    named: dict[str, Company] = {}
    while len(named) < COUNT:
        stem = rng.choice(values("any", "stems"))
        field = rng.choice(values("any", "fields"))
        form = rng.choice(values("any", "forms"))
        if rng.random() < 0.5:
            family = rng.choice(families)
            name = rng.choice(
                (f"{family} {field}", f"{family} & {rng.choice(families)} {form}", f"{family} {field} {form}")
            )
        else:
            name = rng.choice((f"{stem} {field}", f"{stem} {field} {form}", f"{stem}{field.lower()} {form}"))
        named.setdefault(name, Company(name, f"{_domain(name)}.example"))
    return tuple(named.values())


@cache
def _word(word: str) -> str:
    return latin_of(word)


def _domain(name: str) -> str:
    words = [_word(word) for word in name.split()]
    return "-".join(word for word in words[:2] if word)[:40] or "company"

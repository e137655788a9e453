"""Contacts as a large international book has them, invented: long tails everywhere, the same at every run.

Names of fifteen languages, companies and tags are as frequent as Zipf's law says; two mails in five are at
gmail.com, with a local part made of the name, the others at companies; a note on four of five.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, TypeVar

from benchmarks.companies import Company, companies
from benchmarks.names import FullName, Language, full_name, languages, values
from benchmarks.zipf import pick

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Person:
    number: int
    uid: str
    given: str
    family: str
    display: str
    company: str | None
    title: str | None
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    tags: tuple[str, ...]
    note: str | None
    street: str
    city: str
    code: str
    country: str


class Place(NamedTuple):
    city: str
    country: str
    code: str
    calling: str


def people(count: int, seed: int = 1) -> Iterator[Person]:
    """Yield invented people, no two with one address."""
    rng = random.Random(seed)
    taken: set[int] = set()
    for number in range(count):
        language = _at_random(rng, languages())
        name = full_name(rng, language)
        company = pick(rng, companies(), 20) if rng.random() < 0.7 else None
        place = _at_random(rng, _places(language.code))
        yield Person(
            number=number,
            uid=_uid(rng),
            given=name.given.written,
            family=name.family.written,
            display=name.display,
            company=company.name if company else None,
            title=pick(rng, values("any", "titles"), 4) if rng.random() < 0.5 else None,
            emails=_emails(rng, name, company, taken),
            phones=tuple(_phone(rng, place) for _ in range(_few(rng, 0.8, 0.17))),
            tags=_tags(rng),
            note=_note(rng, language) if rng.random() < 0.8 else None,
            street=f"{_at_random(rng, language.streets)} {int(rng.random() * 150) + 1}",
            city=place.city,
            code=place.code,
            country=place.country,
        )


def _at_random(rng: random.Random, items: Sequence[Item]) -> Item:
    return items[int(rng.random() * len(items))]  # a fifth of the time of choice()


def _few(rng: random.Random, one: float, two: float) -> int:
    draw = rng.random()
    return 1 if draw < one else 2 if draw < one + two else 3


def _uid(rng: random.Random) -> str:
    digits = f"{rng.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def _emails(rng: random.Random, name: FullName, company: Company | None, taken: set[int]) -> tuple[str, ...]:
    emails = []
    for _ in range(_few(rng, 0.75, 0.2)):
        domain = "gmail.com" if rng.random() < 0.4 else _other_domain(rng, company)
        email = f"{_local_part(rng, name, domain)}@{domain}"
        while hash(email) in taken:  # the number that somebody adds whose address is taken
            email = f"{email.partition('@')[0]}{int(rng.random() * 1000)}@{domain}"
        taken.add(hash(email))
        emails.append(email)
    return tuple(emails)


def _other_domain(rng: random.Random, company: Company | None) -> str:
    return company.domain if company and rng.random() < 0.8 else pick(rng, values("any", "providers"))


def _local_part(rng: random.Random, name: FullName, domain: str) -> str:
    given, family = name.given.latin, name.family.latin
    pattern = rng.random()
    if domain == "gmail.com" and pattern < 0.55:  # two digits, mostly of a year
        year = int(rng.random() * 60) + 50
        return (
            f"{given}.{family}{year % 100:02d}" if pattern < 0.25 else f"{given[:1]}{family}{year % 100:02d}"
        )
    if pattern < 0.75:
        return f"{given}.{family}"
    if pattern < 0.85:
        return f"{given[:1]}{family}"
    return f"{family}.{given}" if pattern < 0.92 else f"{given}{family[:1]}"


def _phone(rng: random.Random, place: Place) -> str:
    """Return a number that can be dialled: as E.164, or in groups as people write it."""
    prefix, lowest, highest, digits = _at_random(rng, _dials(place.calling))
    national = f"{prefix}{int(lowest + rng.random() * (highest - lowest)):0{digits}d}"
    if rng.random() < 0.55:
        return f"+{place.calling}{national}"
    return f"+{place.calling} {national[:3]} {national[3:6]} {national[6:]}"


@cache
def _dials(calling: str) -> tuple[tuple[str, int, int, int], ...]:
    """Return the prefixes of a country's numbers; of what follows the least, the end and how many digits."""
    dials = []
    for pattern in values(calling, "dial"):
        prefix = pattern.rstrip("nx")
        digits = len(pattern) - len(prefix)
        dials.append((prefix, 2 * 10 ** (digits - 1) if "n" in pattern else 0, 10**digits, digits))
    return tuple(dials)


def _tags(rng: random.Random) -> tuple[str, ...]:
    count = _at_random(rng, (0, 0, 0, 1, 1, 1, 2, 2, 3, 4))
    return tuple(dict.fromkeys(pick(rng, values("any", "tags"), 2) for _ in range(count)))


def _note(rng: random.Random, language: Language) -> str:
    """Return some words of the language or of English, those that begin its list most often."""
    words = language.words if rng.random() < 0.5 else values("en", "words")
    length = 30 + int(rng.random() * 110)
    note = ""
    while len(note) < length:
        start = pick(rng, range(len(words)), 8)
        note += f" {' '.join(words[start : start + 2 + int(rng.random() * 5)])}"
    return note[1:150].rstrip()


@cache
def _places(language: str) -> tuple[Place, ...]:
    return tuple(Place(*place.split(",")) for place in values(language, "places"))


def vcard(person: Person) -> str:
    """Return the person as a vCard 3.0 of about 400 bytes, as a phone would write it."""
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"UID:{person.uid}"]
    lines += [f"N:{person.family};{person.given};;;", f"FN:{person.display}"]
    if person.company:
        lines.append(f"ORG:{person.company}")
    if person.title:
        lines.append(f"TITLE:{person.title}")
    lines += [f"EMAIL;TYPE={_label(email)}:{email}" for email in person.emails]
    lines += [f"TEL;TYPE=CELL:{phone}" for phone in person.phones]
    lines.append(f"ADR;TYPE=HOME:;;{person.street};{person.city};;{person.code};{person.country}")
    if person.tags:
        lines.append(f"CATEGORIES:{','.join(person.tags)}")
    if person.note:
        lines.append(f"NOTE:{person.note}")
    return "\r\n".join([*lines, "END:VCARD", ""])


def _label(email: str) -> str:
    return "INTERNET,HOME" if email.endswith("@gmail.com") else "INTERNET,WORK"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="")
    sys.stdout.writelines(vcard(person) for person in people(int(sys.argv[1])))

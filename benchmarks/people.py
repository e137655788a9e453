"""Contacts as they are in the world, invented: 15 languages, long tails, the same at every run."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

NAMES = {
    "en": (
        "James Mary Robert Patricia John Jennifer Michael Linda",
        "Smith Johnson Williams Brown O'Neil Taylor",
    ),
    "es": ("José María Antonio Carmen Begoña Íñigo Lucía Andrés", "García Fernández Muñoz Ibáñez Núñez Peña"),
    "de": ("Jürgen Käthe Günther Heike Björn Annelie Matthäus", "Müller Groß Schäfer Weiß Jäger Böhm"),
    "fr": ("Gaëlle François Chloé Noël Benoît Hélène Zoé", "Lefèvre Bénard Gauthier Château Perrin"),
    "pl": ("Łukasz Małgorzata Wojciech Zofia Paweł Jarosław", "Wójcik Kowalczyk Błaszczyk Dąbrowski Źdźbło"),
    "da": ("Søren Ægir Bodil Åse Jørgen Kåre", "Østergård Sørensen Kjær Bækgaard Lund"),
    "cs": ("Jiří Ondřej Zdeňka Šárka Tomáš", "Dvořák Novák Růžička Černý Křížová"),
    "tr": ("İbrahim Çağla Gülşen Ömer Işıl", "Yılmaz Şahin Öztürk Çelik Doğan"),
    "vi": ("Nguyễn Trần Lê Phạm Hoàng", "Văn Thị Hữu Đức Quỳnh"),
    "pt": ("João Conceição Inês Simão Lívia", "Gonçalves Magalhães Araújo Falcão"),
    "ru": ("Алексей Фёдор Наталья Ксения Юрий", "Иванов Смирнова Соловьёв Кузнецов"),
    "el": ("Γιώργος Ελένη Νίκος Μαρία", "Παπαδόπουλος Γεωργίου Ιωάννου"),
    "zh": ("小伟 丽华 建国 美玲 志强", "王 李 张 陈 刘"),
    "ja": ("健二 美咲 翔太 さくら", "田中 佐藤 鈴木 高橋"),
    "ar": ("محمد فاطمة أحمد ليلى", "الحسن الخطيب منصور"),
}
STEMS = (
    "Acme Globex Initech Umbra Vertex Nordwind Solaris Cobalt Fjord Delta Quanta Helios Orbis Zenit".split()
)
FORMS = "GmbH Inc Ltd SA AS Oy KK BV AB Group".split()
TITLES = "Engineer,Director,Buyer,Head of Sales,Analyst,Nurse,Teacher,Owner,Consultant,Editor".split(",")
TAGS = "vip,client,supplier,press,board,friends,newsletter,lead-2024,conference,family".split(",")
WORDS = (
    "met at the fair in spring prefers mail over calls asked for the new offer sends invoices late likes"
    " sailing speaks three languages moved office knows the board renewal due project kickoff call back"
).split()
CITIES = (
    "Berlin Madrid Paris Oslo Kraków Lisboa Athens Tokyo Hanoi Austin".split(),
    "DE ES FR NO PL PT GR JP VN US".split(),
)
PREFIXES = ("+1415555", "+4930123", "+3491555", "+3314455", "+4822123", "+452030", "+8131234")


@dataclass(frozen=True, slots=True)
class Person:
    number: int
    given: str
    family: str
    company: str | None
    title: str | None
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    tags: tuple[str, ...]
    note: str | None
    city: str
    country: str


def people(count: int, seed: int = 1) -> Iterator[Person]:
    """Yield invented people: 40 % on one mail domain, companies by Zipf's law, a note on 80 %."""
    rng = random.Random(seed)
    languages = [(given.split(), family.split()) for given, family in NAMES.values()]
    companies = [f"{a} {b} {c}" for a in STEMS for b in STEMS for c in FORMS]
    for number in range(count):
        given, family = rng.choice(languages)
        place = rng.randrange(len(CITIES[0]))
        yield Person(
            number=number,
            given=rng.choice(given),
            family=rng.choice(family),
            company=_zipf(rng, companies) if rng.random() < 0.7 else None,
            title=rng.choice(TITLES) if rng.random() < 0.5 else None,
            emails=tuple(_email(rng, number, n) for n in range(_few(rng, 0.75, 0.2))),
            phones=tuple(
                f"{rng.choice(PREFIXES)}{rng.randrange(10_000):04d}" for _ in range(_few(rng, 0.85, 0.13))
            ),
            tags=tuple(rng.sample(TAGS, rng.choice((0, 0, 1, 1, 2, 3, 4)))),
            note=" ".join(rng.choices(WORDS, k=rng.randint(4, 18))) if rng.random() < 0.8 else None,
            city=CITIES[0][place],
            country=CITIES[1][place],
        )


def _few(rng: random.Random, one: float, two: float) -> int:
    draw = rng.random()
    return 1 if draw < one else 2 if draw < one + two else 3


def _zipf(rng: random.Random, items: list[str]) -> str:
    return items[min(int(rng.paretovariate(1.0)) - 1, len(items) - 1)]


def _email(rng: random.Random, number: int, position: int) -> str:
    if rng.random() < 0.4:
        return f"person{number}.{position}@gmail.com"
    return f"person{number}.{position}@{rng.choice(STEMS).lower()}{rng.randrange(400)}.example"


def vcard(person: Person) -> str:
    """Return the person as a vCard 3.0 of about 400 bytes."""
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"UID:bench-{person.number:08d}"]
    lines += [f"N:{person.family};{person.given};;;", f"FN:{person.given} {person.family}"]
    if person.company:
        lines.append(f"ORG:{person.company}")
    if person.title:
        lines.append(f"TITLE:{person.title}")
    lines += [f"EMAIL;TYPE=INTERNET,WORK:{email}" for email in person.emails]
    lines += [f"TEL;TYPE=CELL:{phone}" for phone in person.phones]
    street, code = f"Main Street {person.number % 200}", person.number % 90000
    lines.append(f"ADR;TYPE=HOME:;;{street};{person.city};;{code};{person.country}")
    if person.tags:
        lines.append(f"CATEGORIES:{','.join(person.tags)}")
    if person.note:
        lines.append(f"NOTE:{person.note}")
    return "\r\n".join([*lines, "END:VCARD", ""])

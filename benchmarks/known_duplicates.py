"""Invented people of whom it is known who is whom: how well `duplicates` finds them, and how fast.

Every fifth person stands in the book twice or three times, each time written in another way. Beside them
stand those who only look alike: couples and families on one line or one mailbox, fathers and sons of
one name, offices behind one number, colleagues behind info@, people who got somebody's old number.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.measure import PROGRAM
from benchmarks.names import given_names
from benchmarks.people import people

Record = dict[str, Any]
"""A contact as NDJSON has it; `custom_fields.person` is who it is."""
_NICKNAMES = {"Robert": "Bob", "James": "Jim", "Michael": "Mike", "Jennifer": "Jenny", "Patricia": "Pat"}


def records(count: int, seed: int = 7) -> Iterator[Record]:
    """Yield about `count` records, those of one person side by side."""
    rng = random.Random(seed)
    made = 0
    for person in people(count, seed):
        known = _record(f"p{person.number}", _given(rng, person.given), person.family)
        known["emails"] = [{"address": address} for address in person.emails]
        known["phones"] = [{"number": f"+1415{2_000_000 + person.number}"}]
        known["company"] = person.company
        for record in rng.choices(_MIX, _WEIGHTS)[0](rng, known, person.number):
            yield record
            made += 1
        if made >= count:
            return


def _record(who: str, given: str, family: str) -> Record:
    return {"given_name": given, "family_name": family, "custom_fields": {"person": who}}


def _given(rng: random.Random, given: str) -> str:
    # Most people have a second first name somewhere: by it, and by its initial, namesakes are told apart.
    return given if rng.random() < 0.3 else f"{given} {rng.choice(_SECOND)}"


_SECOND = given_names()


def _once(_rng: random.Random, known: Record, _number: int) -> list[Record]:
    return [known]


def _twice(rng: random.Random, known: Record, number: int) -> list[Record]:
    """The same person again, with one address or number kept and the name written in another way."""
    again = [known]
    for _ in range(rng.choice((1, 1, 1, 2))):
        other = rng.choice(_SPELLINGS)(rng, {**known})
        channel = rng.choice(("emails", "emails", "phones", "both"))
        if channel != "both":
            other["phones" if channel == "emails" else "emails"] = []
        if rng.random() < 0.4:
            extra = {"address": f"second{number}.{rng.randrange(10**6)}@home.example"}
            other["emails"] = [*other["emails"], extra]
        is_named = "given_name" in other or "display_name" in other  # with a company alone it would be one
        other["company"] = rng.choice((known["company"], None, "Former Ltd")) if is_named else None
        again.append(other)
    return again


def _unaccented(_rng: random.Random, record: Record) -> Record:
    for key in ("given_name", "family_name"):
        letters = unicodedata.normalize("NFD", record[key])
        record[key] = "".join(c for c in letters if not unicodedata.combining(c)).upper()
    return record


def _turned(_rng: random.Random, record: Record) -> Record:
    record["display_name"] = f"{record.pop('family_name')}, {record.pop('given_name')}"
    return record


def _nickname(_rng: random.Random, record: Record) -> Record:
    first, *rest = record["given_name"].split()
    record["given_name"] = " ".join([_NICKNAMES.get(first, first), *rest])
    return record


def _initial(_rng: random.Random, record: Record) -> Record:
    first, *rest = record["given_name"].split()
    record["given_name"] = f"{first} {rest[0][0]}." if rest else first
    return record


def _mistyped(rng: random.Random, record: Record) -> Record:
    family = record["family_name"]
    if len(family) > 5:
        place = rng.randrange(1, len(family) - 2)
        record["family_name"] = family[:place] + family[place + 1] + family[place] + family[place + 2 :]
    return record


def _first_alone(_rng: random.Random, record: Record) -> Record:
    record["given_name"] = record["given_name"].split()[0]
    return record


def _unnamed(_rng: random.Random, record: Record) -> Record:
    del record["given_name"], record["family_name"]
    return record


def _titled(_rng: random.Random, record: Record) -> Record:
    record["display_name"] = f"Dr. {record.pop('given_name')} {record.pop('family_name')}"
    return record


def _as_it_is(_rng: random.Random, record: Record) -> Record:
    return record


_SPELLINGS: tuple[Callable[[random.Random, Record], Record], ...] = (
    _as_it_is, _as_it_is, _as_it_is, _unaccented, _turned, _nickname, _initial, _mistyped, _first_alone,
    _unnamed, _titled,
)  # fmt: skip


def _family(rng: random.Random, known: Record, number: int) -> list[Record]:
    """People of one family name, one line and one mailbox."""
    home, mailbox = [{"number": f"+4930{10_000_000 + number}"}], [{"address": f"home{number}@family.example"}]
    names = rng.sample(_SECOND, 3)
    return [
        {
            **_record(f"f{number}.{n}", name, known["family_name"]),
            "phones": home,
            "emails": mailbox[: n % 2 + 1],
        }
        for n, name in enumerate(names)
    ]


def _father_and_son(_rng: random.Random, known: Record, number: int) -> list[Record]:
    """One name, one line; their birthdays, or `Jr.`, tell them apart."""
    son = {**_record(f"s{number}", known["given_name"], known["family_name"]), "phones": known["phones"]}
    if number % 2:
        return [{**known, "birthday": "1950-03-04"}, {**son, "birthday": "1981-09-10"}]
    return [known, {**son, "name_suffix": "Jr."}]


def _office(rng: random.Random, known: Record, number: int) -> list[Record]:
    """Colleagues with one switchboard and one info@."""
    line, mailbox = [{"number": f"+4420{70_000_000 + number}"}], [{"address": f"info@office{number}.example"}]
    return [
        {**_record(f"o{number}.{n}", rng.choice(_SECOND), f"{known['family_name']}{'abcdefgh'[n]}son"),
         "phones": line, "emails": mailbox}
        for n in range(rng.randint(2, 8))
    ]  # fmt: skip


def _passed_on(rng: random.Random, known: Record, number: int) -> list[Record]:
    """A number that another person has now."""
    name = rng.choice([name for name in _SECOND if name[0] != known["given_name"][0]])
    return [
        known,
        {**_record(f"n{number}", name, f"Neu{known['family_name'].lower()}"), "phones": known["phones"]},
    ]


def _initial_of_a_relative(_rng: random.Random, known: Record, number: int) -> list[Record]:
    """J. Smith, John Smith and Jane Smith on one line: nobody can tell which of them J. is."""
    line = {"phones": known["phones"]}
    if len(known["given_name"].split()[0]) == 1:  # a Chinese name of one character has no initial
        return [known]
    names = (f"{known['given_name'][0]}.", known["given_name"].split()[0], f"{known['given_name'][0]}xandra")
    return [{**_record(f"i{number}.{n}", name, known["family_name"]), **line} for n, name in enumerate(names)]


_MIX = (_once, _twice, _family, _father_and_son, _office, _passed_on, _initial_of_a_relative)
_WEIGHTS = (68, 20, 4, 2, 2, 2, 2)


def true_pairs(written: list[Record]) -> set[tuple[int, int]]:
    """Return the pairs of records, by position, that are one person and share an address or a number."""
    by_person: dict[str, list[int]] = {}
    for position, record in enumerate(written):
        by_person.setdefault(record["custom_fields"]["person"], []).append(position)
    pairs = ((a, b) for group in by_person.values() for b in group for a in group if a < b)
    return {(a, b) for a, b in pairs if _keys(written[a]) & _keys(written[b])}


def _keys(record: Record) -> set[str]:
    emails = {item["address"] for item in record.get("emails") or ()}
    return emails | {item["number"] for item in record.get("phones") or ()}


def main() -> None:
    """Import the records, find their duplicates, and print precision and recall of the lane `safe`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=100_000, metavar="N")
    written = list(records(parser.parse_args().contacts))
    with tempfile.TemporaryDirectory() as folder:
        file, book = Path(folder) / "people.ndjson", str(Path(folder) / "book.db")
        with file.open("w", encoding="utf-8") as stream:
            stream.writelines(json.dumps(record) + "\n" for record in written)
        run(book, "import", str(file), "--on-match", "create")
        start = time.perf_counter()
        found, peak = safe_pairs(book)
        taken = time.perf_counter() - start
    truth = true_pairs(written)
    right = len(found & truth)
    print(f"| `duplicates`, {len(written):,} contacts | {taken:,.1f} s | {peak // 1024} MB |")
    print(f"| precision, recall in the lane `safe` | {right / len(found):.4f} | {right / len(truth):.4f} |")


def run(book: str, *arguments: str) -> str:
    done = subprocess.run([PROGRAM, "--db", book, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


def safe_pairs(book: str) -> tuple[set[tuple[int, int]], int]:
    """Return the pairs of the lane `safe` by position in the file, and the peak memory in KiB."""
    import resource

    ids = run(book, "list", "--sort", "created_at", "--limit", "0", "--format", "ids").split()
    positions = {contact_id: position for position, contact_id in enumerate(ids)}
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    lines = run(book, "duplicates", "--lane", "safe", "--limit", "0", "--format", "ids").splitlines()
    peak = max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    pairs = (sorted(positions[contact_id] for contact_id in line.split("\t")) for line in lines)
    return {(first, second) for first, second in pairs}, peak


if __name__ == "__main__":
    main()

"""Searches and filters in process, a fresh connection each: `python -m benchmarks.search BOOK`.

Three hundred queries, drawn from the names, companies and addresses of the book itself: a page of fifty
and the total of each. Prints CPU milliseconds, each the median of three runs, by kind: the median, the
95th percentile, the slowest.
"""

import random
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from contactsctl.address_book import AddressBook
from contactsctl.domain.filter_text import parse_filter
from contactsctl.domain.query import Query

EACH = 25
RUNS = 3
JUDGED = "--where, judged one by one"
COMMON = "gmail a example project person berlin mail calls acme the board speaks sends de st er".split()
TAGS = "vip client press board family".split()


def main() -> None:
    """Measure every query once after one that does not count, and print a line a kind."""
    path = Path(sys.argv[1])
    taken: dict[str, list[tuple[float, int, str]]] = {}
    for kind, text, query in queries(path):
        milliseconds, total = measured(path, query)
        taken.setdefault(kind, []).append((milliseconds, total, text))
    print("| queries | number | p50 | p95 | max | the slowest, its total |\n|---|---:|---:|---:|---:|---|")
    for kind, rows in taken.items():
        print(line(kind, rows))
    indexed = {kind: rows for kind, rows in taken.items() if kind != JUDGED}
    print(line("all but the last", [row for rows in indexed.values() for row in rows]))


def measured(path: Path, query: Query) -> tuple[float, int]:
    """Return the CPU milliseconds of one query in a book that was just opened, and its total."""
    taken = []
    for _ in range(RUNS):
        with AddressBook(path) as book:
            assert book.connection
            start = time.process_time()
            page = book.contacts.find(query)
            taken.append((time.process_time() - start) * 1000)
    return median(taken), page.total


def line(kind: str, rows: list[tuple[float, int, str]]) -> str:
    """Return one line of the table."""
    times = sorted(row[0] for row in rows)
    slowest = max(rows)
    percentile = times[int(len(times) * 0.95)] if len(times) > 1 else times[0]
    return (
        f"| {kind} | {len(rows)} | {median(times):.1f} | {percentile:.1f} | {times[-1]:.1f} |"
        f" `{slowest[2]}`, {slowest[1]:,} |"
    )


def queries(path: Path) -> Iterator[tuple[str, str, Query]]:
    """Yield the kind, the text and the query of each."""
    rng = random.Random(7)
    names, companies, emails, phones = drawn(path, rng)
    words = [word for name in names for word in name.split()]
    texts = {
        "common words": [*COMMON, *rng.sample(words, EACH - len(COMMON))],
        "an address": emails[:EACH],
        "parts of words": [word[1:5] for word in rng.sample(words, EACH) if len(word) > 3],
        "two words": names[:EACH],
        "three words": [f"{n} {c.split()[0]}" for n, c in zip(names[EACH:], companies, strict=False)],
        "one or two letters": [word[: rng.choice((1, 2))] for word in rng.sample(words, EACH)],
        "a word and a letter": [f"{w} {rng.choice('abms')}" for w in rng.sample([*words, *COMMON], EACH)],
        "a phone": [f"{number[:5]} {number[5:8]}-{number[8:]}" for number in phones[:EACH]],
    }
    for kind, group in texts.items():
        yield from ((kind, text, Query(text=text)) for text in group)
    for word in rng.sample([*words, *["gmail"] * 20], EACH):
        tag = rng.choice(TAGS)
        yield "text and tag", f"-q {word} --tag {tag}", Query(text=word, tags=(tag,))
    for word, company in zip(rng.sample([*words, *["gmail"] * 20], EACH), companies, strict=False):
        yield "text and company", f"-q {word} --company {company}", Query(text=word, company=company)
    yield from filters(rng, emails, phones, companies)


def filters(
    rng: random.Random, emails: list[str], phones: list[str], companies: list[str]
) -> Iterator[tuple[str, str, Query]]:
    """Yield the filters that indexes answer."""
    domains = [email.partition("@")[2] for email in emails]
    for company in companies:
        yield "--company", company, Query(company=company)
    for tag in TAGS:
        yield "--tag", tag, Query(tags=(tag,))
        yield "--tag", f"{tag} and supplier", Query(tags=(tag, "supplier"))
    expressions = [f"email={email}" for email in emails[EACH : EACH + 8]]
    expressions += [f"email$=@{domain}" for domain in domains[:8]]
    expressions += [f"phone={number}" for number in phones[-8:]]
    expressions += [f'company="{company}"' for company in companies[:6]]
    expressions += [f"tag={rng.choice(('press', 'vip'))} company^={name[:4]}" for name in companies[:6]]
    expressions += ["tag=vip tag!=press", "tag=vip,press", "email$=@gmail.com", "name^=garcia", "name^=ana"]
    expressions += ["created_at>=2020", "updated_at<2020"]
    for text in expressions:
        yield "--where", text, Query(filter=parse_filter((text,)))
    for text in ["email~gmail", "tag=vip email~gmail", "name~garcia", "job_title~buyer notes~board"]:
        yield JUDGED, text, Query(filter=parse_filter((text,)))


def drawn(path: Path, rng: random.Random) -> tuple[list[str], list[str], list[str], list[str]]:
    """Return names, companies, addresses and phones of some contacts."""
    connection = sqlite3.connect(path)
    last = connection.execute("SELECT max(number) FROM contact").fetchone()[0]
    chosen = [rng.randint(1, last) for _ in range(400)]
    rows = connection.execute(
        "SELECT display_name, company, json_extract(emails, '$[0].address'),"
        f" json_extract(phones, '$[0].number') FROM contact WHERE number IN ({', '.join(map(str, chosen))})"
    ).fetchall()
    connection.close()
    names, companies, emails, phones = ([v for v in column if v] for column in zip(*rows, strict=True))
    return names[: 3 * EACH], companies[:EACH], emails[: 3 * EACH], phones[: 3 * EACH]


if __name__ == "__main__":
    main()

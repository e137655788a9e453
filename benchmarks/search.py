"""Searches and filters in process: a page of fifty and the total of each, on a connection just opened.

The queries are drawn from the names, companies, addresses and numbers of the book itself: common and rare
words, parts and beginnings of words, several words, tags, companies, filters. CPU milliseconds, each the
median of some runs. What no index answers is judged contact by contact, and stands in a line of its own.
"""

import random
import sqlite3
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.figure import Row, script
from benchmarks.sample import Sample
from contactsctl.address_book import AddressBook
from contactsctl.domain.filter_text import parse_filter
from contactsctl.domain.query import Query

EACH = 25
RUNS = 3
JUDGED = "--where, judged one by one"
COMMON = (
    "gmail a fair project example berlin mail calls smith the board speaks spring prefers engineer de st er"
).split()
TAGS = "client vip press board family legal".split()
P50, P95, MOST = 10, 40, 120
JUDGED_FROM = 1_000_000


class Taken(NamedTuple):
    """The CPU milliseconds of a query, its total, its text."""

    milliseconds: float
    total: int
    text: str


def figures(sample: Sample) -> Iterator[Row]:
    """Yield the median, the 95th percentile and the slowest of all that indexes answer."""
    taken = [each for kind, group in measured(sample).items() if kind != JUDGED for each in group]
    p50, p95, most = spread(taken)
    is_met = p50 <= P50 and p95 <= P95 and most <= MOST
    yield Row(
        f"{len(taken)} searches and filters in process: p50 / p95 / max",
        f"{p50:.1f} / {p95:.1f} / {most:.1f} ms",
        target=f"≤ {P50} / {P95} / {MOST} ms at a million",
        met=is_met if sample.count >= JUDGED_FROM else None,
    )


def by_kind(sample: Sample) -> Iterator[str]:
    """Yield the lines of a table with a line a kind."""
    yield "| queries | number | p50 | p95 | max | the slowest, its total |\n|---|---:|---:|---:|---:|---|"
    for kind, taken in measured(sample).items():
        p50, p95, most = spread(taken)
        slowest = max(taken)
        numbers = f"{len(taken)} | {p50:.1f} | {p95:.1f} | {most:.1f}"
        yield f"| {kind} | {numbers} | `{slowest.text}`, {slowest.total:,} |"


def spread(taken: list[Taken]) -> tuple[float, float, float]:
    """Return the median, the 95th percentile and the most of some milliseconds."""
    times = sorted(each.milliseconds for each in taken)
    return median(times), times[int(len(times) * 0.95)], times[-1]


@cache
def measured(sample: Sample) -> dict[str, list[Taken]]:
    """Return what each query took, by kind."""
    taken: dict[str, list[Taken]] = {}
    for kind, text, query in queries(sample.book):
        times, total = _asked(sample.book, query, min(RUNS, sample.runs))
        taken.setdefault(kind, []).append(Taken(median(times), total, text))
    return taken


def _asked(path: Path, query: Query, runs: int) -> tuple[list[float], int]:
    times = []
    for _ in range(runs):
        with AddressBook(path) as book:
            assert book.connection
            start = time.process_time()
            page = book.contacts.find(query)
            times.append((time.process_time() - start) * 1000)
    return times, page.total


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
        yield "--tag", f"{tag} and newsletter", Query(tags=(tag, "newsletter"))
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
        " json_extract(phones, '$[0].number') FROM whole_contact"
        f" WHERE number IN ({', '.join(map(str, chosen))})"
    ).fetchall()
    connection.close()
    names, companies, emails, phones = ([v for v in column if v] for column in zip(*rows, strict=True))
    return names[: 3 * EACH], companies[:EACH], emails[: 3 * EACH], phones[: 3 * EACH]


if __name__ == "__main__":
    script(figures, __doc__, by_kind)

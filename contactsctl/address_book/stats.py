"""How many contacts there are, and by what."""

import sqlite3
from collections import Counter
from collections.abc import Iterable

from contactsctl.domain.value import Value, value
from contactsctl.store import stats as rows
from contactsctl.store import tags

Counts = tuple[tuple[str | None, int], ...]
"""A value, None for those without one, and how many have it."""


@value()
class Stats(Value):
    """`total`, `active` and `inactive` are live contacts; all lists but `months` begin with the most.

    Labels count emails and phones, everything else contacts. `months` (`YYYY-MM`) are the latest ones.
    """

    total: int
    active: int
    inactive: int
    trash: int
    kinds: Counts
    types: Counts
    tags: Counts
    companies: Counts
    sources: Counts
    email_labels: Counts
    phone_labels: Counts
    months: Counts


def count_all(connection: sqlite3.Connection, limit: int) -> Stats:
    """Return the figures of a book, and of each list so many; 0 is all."""
    facts = rows.facts(connection)
    total = sum(count for *_, count in facts)
    active = sum(count for _, _, is_active, _, count in facts if is_active)
    tagged = ((tag.name, tag.contacts) for tag in tags.fetch_all(connection) if tag.contacts)
    return Stats(
        total=total,
        active=active,
        inactive=total - active,
        trash=rows.trashed(connection),
        kinds=_most(((kind, count) for kind, *_, count in facts), limit),
        types=_most(((type_, count) for _, type_, *_, count in facts), limit),
        tags=_most(tagged, limit),
        companies=_most(rows.companies(connection, limit), limit),
        sources=_most(((source, count) for *_, source, count in facts), limit),
        email_labels=_most(rows.labels(connection, "emails"), limit),
        phone_labels=_most(rows.labels(connection, "phones"), limit),
        months=tuple(rows.months(connection)[-limit:]),
    )


def _most(counts: Iterable[tuple[str | None, int]], limit: int) -> Counts:
    summed: Counter[str | None] = Counter()
    for name, count in counts:
        summed[name] += count
    ordered = sorted(summed.items(), key=lambda item: (-item[1], item[0] or ""))
    return tuple(ordered[: limit or None])

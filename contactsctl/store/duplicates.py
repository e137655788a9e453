"""What tells whom a contact is, of everyone in sight; and the pairs that somebody said are two people."""

import json
import sqlite3
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from contactsctl.domain.duplicate import Profile
from contactsctl.domain.fold import fold
from contactsctl.domain.name_match import name_of
from contactsctl.store import journal, visibility
from contactsctl.store.short import read
from contactsctl.store.sql import all_of

_COLUMNS = (
    "number", "display_name", "given_name", "middle_name", "family_name", "name_suffix", "nickname",
    "company", "kind", "birthday", "emails", "phones", "addresses", "access",
)  # fmt: skip
_decode = json.JSONDecoder().decode


def profiles(connection: sqlite3.Connection) -> Iterator[Profile]:
    """Yield the profiles of all live contacts that who asks may see, oldest first."""
    seen = all_of(visibility.live(visibility.viewer_of(connection), "contact.number"))
    rows = connection.execute(
        f"SELECT {', '.join(map(read, _COLUMNS))} FROM contact WHERE {seen.text} ORDER BY number", seen.params
    )
    return (_profile(dict(zip(_COLUMNS, row, strict=True))) for row in rows)


def _profile(row: dict[str, Any]) -> Profile:
    emails = [item for item in _items(row["emails"]) if item.get("valid", True)]
    phones = [item for item in _items(row["phones"]) if item.get("valid", True)]
    stand_ins = {item["address"] for item in emails} | {item["number"] for item in phones}
    return Profile(
        row["number"],
        name_of(row, known=row["display_name"] not in stand_ins),
        tuple(dict.fromkeys(item["address"] for item in emails)),
        tuple(dict.fromkeys((item["number"], item.get("extension")) for item in phones)),
        _folded(row["company"]) if row["company"] else None,
        row["birthday"],
        tuple(dict.fromkeys(_places(_items(row["addresses"])))),
        row["access"],
    )


_folded = lru_cache(4096)(fold)  # one text for all who are at the same company


def _items(text: str | None) -> list[dict[str, Any]]:
    return _decode(text) if text else []


def _places(addresses: list[dict[str, Any]]) -> Iterator[str]:
    for address in addresses:
        place = address.get("postal_code") or address.get("city")
        if address.get("street") and place:
            yield fold(f"{address['street']}, {place}")


def not_same(connection: sqlite3.Connection) -> set[tuple[int, int]]:
    """Return the pairs of contacts, the smaller number first, that somebody said are two people."""
    return set(connection.execute("SELECT first, second FROM not_same"))


def keep_apart(connection: sqlite3.Connection, ours: int, theirs: int, at: str) -> None:
    """Remember that two contacts are two people."""
    first, second = sorted((ours, theirs))
    row = {"first": first, "second": second, "created_at": at}
    journal.put(connection, "not_same", f"{first}:{second}", row, contact=first)


def pass_on(connection: sqlite3.Connection, loser: int, winner: int) -> None:
    """Let what was said of a contact that is merged away hold for the one that stays."""
    rows = connection.execute(
        "SELECT key, first, second, created_at FROM not_same WHERE first = ? OR second = ?", (loser, loser)
    ).fetchall()
    for key, first, second, at in rows:
        journal.put(connection, "not_same", key, None, contact=loser)
        other = second if first == loser else first
        if other != winner:
            keep_apart(connection, other, winner, at)

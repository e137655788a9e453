"""Where contacts stand in the order of names: two octets each, so that a page of many matches is found fast.

The sort keys of ten thousand matches lie on thousands of pages of the book, and to read these is most of a
search. `contact_place` has the places of all contacts in few pages, as they were when they were last ranked:
equal for neighbours in a large book, 0 for those that were named anew since, none for those that came since.
Of two contacts with different places the one with the lesser comes first.
"""

import sqlite3
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence

CHUNK = 2_000
"""Contacts in one row, by their numbers: as many as fill a page of the book."""
_PLACES = 65_535
_STALE = 20
"""One in so many contacts may have no place before all are ranked again."""


def rank_all(connection: sqlite3.Connection) -> None:
    """Give every live contact its place: a second for a million."""
    count, last = connection.execute("SELECT count(*), max(contact) FROM contact_sort").fetchone()
    places = array("H", bytes(2 * ((last or 0) + 1)))
    ordered = "SELECT contact FROM contact_sort INDEXED BY contact_sort_name ORDER BY name_key, contact"
    for position, (number,) in enumerate(connection.execute(ordered)):
        places[number] = 1 + position * _PLACES // count
    connection.execute("DELETE FROM contact_place")
    connection.executemany(
        "INSERT INTO contact_place (chunk, places) VALUES (?, ?)",
        [(at // CHUNK, _stored(places[at : at + CHUNK])) for at in range(0, len(places), CHUNK)],
    )


def rank_if_stale(connection: sqlite3.Connection) -> None:
    """Rank all where many contacts came since it was done."""
    last = connection.execute("SELECT max(contact) FROM contact_sort").fetchone()[0] or 0
    ranked = connection.execute(
        "SELECT chunk * ? + length(places) / 2 FROM contact_place ORDER BY chunk DESC LIMIT 1", (CHUNK,)
    ).fetchone()
    if (last + 1 - (ranked[0] if ranked else 0)) * _STALE > last:
        rank_all(connection)


def forget(connection: sqlite3.Connection, number: int) -> None:
    """Take its place from a contact that is named anew."""
    chunk, at = divmod(number, CHUNK)
    row = connection.execute("SELECT places FROM contact_place WHERE chunk = ?", (chunk,)).fetchone()
    if row and len(row[0]) > 2 * at:
        places = bytearray(row[0])
        places[2 * at : 2 * at + 2] = bytes(2)
        connection.execute("UPDATE contact_place SET places = ? WHERE chunk = ?", (bytes(places), chunk))


def nearest(
    connection: sqlite3.Connection, numbers: Sequence[int], count: int, *, descending: bool
) -> list[int]:
    """Return those of some contacts among which the first `count` by name are, in no order."""
    places = read_places(connection)
    placed = list(_places_of(numbers, places))
    known = sorted(filter(None, placed), reverse=descending)
    if len(known) <= count:
        return list(numbers)
    last = known[count - 1]
    pairs = zip(numbers, placed, strict=True)
    if descending:
        return [number for number, place in pairs if place >= last or not place]
    return [number for number, place in pairs if place <= last]


def read_places(connection: sqlite3.Connection) -> Sequence[int]:
    """Return the places of all contacts, by their numbers."""
    rows = connection.execute("SELECT places FROM contact_place ORDER BY chunk")
    places = array("H", b"".join(row[0] for row in rows))
    if sys.byteorder == "big":
        places.byteswap()
    return places


def _places_of(numbers: Iterable[int], places: Sequence[int]) -> Iterator[int]:
    ranked = len(places)
    return (places[number] if number < ranked else 0 for number in numbers)


def _stored(places: "array[int]") -> bytes:
    if sys.byteorder == "big":
        places.byteswap()
    return places.tobytes()

"""Addresses by what was typed of a person, the best match first: what mail clients ask at every keystroke.

The module imports next to nothing, for `contactsctl-addr` has the time of a keystroke. Names that begin
with the text come from the index of names; the other matches from that of words, the newest of them.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator

from contactsctl.domain.fold import fold
from contactsctl.store.schema import APPLICATION_ID, SCHEMA_VERSION
from contactsctl.store.short import lengthen

Line = tuple[int, str, str, str | None]
"""A contact's number, its name, one of its addresses ("" where it has none), and the address's label."""
Condition = tuple[str, tuple[object, ...]]

EVERYONE: Condition = ("1", ())
_LOOKED_AT = 250
"""So many contacts are looked at: those whose names begin with the text, and those that have its words."""
_WORD = re.compile(r"[^\W_]+")
_SPACE = re.compile(" ")
_NUMBER = re.compile(r"[\d\s()+./-]+")
_DIGITS = re.compile(r"\d+")
_NAME_FIRST, _ADDRESS_FIRST, _WORD_OF_NAME, _WORD_OF_ALL = range(4)
_BEGIN = "\x02"
_SHORTEST = 3
_ENDS = (_BEGIN, "@", ".", "-", " ", "\x01", "\x03", "\n")
"""What stands after a word that ends: the next word, what addresses have, a sign, a code, the end."""
_APOSTROPHE = "'"
_LAST = "\U0010ffff"

_BY_NAME = (
    "SELECT contact FROM contact_sort WHERE name_key >= ? AND name_key < ? AND {seen}"
    " ORDER BY name_key LIMIT ?"
)
_BY_WORD = "SELECT rowid FROM contact_part WHERE contact_part MATCH ? AND {seen} ORDER BY rowid DESC LIMIT ?"
_FETCHED = (
    "SELECT number, display_name, short_emails, nickname, mention_name, short_phones FROM contact"
    " WHERE number IN ({numbers}) ORDER BY updated_at_ms DESC"
)
_COLUMNS = "number, display_name, short_emails FROM contact"
_MENTIONED = f"SELECT {_COLUMNS} WHERE mention_name = ? AND {{seen}}"
_TAGGED = (
    f"SELECT {_COLUMNS} JOIN contact_sort ON contact_sort.contact = number WHERE number IN"
    " (SELECT contact FROM contact_tag WHERE tag = (SELECT number FROM tag WHERE key = ?))"
    " AND {seen} ORDER BY name_key, number"
)


def find(connection: sqlite3.Connection, text: str, seen: Condition = EVERYONE) -> list[Line]:
    """Return the people whose name, email or phone begins with the words of a text, a line an address.

    First come names that begin with the text, then addresses, then those with the words further on; of
    these primary addresses first, then what was changed lately. `seen` is the condition by which who asks
    sees the contact `{number}`.
    """
    folded = " ".join(fold(text).split())
    if _NUMBER.fullmatch(folded):
        folded = "".join(_DIGITS.findall(folded))
    words = _WORD.findall(folded)
    if not words:
        return []
    numbers = _candidates(connection, folded, words, seen)
    rows = connection.execute(_FETCHED.format(numbers=", ".join("?" * len(numbers))), numbers)
    ranked = [(rank, line) for row in rows for rank, line in _ranked(row, folded, words)]
    ranked.sort(key=lambda each: each[0])
    return [line for _, line in ranked]


def _candidates(
    connection: sqlite3.Connection, text: str, words: list[str], seen: Condition
) -> tuple[int, ...]:
    condition, values = seen
    by_name = _BY_NAME.format(seen=condition.format(number="contact_sort.contact"))
    by_word = _BY_WORD.format(seen=condition.format(number="contact_part.rowid"))
    rows = connection.execute(by_name, (text, text + _LAST, *values, _LOOKED_AT))
    found = dict.fromkeys(number for (number,) in rows)
    asked: list[list[tuple[int]]] = []
    for match in _matches(text, words) if len(found) < _LOOKED_AT else ():
        asked.append(connection.execute(by_word, (match, *values, _LOOKED_AT)).fetchall())
        if len(asked[-1]) < _LOOKED_AT:
            break  # the next ones find some of the same
    for narrowest in reversed(asked):
        if len(found) < _LOOKED_AT:
            found |= dict.fromkeys(number for (number,) in narrowest)
    return tuple(found)


def _matches(text: str, words: list[str]) -> Iterable[str]:
    """Return expressions of which each finds some of those that the one before finds, and takes longer.

    All words begun; the last one begun; whole words. What stands before a dot or an @ was typed to its end.
    """
    marks = (*_ENDS, _APOSTROPHE) if _APOSTROPHE in text else _ENDS
    whole = [_either(_beginning(word) + mark for mark in marks) for word in words]
    begun = [_either([_beginning(word)]) for word in words]
    ends = {len(_WORD.findall(text[: found.start()])) - 1 for found in _SPACE.finditer(f"{text} ")}
    each_begun = [begun[place] if place in ends else word for place, word in enumerate(whole)]
    return dict.fromkeys(" AND ".join(each) for each in (each_begun, [*whole[:-1], begun[-1]], whole))


def _beginning(word: str) -> str:
    """Return what `domain.search.beginning` does, which takes longer to import than a keystroke has."""
    return f"{_BEGIN * 2}{word}"[-max(_SHORTEST, len(word) + 1) :]


def _either(texts: Iterable[str]) -> str:
    return "(" + " OR ".join(f'"{text}"' for text in texts) + ")"


def group(connection: sqlite3.Connection, name: str, seen: Condition = EVERYONE) -> list[Line]:
    """Return the addresses behind `@name`: those of a mention name, else those of all with a tag."""
    for sql, key in ((_MENTIONED, name.lower()), (_TAGGED, fold(name) or name)):
        condition = seen[0].format(number="contact.number")
        rows = connection.execute(sql.format(seen=condition), (key, *seen[1])).fetchall()
        if rows:
            return [line for row in rows for line in _lines(*row)]
    return []


def is_view(connection: sqlite3.Connection, name: str) -> bool:
    """Tell whether there is a view of this name."""
    return connection.execute("SELECT 1 FROM view WHERE name = ?", (name,)).fetchone() is not None


def _lines(number: int, name: str, emails: str | None) -> Iterator[Line]:
    for item in _items(emails):
        if item.get("valid", True):
            yield number, name, item["address"], item.get("label")


def _items(emails: object) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(lengthen("emails", str(emails))) if emails else []
    return found


def _ranked(row: tuple[object, ...], text: str, words: list[str]) -> Iterator[tuple[tuple[int, bool], Line]]:
    number, name, emails, nickname, mention, phones = row
    items = [item for item in _items(emails) if item.get("valid", True)]
    names = fold(f"{name} {nickname or ''} {mention or ''}")
    begun = _begun(names, words)
    in_order = begun and all(map(str.startswith, _WORD.findall(names), words))
    numbers = " ".join(_DIGITS.findall(str(phones))) if phones else ""
    for item in items or [{"address": "", "primary": "true"}]:
        first = _NAME_FIRST if in_order else _ADDRESS_FIRST if item["address"].startswith(text) else None
        rank = _WORD_OF_NAME if first is None and begun else first
        if rank is None and not _begun(f"{names} {item['address']} {numbers}", words):
            continue
        line = (int(str(number)), str(name), item["address"], item.get("label"))
        yield (_WORD_OF_ALL if rank is None else rank, not item.get("primary")), line


def _begun(text: str, words: Iterable[str]) -> bool:
    """Tell whether every word begins a word of a folded text."""
    known = _WORD.findall(text)
    return all(any(each.startswith(word) for each in known) for word in words)


def open_to_read(path: str) -> sqlite3.Connection | None:
    """Open a book that is of this schema, to read; None for any other file: the whole program says why."""
    try:
        connection = sqlite3.connect(f"file:{_quoted(path)}?mode=ro", uri=True, isolation_level=None)
        found = connection.execute(
            "SELECT (SELECT application_id FROM pragma_application_id),"
            " (SELECT user_version FROM pragma_user_version)"
        ).fetchone()
    except sqlite3.Error:
        return None
    return connection if found == (APPLICATION_ID, SCHEMA_VERSION) else None


def _quoted(path: str) -> str:
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")

"""The do-not-call list: numbers and addresses that nobody is to call or write to, whoever has them."""

import re
from typing import Literal, NamedTuple

from contactsctl.domain.text import check_text, repair_text
from contactsctl.errors import InvalidDataError

Kind = Literal["phone", "email"]
MAX_REASON = 4096
"""Characters of a reason, and of a source."""

_BETWEEN = re.compile(r"[;|,\t\n]|:::")
_IN_BRACKETS = re.compile(r"<([^<>]+)>")
_MAY_HOLD_MORE = re.compile(r"[^@]\s*[/\\+＋][^@]*\Z")
"""What one number may have after it without being refused: a second one."""
_AROUND_ADDRESS = "<>()[]{}\"'.,:!?"


class Subject(NamedTuple):
    """What an entry is about: `value` is an E.164 number or a normalised address."""

    kind: Kind
    value: str


class DncEntry(NamedTuple):
    """One entry: why, where it came from, who added it (an identity; None: the owner), and when."""

    value: str
    kind: Kind
    reason: str | None
    source: str | None
    actor: str | None
    created_at: str


class DncQuery(NamedTuple):
    """Which entries: of a kind, with a text in value, reason or source; `limit` 0 means all."""

    text: str | None = None
    kind: Kind | None = None
    limit: int = 0
    offset: int = 0


def read_subject(text: str, region: str | None) -> Subject:
    """Return the number or the address that a text spells; what has an @ is an address.

    `region` (ISO 3166-1 alpha-2) is for numbers without a +. Raises InvalidPhoneError, InvalidEmailError.
    """
    if "@" in text:
        from contactsctl.domain.email import normalize

        return Subject("email", normalize(text))
    from contactsctl.domain.phone import parse

    return Subject("phone", parse(text, region).number)


def subjects_in(text: str, region: str | None) -> tuple[Subject, ...]:
    """Return the numbers and addresses of a cell or a line, which may hold several, and other words.

    () when none is valid.
    """
    found: list[Subject] = []
    for piece in _BETWEEN.split(text):
        for spelled in (_IN_BRACKETS.sub(" ", piece), *_IN_BRACKETS.findall(piece)):
            if spelled.strip():
                found += _subjects_of(spelled.strip(), region)
    return tuple(dict.fromkeys(found))


def _subjects_of(text: str, region: str | None) -> list[Subject]:
    found = []
    try:
        found.append(read_subject(text, region))
    except InvalidDataError:
        pass
    else:
        if not _MAY_HOLD_MORE.search(text):
            return found
    return found + _subjects_among_words(text, region)


def _subjects_among_words(text: str, region: str | None) -> list[Subject]:
    found, others = [], []
    for word in text.split():
        try:
            if "@" in word:
                found.append(read_subject(word.strip(_AROUND_ADDRESS), region))
            else:
                others.append(word)
        except InvalidDataError:
            others.append(word)
    from contactsctl.domain.numbers_in_text import numbers_in

    return found + [Subject("phone", number) for number in numbers_in(" ".join(others), region)]


def check_remark(text: str | None, field: str) -> str | None:
    """Return a reason or a source as it is kept, None for an empty one; raises an InvalidDataError."""
    return check_text(text, field, MAX_REASON) or None if text else None


def mended_remark(text: str | None) -> str | None:
    """Return a reason or a source of a file as it is kept: mended, and cut at the limit."""
    return check_text(repair_text(text)[:MAX_REASON], "reason", MAX_REASON * 4) or None if text else None

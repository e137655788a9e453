"""What of a contact can be searched, and what a search text asks for.

A contact's search document is its folded texts, a line each. A word of three characters or more
must occur anywhere in it; a shorter one at the beginning of a word. Tags stand between TAG marks,
so that a whole tag is found as text too.
"""

import re
from dataclasses import dataclass

from contactsctl.domain.contact import Contact
from contactsctl.domain.fold import fold
from contactsctl.domain.query import MAX_TEXT
from contactsctl.errors import InvalidFilterError

TAG = "\x01"
"""Stands before and after a tag in the document; stored text never holds it."""
SHORT = 2
"""Words of up to this many characters are sought at the beginning of words only."""

_NOT_DIGITS = re.compile(r"\D+")
_NUMBER = re.compile(r"[\d\s()+./\u2010-\u2015-]+")
_TRUNK_ZERO = re.compile(r"\(0\)")
_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word; `digits` are its digits alone when it can be a part of a phone number."""

    text: str
    digits: str | None = None

    @property
    def is_short(self) -> bool:
        return len(self.text) <= SHORT


@dataclass(frozen=True, slots=True)
class SearchText:
    """All `words` must occur; or `number`, where the whole text can be a phone number."""

    words: tuple[Word, ...]
    number: str | None = None


def parse_search_text(text: str) -> SearchText:
    """Split a search text at white space into folded words; nothing in it is syntax.

    Raises InvalidFilterError above 1,000 characters.
    """
    if len(text) > MAX_TEXT:
        raise InvalidFilterError(f"search text is longer than {MAX_TEXT:,} characters", field="search")
    words = dict.fromkeys(fold(text).split())
    return SearchText(tuple(Word(word, _digits_of(word)) for word in words), _whole_number(text))


def _digits_of(word: str) -> str | None:
    if word.isalpha() or not _NUMBER.fullmatch(word):
        return None
    digits = _NOT_DIGITS.sub("", word)
    return digits if len(digits) > SHORT and digits != word else None


def _whole_number(text: str) -> str | None:
    if not _NUMBER.fullmatch(text):
        return None
    digits = _NOT_DIGITS.sub("", _TRUNK_ZERO.sub("", text)).lstrip("0")
    return digits if len(digits) >= 5 else None


def search_document(contact: Contact) -> str:
    """Return the folded text of all that a search looks at, each line between line feeds."""
    lines = [contact.display_name]
    shown = f" {contact.display_name} "
    lines += [name for name in _other_names(contact) if name and f" {name} " not in shown]
    lines += [email.address for email in contact.emails]
    document = "\n".join(lines)
    if contact.notes:
        document = f"{document}\n{' '.join(contact.notes.split())}"
    document = f"\n{fold(document)}\n"
    for phone in contact.phones:
        document += _phone_lines(phone.number, phone.raw)
    for tag in contact.tags:
        document += f"{tag_mark(tag)}\n"
    return document if document.isascii() else document + _ideograph_pairs(document)


def _other_names(contact: Contact) -> tuple[str | None, ...]:
    return (
        contact.given_name, contact.middle_name, contact.family_name, contact.name_prefix,
        contact.name_suffix, contact.nickname, contact.mention_name, contact.company, contact.job_title,
    )  # fmt: skip


def _phone_lines(number: str, raw: str | None) -> str:
    if number == raw and number[:1] == "+" and number[1:].isdecimal():
        return f"{number[1:]}\n"
    lines = f"{number.removeprefix('+')}\n" if number.startswith("+") else f"{fold(number)}\n"
    digits = _NOT_DIGITS.sub("", raw or "")
    if digits and digits not in lines:
        lines += f"{digits}\n"
    if raw and not _NUMBER.fullmatch(raw):
        lines += f"{fold(' '.join(raw.split()))}\n"
    return lines


def tag_mark(tag: str) -> str:
    """Return the text by which a document shows that it has the whole tag."""
    return f"{TAG}{fold(tag)}{TAG}"


def _ideograph_pairs(document: str) -> str:
    # Chinese, Japanese and Korean write no spaces: every pair of characters counts as a word's beginning.
    pairs = dict.fromkeys(
        run[index : index + 2] for run in _IDEOGRAPHS.findall(document) for index in range(1, len(run))
    )
    return f"{' '.join(pairs)}\n" if pairs else ""


def relevance(contact: Contact, words: SearchText, text: str) -> tuple[int, ...]:
    """Return a sort key: whole words as typed come first, then whole words folded, names before the rest."""
    typed = text.casefold().split()
    names = " ".join(name for name in (contact.display_name, *_other_names(contact)[:7]) if name)
    name_words = set(re.findall(r"\w+", names.casefold()))
    folded_words = set(re.findall(r"\w+", fold(names)))
    every_word = set(re.findall(r"\w+", search_document(contact)))
    folded = [word.text for word in words.words]
    return (
        -sum(word in name_words for word in typed),
        -sum(word in folded_words for word in folded),
        -sum(any(known.startswith(word) for known in folded_words) for word in folded),
        -sum(word in every_word for word in folded),
    )

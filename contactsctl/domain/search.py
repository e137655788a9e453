"""What of a contact can be searched, and what a search text asks for.

A contact's search document is its folded texts, one after the other. A word of three characters or more
must occur anywhere in it; a shorter one at the beginning of a word. Two BEGIN marks stand before every
word, in place of a space between two, so that a short word is found as a text of three
characters as well. Codes of the tags and of the company let a whole one be found as a text too.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from contactsctl.domain.contact import Contact
from contactsctl.domain.fold import fold, is_settled
from contactsctl.domain.query import MAX_TEXT
from contactsctl.domain.value import Value, value
from contactsctl.errors import InvalidFilterError

TAG, COMPANY = "\x01", "\x03"
"""Stand before the code of a tag, or of the company; stored text never holds them."""
BEGIN = "\x02"
"""Stands twice before each word in the document; stored text never holds it."""
_BEGINS = BEGIN * 2
NEVER = "\x05"
"""Stands in no document, as no other control character does that is sought: all are sought as this one."""
_CONTROLS = dict.fromkeys([*range(0x09), *range(0x0E, 0x1C)], NEVER)
_END = "\n\n"
"""Stands where no code follows the texts: their last character begins a part of three as well."""
SHORT = 2
"""Words of up to this many characters are sought at the beginning of words only."""

_WORD = re.compile(r"([^\W_]+)")
_ASCII_WORD = re.compile("([0-9A-Za-z]+)")  # the same, in half the time
_TOKEN = re.compile(r"[^\W_]+")
_NOT_DIGITS = re.compile(r"\D+")
_NUMBER = re.compile(r"[\d\s()+./\u2010-\u2015-]+")
_TRUNK_ZERO = re.compile(r"\(0\)")
# Compiled when a text beyond ASCII is first met: it takes two milliseconds.
_IDEOGRAPHS = "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+"


@value()
class Word(Value):
    """A folded word; `digits` are its digits alone when it can be a part of a phone number."""

    text: str
    digits: str | None = None

    @property
    def is_short(self) -> bool:
        return len(self.text) <= SHORT


@value()
class SearchText(Value):
    """All `words` must occur; or `number`, where the whole text can be a phone number."""

    words: tuple[Word, ...]
    number: str | None = None


def parse_search_text(text: str) -> SearchText:
    """Split a search text at white space into folded words; nothing in it is syntax.

    Raises InvalidFilterError above 1,000 characters.
    """
    if len(text) > MAX_TEXT:
        raise InvalidFilterError(f"search text is longer than {MAX_TEXT:,} characters", field="search")
    words = dict.fromkeys(fold(text).translate(_CONTROLS).split())
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


class Document(NamedTuple):
    """What a contact is searched by; `is_lasting`: every Python makes the same text of the contact."""

    text: str
    is_lasting: bool


def search_document(contact: Contact) -> Document:
    """Return the folded text of all that a search looks at."""
    shown = f" {contact.display_name} "
    texts = [contact.display_name]
    texts += [name for name in _other_names(contact) if name and f" {name} " not in shown]
    texts += [email.address for email in contact.emails]
    if contact.notes:
        texts.append(" ".join(contact.notes.split()))
    typed = " ".join(texts)
    text = fold(typed)
    for phone in contact.phones:
        raw = phone.raw or phone.number
        typed += raw
        text += _phone_words(phone.number, raw)
    # Codes come after the marks: beside their characters all others take twice the room and time.
    document = marked(text) + "".join(map(_tag_text, contact.tags))
    document += company_code(fold(contact.company)) if contact.company else _END
    if not text.isascii() or not all(map(str.isascii, contact.tags)):
        document += marked(_ideograph_pairs(" ".join([text, *map(fold, contact.tags)])))
    return Document(document, is_settled(typed + "".join(contact.tags)))


def marked(text: str) -> str:
    """Return a folded text with the marks before its words."""
    # Words at odd places: joining them again is faster than a substitution.
    parts = (_ASCII_WORD if text.isascii() else _WORD).split(text)
    parts[1::2] = [_BEGINS + word for word in parts[1::2]]
    # After another character a space stays: else `o' neil` would be found as `o'neil`.
    parts[2::2] = ["" if between == " " else between for between in parts[2::2]]
    return "".join(parts)


@lru_cache(4096)
def _tag_text(tag: str) -> str:
    return f"{marked(f' {fold(tag)}')}{tag_code(tag)}"


def needle(text: str) -> str:
    """Return what occurs in a document when a folded text does."""
    return marked(text).lstrip(BEGIN) if text[:1] != " " else marked(text)


def needles(word: Word) -> tuple[str, ...]:
    """Return what must all occur in a document so that a word is found in it."""
    if not word.is_short:
        return (needle(word.text),)
    tokens = _TOKEN.findall(word.text)
    inside = () if tokens == [word.text] else (needle(word.text),)
    return (*(beginning(token) for token in tokens), *inside)


def glimpse(text: str, texts: Iterable[str | None], lists: Iterable[str | None]) -> bool | None:
    """Tell whether a text stands in the document of who has these texts and lists, without making it.

    The lists are JSON, whole or as they are stored, which may leave a + out. None: the document must tell.
    """
    plain = text.replace(BEGIN, "")
    if not plain.isprintable() or any(sign in plain for sign in ' +"\\'):
        return None
    is_beginning = text[:1] == BEGIN
    stands = _begins if is_beginning and plain.isascii() else str.__contains__
    in_texts = stands(fold("\n".join(filter(None, texts))), plain)
    if in_texts and plain.isalpha() and (plain.isascii() or not is_beginning):
        return True
    rest = fold("\n".join(filter(None, lists)))
    digits = _NOT_DIGITS.sub("", rest) if plain.isdecimal() else ""
    is_possible = in_texts or "\\" in rest or stands(rest, plain) or plain in digits
    return None if is_possible else False


def _begins(text: str, word: str) -> bool:
    return _beginning_of(word).search(text) is not None


@lru_cache(256)
def _beginning_of(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){re.escape(word)}")


def beginning(token: str) -> str:
    """Return what occurs in a document when a folded text, letters and digits only, begins a word."""
    return f"{_BEGINS}{token}"[-max(SHORT + 1, len(token) + 1) :]


def beginnings(text: SearchText) -> tuple[str, ...]:
    """Return what must all occur in a document so that all words of a text begin words."""
    return tuple(beginning(token) for word in text.words for token in _TOKEN.findall(word.text))


def _other_names(contact: Contact) -> tuple[str | None, ...]:
    return (
        contact.given_name, contact.middle_name, contact.family_name, contact.name_prefix,
        contact.name_suffix, contact.nickname, contact.mention_name, contact.company, contact.job_title,
    )  # fmt: skip


def _phone_words(number: str, raw: str) -> str:
    if number == raw and number[:1] == "+" and number[1:].isdecimal():
        return f" {number[1:]}"
    words = f" {fold(number.removeprefix('+'))}"
    digits = _NOT_DIGITS.sub("", raw)
    if digits and digits not in words:
        words += f" {digits}"
    if not _NUMBER.fullmatch(raw):
        words += f" {fold(' '.join(raw.split()))}"
    return words


def tag_code(tag: str) -> str:
    """Return the text by which a document shows that it has the whole tag."""
    return TAG + _code(fold(tag))


def company_code(key: str) -> str:
    """Return the text by which a document shows that the folded company is this one."""
    return COMPANY + _code(key)


_PRIVATE, _PRIVATE_SIZE = 0xE000, 6400


@lru_cache(4096)
def _code(text: str) -> str:
    from hashlib import blake2b

    # Three characters of the private use area, of 2.6e11 such texts: two parts that few others share, where
    # a tag's own letters would be as many parts as it has, each in half of all documents.
    number = int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")
    places = (number, number // _PRIVATE_SIZE, number // _PRIVATE_SIZE**2)
    return "".join(chr(_PRIVATE + place % _PRIVATE_SIZE) for place in places)


def _ideograph_pairs(document: str) -> str:
    # Chinese, Japanese and Korean write no spaces: every pair of characters counts as a word's beginning.
    pairs = dict.fromkeys(
        run[index : index + 2] for run in re.findall(_IDEOGRAPHS, document) for index in range(1, len(run))
    )
    return "".join(f" {pair}" for pair in pairs)


def relevance(contact: Contact, words: SearchText, text: str) -> tuple[int, ...]:
    """Return a sort key: whole words as typed come first, then whole words folded, names before the rest."""
    typed = text.casefold().split()
    names = " ".join(name for name in (contact.display_name, *_other_names(contact)[:7]) if name)
    name_words = set(re.findall(r"\w+", names.casefold()))
    folded_words = set(re.findall(r"\w+", fold(names)))
    every_word = set(re.findall(r"\w+", search_document(contact).text))
    folded = [word.text for word in words.words]
    return (
        -sum(word in name_words for word in typed),
        -sum(word in folded_words for word in folded),
        -sum(any(known.startswith(word) for known in folded_words) for word in folded),
        -sum(word in every_word for word in folded),
    )

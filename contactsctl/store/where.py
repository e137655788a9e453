"""From a query to SQL conditions: every column from an allow-list, every value bound."""

import re

from contactsctl.domain.fold import fold
from contactsctl.domain.query import Query
from contactsctl.domain.search import SearchText, Word, parse_search_text, tag_mark
from contactsctl.store.index import tag_key
from contactsctl.store.sql import Matched, Sql, all_of

_TRIGRAM = 3
_TRIGRAMS_A_WORD = 24
_NOT_TOKEN = re.compile(r"[\W_]+")


def column_conditions(query: Query) -> list[Sql]:
    """Return the conditions on columns of `contact`, which `trash` has too."""
    columns = (
        ("source", query.source),
        ("type", query.type),
        ("kind", query.kind),
        ("is_active", query.active),
    )
    found = [Sql(f"{column} = ?", (value,)) for column, value in columns if value is not None]
    if query.dnc:
        found.append(Sql("0"))  # no number or address is on the list
    return found


def company_conditions(query: Query) -> list[Sql]:
    """Return the condition on `company_key`."""
    return [Sql("instr(company_key, ?)", (fold(query.company),))] if query.company else []


def tag_conditions(query: Query, number: str) -> list[Sql]:
    """Return the conditions that live contacts have the query's tags; `number` is the SQL of their number."""
    has_tag = "SELECT contact FROM contact_tag WHERE tag = (SELECT number FROM tag WHERE key = ?)"
    return [Sql(f"{number} IN ({has_tag})", (tag_key(tag),)) for tag in query.tags]


def document_conditions(query: Query) -> list[Sql]:
    """Return the conditions on a `document` that no text index holds, for the query's text and tags."""
    found = [Sql("instr(document, ?)", (tag_mark(tag),)) for tag in query.tags]
    if query.text:
        text = parse_search_text(query.text)
        words = all_of([_stands(word) for word in text.words])
        found.append(
            Sql(f"({words.text} OR instr(document, ?))", (*words.params, text.number))
            if text.number
            else words
        )
    return found


def matching(query: Query) -> Matched | None:
    """Return a SELECT of the live contacts that the text indexes find; None when they are not asked.

    It answers the text, and narrows down by company and by tags beside a text or company.
    """
    needles = [Word(tag_mark(tag)) for tag in query.tags] if query.text or query.company else []
    if query.company:
        needles.append(Word(fold(query.company)))
    text = parse_search_text(query.text or "")
    if not text.words and not any(len(needle.text) >= _TRIGRAM for needle in needles):
        return None
    found = with_all((*text.words, *needles))
    if text.number:
        number = with_all((Word(text.number), *needles)).exact
        return Matched(Sql(f"{found.exact.text} UNION {number.text}", (*found.exact.params, *number.params)))
    return found


def with_all(words: tuple[Word, ...]) -> Matched:
    """Return a SELECT of the live contacts in whose documents all the words occur."""
    candidates = _candidates(words)
    checks = [_occurs(word) for word in words if _needs_check(word)]
    if not checks:
        return Matched(candidates)
    check = all_of(checks)
    sql = f"SELECT contact FROM contact_document WHERE contact IN ({candidates.text}) AND {check.text}"
    return Matched(Sql(sql, (*candidates.params, *check.params)), candidates, check, _whole_words(words))


def _whole_words(words: tuple[Word, ...]) -> Sql | None:
    """Return a SELECT of contacts that have all the words as whole words; None where one is no token."""
    if not all(word.text.isascii() and word.text.isalnum() for word in words):
        return None
    match = " AND ".join(_quoted(word.text) for word in words)
    return Sql("SELECT rowid AS contact FROM contact_word WHERE contact_word MATCH ?", (match,))


def _candidates(words: tuple[Word, ...]) -> Sql:
    parts = [_part_terms(word) for word in words if not word.is_short]
    beginnings = [token for word in words if word.is_short for token in _NOT_TOKEN.split(word.text) if token]
    part = "SELECT rowid AS contact FROM contact_part WHERE contact_part MATCH ?"
    word = "SELECT rowid AS contact FROM contact_word WHERE contact_word MATCH ?"
    params = [" AND ".join(parts), " AND ".join(f"{_quoted(token)} *" for token in beginnings)]
    if parts and beginnings:
        return Sql(f"SELECT contact FROM ({part}) WHERE contact IN ({word})", tuple(params))
    if parts or beginnings:
        return Sql(part, (params[0],)) if parts else Sql(word, (params[1],))
    return Sql("SELECT contact FROM contact_sort")


def _part_terms(word: Word) -> str:
    terms = _trigrams(word.text)
    return f"({terms} OR {_trigrams(word.digits)})" if word.digits else terms


def _trigrams(text: str) -> str:
    # With detail=none the index knows which trigrams a document has, not where: `_needs_check` follows.
    grams = dict.fromkeys(text[index : index + _TRIGRAM] for index in range(len(text) - _TRIGRAM + 1))
    terms = [_quoted(gram) for gram in list(grams)[:_TRIGRAMS_A_WORD]]
    return f"({' AND '.join(terms)})" if len(terms) > 1 else terms[0]


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _needs_check(word: Word) -> bool:
    if word.is_short:
        return bool(_NOT_TOKEN.search(word.text))
    return len(word.text) > _TRIGRAM or (word.digits is not None and len(word.digits) > _TRIGRAM)


def _stands(word: Word) -> Sql:
    """Return the condition of a word on a document that no index holds; short ones begin a word."""
    if not word.is_short:
        return _occurs(word)
    tokens = [token for token in _NOT_TOKEN.split(word.text) if token]
    begins = [Sql("begins_word(document, ?)", (token,)) for token in tokens]
    return all_of([*begins, *([_occurs(word)] if tokens != [word.text] else [])])


def _occurs(word: Word) -> Sql:
    if word.is_short and not _NOT_TOKEN.search(word.text):
        return Sql("begins_word(document, ?)", (word.text,))
    if word.digits:
        return Sql("(instr(document, ?) OR instr(document, ?))", (word.text, word.digits))
    return Sql("instr(document, ?)", (word.text,))


def search_words(text: SearchText) -> Sql | None:
    """Return a SELECT of live contacts in which every word begins a word; None when there is no word."""
    tokens = [token for word in text.words for token in _NOT_TOKEN.split(word.text) if token]
    if not tokens:
        return None
    match = " AND ".join(f"{_quoted(token)} *" for token in tokens)
    return Sql("SELECT rowid AS contact FROM contact_word WHERE contact_word MATCH ?", (match,))

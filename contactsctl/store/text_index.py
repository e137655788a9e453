"""What the two text indexes can be asked: parts of words of three letters and more, and their beginnings."""

import re

from contactsctl.domain.search import SHORT, SearchText, Word
from contactsctl.store.sql import Clause, Sql, all_of, any_of

_NOT_TOKEN = re.compile(r"[\W_]+")
_PARTS = "SELECT rowid AS contact FROM contact_part WHERE contact_part MATCH ?"
_BEGINNINGS = "SELECT rowid AS contact FROM contact_word WHERE contact_word MATCH ?"


def phrase(text: str) -> str:
    """Return the expression by which `contact_part` finds a text of three characters and more."""
    return '"' + text.replace('"', '""') + '"'


def beginning(tokens: list[str]) -> str:
    """Return the expression by which `contact_word` finds what has a word beginning with each token."""
    return " AND ".join(f"{phrase(token)} *" for token in tokens)


def tokens_of(text: str) -> list[str]:
    """Return the words of a text as `contact_word` cuts it."""
    return [token for token in _NOT_TOKEN.split(text) if token]


def select_of(matches: list[str], beginnings: list[str]) -> Sql:
    """Return the SELECT of live contacts that both indexes find."""
    parts, words = " AND ".join(matches), " AND ".join(beginnings)
    if matches and beginnings:
        # The plus keeps SQLite from asking one index anew for each contact that the other has found.
        return Sql(f"SELECT contact FROM ({_PARTS}) WHERE +contact IN ({_BEGINNINGS})", (parts, words))
    return Sql(_PARTS, (parts,)) if matches else Sql(_BEGINNINGS, (words,))


def contains(text: str) -> Clause:
    """Return the clause that a document contains a folded text."""
    test = Sql("instr(document, ?)", (text,))
    is_long = len(text) > SHORT
    return Clause(test, "contact_document", match=phrase(text) if is_long else None, match_is_exact=is_long)


def text_clauses(text: SearchText) -> list[Clause]:
    """Return the clauses of a search text: one a word, or one for all where it may be a phone number."""
    clauses = [word_clause(word) for word in text.words]
    return [_or_number(clauses, text.number)] if text.number else clauses


def word_clause(word: Word) -> Clause:
    """Return the clause of one word: a long one stands anywhere, the tokens of a short one begin words."""
    if not word.is_short:
        return _long_word_clause(word)
    tokens = tokens_of(word.text)
    begins = [Sql("begins_word(document, ?)", (token,)) for token in tokens]
    is_exact = tokens == [word.text]
    occurs = [] if is_exact else [Sql("instr(document, ?)", (word.text,))]
    return Clause(
        all_of([*begins, *occurs]),
        "contact_document",
        beginning=beginning(tokens) if tokens else None,
        match_is_exact=is_exact,
    )


def _long_word_clause(word: Word) -> Clause:
    plain = contains(word.text)
    if not word.digits:
        return plain
    number = contains(word.digits)
    return plain._replace(test=any_of([plain.test, number.test]), match=f"({plain.match} OR {number.match})")


def _or_number(clauses: list[Clause], number: str) -> Clause:
    whole = contains(number)
    test = any_of([all_of([clause.test for clause in clauses]), whole.test])
    matches = [clause.match for clause in clauses if clause.match]
    beginnings = [clause.beginning for clause in clauses if clause.beginning]
    is_exact = all(clause.match_is_exact for clause in clauses)
    if len(matches) == len(clauses):
        match = f"(({' AND '.join(matches)}) OR {whole.match})"
        return Clause(test, "contact_document", match=match, match_is_exact=is_exact)
    if not matches and not beginnings:
        return Clause(test, "contact_document")
    words, numbers = select_of(matches, beginnings), select_of([whole.match or ""], [])
    union = Sql(f"{words.text} UNION {numbers.text}", (*words.params, *numbers.params))
    return Clause(test, "contact_document", select=union, select_is_exact=is_exact)

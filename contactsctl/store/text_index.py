"""What the index of parts of words can be asked: any text, wherever it stands."""

import re

from contactsctl.domain.fold import fold
from contactsctl.domain.query import Query
from contactsctl.domain.search import (
    BEGIN,
    NEVER,
    SHORT,
    SearchText,
    Word,
    company_code,
    needle,
    needles,
    parse_search_text,
    tag_code,
)
from contactsctl.store.functions import stands_in
from contactsctl.store.index import tag_key
from contactsctl.store.sql import Clause, Sql, all_of, any_of

# Stands around a text of one or two characters that is no word, in an expression: it is found as any of the
# parts of three characters that begin with it, which the index itself knows, some dozens.
_SHORT = "\x04"
_SHORTS = re.compile(f"{_SHORT}(.+?){_SHORT}")
_PARTS = (
    """SELECT '(' || ifnull(group_concat('"' || replace(term, '"', '""') || '"', ' OR '), '"nothing\x05"')"""
    " || ')' FROM contact_term WHERE term >= ? AND term < ? || char(0x10ffff)"
)


def clauses_of(query: Query, companies: list[str] | None) -> list[Clause]:
    """Return what must hold of a contact by the query's tags, company and text."""
    found = [_tag_clause(tag) for tag in query.tags]
    if query.company:
        found.append(_company_clause(fold(query.company), companies))
    return found + text_clauses(parse_search_text(query.text)) if query.text else found


def phrase(text: str) -> str:
    """Return the expression that finds a text of three characters and more, as documents have it."""
    return '"' + text.replace('"', '""').replace(_SHORT, NEVER) + '"'


def select_of(matches: list[str], unmatches: list[str] | None = None) -> Sql:
    """Return the SELECT of the live contacts that all of some expressions find, and none of others."""
    match = " AND ".join(matches)
    if unmatches:
        match = f"({match}) NOT ({' OR '.join(unmatches)})"
    expression, params = "?", [match]
    for text in dict.fromkeys(_SHORTS.findall(match)):
        expression = f"replace({expression}, ?, ({_PARTS}))"
        params += [f"{_SHORT}{text}{_SHORT}", text, text]
    return Sql(
        f"SELECT rowid AS contact FROM contact_part WHERE contact_part MATCH {expression}", tuple(params)
    )


def occurs(text: str) -> Clause:
    """Return the clause that a text, as documents have it, stands in the document."""
    match = phrase(text) if len(text) > SHORT else f"{_SHORT}{text}{_SHORT}"
    return Clause(stands_in(text), ("contact",), match=match, match_is_exact=True)


def contains(text: str) -> Clause:
    """Return the clause that the document contains a folded text."""
    return occurs(needle(text))


def narrowed(text: str) -> str | None:
    """Return an expression that finds all documents with a text, and some without: by its two longest words.

    Of an address those before the @ are taken: its domain is that of many. None where all are short.
    """
    words = needle(text.partition("@")[0] or text).split(BEGIN)
    longest = sorted((word for word in words if len(word) > SHORT), key=len)[-2:]
    return " AND ".join(map(phrase, longest)) or None


def text_clauses(text: SearchText) -> list[Clause]:
    """Return the clauses of a search text: one a word, or one for all where it may be a phone number."""
    clauses = [clause for word in text.words for clause in word_clauses(word)]
    if not text.number:
        return clauses
    whole = contains(text.number)
    test = any_of([all_of([clause.test for clause in clauses]), whole.test])
    matches = [clause.match for clause in clauses if clause.match]
    match = f"(({' AND '.join(matches)}) OR {whole.match})" if matches else None
    is_exact = all(clause.match_is_exact for clause in clauses)
    return [Clause(test, ("contact",), match=match, match_is_exact=is_exact)]


def word_clauses(word: Word) -> list[Clause]:
    """Return the clauses of one word: a long one stands anywhere, the letters of a short one begin a word."""
    clauses = [occurs(text) for text in needles(word)]
    if "@" in word.text[1:] and (match := narrowed(word.text)):
        return [clause._replace(match=match, match_is_exact=False) for clause in clauses]
    if not word.digits:
        return clauses
    plain, number = clauses[0], contains(word.digits)
    match = f"({plain.match} OR {number.match})"
    return [plain._replace(test=any_of([plain.test, number.test]), match=match)]


def _company_clause(company: str, companies: list[str] | None) -> Clause:
    clause = Clause(Sql("instr(company_key, ?)", (company,)), ("contact_sort",))
    if companies is None:
        return clause._replace(match=narrowed(company))
    if not companies:
        return clause._replace(select=Sql("SELECT contact FROM contact_sort WHERE 0"), select_is_exact=True)
    codes = " OR ".join(phrase(company_code(key)) for key in companies)
    marks = ", ".join("?" * len(companies))
    select = Sql(f"SELECT contact FROM contact_sort WHERE company_key IN ({marks})", tuple(companies))
    return clause._replace(match=f"({codes})", match_is_exact=True, select=select, select_is_exact=True)


def _tag_clause(tag: str) -> Clause:
    has_tag = "SELECT contact FROM contact_tag WHERE tag = (SELECT number FROM tag WHERE key = ?)"
    test = Sql("has_tag(?, tags)", (tag_key(tag),))
    select = Sql(has_tag, (tag_key(tag),))
    return Clause(
        test, ("contact",), phrase(tag_code(tag)), select, match_is_exact=True, select_is_exact=True
    )

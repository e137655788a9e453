"""What the index of parts of words can be asked: texts of three characters and more, wherever they stand."""

from contactsctl.domain.search import SHORT, SearchText, Word, needle, needles
from contactsctl.store.sql import Clause, Sql, all_of, any_of


def phrase(text: str) -> str:
    """Return the expression that finds a text of three characters and more, as documents have it."""
    return '"' + text.replace('"', '""') + '"'


def select_of(matches: list[str], unmatches: list[str] | None = None) -> Sql:
    """Return the SELECT of the live contacts that all of some expressions find, and none of others."""
    match = " AND ".join(matches)
    if unmatches:
        match = f"({match}) NOT ({' OR '.join(unmatches)})"
    return Sql("SELECT rowid AS contact FROM contact_part WHERE contact_part MATCH ?", (match,))


def occurs(text: str) -> Clause:
    """Return the clause that a text, as documents have it, stands in the document."""
    is_long = len(text) > SHORT
    test = Sql("instr(document, ?)", (text,))
    return Clause(
        test, ("contact_document",), match=phrase(text) if is_long else None, match_is_exact=is_long
    )


def contains(text: str) -> Clause:
    """Return the clause that the document contains a folded text."""
    return occurs(needle(text))


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
    return [Clause(test, ("contact_document",), match=match, match_is_exact=is_exact)]


def word_clauses(word: Word) -> list[Clause]:
    """Return the clauses of one word: a long one stands anywhere, the letters of a short one begin a word."""
    clauses = [occurs(text) for text in needles(word)]
    if not word.digits:
        return clauses
    plain, number = clauses[0], contains(word.digits)
    match = f"({plain.match} OR {number.match})"
    return [plain._replace(test=any_of([plain.test, number.test]), match=match)]

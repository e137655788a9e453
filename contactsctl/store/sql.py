"""Pieces of SQL that carry their values."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

Params = tuple[object, ...]
Table = Literal["contact", "contact_sort"]


class Sql(NamedTuple):
    """A piece of SQL with the values of its question marks."""

    text: str
    params: Params = ()


class Clause(NamedTuple):
    """Something that must hold of a contact: how a row is judged, and what the indexes know of it.

    `test` is a condition on the columns of `tables`, which the trash has too. Of live contacts `match` is
    an expression on the index of parts of words, `select` a SELECT of `contact`. Each finds all for whom
    the clause holds; `match_is_exact` and `select_is_exact`: and nobody else. `is_sharp`: the SELECT finds
    few, whatever is sought. `unmatch` is an expression that finds exactly those for whom it does not hold.
    """

    test: Sql
    tables: tuple[Table, ...]
    match: str | None = None
    select: Sql | None = None
    match_is_exact: bool = False
    select_is_exact: bool = False
    is_sharp: bool = False
    unmatch: str | None = None


_ABSENT = "\x03"  # stored text never holds it
NULLABLE = f"nullif(?, '{_ABSENT}')"
"""The SQL of a value of `bound`: NULL where it was None."""


def bound(values: Sequence[object]) -> list[object]:
    """Return the values of a row for NULLABLE: `sqlite3` binds a text many times as fast as None."""
    return [_ABSENT if value is None else value for value in values]


def all_of(conditions: list[Sql]) -> Sql:
    """Return the condition that all of the conditions hold."""
    return _joined(conditions, "AND") if conditions else Sql("1")


def any_of(conditions: list[Sql]) -> Sql:
    """Return the condition that one of the conditions holds."""
    return _joined(conditions, "OR") if conditions else Sql("0")


def _joined(conditions: list[Sql], word: str) -> Sql:
    # In halves of halves: SQLite takes no expression that is deeper than a thousand levels.
    if len(conditions) == 1:
        return conditions[0]
    half = len(conditions) // 2
    first, second = _joined(conditions[:half], word), _joined(conditions[half:], word)
    return Sql(f"({first.text} {word} {second.text})", (*first.params, *second.params))


def union_of(selects: list[Sql]) -> Sql:
    """Return the SELECT of what some SELECTs find, each once."""
    return Sql(
        " UNION ".join(select.text for select in selects),
        tuple(value for select in selects for value in select.params),
    )

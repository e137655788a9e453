"""Pieces of SQL that carry their values."""

from typing import NamedTuple

Params = tuple[object, ...]


class Sql(NamedTuple):
    """A piece of SQL with the values of its question marks."""

    text: str
    params: Params = ()


class Matched(NamedTuple):
    """What the text indexes answer: a SELECT of live contacts, as `contact`.

    `candidates` and `check` say the same in two steps, where there are two: a SELECT that finds too many,
    and the condition on a `document` by which each is judged. `certain` is a SELECT of matches that need no
    judging, perhaps not of all.
    """

    exact: Sql
    candidates: Sql | None = None
    check: Sql | None = None
    certain: Sql | None = None


def all_of(conditions: list[Sql]) -> Sql:
    """Return the condition that all of the conditions hold."""
    text = " AND ".join(condition.text for condition in conditions)
    return Sql(text or "1", tuple(value for condition in conditions for value in condition.params))

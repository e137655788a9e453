"""Pieces of SQL that carry their values."""

from typing import NamedTuple

Params = tuple[object, ...]


class Sql(NamedTuple):
    """A piece of SQL with the values of its question marks."""

    text: str
    params: Params = ()


def all_of(conditions: list[Sql]) -> Sql:
    """Return the condition that all of the conditions hold."""
    text = " AND ".join(condition.text for condition in conditions)
    return Sql(text or "1", tuple(value for condition in conditions for value in condition.params))

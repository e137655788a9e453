"""A filter of contacts: groups of conditions, of which one must hold; all conditions of a group must.

`filter_text` reads it from expressions, `filter_json` from JSON; `filter_comparison` says what a
condition means.
"""

from typing import Literal, get_args

from contactsctl.domain.filter_fields import Field
from contactsctl.domain.value import Value, replace, value
from contactsctl.errors import InvalidFilterError

Operator = Literal[
    "equals", "not_equals", "contains", "not_contains", "starts_with", "ends_with", "gt", "gte", "lt", "lte",
    "in", "not_in", "is_set", "is_empty",
]  # fmt: skip
OPERATORS: tuple[Operator, ...] = get_args(Operator)
NEGATED: dict[Operator, Operator] = {
    "not_equals": "equals", "not_contains": "contains", "not_in": "in", "is_empty": "is_set",
}  # fmt: skip
"""Of each negation what it denies: it holds when that does not."""

MAX_CONDITIONS = 1000
"""Conditions, and values of conditions, in one filter."""
MAX_TEXT = 256 * 1024
"""Characters of the expressions, or bytes of the JSON, of one filter."""


@value()
class Condition(Value):
    """One value for most operators, several for `in` and `not_in`, none for `is_set` and `is_empty`."""

    field: Field
    operator: Operator
    values: tuple[str, ...] = ()

    @property
    def is_negation(self) -> bool:
        return self.operator in NEGATED

    @property
    def affirmed(self) -> "Condition":
        """The condition itself, or what it denies."""
        return replace(self, operator=NEGATED.get(self.operator, self.operator))


@value()
class Filter(Value):
    """A contact passes when all conditions of one group hold."""

    groups: tuple[tuple[Condition, ...], ...]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return tuple(condition for group in self.groups for condition in group)


def make_filter(groups: tuple[tuple[Condition, ...], ...]) -> Filter:
    """Return the filter of some groups; raises InvalidFilterError for more than 1,000 conditions."""
    made = Filter(groups)
    count = sum(max(1, len(condition.values)) for condition in made.conditions)
    if count > MAX_CONDITIONS:
        raise InvalidFilterError(
            f"the filter has {count:,} conditions and values: {MAX_CONDITIONS:,} are the limit",
            field="filter",
        )
    return made


def both(first: Filter | None, second: Filter | None) -> Filter | None:
    """Return the filter that passes what two filters pass; raises InvalidFilterError when it is too large."""
    if first is None or second is None:
        return first or second
    if len(first.groups) * len(second.groups) > MAX_CONDITIONS:
        raise InvalidFilterError(f"two filters have more than {MAX_CONDITIONS:,} pairs of groups")
    return make_filter(tuple((*one, *other) for one in first.groups for other in second.groups))

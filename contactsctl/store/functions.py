"""The functions that our SQL calls: folding, and the conditions of filters.

Every connection has them; what they need is imported when one is first called.
"""

import json
import sqlite3
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from contactsctl.store.sql import Sql

_REMEMBERED = 2048


def add_functions(connection: sqlite3.Connection) -> None:
    """Make the functions known to a connection."""
    connection.create_function("fold", 1, _fold, deterministic=True)
    connection.create_function("passes", 2, _passes, deterministic=True)
    connection.create_function("item_passes", 2, _item_passes, deterministic=True)


def _fold(text: str | None) -> str:
    from contactsctl.domain.fold import fold

    return fold(text or "")


def condition_text(field: str, operator: str, values: tuple[str, ...]) -> str:
    """Return what `passes` and `item_passes` take as their first argument."""
    return json.dumps((field, operator, values), ensure_ascii=False)


def _passes(condition: str, stored: Any) -> bool:
    return _test_of_column(condition)(stored)


def _item_passes(condition: str, item: Any) -> bool:
    return _test_of_item(condition)(item)


@lru_cache(_REMEMBERED)
def _test_of_column(text: str) -> Callable[[Any], bool]:
    from contactsctl.domain.filter_comparison import holds
    from contactsctl.store.filter_items import items_of

    condition = _condition(text)
    items, test = items_of(condition.field), holds(condition)
    return lambda stored: test(items(stored))


@lru_cache(_REMEMBERED)
def _test_of_item(text: str) -> Callable[[Any], bool]:
    from contactsctl.domain.filter_comparison import item_test

    return item_test(_condition(text))


def _condition(text: str) -> Any:
    from contactsctl.domain.filter import Condition
    from contactsctl.domain.filter_fields import field_named

    name, operator, values = json.loads(text)
    return Condition(field_named(name), operator, tuple(values))


def passes(field: str, operator: str, values: tuple[str, ...], column: str) -> Sql:
    """Return the condition on a column of a contact's row."""
    return Sql(f"passes(?, {column})", (condition_text(field, operator, values),))

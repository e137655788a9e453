"""The functions that our SQL calls: folding, the text of a search, the conditions of filters.

Every connection has them; what they need is imported when one is first called.
"""

import json
import sqlite3
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from contactsctl.store.sql import Sql

_REMEMBERED = 2048


def add_functions(connection: sqlite3.Connection) -> None:
    """Make the functions known to a connection."""
    connection.create_function("fold", 1, _fold, deterministic=True)
    connection.create_function("passes", 2, _passes, deterministic=True)
    connection.create_function("item_passes", 2, _item_passes, deterministic=True)
    connection.create_function("search_document", -1, _search_document, deterministic=True)
    connection.create_function("stands_in", -1, _stands_in, deterministic=True)
    connection.create_function("has_tag", 2, _has_tag, deterministic=True)


def _fold(text: str | None) -> str:
    from contactsctl.domain.fold import fold

    return fold(text or "")


def _search_document(*searched: Any) -> str:
    """Return the document of the columns SEARCHED; of a row that was damaged none, as its index has none."""
    from contactsctl.domain.search import search_document
    from contactsctl.store.rows import FAULTS
    from contactsctl.store.rows import searched as contact_of

    try:
        return search_document(contact_of(searched)).text
    except FAULTS:
        return ""


def _stands_in(text: str, *searched: Any) -> bool:
    from contactsctl.domain.search import glimpse

    *texts, emails, phones, tags = searched
    if (seen := glimpse(text, texts, (emails, phones, tags))) is not None:
        return seen
    from contactsctl.store.short import lengthen

    whole = (lengthen("emails", emails or ""), lengthen("phones", phones or ""))
    return text in _search_document(*texts, *(each or None for each in whole), tags)


def stands_in(text: str) -> Sql:
    """Return the condition that a text, as documents have it, stands in the document of a contact's row."""
    from contactsctl.store.rows import SEARCHED
    from contactsctl.store.short import stored

    return Sql(f"stands_in(?, {', '.join(stored(SEARCHED))})", (text,))


def _has_tag(key: str, tags: str | None) -> bool:
    return tags is not None and key in _tag_keys(tags)


@lru_cache(_REMEMBERED)
def _tag_keys(tags: str) -> frozenset[str]:
    from contactsctl.store.index import tag_key

    return frozenset(map(tag_key, json.loads(tags)))


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
    from contactsctl.store.short import SHORT_LISTS, lengthen

    condition = _condition(text)
    items, test = items_of(condition.field), holds(condition)
    if condition.field.column not in SHORT_LISTS:
        return lambda stored: test(items(stored))
    # Lists come as they are stored: SQL takes three times as long to make them whole.
    whole = partial(lengthen, condition.field.column)
    return lambda stored: test(items(stored and whole(stored)))


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

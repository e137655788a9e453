"""The plans of the main queries, as SQLite explains them: a lost index fails here."""

import re
from typing import Any

import pytest

from contactsctl.address_book import AddressBook
from contactsctl.domain.filter_text import parse_filter
from contactsctl.domain.query import Query
from contactsctl.store import birthdays, keys, plan, search
from contactsctl.store.sql import Sql


def explained(book: AddressBook, sql: str, params: tuple[Any, ...]) -> str:
    """Return the steps of a statement, with the numbers of subqueries and the terms of MATCH left out."""
    steps = [row[3] for row in book.connection.execute(f"EXPLAIN QUERY PLAN {sql}", params)]
    return "; ".join(re.sub(r" \d+:\S*| ~\d+ rows|\d+", "", step) for step in steps)


LOOKUPS = [
    (keys.email_is("x@y"), "SEARCH email_key USING PRIMARY KEY (key=?)"),
    (keys.email_domain("x.y"), "SEARCH email_key USING PRIMARY KEY (key>? AND key<?)"),
    (keys.phone_is("+1"), "SEARCH phone_key USING PRIMARY KEY (key=?)"),
    (keys.email_contains("gmail"), "SCAN contact_part VIRTUAL TABLE INDEX"),
    (keys.phone_contains("4155"), "SCAN contact_part VIRTUAL TABLE INDEX"),
]


@pytest.mark.parametrize("select, step", LOOKUPS)
def test_a_lookup_never_scans(book: AddressBook, select: Sql, step: str) -> None:
    """Whatever a lookup is by, an index answers it, and its page joins by number."""
    found = plan.plan_of(Query(), select)
    steps = explained(book, *search._ordered(Query(), found, 200, sort=True))
    assert step in steps
    assert re.search(r"SCAN (contact|contact_sort|contact_document|email_key|phone_key)\b", steps) is None, (
        steps
    )


DRIVEN = [
    (Query(text="garcia"), "SCAN contact_part"),
    (Query(text="a"), "SCAN contact_part"),
    (Query(text="(415) 555"), "SCAN contact_part"),
    (Query(text="garcia", tags=("vip",), company="acme"), "SCAN contact_part"),
    (Query(tags=("vip",)), "SEARCH contact_tag USING PRIMARY KEY (tag=?)"),
    (Query(tags=("vip", "press")), "SCAN contact_part"),
    ("email=a@b.cd", "SEARCH email_key USING PRIMARY KEY (key=?)"),
    ("email=a@b.cd,c@d.ef name~x", "SEARCH email_key USING PRIMARY KEY (key=?)"),
    ("email$=@b.cd", "SEARCH email_key USING PRIMARY KEY (key>? AND key<?)"),
    ("email~gmail", "SCAN contact_part"),
    ("phone=+14155551234", "SEARCH phone_key USING PRIMARY KEY (key=?)"),
    ("id=11111111-0000-4000-8000-000000000001", "SEARCH contact USING COVERING INDEX sqlite_autoindex_contact_ (id=?)"),
    ("id^=11111111", "SEARCH contact USING COVERING INDEX sqlite_autoindex_contact_ (id>? AND id<?)"),
    ("uid=x", "SEARCH uid_key USING PRIMARY KEY (key=?)"),
    ("mention_name=zoe", "SEARCH contact USING COVERING INDEX contact_mention_name (mention_name=?)"),
    ("name=zoe", "SEARCH contact_sort USING COVERING INDEX contact_sort_name (name_key=?)"),
    ("name^=zo", "SEARCH contact_sort USING COVERING INDEX contact_sort_name (name_key>? AND name_key<?)"),
    ("company=acme", "SEARCH contact_sort USING COVERING INDEX contact_sort_company (company_key=?)"),
    ("tag=vip", "SEARCH contact_tag USING PRIMARY KEY (tag=?)"),
    ("tag=vip tag!=press,board", "SCAN contact_part"),
    ("created_at>=2026-01", "SEARCH contact USING COVERING INDEX contact_created_at (created_at_ms>?)"),
    ("updated_at<2026", "SEARCH contact USING COVERING INDEX contact_updated_at (updated_at_ms<?)"),
    ("birthday>=1990", "SEARCH contact USING COVERING INDEX contact_birthday (birthday>? AND birthday<?)"),
    ("birthday~05-04", "SEARCH contact USING COVERING INDEX contact_birthday (birthday>? AND birthday<?)"),
    ("birthday", "SEARCH contact USING COVERING INDEX contact_birthday (birthday>? AND birthday<?)"),
]  # fmt: skip


@pytest.mark.parametrize("asked, step", DRIVEN)
def test_an_index_drives_what_it_knows(book: AddressBook, asked: Query | str, step: str) -> None:
    """Text, tags and conditions on indexed fields start from their index; no table of contacts is scanned."""
    query = Query(filter=parse_filter((asked,))) if isinstance(asked, str) else asked
    driven = plan.driven(plan.plan_of(query))
    steps = explained(book, driven.text, driven.params)
    assert step in steps
    assert re.search(r"SCAN (contact|contact_sort|contact_document)\b", steps) is None, steps


@pytest.mark.parametrize("sort, index", [
    ("display_name", "contact_sort_name"), ("family_name", "contact_sort_family"), ("company", "contact_sort_company"),
    ("created_at", "contact_created_at"), ("updated_at", "contact_updated_at"),
])  # fmt: skip
@pytest.mark.parametrize("descending", [False, True])
def test_orders_are_walked(book: AddressBook, sort: Any, index: str, descending: bool) -> None:
    """A page of everyone, or of very many, walks an index and sorts nothing."""
    query = Query(text="gmail", sort=sort, descending=descending)
    everyone = search._ordered(query, plan.plan_of(query._replace(text=None)), 51, sort=False)
    order = plan.order_of(query)
    begun = plan.begun(plan.plan_of(query), order, descending=descending)
    place = ("",) * len(order.keys)
    for steps in (explained(book, *everyone), explained(book, begun.text, (*begun.params, *place, 0))):
        assert index in steps
        assert "TEMP B-TREE" not in steps


def test_birthdays_never_scan(book: AddressBook) -> None:
    """Those of a few days are found by the index of birthdays, whose contacts alone are read."""
    asked: list[str] = []
    book.connection.set_trace_callback(asked.append)
    list(birthdays.birthdays(book.connection, ["05-04"]))
    list(birthdays.anniversaries(book.connection, None))
    book.connection.set_trace_callback(None)
    steps = [explained(book, sql, ()) for sql in asked if " FROM contact " in sql]
    assert [step.partition(" (")[0] for step in steps] == [
        "SEARCH contact USING INDEX contact_birthday", "SEARCH contact USING INDEX contact_dates",
    ]  # fmt: skip

"""Filters over random books: the SQL agrees with the same rules written as plainly as can be."""

import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contactsctl.address_book import AddressBook
from contactsctl.domain.filter_json import parse_filter
from contactsctl.domain.query import Query

LETTERS = {"ł": "l", "ø": "o", "ß": "ss", "æ": "ae"}
TEXTS = st.text("abAé łø'-1", min_size=1, max_size=6).filter(lambda text: text.strip() != "")
DATES = st.sampled_from(["1990", "1990-05", "1990-05-17", "1991-01-01", "--05-17", "--12-31", "1985-12"])
NUMBERS = st.sampled_from([-1, 0, 1, 2.5, 10])
EMAILS = st.sampled_from(["a@b.example", "ab@b.example", "b@ab.example", "zoe@gmail.com"])
PHONES = st.sampled_from(["+14155551234", "+442079460018", "+4930123456"])
TAGS = st.sampled_from(["vip", "VIP-2", "a b", "é"])
ORDER = ("gt", "gte", "lt", "lte")
TEXT = ("contains", "not_contains", "starts_with", "ends_with")


def plain(text: str) -> str:
    folded = "".join(LETTERS.get(letter, letter) for letter in text.lower())
    return "".join(each for each in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(each))


def text_holds(op: str, item: str, value: str) -> bool:
    item, value = plain(item), plain(value)
    if op in TEXT:
        found = {
            "contains": value in item,
            "starts_with": item.startswith(value),
            "ends_with": item.endswith(value),
        }
        return found[op]
    return compared(op, item, value)


def compared(op: str, item: Any, value: Any) -> bool:
    return {
        "equals": item == value,
        "gt": item > value,
        "gte": item >= value,
        "lt": item < value,
        "lte": item <= value,
    }[op]


def span(date: str) -> tuple[str, str]:
    parts = date.split("-")
    return "-".join([*parts, "01", "01"][:3]), "-".join([*parts, *["12", "31"][len(parts) - 1 :]][:3])


def date_holds(op: str, item: str, value: str) -> bool:
    if item.startswith("--") or value.startswith("--"):
        return item.startswith("--") and value.startswith("--") and compared(op, item, value)
    (first, last), (start, end) = span(item), span(value)
    return {
        "equals": start <= first and last <= end,
        "gte": first >= start,
        "gt": first > end,
        "lt": last < start,
        "lte": last <= end,
    }[op]


def number_holds(op: str, item: Any, value: Any) -> bool:
    return compared(op, item, value)


def phone_holds(op: str, item: str, value: str) -> bool:
    if op in TEXT:
        return text_holds(op, re.sub(r"\D", "", item), re.sub(r"\D", "", value))
    return item == value


KINDS = {
    "display_name": (text_holds, TEXTS, (*TEXT, *ORDER)), "company": (text_holds, TEXTS, (*TEXT, *ORDER)),
    "job_title": (text_holds, TEXTS, TEXT), "notes": (text_holds, TEXTS, TEXT), "department": (text_holds, TEXTS, TEXT),
    "birthday": (date_holds, DATES, ORDER), "emails": (text_holds, EMAILS, TEXT),
    "phones": (phone_holds, PHONES, TEXT), "tags": (text_holds, TAGS, TEXT),
    "custom_fields.n": (number_holds, NUMBERS, ORDER), "addresses.city": (text_holds, TEXTS, TEXT),
}  # fmt: skip


def items(draft: dict[str, Any], field: str) -> list[Any]:
    if field == "custom_fields.n":
        return [draft["custom_fields"]["n"]] if "n" in draft["custom_fields"] else []
    if field == "addresses.city":
        return [address["city"] for address in draft["addresses"]]
    if field in ("emails", "phones"):
        return [item for each in draft[field] for item in each.values()]
    if field == "tags":
        return list(draft[field])
    if field == "notes":  # several lines, kept to the letter
        return [draft["notes"]] if draft.get("notes") else []
    return [draft[field].strip()] if draft.get(field) else []


def holds(draft: dict[str, Any], condition: dict[str, Any]) -> bool:
    found, op, value = items(draft, condition["field"]), condition["op"], condition.get("value")
    if op in ("is_set", "is_empty"):
        return bool(found) == (op == "is_set")
    judge = KINDS[condition["field"]][0]
    affirmed = {"not_equals": "equals", "not_contains": "contains", "not_in": "in"}.get(op, op)
    values = value if isinstance(value, list) else [value]
    held = any(
        judge("equals" if affirmed == "in" else affirmed, item, each) for item in found for each in values
    )
    return held == (affirmed == op)


@st.composite
def drafts(draw: st.DrawFn) -> dict[str, Any]:
    draft: dict[str, Any] = {"display_name": draw(TEXTS), "custom_fields": {}}
    for key in ("company", "job_title", "notes", "department", "birthday"):
        if draw(st.booleans()):
            draft[key] = draw(KINDS[key][1])
    if draw(st.booleans()):
        draft["custom_fields"]["n"] = draw(NUMBERS)
    draft["emails"] = [{"address": each} for each in draw(st.lists(EMAILS, max_size=2, unique=True))]
    draft["phones"] = [{"number": each} for each in draw(st.lists(PHONES, max_size=2, unique=True))]
    draft["tags"] = draw(st.lists(TAGS, max_size=2, unique=True))
    draft["addresses"] = [{"city": city} for city in draw(st.lists(TEXTS, max_size=2))]
    return draft


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    field = draw(st.sampled_from(sorted(KINDS)))
    _, values, further = KINDS[field]
    operator = draw(st.sampled_from(["equals", "not_equals", "in", "not_in", "is_set", "is_empty", *further]))
    condition: dict[str, Any] = {"field": field, "op": operator}
    if operator in ("in", "not_in"):
        condition["value"] = draw(st.lists(values, min_size=1, max_size=3))
    elif not operator.startswith("is_"):
        condition["value"] = draw(values)
    return condition


@settings(max_examples=80)
@given(
    st.lists(drafts(), min_size=1, max_size=6),
    st.lists(
        st.lists(st.lists(conditions(), min_size=1, max_size=3), min_size=1, max_size=3),
        min_size=4,
        max_size=12,
    ),
)
def test_the_sql_agrees_with_the_rules(
    tmp_path_factory: pytest.TempPathFactory,
    people: list[dict[str, Any]],
    filters: list[list[list[dict[str, Any]]]],
) -> None:
    """Random groups of random conditions find whom the plain rules find: live, in the trash, and both."""
    path: Path = tmp_path_factory.mktemp("random") / "book.db"
    with AddressBook(path) as book:
        known = [(book.contacts.add(draft, allow_duplicate=True).id, draft) for draft in people]
        for trashed in (False, True):
            if trashed:
                book.contacts.remove([contact_id for contact_id, _ in known])
            for groups in filters:
                model = {"groups": [{"conditions": group} for group in groups]}
                expected = {
                    i for i, draft in known if any(all(holds(draft, c) for c in group) for group in groups)
                }
                for scope in ("trash" if trashed else "live", "live_and_trash"):
                    page = book.contacts.find(Query(filter=parse_filter(model), limit=0, scope=scope))
                    assert {contact.id for contact in page.contacts} == expected, groups
                    assert page.total == len(expected)

"""Opportunities: rows in and out. They are seen where their contact is: live, and visible to who asks."""

import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from contactsctl.domain import money
from contactsctl.domain.opportunity import OWN_FIELDS, Opportunity, OpportunityQuery
from contactsctl.store import journal, visibility
from contactsctl.store.sql import Sql, all_of

CANDIDATES = 10
_COLUMNS = (
    "opportunity.id, contact.id, contact.display_name, opportunity.title, opportunity.stage,"
    " opportunity.status, opportunity.amount, opportunity.currency, opportunity.close_date,"
    " opportunity.notes, opportunity.created_at, opportunity.updated_at, opportunity.contact"
)
_SOURCE = "opportunity CROSS JOIN contact ON contact.number = opportunity.contact"
_SORTS = {
    "close_date": "opportunity.close_date", "amount": "amount_key(opportunity.amount)",
    "title": "opportunity.title COLLATE NOCASE", "stage": "opportunity.stage COLLATE NOCASE",
    "created_at": "opportunity.created_at", "updated_at": "opportunity.updated_at",
}  # fmt: skip


class StoredOpportunity(NamedTuple):
    """An opportunity with the number of its contact."""

    contact: int
    opportunity: Opportunity


def put(connection: sqlite3.Connection, stored: StoredOpportunity) -> None:
    """Write an opportunity, over the state that it had."""
    contact, opportunity = stored
    row = {"contact": contact, **{name: getattr(opportunity, name) for name in OWN_FIELDS}}
    row["amount"] = None if opportunity.amount is None else format(opportunity.amount, "f")
    row |= {"created_at": opportunity.created_at, "updated_at": opportunity.updated_at}
    journal.put(connection, "opportunity", opportunity.id, row, contact=contact)


def remove(connection: sqlite3.Connection, stored: StoredOpportunity) -> None:
    """Delete an opportunity."""
    journal.put(connection, "opportunity", stored.opportunity.id, None, contact=stored.contact)


def by_id_prefix(connection: sqlite3.Connection, prefix: str) -> list[StoredOpportunity]:
    """Return the opportunities whose id begins so, a few at most."""
    seen = _seen(connection)
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM {_SOURCE} WHERE opportunity.id >= ? AND opportunity.id < ?"
        f" AND {seen.text} ORDER BY opportunity.id LIMIT ?",
        (prefix, prefix + "~", *seen.params, CANDIDATES),
    )
    return [_from_row(row) for row in rows]


def find(
    connection: sqlite3.Connection, query: OpportunityQuery, contact: int | None = None
) -> Iterator[StoredOpportunity]:
    """Yield a page of the opportunities that match, of one contact where its number is given."""
    where = _where(connection, query, contact)
    key, direction = _SORTS[query.sort], "DESC" if query.descending else "ASC"
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM {_SOURCE} WHERE {where.text}"
        f" ORDER BY {key} IS NULL, {key} {direction}, opportunity.created_at, opportunity.id"
        " LIMIT ? OFFSET ?",
        (*where.params, query.limit or -1, query.offset),
    )
    return map(_from_row, rows)


def amounts(
    connection: sqlite3.Connection, query: OpportunityQuery, contact: int | None = None
) -> Iterator[tuple[str | None, str | None, Decimal | None]]:
    """Yield stage, currency and amount of all that match."""
    where = _where(connection, query, contact)
    rows = connection.execute(
        "SELECT opportunity.stage, opportunity.currency, opportunity.amount"
        f" FROM {_SOURCE} WHERE {where.text}",
        where.params,
    )
    return ((stage, currency, Decimal(text) if text else None) for stage, currency, text in rows)


def of_contact(connection: sqlite3.Connection, contact: int) -> list[str]:
    """Return the ids of a contact's opportunities, whoever asks, in the trash too."""
    rows = connection.execute("SELECT id FROM opportunity WHERE contact = ? ORDER BY id", (contact,))
    return [opportunity_id for (opportunity_id,) in rows]


def move(connection: sqlite3.Connection, opportunity_id: str, contact: int) -> None:
    """Give an opportunity to another contact."""
    row = journal.get(connection, "opportunity", opportunity_id)
    if row is not None:
        journal.put(connection, "opportunity", opportunity_id, {**row, "contact": contact}, contact=contact)


def _from_row(row: tuple[str, ...]) -> StoredOpportunity:
    names = ("id", "contact", "contact_name", *OWN_FIELDS, "created_at", "updated_at")
    values: dict[str, object] = dict(zip(names, row, strict=False))
    values["amount"] = Decimal(str(values["amount"])) if values["amount"] else None
    return StoredOpportunity(int(row[-1]), Opportunity(**values))  # type: ignore[arg-type]


def _seen(connection: sqlite3.Connection) -> Sql:
    return all_of(visibility.live(visibility.viewer_of(connection), "opportunity.contact"))


def _where(connection: sqlite3.Connection, query: OpportunityQuery, contact: int | None) -> Sql:
    connection.create_function("amount_key", 1, _amount_key, deterministic=True)
    lowest, highest = (
        None if amount is None else money.sort_key(format(amount, "f"))
        for amount in (query.min_amount, query.max_amount)
    )
    wanted = (
        ("opportunity.contact = ?", contact),
        ("opportunity.stage = ? COLLATE NOCASE", query.stage),
        ("opportunity.status = ?", query.status),
        ("opportunity.currency = ?", query.currency),
        ("amount_key(opportunity.amount) >= ?", lowest),
        ("amount_key(opportunity.amount) <= ?", highest),
        ("opportunity.close_date >= ?", query.closes_from),
        ("opportunity.close_date <= ?", query.closes_until),
    )
    conditions = [Sql(text, (value,)) for text, value in wanted if value is not None]
    return all_of([*conditions, _seen(connection)])


def _amount_key(amount: str | None) -> str | None:
    return money.sort_key(amount) if amount else None

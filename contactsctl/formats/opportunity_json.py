"""Opportunities and their totals as JSON values; amounts stay decimal numbers."""

from typing import Any

from contactsctl.domain.opportunity import FIELDS, Opportunity, StageTotal


def to_json(opportunity: Opportunity) -> dict[str, Any]:
    """Return an opportunity as JSON values, its keys in the order of FIELDS; `amount` is a Decimal."""
    return {name: getattr(opportunity, name) for name in FIELDS}


def total_to_json(total: StageTotal) -> dict[str, Any]:
    """Return a total as JSON values: stage, currency, count, amount (a Decimal)."""
    return {name: getattr(total, name) for name in StageTotal.__slots__}

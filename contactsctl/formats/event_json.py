"""An event as JSON values."""

from collections.abc import Mapping
from typing import Any

from contactsctl.domain.contact import Contact
from contactsctl.domain.event import Event
from contactsctl.formats.contact_json import to_json as contact_to_json

KEYS = (
    "seq", "event", "at", "actor", "batch", "command", "contact_id", "display_name", "key", "changes",
    "undone_by",
)  # fmt: skip
"""The keys of an event, in the order in which they are printed."""


def to_json(event: Event) -> dict[str, Any]:
    """Return an event as JSON values; `changes` is `{field: {"before", "after"}}`, null for what was not."""
    before, after = _values(event.before), _values(event.after)
    changes = {name: {"before": before.get(name), "after": after.get(name)} for name in event.fields}
    return {
        "seq": event.seq,
        "event": event.name,
        "at": event.at,
        "actor": event.actor,
        "batch": event.batch,
        "command": event.command,
        "contact_id": event.contact_id,
        "display_name": event.display_name,
        "key": event.key,
        "changes": changes,
        "undone_by": event.undone_by,
    }


def _values(side: Contact | Mapping[str, Any] | None) -> Mapping[str, Any]:
    if side is None:
        return {}
    return contact_to_json(side) if isinstance(side, Contact) else side

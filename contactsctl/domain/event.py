"""What was done to the book: events of contacts and of the nouns around them, in batches."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from contactsctl.domain.contact import Contact

Kind = Literal["created", "updated", "deleted", "restored", "purged", "merged"]


class Event(NamedTuple):
    """One event. `at` is RFC 3339 UTC with milliseconds, `Z`; `actor` is an identity, None the owner.

    `name` is `contact.updated` and the like. `contact_id` and `display_name` are None where the contact is
    unknown by now. `fields` changed: for a contact `before` and `after` are contacts of which only these
    fields count, for another noun they are its rows; None where there was nothing. `key` names the row
    of another noun. `undone_by` is the batch that took the event back.
    """

    seq: int
    name: str
    at: str
    actor: str | None
    batch: int
    command: str
    contact_id: str | None
    display_name: str | None
    key: str | None
    fields: tuple[str, ...]
    before: Contact | Mapping[str, Any] | None
    after: Contact | Mapping[str, Any] | None
    undone_by: int | None


class EventQuery(NamedTuple):
    """Which events: of one contact, of one batch or actor, after a number or from a moment on.

    `limit` counts from the newest when no start is given, else from the oldest; 0 means all.
    """

    contact: int | None = None
    batch: int | None = None
    actor: str | None = None
    after: int | None = None
    since: str | None = None
    limit: int = 50


class EventPage(NamedTuple):
    """Events, oldest first, and how many the query asks for in all, counted up to a cap."""

    events: tuple[Event, ...]
    total: int
    limit: int
    total_is_lower_bound: bool


class Left(NamedTuple):
    """What an undo left alone, and why: a contact, or another noun, whose key `id` is."""

    id: str | None
    display_name: str | None
    reason: str


class Undone(NamedTuple):
    """What an undo did: the batch that it took back, its own number, how many contacts and rows changed."""

    batch: int
    command: str
    by: int | None
    changed: int
    left: tuple[Left, ...]

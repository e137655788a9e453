"""Events in the formats of a list; a table of them says in words what changed."""

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from contactsctl.cli.output.cells import cell
from contactsctl.cli.output.contacts import SHORT_ID, write
from contactsctl.cli.output.records import format_of, print_records
from contactsctl.domain.event import Event, EventPage
from contactsctl.formats.event_json import KEYS, to_json

if TYPE_CHECKING:
    from contactsctl.cli.output_options import ListOutputOptions

_HEADER = ("SEQ", "WHEN (UTC)", "WHO", "COMMAND", "EVENT", "CONTACT", "CHANGES")
_LONGEST = 40


def print_events(page: EventPage, output: "ListOutputOptions") -> None:
    """Print a page of events, and on stderr how many there are beyond those shown."""
    kind, events = format_of(output), page.events
    if kind == "table" and output.fields is None:
        _print_table(events)
    else:
        print_streamed(events, output, _meta(page))
    if kind != "json" and page.total > len(events):
        more = "more than " if page.total_is_lower_bound else ""
        sys.stderr.write(f"{len(events):,} of {more}{page.total:,}\n")


def _meta(page: EventPage) -> dict[str, Any]:
    has_more = page.total > len(page.events)
    meta: dict[str, Any] = {"total": page.total, "limit": page.limit, "offset": 0, "has_more": has_more}
    if page.total_is_lower_bound:
        meta["total_is_lower_bound"] = True
    return meta


def print_streamed(
    events: Iterable[Event], output: "ListOutputOptions", meta: dict[str, Any] | None = None
) -> None:
    """Print events in a format as they come."""
    print_records(map(to_json, events), KEYS, output, meta=meta)


def _print_table(events: Sequence[Event]) -> None:
    from contactsctl.cli.output.table import table

    if events:
        write(table(_HEADER, [_row(event) for event in events]))


def _row(event: Event) -> list[str]:
    named = event.display_name or (event.contact_id or event.key or "")[:SHORT_ID]
    return [
        str(event.seq),
        event.at[:19].replace("T", " "),
        event.actor or "",
        event.command,
        event.name.removeprefix("contact."),
        named,
        "undone" if event.undone_by and event.undone_by != event.batch else summary(event),
    ]


def summary(event: Event) -> str:
    """Return in one line what an event changed."""
    changes: dict[str, Any] = to_json(event)["changes"]
    if event.before is None:
        return ", ".join(changes)
    return "; ".join(
        f"{name}: {_short(pair['before'])} → {_short(pair['after'])}" for name, pair in changes.items()
    )


def _short(value: Any) -> str:
    text = cell(value).replace("\n", " ")
    return (text[: _LONGEST - 1] + "…" if len(text) > _LONGEST else text) or "∅"

"""Events as a table, JSON, NDJSON, CSV or TSV."""

import sys
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from contactsctl.cli.output.cells import cell, csv_lines, tsv_line
from contactsctl.cli.output.contacts import SHORT_ID, write
from contactsctl.cli.output.terminal import is_terminal
from contactsctl.domain.event import Event, EventPage
from contactsctl.formats.event_json import KEYS, to_json
from contactsctl.formats.json_text import dumps

EventFormat = Literal["table", "json", "ndjson", "csv", "tsv"]
_HEADER = ("SEQ", "WHEN (UTC)", "WHO", "COMMAND", "EVENT", "CONTACT", "CHANGES")
_LONGEST = 40


def print_events(page: EventPage, kind: EventFormat | None) -> None:
    """Print events in a format, by default a table on a terminal and TSV elsewhere."""
    kind, events = kind or ("table" if is_terminal() else "tsv"), page.events
    if kind == "json":
        _print_json(page)
    elif kind == "table":
        _print_table(events)
    elif kind == "csv":
        write("".join(csv_lines([KEYS, *(_cells(event) for event in events)], raw=False)))
    else:
        stream(events, kind)
    if kind != "json" and page.total > len(events):
        more = "more than " if page.total_is_lower_bound else ""
        sys.stderr.write(f"{len(events):,} of {more}{page.total:,}\n")


def _print_json(page: EventPage) -> None:
    has_more = page.total > len(page.events)
    meta: dict[str, Any] = {"total": page.total, "limit": page.limit, "offset": 0, "has_more": has_more}
    if page.total_is_lower_bound:
        meta["total_is_lower_bound"] = True
    write(dumps({"data": [to_json(event) for event in page.events], "meta": meta}) + "\n")


def stream(events: Iterable[Event], kind: EventFormat) -> None:
    """Print events one by one as NDJSON, or as TSV without a header."""
    for event in events:
        write(dumps(to_json(event)) + "\n" if kind == "ndjson" else tsv_line(_cells(event)))


def _cells(event: Event) -> list[str]:
    return [cell(value) for value in to_json(event).values()]


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

"""`contactsctl log`."""

from collections.abc import Iterator
from typing import Annotated

from contactsctl.cli.options import FILTERS, OUTPUT, limit_option
from contactsctl.cli.output_options import ListOutputOptions
from contactsctl.cli.parameters import argument, option
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command
from contactsctl.domain.event import Event, EventQuery
from contactsctl.errors import UsageError

app = App()
PAUSE = 0.1
"""Seconds between two looks at the book."""
Limit = Annotated[
    int,
    limit_option(OUTPUT, "At most so many; 0 is all."),
]


@command(
    app,
    "log",
    examples="""
    contactsctl log
    contactsctl log ana@example.org --json
    contactsctl log --since 2h
    contactsctl log --follow --since 1234 | jq -c '[.seq, .event, .contact_id]'
    """,
)
def log(
    session: Session,
    *,
    contact: Annotated[
        str | None,
        argument(metavar="[ID]", help="Only of this contact, in the trash too.", show_default=False),
    ] = None,
    since: Annotated[
        str | None,
        option(
            "--since",
            metavar="SEQ|TIME",
            panel=FILTERS,
            help="After the event of this number; or from a time on: 2026-11-25, 2026-11-25T08:00Z, 2h, 30d.",
        ),
    ] = None,
    batch: Annotated[
        int | None,
        option("--batch", metavar="N", at_least=1, panel=FILTERS, help="Only of one command."),
    ] = None,
    actor: Annotated[
        str | None,
        option("--actor", metavar="IDENTITY", panel=FILTERS, help="Only by this identity."),
    ] = None,
    follow: Annotated[
        bool,
        option("--follow", "-f", panel=OUTPUT, help="Go on with new events as NDJSON, until stopped."),
    ] = False,
    limit: Limit = 50,
    output: ListOutputOptions,
) -> None:
    """Show what was done to the book, oldest first: the last events, or those since a number or time.

    Every event has a number that only grows: whoever keeps the last one it saw can go on from there with
    --since. A command's events have one batch number, which `undo` takes.
    """
    query = EventQuery(batch=batch, actor=actor, limit=limit)
    query = query if since is None else _since(query, since)
    if follow and output.format not in (None, "ndjson"):
        raise UsageError("--follow prints NDJSON only")
    with session.book() as book:
        if follow:
            _print_as_they_come(book.history.follow(query, contact, _pause), output)
        else:
            from contactsctl.cli.output.events import print_events

            print_events(book.history.log(query, contact), output)


def _pause() -> None:
    import time

    time.sleep(PAUSE)


def _since(query: EventQuery, text: str) -> EventQuery:
    from contactsctl.address_book import stamps
    from contactsctl.cli.spans import is_span, parse_span

    if text.isdecimal():
        return query._replace(after=int(text[:18]))
    if is_span(text):
        return query._replace(since=stamps.before_now(parse_span(text, "--since")))
    return query._replace(since=stamps.read(text, "--since"))


def _print_as_they_come(events: Iterator[Event], output: ListOutputOptions) -> None:
    import sys

    from contactsctl.cli.output.events import print_streamed
    from contactsctl.cli.output.records import check_columns
    from contactsctl.formats.event_json import KEYS

    check_columns(output.paths(), KEYS)  # now, and not when the first one comes
    lines = ListOutputOptions(format="ndjson", fields=output.fields)
    for event in events:
        print_streamed([event], lines)
        sys.stdout.flush()

"""`contactsctl history`."""

from typing import Annotated

import typer

from contactsctl.cli.log import Json, Limit, OutputFormat
from contactsctl.cli.session import Session
from contactsctl.cli.tree import command, new_app
from contactsctl.domain.event import EventQuery

app = new_app()


@command(
    app,
    "history",
    examples="""
    contactsctl history ana@example.org
    contactsctl history 1f0c9a3e --json
    """,
)
def history(
    session: Session,
    contact: Annotated[
        str, typer.Argument(metavar="ID", help="An id, the beginning of one, an email or @mention.")
    ],
    limit: Limit = 0,
    format_: OutputFormat = None,
    json: Json = False,
) -> None:
    """Show what was done to one contact since it was made, oldest first: when, by whom, from what to what."""
    from contactsctl.cli.output.events import print_events

    with session.book() as book:
        page = book.history.log(EventQuery(limit=limit), contact)
    print_events(page, "json" if json else format_)

"""`contactsctl history`."""

from typing import Annotated

from contactsctl.cli.log import Limit
from contactsctl.cli.output_options import ListOutputOptions
from contactsctl.cli.parameters import argument
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command
from contactsctl.domain.event import EventQuery

app = App()


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
    output: ListOutputOptions,
    contact: Annotated[
        str, argument(metavar="ID", help="An id, the beginning of one, an email or @mention.")
    ],
    limit: Limit = 0,
) -> None:
    """Show what was done to one contact since it was made, oldest first: when, by whom, from what to what.

    Contacts that were merged into it have histories of their own: stderr names them.
    """
    from contactsctl.cli.output.contacts import SHORT_ID
    from contactsctl.cli.output.events import print_events

    with session.book() as book:
        page = book.history.log(EventQuery(limit=limit), contact)
        merged = () if session.as_json else book.history.merged_into(contact)
    print_events(page, output)
    for each in merged:
        session.note(f"{each.display_name} was merged into it: see `history {each.id[:SHORT_ID]}`")

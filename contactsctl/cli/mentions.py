"""`contactsctl mentions`."""

from typing import Annotated

from contactsctl.cli.options import OUTPUT, limit_option
from contactsctl.cli.output_options import ListOutputOptions
from contactsctl.cli.parameters import argument
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command

app = App()
COLUMNS = ("id", "display_name", "mention_name", "email")


@command(
    app,
    "mentions",
    examples="""
    contactsctl mentions @an
    contactsctl mentions --json --limit 10
    """,
)
def mentions(
    session: Session,
    output: ListOutputOptions,
    prefix: Annotated[
        str, argument(metavar="[PREFIX]", help="The beginning of a mention name, with @ or without.")
    ] = "",
    limit: Annotated[
        int | None,
        limit_option(OUTPUT),
    ] = None,
) -> None:
    """List who can be mentioned, for completion after an @: by mention name.

    --json prints the bare array [{id, display_name, mention_name, email}]; the email is the primary one.
    """
    from contactsctl.cli.output.records import print_records

    with session.book() as book:
        found = book.contacts.mentions(prefix, session.settings.limit if limit is None else limit)
    print_records(found, COLUMNS, output, as_array=True)

"""`contactsctl add-email`."""

import sys
from typing import Annotated

from contactsctl.cli.options import SAFETY, DryRun, Json
from contactsctl.cli.output.one import print_deed
from contactsctl.cli.parameters import option
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command
from contactsctl.errors import InvalidDataError, UsageError

app = App()


@command(
    app,
    "add-email",
    examples="""
    contactsctl add-email < mail.eml
    contactsctl add-email --headers from,cc --skip-existing --tag met < mail.eml
    """,
)
def add_email(
    session: Session,
    headers: Annotated[
        str,
        option("--headers", metavar="NAME,...", help="Whose addresses: from, reply-to, to, cc, ..."),
    ] = "from",
    tag: Annotated[
        list[str] | None, option("--tag", metavar="TAG", help="Give them this tag; repeat for several.")
    ] = None,
    skip_existing: Annotated[
        bool,
        option("--skip-existing", panel=SAFETY, help="Leave those in the book as they are."),
    ] = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Add the sender of a mail that is read on stdin; names in any charset are decoded.

    An address that is in the book already is an error (exit 5), and nobody is added, unless --skip-existing.
    """
    from contactsctl.formats.mail_message import people, read_head

    names = _names(headers)
    found = people(read_head(sys.stdin.buffer), names)
    if not found:
        raise InvalidDataError(
            f"the mail has no address in {', '.join(names)}", field="headers", value=headers
        )
    with session.book() as book:
        added = book.correspondents.add(found, tag or (), skip_existing=skip_existing, dry_run=dry_run)
    for contact in added.known:
        session.note(f"{contact.display_name} is in the book already")
    print_deed(added.contacts, as_json=json, deed="added", dry_run=dry_run)


def _names(text: str) -> tuple[str, ...]:
    from contactsctl.formats.mail_message import HEADERS

    names = tuple(name.strip().lower() for name in text.split(",") if name.strip())
    unknown = [name for name in names if name not in HEADERS]
    if unknown or not names:
        raise UsageError(f"--headers takes {', '.join(HEADERS)}: {text!r}", value=text, candidates=HEADERS)
    return names

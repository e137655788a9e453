"""`contactsctl rm`."""

from typing import Annotated

from contactsctl.cli.choice import allowed, choose
from contactsctl.cli.filter_options import FilterOptions
from contactsctl.cli.options import SAFETY, DryRun, Json, Yes
from contactsctl.cli.output.one import print_deed
from contactsctl.cli.parameters import argument, option
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command
from contactsctl.domain.query import Scope

app = App()


@command(
    app,
    "rm",
    examples="""
    contactsctl rm 1f0c9a3e ana@example.org
    contactsctl list --tag old --format ids | contactsctl rm - --yes
    contactsctl rm --tag old --dry-run
    contactsctl rm --permanent 1f0c9a3e --yes
    """,
)
def rm(
    session: Session,
    filters: FilterOptions,
    ids: Annotated[
        list[str] | None,
        argument(metavar="[ID]...", help="Ids, beginnings of ids, emails or @mentions; - for stdin."),
    ] = None,
    permanent: Annotated[
        bool, option("--permanent", panel=SAFETY, help="Erase for ever, from the trash too.")
    ] = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Move contacts to the trash, from where `restore` brings them back; or erase them for ever."""
    deed, ending = ("erase", "") if permanent else ("move", " to the trash")
    scope: Scope = "live_and_trash" if permanent else "live"
    asking = {"yes": yes, "dry_run": dry_run, "always_ask": permanent}
    with session.book() as book:
        choice = choose(book, ids, filters)
        if not allowed(session, book, choice, deed, scope=scope, ending=ending, **asking):
            return
        do = book.contacts.erase if permanent else book.contacts.remove
        contacts = do(choice.references, dry_run=dry_run)
    print_deed(contacts, as_json=json, deed="erased" if permanent else "removed", dry_run=dry_run)

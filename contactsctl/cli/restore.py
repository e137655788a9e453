"""`contactsctl restore`."""

from typing import Annotated

from contactsctl.cli.choice import allowed, choose
from contactsctl.cli.filter_options import FilterOptions
from contactsctl.cli.options import AllowDuplicate, DryRun, Json, Yes
from contactsctl.cli.output.one import print_deed
from contactsctl.cli.parameters import argument
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command

app = App()


@command(
    app,
    "restore",
    examples="""
    contactsctl restore 1f0c9a3e
    contactsctl trash list --format ids | contactsctl restore - --yes
    """,
)
def restore(
    session: Session,
    filters: FilterOptions,
    ids: Annotated[
        list[str] | None,
        argument(metavar="[ID]...", help="Ids, beginnings of ids or emails; - for stdin."),
    ] = None,
    allow_duplicate: AllowDuplicate = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Bring contacts back from the trash; refused when a live contact has taken their email."""
    with session.book() as book:
        choice = choose(book, ids, filters, scope="trash")
        if not allowed(session, book, choice, "restore", yes=yes, dry_run=dry_run, scope="trash"):
            return
        contacts = book.trash.restore(choice.references, allow_duplicate=allow_duplicate, dry_run=dry_run)
    print_deed(contacts, as_json=json, deed="restored", dry_run=dry_run)

"""`contactsctl trash`."""

from typing import Annotated

from contactsctl.cli.filter_options import FilterOptions
from contactsctl.cli.list import run
from contactsctl.cli.options import DryRun, Json, Yes
from contactsctl.cli.output.contacts import write
from contactsctl.cli.output_options import ListOutputOptions
from contactsctl.cli.page_options import PageOptions
from contactsctl.cli.parameters import option
from contactsctl.cli.session import Session
from contactsctl.cli.spans import parse_span
from contactsctl.cli.tree import App, command

app = App()


@app.describe
def trash() -> None:
    """List and empty the trash; `restore` brings contacts back from it."""


@command(app, "list", examples="contactsctl trash list --sort recent")
def list_(session: Session, filters: FilterOptions, page: PageOptions, output: ListOutputOptions) -> None:
    """List the contacts in the trash."""
    run(session, page.page(session, filters, "display_name")._replace(scope="trash"), output)


@command(app, "empty", examples="contactsctl trash empty --older-than 30d --yes")
def empty(
    session: Session,
    older_than: Annotated[
        str | None,
        option(
            "--older-than", metavar="SPAN", help="Only what was removed longer ago: 30d, 12h, 4w, 6m, 1y."
        ),
    ] = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Erase the contacts in the trash for ever."""
    from contactsctl.formats.json_text import dumps

    span = parse_span(older_than, "--older-than") if older_than is not None else None
    with session.book() as book:
        count = book.trash.empty(span, dry_run=True)
        if count and not dry_run:
            if not session.allow(count, "erase", yes=yes, always_ask=True, ending=" for ever"):
                return
            count = book.trash.empty(span)
    if json:
        write(dumps({"erased": count, "dry_run": dry_run}) + "\n")
    else:
        session.note(f"{'would erase' if dry_run else 'erased'} {count:,} contact{'s' if count != 1 else ''}")

"""`contactsctl trash`."""

import re
from datetime import timedelta
from typing import Annotated

import typer

from contactsctl.cli.list import run
from contactsctl.cli.options import DryRun, FilterOptions, Json, ListOutputOptions, PageOptions, Yes
from contactsctl.cli.output.contacts import write
from contactsctl.cli.session import Session
from contactsctl.cli.tree import command, new_app
from contactsctl.errors import UsageError

app = new_app()
_SPAN = re.compile(r"(\d{1,6})\s*(d|h|w|m|y)", re.ASCII)
_DAYS = {"h": 1 / 24, "d": 1, "w": 7, "m": 30, "y": 365}


@app.callback()
def trash() -> None:
    """List and empty the trash; `restore` brings contacts back from it."""


@command(app, "list", examples="contactsctl trash list --sort recent")
def list_(session: Session, filters: FilterOptions, page: PageOptions, output: ListOutputOptions) -> None:
    """List the contacts in the trash."""
    sort, descending = page.sorted_by("display_name")
    limit = page.limit_or(session)
    query = filters.query()._replace(
        scope="trash", sort=sort, descending=descending, limit=limit, offset=page.offset
    )
    run(session, query, output)


@command(app, "empty", examples="contactsctl trash empty --older-than 30d --yes")
def empty(
    session: Session,
    older_than: Annotated[
        str | None,
        typer.Option(
            "--older-than", metavar="SPAN", help="Only what was removed longer ago: 30d, 12h, 4w, 6m, 1y."
        ),
    ] = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Erase the contacts in the trash for ever."""
    from contactsctl.formats.json_text import dumps

    span = _span(older_than) if older_than is not None else None
    with session.book() as book:
        count = book.trash.empty(span, dry_run=True)
        if count and not dry_run:
            if not session.allow(count, "erase for ever", yes=yes, always_ask=True):
                return
            count = book.trash.empty(span)
    if json:
        write(dumps({"erased": count, "dry_run": dry_run}) + "\n")
    else:
        session.note(f"{'would erase' if dry_run else 'erased'} {count:,} contact{'s' if count != 1 else ''}")


def _span(text: str) -> timedelta:
    found = _SPAN.fullmatch(text.strip())
    if not found:
        raise UsageError(
            f"--older-than must be a number and d, h, w, m or y, such as 30d: {text!r}", value=text
        )
    return timedelta(days=int(found[1]) * _DAYS[found[2]])

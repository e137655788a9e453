"""`contactsctl opportunity`."""

from typing import Annotated

from contactsctl.cli.opportunity_options import FieldOptions, SearchOptions
from contactsctl.cli.options import DryRun, Json, Yes
from contactsctl.cli.output_options import ListOutputOptions
from contactsctl.cli.parameters import argument, option
from contactsctl.cli.session import Session, read_ids
from contactsctl.cli.tree import App, command
from contactsctl.errors import UsageError

app = App()
ContactOption = option("--contact", metavar="ID", help="Id, beginning of one, email or @mention.")
Ids = Annotated[list[str], argument(metavar="ID...", help="Ids or beginnings of ids; - for stdin.")]


@app.describe
def opportunity() -> None:
    """Keep track of what may be sold to whom, for how much, and until when.

    Opportunities belong to a contact: they go to the trash with it and come back with it, and who does not
    see the contact does not see them. Stages are those of `stages` in config.toml, or any text.
    """


@command(
    app,
    "add",
    examples="""
    contactsctl opportunity add --contact ana@example.org --title "New roof" --amount 1200.50 --currency EUR
    contactsctl opportunity add --contact @bo --title Audit --stage offer --close-date 2026-12-31
    """,
)
def add(
    session: Session,
    fields: FieldOptions,
    contact: Annotated[str, ContactOption],
    title: Annotated[str, option("--title", metavar="TEXT", help="What it is about.")],
    json: Json = False,
) -> None:
    """Add an opportunity of a contact, and print its id."""
    from contactsctl.cli.output.opportunities import print_opportunity

    with session.book() as book:
        added = book.opportunities.add(contact, {"title": title, **fields.given()}, session.settings.stages)
    print_opportunity(added, as_json=json)


@command(
    app,
    "list",
    examples="""
    contactsctl opportunity list --status open --sort amount --order desc
    contactsctl opportunity list --contact ana@example.org --json
    contactsctl opportunity list --closes-until 2026-12-31 --totals
    """,
)
def list_(
    session: Session,
    search: SearchOptions,
    output: ListOutputOptions,
    contact: Annotated[str | None, ContactOption] = None,
    totals: Annotated[bool, option("--totals", help="Print only the totals by stage and currency.")] = False,
) -> None:
    """List opportunities, the first to close first; totals by stage and currency are in the JSON's meta."""
    from contactsctl.cli.output.opportunities import print_opportunities, print_totals, streams

    stages = session.settings.stages
    query = search.query(session.settings.limit, stages)
    with session.book() as book:
        if totals:
            print_totals(book.opportunities.find(query._replace(limit=1), contact, stages).totals, output)
        elif streams(query, output):
            print_opportunities(book.opportunities.stream(query, contact), output)
        else:
            page = book.opportunities.find(query, contact, stages)
            print_opportunities(page.opportunities, output, page)


@command(app, "show", examples="contactsctl opportunity show 5d0f3a1e --json")
def show(session: Session, ids: Ids, output: ListOutputOptions) -> None:
    """Show opportunities in full: as cards, or in any format of `list`."""
    from contactsctl.cli.output.opportunities import print_shown

    with session.book() as book:
        found = [book.opportunities.get(each) for each in read_ids(ids)]
    print_shown(found, output, one=len(found) == 1 and "-" not in ids)


@command(
    app,
    "edit",
    examples="""
    contactsctl opportunity edit 5d0f3a1e --stage offer --amount 1350
    contactsctl opportunity edit 5d0f3a1e --status won --clear close_date
    """,
)
def edit(
    session: Session,
    fields: FieldOptions,
    opportunity_id: Annotated[str, argument(metavar="ID", help="Its id, or the beginning of it.")],
    title: Annotated[str | None, option("--title", metavar="TEXT", help="What it is about.")] = None,
    contact: Annotated[str | None, ContactOption] = None,
    clear: Annotated[
        list[str] | None, option("--clear", metavar="FIELD", help="Empty a field; repeat.")
    ] = None,
    json: Json = False,
) -> None:
    """Change an opportunity."""
    from contactsctl.cli.opportunity_options import cleared
    from contactsctl.cli.output.opportunities import print_opportunity

    given = {**({} if title is None else {"title": title}), **fields.given(), **cleared(clear or ())}
    if not given and contact is None:
        raise UsageError("nothing to change: give at least one option")
    with session.book() as book:
        edited = book.opportunities.edit(
            opportunity_id, given, contact=contact, stages=session.settings.stages
        )
    print_opportunity(edited, as_json=json)


@command(app, "rm", examples="contactsctl opportunity rm 5d0f3a1e")
def rm(session: Session, ids: Ids, yes: Yes = False, dry_run: DryRun = False, json: Json = False) -> None:
    """Delete opportunities."""
    from contactsctl.cli.output.opportunities import print_removed

    references, many = read_ids(ids), ("opportunity", "opportunities")
    with session.book() as book:
        removed = book.opportunities.remove(references, dry_run=True)
        if not dry_run:
            if not session.allow(len(removed), "delete", yes=yes, what=many):
                return
            removed = book.opportunities.remove(references)
    print_removed(removed, as_json=json, dry_run=dry_run)

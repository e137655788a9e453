"""`contactsctl list`."""

from typing import Annotated

from contactsctl.cli.filter_options import FilterOptions
from contactsctl.cli.options import OUTPUT
from contactsctl.cli.output_options import ListOutputOptions
from contactsctl.cli.page_options import PageOptions
from contactsctl.cli.parameters import option
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command
from contactsctl.domain.query import Query

app = App()


@command(
    app,
    "list",
    examples="""
    contactsctl list -q "garcia acme"
    contactsctl list --tag vip --sort recent --json
    contactsctl list --company acme --fields id,display_name,emails.0.address --format csv
    contactsctl list --where 'email$=@acme.example birthday>=1990' --where tag=vip
    contactsctl list --format ndjson --limit 0 > everyone.ndjson
    """,
)
def list_(
    session: Session,
    filters: FilterOptions,
    page: PageOptions,
    output: ListOutputOptions,
    count: Annotated[bool, option("--count", panel=OUTPUT, help="Print only how many.")] = False,
) -> None:
    """List contacts: on a terminal as a table, through a pipe as TSV without a header, whole values.

    TSV columns are id, name, company, primary email, primary phone, tags, or those of --fields.
    """
    run(session, page.page(session, filters, "display_name"), output, count=count)


def run(session: Session, query: Query, output: ListOutputOptions, *, count: bool = False) -> None:
    """Print what a query finds."""
    from contactsctl.cli.output import contacts as out

    kind, paths = out.chosen_format(output), output.paths()
    with session.book() as book:
        if count:
            total, is_lower_bound = book.contacts.count(query)
            out.write(f"{total}\n")
            if is_lower_bound:
                session.note(f"there are more than {total:,}")
        elif query.limit == 0 and kind == "ndjson" and paths is None:
            out.write_lines(book.contacts.stream_json(query))
        elif query.limit == 0 and kind in out.STREAMED:
            found, short_id = book.contacts.stream(query), book.contacts.short_id
            out.stream(found, kind, paths, short_id, raw_csv=output.raw_csv)
        else:
            out.print_page(book.contacts.find(query), output, book.contacts.short_id)

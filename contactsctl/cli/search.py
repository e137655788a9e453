"""`contactsctl search`."""

from typing import Annotated

from contactsctl.cli.filter_options import FilterOptions
from contactsctl.cli.list import run
from contactsctl.cli.options import OUTPUT
from contactsctl.cli.output_options import ListOutputOptions
from contactsctl.cli.page_options import PageOptions
from contactsctl.cli.parameters import argument, option
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command
from contactsctl.errors import UsageError

app = App()


@command(
    app,
    "search",
    examples="""
    contactsctl search "ana silva"
    contactsctl search "(415) 555" --json
    contactsctl search garcia --tag vip --format ids
    """,
)
def search(
    session: Session,
    text: Annotated[str, argument(metavar="TEXT", help="Words that must all occur.")],
    filters: FilterOptions,
    page: PageOptions,
    output: ListOutputOptions,
    count: Annotated[bool, option("--count", panel=OUTPUT, help="Print only how many.")] = False,
) -> None:
    """Search contacts: the same as `list -q TEXT`, the best match first.

    Every word must occur in a name, nickname, company, job title, notes, email, phone or tag, whatever
    its case, accents and punctuation of numbers; words of one or two letters at the beginning of a word.
    """
    if filters.search is not None:
        raise UsageError("the search text is given twice: as an argument and as --search")
    query = page.page(session, filters, "relevance")._replace(text=text)
    run(session, query, output, count=count)

"""`contactsctl normalize`."""

from typing import Annotated

from contactsctl.cli.options import Region
from contactsctl.cli.output_options import ListOutputOptions
from contactsctl.cli.parameters import argument
from contactsctl.cli.session import Session
from contactsctl.cli.status import Exit
from contactsctl.cli.tree import App, command

app = App()
INVALID = 4


@command(
    app,
    "normalize",
    examples="""
    contactsctl normalize "(415) 555-1234" --region US --json
    echo '{"phone": "(415) 555-1234"}' | contactsctl normalize --region US --json
    contactsctl normalize --region DE --format ndjson < numbers.txt
    """,
)
def normalize(
    session: Session,
    output: ListOutputOptions,
    numbers: Annotated[
        list[str] | None,
        argument(metavar="[NUMBER]...", help="Numbers in any spelling; none, or -, for stdin."),
    ] = None,
    region: Region = None,
) -> None:
    """Tell what is known of phone numbers: original, normalized, is_valid, country_code, area_code, type.

    On stdin stands a number a line, or JSON: objects with the number under `phone`, `number` or `value`, and
    their own `region` if need be. --json prints the object of one number, and {"data": [...], "meta": {...}}
    for several. Exit status 4: one is not valid; all are printed nevertheless.
    """
    from contactsctl.cli.number_input import given_numbers
    from contactsctl.cli.output.normalized import print_normalized
    from contactsctl.domain.phone import normalize as normalized
    from contactsctl.settings import check_region

    default = check_region(region) or session.settings.region
    given = given_numbers(numbers or [], is_interactive=session.is_interactive)
    invalid = print_normalized((normalized(text, own or default) for text, own in given), output)
    if invalid:
        session.note(f"{invalid:,} not valid")
        raise Exit(INVALID)

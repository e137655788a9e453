"""`contactsctl duplicates`."""

from typing import Annotated

from contactsctl.cli.options import limit_option, offset_option
from contactsctl.cli.output_options import ListOutputOptions
from contactsctl.cli.parameters import option
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command

app = App()
WHICH = "Which pairs"


@command(
    app,
    "duplicates",
    examples="""
    contactsctl duplicates
    contactsctl duplicates --lane safe --json
    contactsctl duplicates --min-score 0.6 --format ids
    contactsctl duplicates --dismiss ana@example.org ana.silva@example.com
    """,
)
def duplicates(
    session: Session,
    output: ListOutputOptions,
    min_score: Annotated[
        float,
        option(
            "--min-score",
            metavar="SCORE",
            at_least=0,
            at_most=1,
            panel=WHICH,
            help="Only pairs that score as much.",
        ),
    ] = 0,
    lane: Annotated[
        list[str] | None,
        option("--lane", metavar="LANE", panel=WHICH, help="Only this lane; repeat for several."),
    ] = None,
    limit: Annotated[
        int | None,
        limit_option(WHICH),
    ] = None,
    offset: Annotated[
        int,
        offset_option(WHICH),
    ] = 0,
    dismiss: Annotated[
        tuple[str, str] | None,
        option("--dismiss", metavar="A B", help="Remember that two contacts are not the same person."),
    ] = None,
) -> None:
    """List pairs of contacts that may be one person, the surest first, with the reasons.

    safe: the same email or number, and names that fit. conflict: the same, but something speaks against
    it. shared_line: a family's or an office's. name_only: nothing but the name, and what goes with it.
    """
    from contactsctl.domain.duplicate import LANES, check_lanes

    lanes = check_lanes(lane) if lane else LANES
    with session.book() as book:
        if dismiss:
            names = [contact.display_name for contact in book.duplicates.dismiss(*dismiss)]
            session.note(f"remembered: {names[0]} and {names[1]} are not the same")
            return
        from contactsctl.cli.output.pairs import print_pairs

        most = session.settings.limit if limit is None else limit
        pairs = book.duplicates.find(min_score=min_score, lanes=lanes, limit=most, offset=offset)
    print_pairs(pairs, output)
    if pairs.left_out:
        session.note(
            f"{pairs.left_out:,} blocks are too large to compare: names that too many have, or lines that too"
            " many share"
        )

"""`contactsctl undo`."""

from typing import Annotated

from contactsctl.cli.options import DryRun, Json, Yes
from contactsctl.cli.parameters import argument
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command
from contactsctl.domain.event import Undone

app = App()
SHOWN_LEFT = 20


@command(
    app,
    "undo",
    examples="""
    contactsctl undo
    contactsctl undo --dry-run
    contactsctl undo 42 --json
    """,
)
def undo(
    session: Session,
    batch: Annotated[
        int | None,
        argument(
            metavar="[BATCH]",
            at_least=1,
            help="The command's number in the log. [default: the last]",
            show_default=False,
        ),
    ] = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Take back the last command that changed something, whatever it was, an import too; or any other.

    What was changed since by a later command is left alone and named. Repeated, it goes further back.
    Contacts that were added are taken out again for good; what was erased for ever does not come back.
    """  # fmt: skip
    with session.book() as book:
        if session.is_interactive and not yes and not dry_run:
            found = book.undo.undo(batch, dry_run=True)
            changes = (f"change of {found.command!r}", f"changes of {found.command!r}")
            if not session.allow(found.changed, "take back", yes=False, what=changes):
                return
        done = book.undo.undo(batch, dry_run=dry_run)
    _print(session, done, as_json=json, dry_run=dry_run)


def _print(session: Session, done: Undone, *, as_json: bool, dry_run: bool) -> None:
    from contactsctl.cli.output.contacts import SHORT_ID, write
    from contactsctl.cli.output.terminal import shown
    from contactsctl.formats.json_text import dumps

    if as_json:
        left = [each._asdict() for each in done.left]
        write(dumps({**done._asdict(), "left": left, "dry_run": dry_run}) + "\n")
        return
    changes = f"{done.changed:,} change{'s' if done.changed != 1 else ''}"
    write(
        shown(f"{'would undo' if dry_run else 'undone'}: batch {done.batch} ({done.command}), {changes}")
        + "\n"
    )
    for each in done.left[:SHOWN_LEFT]:
        session.note(f"left alone: {each.display_name or ''} {(each.id or '')[:SHORT_ID]}: {each.reason}")
    if len(done.left) > SHOWN_LEFT:
        session.note(f"left alone: {len(done.left) - SHOWN_LEFT:,} more (--json lists them)")

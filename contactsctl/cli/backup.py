"""`contactsctl backup`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from contactsctl.address_book.upkeep import Progress
from contactsctl.cli.options import SAFETY, Json
from contactsctl.cli.parameters import argument, option
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command
from contactsctl.errors import UsageError

app = App()
_LARGE = 20 * 1024 * 1024
"""A book of so many bytes takes a moment to copy."""


@command(
    app,
    "backup",
    examples="""
    contactsctl backup /media/stick/contacts.db
    contactsctl --book work backup work.db --force --json
    """,
)
def backup(
    session: Session,
    file: Annotated[str, argument(metavar="FILE", help="Where the copy goes.")],
    force: Annotated[
        bool, option("--force", "-f", panel=SAFETY, help="Replace a file that is there.")
    ] = False,
    json: Json = False,
) -> None:
    """Copy the book to a file while it is in use; whole or not at all, mode 0600.

    The copy is checked and its rows are counted before it gets its name. It is a book like any other:
    `contactsctl --db FILE list` reads it; to restore it, put it in the place of the book.
    """
    from contactsctl.cli.output.contacts import write
    from contactsctl.cli.output.terminal import is_terminal
    from contactsctl.formats.json_text import dumps

    if file == "-":
        raise UsageError("a book cannot be written to stdout: give a file")
    shown = not json and is_terminal(sys.stderr) and _is_large(Path(session.settings.book_path))
    with session.book() as book, _bar(shown=shown) as progress:
        made = book.upkeep.back_up(Path(file), replace=force, progress=progress)
    if json:
        found = {"path": file, "size": made.size, "contacts": made.contacts, "trash": made.trash}
        write(dumps(found) + "\n")
    else:
        contacts = f"{made.contacts:,} contact{'s' if made.contacts != 1 else ''}"
        session.note(f"{contacts}, {made.trash:,} in the trash, {made.size:,} bytes: {file}")


def _is_large(path: Path) -> bool:
    try:
        return path.stat().st_size > _LARGE
    except (OSError, ValueError):
        return False


@contextmanager
def _bar(*, shown: bool) -> Iterator[Progress | None]:
    """A bar on stderr over the pages of the book."""
    if not shown:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("copying"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("copy")
        yield lambda done, total: bar.update(task, completed=done, total=total)

"""`contactsctl book`."""

import os
from pathlib import Path
from typing import Any

from contactsctl.cli.options import Json
from contactsctl.cli.output_options import ListOutputOptions
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command

app = App()
COLUMNS = ("name", "path", "size", "current")
BRIEF = ("name", "size", "path")


@app.describe
def book() -> None:
    """List the books; say where this one is. A book is one file; books never see each other."""


@command(app, "list", examples="contactsctl book list --json")
def list_(session: Session, output: ListOutputOptions) -> None:
    """List the books in the data folder: name, size in bytes, path."""
    from contactsctl.cli.output.records import format_of, print_records
    from contactsctl.settings import data_dir

    found = [
        {
            "name": path.stem,
            "path": str(path),
            "size": path.stat().st_size,
            "current": path == Path(session.settings.book_path),
        }
        for path in sorted(Path(data_dir(os.environ)).glob("*.db"))
    ]
    if format_of(output) == "table" and output.fields is None:
        _print_table(found)
    else:
        print_records(found, COLUMNS, output, brief=BRIEF)


def _print_table(books: list[dict[str, Any]]) -> None:
    from contactsctl.cli.output.contacts import write
    from contactsctl.cli.output.table import table

    rows = [[f"{'*' if b['current'] else ' '} {b['name']}", f"{b['size']:,}", b["path"]] for b in books]
    write(table(("  NAME", "BYTES", "PATH"), rows) if rows else "")


@command(app, "path", examples="contactsctl --book work book path")
def path(session: Session, json: Json = False) -> None:
    """Print the path of the book that this command would use."""
    from contactsctl.cli.output.contacts import write
    from contactsctl.formats.json_text import dumps

    text = session.settings.book_path
    write((dumps({"path": text}) if json else text) + "\n")

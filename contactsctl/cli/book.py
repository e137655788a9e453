"""`contactsctl book`."""

import os
from pathlib import Path

from contactsctl.cli.options import Json
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command

app = App()


@app.describe
def book() -> None:
    """List the books; say where this one is. A book is one file; books never see each other."""


@command(app, "list", examples="contactsctl book list --json")
def list_(session: Session, json: Json = False) -> None:
    """List the books in the data folder: name, size in bytes, path."""
    from contactsctl.cli.output.cells import tsv_line
    from contactsctl.cli.output.contacts import write
    from contactsctl.cli.output.table import table
    from contactsctl.cli.output.terminal import is_terminal
    from contactsctl.formats.json_text import dumps
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
    if json:
        write(dumps({"data": found, "meta": {"total": len(found)}}) + "\n")
    elif is_terminal():
        rows = [
            [("* " if b["current"] else "  ") + str(b["name"]), f"{b['size']:,}", str(b["path"])]
            for b in found
        ]
        write(table(("  NAME", "BYTES", "PATH"), rows) if rows else "")
    else:
        write("".join(tsv_line([str(b["name"]), str(b["size"]), str(b["path"])]) for b in found))


@command(app, "path", examples="contactsctl --book work book path")
def path(session: Session, json: Json = False) -> None:
    """Print the path of the book that this command would use."""
    from contactsctl.cli.output.contacts import write
    from contactsctl.formats.json_text import dumps

    text = session.settings.book_path
    write((dumps({"path": text}) if json else text) + "\n")

"""Writes docs/commands.md from the command tree: `make docs`."""

import os
import sys
from typing import Any

import typer

from contactsctl.cli import typer_tree
from contactsctl.cli.table import TABLE


def pages() -> str:
    """Return the manual: the help page of every command, as it is printed at 80 columns."""
    os.environ["COLUMNS"] = "82"
    root = typer_tree.root()
    with typer.Context(root, info_name="contactsctl") as context:
        parts = ["# Commands\n", "Made from the command tree by `make docs`.\n", _block(root, context)]
        for name in TABLE:
            command = root.get_command(context, name)
            parts += _pages_of(command, context, name)
    return "\n".join(parts)


def _pages_of(command: Any, parent: Any, name: str) -> list[str]:
    context = typer.Context(command, info_name=name, parent=parent)
    parts = [f"## {context.command_path}\n", _block(command, context)]
    for child in getattr(command, "commands", {}):
        parts += _pages_of(command.commands[child], context, child)
    return parts


def _block(command: Any, context: Any) -> str:
    return f"```text\n{command.get_help(context).rstrip()}\n```\n"


if __name__ == "__main__":
    sys.stdout.write(pages())

"""The options of commands that print many contacts: in which format, and what of each."""

from dataclasses import dataclass
from typing import Annotated

import typer

from contactsctl.cli.options import OUTPUT, Format
from contactsctl.errors import UsageError


@dataclass
class ListOutputOptions:
    """How many contacts are printed."""

    format: Annotated[
        Format | None,
        typer.Option("--format", rich_help_panel=OUTPUT, help="[default: table on a terminal, else tsv]"),
    ] = None
    json: Annotated[
        bool, typer.Option("--json", rich_help_panel=OUTPUT, help="The same as --format json.")
    ] = False
    fields: Annotated[
        str | None,
        typer.Option(
            "--fields",
            metavar="A,B.0.C",
            rich_help_panel=OUTPUT,
            help="Only these fields, by their JSON paths.",
        ),
    ] = None
    raw_csv: Annotated[
        bool,
        typer.Option("--raw-csv", rich_help_panel=OUTPUT, help="No guard against formulas in CSV cells."),
    ] = False

    def chosen(self) -> Format | None:
        """Return the format asked for; raises UsageError for two that differ."""
        if self.json and self.format not in (None, "json"):
            raise UsageError(f"--json and --format {self.format} cannot go together")
        return "json" if self.json else self.format

    def paths(self) -> tuple[str, ...] | None:
        if self.fields is None:
            return None
        paths = tuple(path.strip() for path in self.fields.split(",") if path.strip())
        if not paths:
            raise UsageError("--fields names no field", field="fields", value=self.fields)
        return paths

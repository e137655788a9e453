"""The options of commands that print many contacts: in which format, and what of each."""

from typing import Annotated

from contactsctl.cli.options import OUTPUT, Format
from contactsctl.cli.parameters import option, options
from contactsctl.errors import UsageError


@options
class ListOutputOptions:
    """How many contacts are printed."""

    format: Annotated[
        Format | None,
        option("--format", panel=OUTPUT, help="[default: table on a terminal, else tsv]"),
    ] = None
    json: Annotated[bool, option("--json", panel=OUTPUT, help="The same as --format json.")] = False
    fields: Annotated[
        str | None,
        option(
            "--fields",
            metavar="A,B.0.C",
            panel=OUTPUT,
            help="Only these fields, by their JSON paths.",
        ),
    ] = None
    raw_csv: Annotated[
        bool,
        option("--raw-csv", panel=OUTPUT, help="No guard against formulas in CSV cells."),
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

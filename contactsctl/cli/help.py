"""Help pages: what it does, how it is called, its options in sections, examples."""

import inspect
import re
from typing import Any

from typer.core import TyperGroup

from contactsctl.settings import MAX_LIMIT

ARGUMENTS, COMMON = "Arguments", "Options"
_WIDEST = 100
_NAMES = 30
_UNBOUNDED = rf" *\[0<=x<={MAX_LIMIT}\]|; *0<=x<={MAX_LIMIT}"
"""What typer tells of a number that has no bound in practice."""


def write_command(command: Any, ctx: Any, formatter: Any) -> None:
    """Write the help page of a command."""
    _write_top(command, ctx, formatter)
    for title, rows in sections_of(command, ctx).items():
        _write_section(formatter, title, rows)
    if command.epilog:
        formatter.write("\nExamples:\n")
        for line in inspect.cleandoc(command.epilog).splitlines():
            formatter.write(f"  {line}\n".rstrip(" ") if line else "\n")


def sections_of(command: Any, ctx: Any) -> dict[str, list[tuple[str, str]]]:
    """Return a command's arguments and options, (names, help) by section; the common ones come last."""
    sections: dict[str, list[tuple[str, str]]] = {ARGUMENTS: []}
    for parameter in command.get_params(ctx):
        record = parameter.get_help_record(ctx)
        if record and getattr(parameter, "help", None):
            title = ARGUMENTS if parameter.param_type_name == "argument" else _section(parameter)
            sections.setdefault(title, []).append(_tidied(record))
    common = sections.pop(COMMON, [])
    return {title: rows for title, rows in {**sections, COMMON: common}.items() if rows}


def write_group(group: TyperGroup, ctx: Any, formatter: Any) -> None:
    """Write the help page of a noun: its commands, then its options."""
    _write_top(group, ctx, formatter)
    sections: dict[str, list[tuple[str, str]]] = {}
    for name in group.list_commands(ctx):
        panel, help_text = _summary(group, ctx, name)
        sections.setdefault(panel, []).append((name, help_text))
    for title, rows in sections.items():
        _write_section(formatter, title, rows)
    options = [record for parameter in group.get_params(ctx) if (record := parameter.get_help_record(ctx))]
    _write_section(formatter, COMMON, [_tidied(record) for record in options])
    if group.epilog:
        formatter.write(f"\n{inspect.cleandoc(group.epilog)}\n")


def _summary(group: Any, ctx: Any, name: str) -> tuple[str, str]:
    if hasattr(group, "summary"):
        panel, text = group.summary(name)
        return str(panel), str(text)
    return "Commands", str(group.get_command(ctx, name).get_short_help_str(200))


def _write_top(command: Any, ctx: Any, formatter: Any) -> None:
    formatter.width = min(_terminal_width(), _WIDEST)
    formatter.write_usage(ctx.command_path, " ".join(command.collect_usage_pieces(ctx)))
    if command.help:
        formatter.write("\n")
        for paragraph in inspect.cleandoc(command.help).split("\n\n"):
            formatter.write_text(paragraph.replace("\n", " "))
            formatter.write("\n")
        formatter.buffer.pop()


def _terminal_width() -> int:
    import shutil

    return shutil.get_terminal_size((80, 24)).columns


def _section(parameter: Any) -> str:
    return str(getattr(parameter, "rich_help_panel", None) or COMMON)


def _tidied(record: tuple[str, str]) -> tuple[str, str]:
    names, text = record
    return names.replace(" / ", "/"), re.sub(_UNBOUNDED, "", text)


def _write_section(formatter: Any, title: str, rows: list[tuple[str, str]]) -> None:
    if rows:
        formatter.write(f"\n{title}:\n")
        formatter.indent()
        formatter.write_dl(rows, col_max=_NAMES)
        formatter.dedent()

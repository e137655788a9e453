"""How commands are made: option groups as dataclasses, and help pages in sections."""

import inspect
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from functools import wraps
from typing import Any, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup

from contactsctl.cli.session import Session

Function = Callable[..., Any]


def new_app() -> typer.Typer:
    """Return an app for one command, or for a noun's commands with `cls=Group`."""
    return typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        cls=Group,
        no_args_is_help=True,
    )


def command(app: typer.Typer, name: str, *, examples: str = "") -> Callable[[Function], Function]:
    """Register a command; see `expanded` for what its function may take. `examples` end its help page."""

    def register(function: Function) -> Function:
        app.command(name, cls=Command, epilog=examples)(expanded(function))
        return function

    return register


def expanded(function: Function) -> Function:
    """Return a function that takes an option for every field of the dataclasses that `function` takes.

    A field without `init` is no option: so a command leaves one out of a group that it shares.
    A parameter of type Session gets the session of this run.
    """
    hints: dict[str, Any] = get_type_hints(function, include_extras=True)
    groups: dict[str, Any] = {}
    parameters = [inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)]
    for parameter in inspect.signature(function).parameters.values():
        kind = hints[parameter.name]
        if is_dataclass(kind) and kind is not Session:
            groups[parameter.name] = kind
            parameters += _options_of(kind)
        elif kind is not Session:
            parameters.append(
                parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hints[parameter.name])
            )

    @wraps(function)
    def call(ctx: typer.Context, **values: Any) -> Any:
        arguments: dict[str, Any] = {
            name: kind(**{field.name: values.pop(field.name) for field in fields(kind) if field.init})
            for name, kind in groups.items()
        }
        arguments |= {name: ctx.obj for name, kind in hints.items() if kind is Session}
        return function(**arguments, **values)

    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    call.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return call


def _options_of(group: Any) -> list[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None if field.default is MISSING else field.default,
            annotation=hints[field.name],
        )
        for field in fields(group)
        if field.init
    ]


class Command(TyperCommand):
    """A command whose help page is ours."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from contactsctl.cli.help import write_command

        write_command(self, ctx, formatter)


class Group(TyperGroup):
    """A noun with its commands; its help page is ours."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from contactsctl.cli.help import write_group

        write_group(self, ctx, formatter)

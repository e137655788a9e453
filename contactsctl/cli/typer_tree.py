"""The commands as Typer has them: for command lines that are not plain, for help pages and manuals."""

import inspect
import sys
from collections.abc import Iterable
from typing import Annotated, Any

import typer
from typer._click.exceptions import ClickException, NoArgsIsHelpError, UsageError  # no public names
from typer.core import TyperCommand, TyperGroup

from contactsctl import __version__
from contactsctl.cli import tree
from contactsctl.cli.parameters import REQUIRED, Taken, group_of
from contactsctl.cli.session import Session
from contactsctl.cli.status import MisusedError
from contactsctl.cli.table import TABLE, RootOptions, app_of


class Command(TyperCommand):
    """A command whose help page is ours, and which a mistake in its options names."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except UsageError as error:
            error.ctx = error.ctx or ctx  # an option without its value says nothing of where it stood
            raise

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from contactsctl.cli.help import write_command

        write_command(self, ctx, formatter)


class Group(TyperGroup):
    """A noun with its commands; its help page is ours."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from contactsctl.cli.help import write_group

        write_group(self, ctx, formatter)


class Root(Group):
    """The commands of TABLE, each imported when it is asked for."""

    def list_commands(self, _ctx: Any) -> list[str]:
        return list(TABLE)

    def get_command(self, _ctx: Any, cmd_name: str) -> Any:
        app = app_of(cmd_name)
        if app is None:
            return None
        command = typer.main.get_command(_typer_of(app))
        command.name = cmd_name
        command.short_help = TABLE[cmd_name][2]
        return command

    def summary(self, name: str) -> tuple[str, str]:
        """Return the section and the short help of a command that is not imported."""
        return TABLE[name][1:]

    @property  # type: ignore[override]
    def commands(self) -> dict[str, Any]:
        # What suggestions go through: names, without the modules behind them.
        return {name: TyperCommand(name, help=entry[2]) for name, entry in TABLE.items()}

    @commands.setter
    def commands(self, value: dict[str, Any]) -> None:
        pass


def run(arguments: list[str], *, as_json: bool) -> int:
    """Run a command; returns its exit status. Raises MisusedError for what is no command line."""
    command = root()
    try:
        with command.make_context("contactsctl", list(arguments), obj=as_json) as context:
            command.invoke(context)
    except typer.Exit as exit_:
        return exit_.exit_code
    except NoArgsIsHelpError as error:
        sys.stdout.write(error.ctx.get_help() + "\n" if error.ctx else "")
    except ClickException as error:
        context = getattr(error, "ctx", None)
        path = context.command_path if context else "contactsctl"
        raise MisusedError(_worded(error), path) from error
    return 0


_KINDS = {"int": "is not a whole number", "float": "is not a number"}


def _worded(error: ClickException) -> str:
    message = error.format_message().rstrip(".").replace("\n\t", " ")
    for kind, told in _KINDS.items():
        message = message.removesuffix(f"is not a valid {kind} range").removesuffix(f"is not a valid {kind}")
        message += told if message.endswith(" ") else ""
    return message[:1].lower() + message[1:]


def root() -> Any:
    """Return the root command."""
    app = _new(Root, epilog="`contactsctl COMMAND --help` tells more.")
    app.callback()(_begin)
    return typer.main.get_command(app)


def _new(kind: type[Group], **texts: str) -> typer.Typer:
    return typer.Typer(
        cls=kind,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        **texts,  # type: ignore[arg-type]
    )


def _typer_of(app: tree.App) -> typer.Typer:
    made = _new(Group)
    if app.about is not None:
        made.callback(help=app.about)(lambda: None)
    for command in app.commands.values():
        made.command(command.name, cls=Command, epilog=command.examples)(_function(command))
    return made


def _function(command: tree.Command) -> Any:
    def call(ctx: typer.Context, **values: Any) -> None:
        command.run(ctx.obj, values)

    call.__doc__ = command.function.__doc__
    return _signed(call, command.parameters)


def _begin(ctx: typer.Context, **values: Any) -> None:
    """A local-first address book: people, organisations and groups in one file.

    Everything works offline. Data goes to stdout, everything else to stderr.
    """
    values.pop("version")
    ctx.obj = Session.begin(RootOptions(**values), as_json=bool(ctx.obj))


def _signed(function: Any, taken: Iterable[Taken], *others: inspect.Parameter) -> Any:
    """Give a function the signature and the annotations that Typer reads."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = [inspect.Parameter("ctx", keyword, annotation=typer.Context)]
    parameters += [
        inspect.Parameter(
            each.name,
            keyword,
            default=inspect.Parameter.empty if each.default is REQUIRED else each.default,
            annotation=_annotation(each),
        )
        for each in taken
    ]
    parameters += others
    function.__signature__ = inspect.Signature(parameters)
    function.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return function


def _annotation(taken: Taken) -> Any:
    told = taken.parameter
    made: Any = typer.Option if told.names else typer.Argument
    return Annotated[
        taken.kind,
        made(
            *told.names,
            metavar=told.metavar,
            rich_help_panel=told.panel,
            help=told.help,
            min=told.at_least,
            max=told.at_most,
            show_default=told.show_default,
        ),
    ]


def _print_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"contactsctl {__version__}\n")
        raise typer.Exit


_VERSION = Annotated[
    bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
]
_signed(
    _begin,
    group_of(RootOptions) or (),
    inspect.Parameter("version", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=_VERSION),
)

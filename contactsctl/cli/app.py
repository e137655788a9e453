"""The root command: its options, the lazy table of commands, and errors as words and a status."""

import errno
import os
import sys
from importlib import import_module
from io import TextIOWrapper
from itertools import pairwise
from typing import Annotated, Any, TextIO

import typer
from typer._click.exceptions import ClickException, NoArgsIsHelpError  # typer has no public name for them
from typer.core import TyperCommand

from contactsctl import __version__
from contactsctl.cli.session import Session
from contactsctl.cli.tree import Group
from contactsctl.errors import ContactsError

BROKEN_PIPE = 141
INTERRUPTED = 130
_OF_OUTPUT = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)

CONTACTS, ORGANISING, CRM, FILES = "Contacts", "Organising", "Calls and deals", "Files"
BOOKS, HISTORY = "The book", "Who and when"
TABLE: dict[str, tuple[str, str, str]] = {
    "add": ("contactsctl.cli.add", CONTACTS, "Add a contact"),
    "add-email": ("contactsctl.cli.add_email", CONTACTS, "Add the sender of a mail"),
    "list": ("contactsctl.cli.list", CONTACTS, "List contacts, filtered and sorted"),
    "search": ("contactsctl.cli.search", CONTACTS, "Search contacts, the best match first"),
    "show": ("contactsctl.cli.show", CONTACTS, "Show contacts in full"),
    "edit": ("contactsctl.cli.edit", CONTACTS, "Edit a contact, by options, a merge patch or in your editor"),
    "rm": ("contactsctl.cli.rm", CONTACTS, "Move contacts to the trash, or erase them"),
    "restore": ("contactsctl.cli.restore", CONTACTS, "Bring contacts back from the trash"),
    "trash": ("contactsctl.cli.trash", CONTACTS, "List and empty the trash"),
    "pick": ("contactsctl.cli.pick", CONTACTS, "Choose a contact and print its id"),
    "duplicates": ("contactsctl.cli.duplicates", CONTACTS, "List contacts that may be one, and why"),
    "merge": ("contactsctl.cli.merge", CONTACTS, "Make one contact of several"),
    "lookup": ("contactsctl.cli.lookup", CONTACTS, "Find whose email or phone it is; for mail clients too"),
    "birthdays": ("contactsctl.cli.birthdays", CONTACTS, "List the birthdays of the days ahead"),
    "mentions": (
        "contactsctl.cli.mentions",
        CONTACTS,
        "List who can be mentioned, for completion after an @",
    ),
    "view": ("contactsctl.cli.view", ORGANISING, "Keep filters under names"),
    "tag": ("contactsctl.cli.tag", ORGANISING, "List, rename and delete tags; tag many contacts at once"),
    "field": ("contactsctl.cli.field", ORGANISING, "Define custom fields; set one for many contacts at once"),
    "value": ("contactsctl.cli.value", ORGANISING, "Keep the book's own values, for templates"),
    "render": ("contactsctl.cli.render", ORGANISING, "Fill a template with values and contacts"),
    "normalize": (
        "contactsctl.cli.normalize",
        CRM,
        "Tell what is known of phone numbers: E.164, country, kind",
    ),
    "dnc": ("contactsctl.cli.dnc", CRM, "The do-not-call list of numbers and emails"),
    "opportunity": (
        "contactsctl.cli.opportunity",
        CRM,
        "Opportunities: stages, amounts, close dates, totals",
    ),
    "import": ("contactsctl.cli.import_", FILES, "Import vCard, CSV and JSON files, matched with the book"),
    "export-vcard": ("contactsctl.cli.export_vcard", FILES, "Export contacts as vCard 3.0 or 4.0"),
    "export-csv": ("contactsctl.cli.export_csv", FILES, "Export contacts as CSV: plain, google or outlook"),
    "verify": ("contactsctl.cli.verify", FILES, "Show what would be lost between a file and its export"),
    "identity": ("contactsctl.cli.identity", HISTORY, "Identities and their roles: who may ask with --as"),
    "access": ("contactsctl.cli.access", HISTORY, "Who may see a contact"),
    "log": ("contactsctl.cli.log", HISTORY, "Show what was done, or follow it"),
    "history": ("contactsctl.cli.history", HISTORY, "Show what was done to one contact"),
    "undo": ("contactsctl.cli.undo", HISTORY, "Take back a command, the last one or any other"),
    "stats": ("contactsctl.cli.stats", BOOKS, "Count contacts: by tag, company, source, label, month"),
    "book": ("contactsctl.cli.book", BOOKS, "List the books; say where this one is"),
    "completion": ("contactsctl.cli.completion", BOOKS, "Print a script that completes words in a shell"),
    "backup": ("contactsctl.cli.backup", BOOKS, "Copy the book to a file while it is in use"),
    "doctor": ("contactsctl.cli.doctor", BOOKS, "Look over the book, and repair what can be repaired"),
}
"""Name -> module, section of the help page, short help. A module is imported when its command runs."""


class Root(Group):
    """The commands of TABLE, each imported when it is asked for."""

    def list_commands(self, _ctx: Any) -> list[str]:
        return list(TABLE)

    def get_command(self, _ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in TABLE:
            return None
        module, _, short_help = TABLE[cmd_name]
        command = typer.main.get_command(import_module(module).app)
        command.name = cmd_name
        command.short_help = short_help
        return command

    def summary(self, name: str) -> tuple[str, str]:
        """Return the section and the short help of a command that is not imported."""
        return TABLE[name][1:]

    @property  # type: ignore[override]
    def commands(self) -> dict[str, Any]:
        # What suggestions and completion go through: names, without the modules behind them.
        return {name: TyperCommand(name, help=entry[2]) for name, entry in TABLE.items()}

    @commands.setter
    def commands(self, value: dict[str, Any]) -> None:
        pass


app = typer.Typer(
    cls=Root,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog="`contactsctl COMMAND --help` tells more.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"contactsctl {__version__}\n")
        raise typer.Exit


@app.callback()
def root(
    ctx: typer.Context,
    db: Annotated[
        str | None, typer.Option("--db", metavar="PATH", help="The book's file. [env: CONTACTSCTL_DB]")
    ] = None,
    book: Annotated[
        str | None, typer.Option("--book", metavar="NAME", help="A book by its name. [env: CONTACTSCTL_BOOK]")
    ] = None,
    identity: Annotated[
        str | None, typer.Option("--as", metavar="IDENTITY", help="Who is asking. [env: CONTACTSCTL_AS]")
    ] = None,
    no_input: Annotated[bool, typer.Option("--no-input", help="Never ask anything.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """A local-first address book: people, organisations and groups in one file.

    Everything works offline. Data goes to stdout, everything else to stderr.
    """
    from contactsctl.settings import load

    ctx.obj = Session(load(db=db, book=book, identity=identity, no_input=no_input), as_json=bool(ctx.obj))


def run(arguments: list[str]) -> int:
    """Run a command; returns the exit status. Nothing it raises gets past."""
    try:
        return _run(arguments)
    except BrokenPipeError:
        _discard_stdout()
        return BROKEN_PIPE
    except KeyboardInterrupt:
        _say("interrupted: nothing is half done")
        return INTERRUPTED
    except ContactsError as error:
        report(error, as_json=_wants_json(arguments))
        return error.exit_status
    except OSError as error:
        _discard_stdout()
        report(ContactsError(_reason(error)), _wants_json(arguments))
        return 1
    except Exception as error:
        if os.environ.get("CONTACTSCTL_DEBUG"):
            raise
        report(ContactsError(f"internal: {type(error).__name__}: {error}"), _wants_json(arguments))
        return 1


def _reason(error: OSError) -> str:
    reason = (error.strerror or str(error)).lower()
    if error.filename is None and error.errno in _OF_OUTPUT:
        return f"cannot write output: {reason}"
    return f"{error.filename}: {reason}" if error.filename else reason


def _run(arguments: list[str]) -> int:
    _fill_closed_streams()
    try:
        arguments = [_as_utf8(argument) for argument in arguments]
    except UnicodeDecodeError:
        return _usage("an argument is not UTF-8", arguments)
    if sys.stdout is None or sys.stdout.closed:
        raise ContactsError("cannot write output: stdout is closed")
    _write_utf8(sys.stdout, sys.stderr)
    command = typer.main.get_command(app)
    try:
        json = _wants_json(arguments)
        with command.make_context("contactsctl", list(arguments), obj=json) as context:
            command.invoke(context)
    except typer.Exit as exit_:
        _flush()
        return exit_.exit_code
    except NoArgsIsHelpError as error:
        sys.stdout.write(error.ctx.get_help() + "\n" if error.ctx else "")
    except ClickException as error:
        return _usage(_worded(error), arguments, getattr(error, "ctx", None))
    _flush()
    return 0


def _as_utf8(argument: str) -> str:
    # Under LC_ALL=C with PYTHONUTF8=0 Python takes UTF-8 for bytes that it cannot decode.
    return argument if argument.isascii() else os.fsencode(argument).decode()


def _fill_closed_streams() -> None:
    # With stdin or stderr closed Python has None in its place; a closed stdout is an error of its own.
    if sys.stdin is None:
        sys.stdin = open(os.devnull)  # noqa: SIM115 for the rest of the run
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115


def _write_utf8(*streams: object) -> None:
    for stream in streams:
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _discard_stdout()
        raise ContactsError(f"cannot write output: {(error.strerror or str(error)).lower()}") from error


def _discard_stdout() -> None:
    _discard(sys.stdout)


def _discard(stream: TextIO) -> None:
    # What is left in the buffers would fail again when the interpreter closes them.
    with open(os.devnull, "wb") as nowhere:
        try:
            os.dup2(nowhere.fileno(), stream.fileno())
        except (OSError, ValueError, AttributeError):
            return


def _worded(error: ClickException) -> str:
    message = error.format_message().rstrip(".")
    return message[:1].lower() + message[1:]


def _usage(message: str, arguments: list[str], context: Any = None) -> int:
    report(ContactsError(message), as_json=_wants_json(arguments), code="usage")
    if not _wants_json(arguments):
        path = context.command_path if context else "contactsctl"
        _say(f"try: {path} --help")
    return 2


def _wants_json(arguments: list[str]) -> bool:
    before = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return "--json" in before or "--format=json" in before or ("--format", "json") in pairwise(before)


def report(error: ContactsError, as_json: bool, code: str | None = None) -> None:
    """Print an error on stderr: one line, and its candidates; or one JSON object."""
    if as_json:
        from contactsctl.formats.json_text import dumps

        described = {
            "code": code or error.code,
            "message": error.message,
            "field": error.field,
            "value": error.value,
            "candidates": list(error.candidates),
        }
        try:
            _say(dumps({"error": described}), raw=True)
        except (TypeError, ValueError):
            _say(dumps({"error": {**described, "value": str(error.value)[:200]}}), raw=True)
        return
    _say(f"error: {error.message}")
    for candidate in error.candidates:
        if isinstance(candidate, dict):
            email = f"  {candidate['email']}" if candidate.get("email") else ""
            _say(f"  {str(candidate.get('id'))[:8]}  {candidate.get('display_name')}{email}")


def _say(text: str, *, raw: bool = False) -> None:
    from contactsctl.cli.output.terminal import shown

    try:
        sys.stderr.write((text if raw else shown(text)) + "\n")
        sys.stderr.flush()
    except OSError as error:
        if error.errno not in (errno.EPIPE, errno.EBADF, *_OF_OUTPUT):
            raise
        _discard(sys.stderr)

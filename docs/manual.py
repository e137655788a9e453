"""Writes the manual pages of docs/man from the command tree, as roff for `man`: `make man`."""

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from contactsctl import __version__
from contactsctl.addr import USAGE
from contactsctl.cli import typer_tree
from contactsctl.cli.help import sections_of
from contactsctl.cli.table import TABLE
from contactsctl.formats.mail_clients import CLIENTS

FOLDER = Path(__file__).with_name("man")
STATUSES = {
    "0": "It was done.",
    "1": "The output could not be written, or an internal error.",
    "2": "Usage: an unknown option, or options that cannot go together.",
    "3": "Nothing has this id, address or name.",
    "4": "What was given is not valid.",
    "5": "A conflict: a duplicate, an ambiguous id, another revision, something in use.",
    "6": "The import was done, and some records were rejected; verify found a loss.",
    "7": "The identity may not do that.",
    "8": "The book is locked, read-only, damaged or of a newer version; no space; doctor found a problem.",
    "130": "Interrupted; nothing is half done.",
    "141": "The reader of a pipe went away.",
}
ENVIRONMENT = {
    "CONTACTSCTL_DB": "The book's file; --db goes before it.",
    "CONTACTSCTL_BOOK": "The name of a book in the folder of books; --book goes before it.",
    "CONTACTSCTL_AS": "Who is asking; --as goes before it.",
    "CONTACTSCTL_LOCK_TIMEOUT": "For how many seconds another program's lock is waited for, 30 by default.",
    "CONTACTSCTL_DEBUG": "When set, an internal error is shown in full.",
    "VISUAL, EDITOR": "The editor that edit opens.",
    "NO_COLOR, TERM": "With NO_COLOR set, or TERM=dumb, tables and cards have no colour.",
    "COLUMNS": "How wide tables, cards and help pages are; the terminal's width when absent.",
    "XDG_DATA_HOME, XDG_CONFIG_HOME": "Folders that the books and config.toml are below, on Linux and BSD.",
}
FILES = {
    "~/.local/share/contactsctl/default.db": (
        "The book: one SQLite file, readable by its owner alone. `contactsctl book path` prints where it is."
    ),
    "~/.config/contactsctl/config.toml": "Defaults: region, limit, editor and stages.",
}

OF_ADDR = (
    "Prints what contactsctl lookup TEXT prints for mail clients, in the time of a keystroke: people whose"
    " names, emails or phones begin with the words of TEXT, the best match first. @NAME means the contact"
    " with this mention name, else all with this tag, else a view."
)
OPTIONS_OF_ADDR = {
    f"--format {'|'.join(CLIENTS)}": "The mail client that asks. [default: aerc]",
    "--db PATH": "The book's file. [env: CONTACTSCTL_DB]",
    "--book NAME": "A book by its name. [env: CONTACTSCTL_BOOK]",
    "--as NAME": "Who is asking. [env: CONTACTSCTL_AS]",
    "--help": "Show how it is called.",
    "--version": "Print the version.",
    "--": "What follows is text, even when it begins with a hyphen.",
}
EXAMPLES_OF_ADDR = """
contactsctl-addr --format notmuch ana

In .muttrc:
set query_command = "contactsctl-addr --format mutt -- %s"

In aerc.conf:
address-book-cmd = contactsctl-addr "%s"
"""
STATUSES_OF_ADDR = {
    "0": "Found; or not found, where the client expects 0.",
    "1": "Nobody was found, for mutt, which then shows the line that says so.",
    "2": "No text, an unknown option or format.",
    "7, 8": "The identity is unknown, the book cannot be read; see contactsctl(1).",
}


def pages() -> dict[str, str]:
    """Return all pages by the names of their files."""
    root = typer_tree.root()
    with typer.Context(root, info_name="contactsctl") as context:
        found = {"contactsctl.1": _root_page(root, context), "contactsctl-addr.1": _addr_page()}
        for name in TABLE:
            command = root.get_command(context, name)
            found[f"contactsctl-{name}.1"] = _command_page(command, context, name)
    return found


def _root_page(root: Any, context: Any) -> str:
    described = [
        *_head("contactsctl", "a local-first address book"),
        *_synopsis(root, context),
        *_description(root),
        ".SH COMMANDS",
    ]
    section = None
    for name, (_, title, text) in TABLE.items():
        described += [f".SS {escaped(title)}"] if title != section else []
        described += _entry(f"\\fBcontactsctl\\-{escaped(name)}\\fR(1)", f"{text}.")
        section = title
    described += _options(root, context)
    for title, entries in (("EXIT STATUS", STATUSES), ("ENVIRONMENT", ENVIRONMENT), ("FILES", FILES)):
        described += _terms(title, entries)
    return _page([*described, *_see_also("contactsctl-addr")])


def _command_page(command: Any, parent: Any, name: str) -> str:
    context = typer.Context(command, info_name=name, parent=parent)
    short = TABLE[name][2]
    described = [
        *_head(f"contactsctl-{name}", short[:1].lower() + short[1:]),
        *_synopsis(command, context),
        *_description(command),
    ]
    children = getattr(command, "commands", {})
    if children:
        described.append(".SH COMMANDS")
        for child in children:
            inner = typer.Context(command.commands[child], info_name=child, parent=context)
            described += _subcommand(command.commands[child], inner)
    described += [*_options(command, context), *_examples(command, ".SH EXAMPLES")]
    described += [".SH EXIT STATUS", "0 when it was done; see \\fBcontactsctl\\fR(1) for the others."]
    return _page([*described, *_see_also("contactsctl")])


def _subcommand(command: Any, context: Any) -> Iterator[str]:
    yield f".SS {_called(command, context)}"
    yield from _paragraphs(command)
    for _, rows in sections_of(command, context).items():
        for names, text in rows:
            yield from _entry(_names(names), text)
    yield from _examples(command, ".PP")


def _addr_page() -> str:
    described = [
        *_head("contactsctl-addr", "addresses for a mail client, at every keystroke"),
        ".SH SYNOPSIS",
        f"\\fBcontactsctl\\-addr\\fR {escaped(USAGE.removeprefix('usage: contactsctl-addr '))}",
        ".SH DESCRIPTION",
        escaped(OF_ADDR),
        ".SH OPTIONS",
    ]
    for names, text in OPTIONS_OF_ADDR.items():
        described += _entry(_names(names), text)
    described += _set_as_typed(".SH EXAMPLES", EXAMPLES_OF_ADDR)
    described += _terms("EXIT STATUS", STATUSES_OF_ADDR)
    return _page([*described, *_see_also("contactsctl", "contactsctl-lookup", "contactsctl-add-email")])


def _head(name: str, short: str) -> list[str]:
    # No date: a page says of which version it is, and is the same whenever it is made.
    return [
        f'.TH {escaped(name.upper())} 1 "" "contactsctl {__version__}" "contactsctl manual"',
        ".SH NAME",
        f"{escaped(name)} \\- {escaped(short)}",
    ]


def _synopsis(command: Any, context: Any) -> list[str]:
    return [".SH SYNOPSIS", _called(command, context)]


def _called(command: Any, context: Any) -> str:
    pieces = " ".join(command.collect_usage_pieces(context))
    return f"\\fB{escaped(context.command_path)}\\fR {escaped(pieces)}".rstrip()


def _description(command: Any) -> list[str]:
    return [".SH DESCRIPTION", *_paragraphs(command)]


def _paragraphs(command: Any) -> Iterator[str]:
    for number, paragraph in enumerate(inspect.cleandoc(command.help or "").split("\n\n")):
        if number:
            yield ".PP"
        yield escaped(paragraph.replace("\n", " "))


def _options(command: Any, context: Any) -> Iterator[str]:
    for title, rows in sections_of(command, context).items():
        yield f".SH {escaped(title.upper())}"
        for names, text in rows:
            yield from _entry(_names(names), text)


def _terms(title: str, entries: dict[str, str]) -> Iterator[str]:
    yield f".SH {title}"
    for term, text in entries.items():
        yield from _entry(f"\\fB{escaped(term)}\\fR", text)


def _entry(term: str, text: str) -> list[str]:
    return [".TP", term, escaped(text)]


def _names(names: str) -> str:
    """Return the names of an option in bold, what it takes in italics."""
    parts = re.split(r"([ ,/]+)", names)
    return "".join(_face(part) for part in parts)


def _face(part: str) -> str:
    if part.startswith("-"):
        return f"\\fB{escaped(part)}\\fR"
    return f"\\fI{escaped(part)}\\fR" if part.strip(" ,/") else part


def _examples(command: Any, title: str) -> list[str]:
    return _set_as_typed(title, command.epilog) if command.epilog else []


def _set_as_typed(title: str, text: str) -> list[str]:
    lines = inspect.cleandoc(text).splitlines()
    return [title, ".RS 4", ".nf", *(escaped(line) or ".sp" for line in lines), ".fi", ".RE"]


def _see_also(*names: str) -> list[str]:
    pages = ", ".join(f"\\fB{escaped(name)}\\fR(1)" for name in names)
    return [".SH SEE ALSO", pages]


def escaped(text: str) -> str:
    """Return text as roff has it: hyphens that can be typed, backslashes, no line that is a request."""
    plain = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    plain = plain.replace("^", "\\(ha").replace("~", "\\(ti").replace('"', "\\(dq")
    return f"\\&{plain}" if plain.startswith(".") else plain


def _page(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write every page, and remove those of commands that are no more."""
    FOLDER.mkdir(exist_ok=True)
    made = pages()
    for file in FOLDER.glob("*.1"):
        if file.name not in made:
            file.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    sys.stdout.write(f"{len(made)} pages in {FOLDER.name}/\n")


if __name__ == "__main__":
    main()

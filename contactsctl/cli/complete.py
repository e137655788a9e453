"""What a shell offers when a key asks for the rest of a word: `contactsctl __complete SHELL WORDS...`.

The last word is the one that is typed. Prints `value TAB description` lines; status 9 says that files fit.
Values come from the book, names of commands and options from their declarations. Whatever goes wrong, a
completion says nothing.
"""

import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from contactsctl.address_book import AddressBook
    from contactsctl.cli.parameters import Taken

Offers = list[tuple[str, str]]
FILES = 9
_ROOT_VALUES = ("--db", "--book", "--as")
BY_OPTION = {
    "--tag": "tag", "--add-tag": "tag", "--remove-tag": "tag", "--view": "view", "--as": "identity",
    "--access": "identity", "--fields": "fields", "--clear": "fields", "--dismiss": "contacts",
    "--contact": "contacts", "--db": "files", "--photo": "files", "--output": "files", "--patch": "files",
    "--json-in": "files", "--avatar-path": "files", "--rejects": "files", "--filter": "files",
}  # fmt: skip
BY_COMMAND = {
    "show": "contacts", "edit": "contacts", "rm": "contacts", "merge": "contacts", "history": "contacts",
    "log": "contacts", "export-vcard": "contacts", "restore": "trashed", "access show": "contacts",
    "access set": "contacts", "access grant": "contacts", "access revoke": "contacts", "tag add": "contacts",
    "tag remove": "contacts", "tag rename": "tag", "tag delete": "tag", "view show": "view",
    "view rm": "view", "view save": "view", "identity rm": "identity", "field edit": "field",
    "field delete": "field", "field set": "contacts", "field unset": "contacts", "value get": "value",
    "value set": "value", "value delete": "value", "completion": "shells", "import": "files",
    "verify": "files", "backup": "files", "lookup": "contacts", "pick": "contacts",
}  # fmt: skip
THEN = {
    "access set": "identity", "access grant": "identity", "access revoke": "identity", "field set": "field",
    "field unset": "field",
}  # fmt: skip
"""What follows the first argument."""


def main(arguments: Sequence[str]) -> int:
    """Print what fits the last word; returns the exit status."""
    shell, *words = arguments or [""]
    if words and words[0] == "--new":  # PowerShell hands over no empty word
        words = [*words[1:], ""]
    try:
        found = offers(words or [""])
    except Exception:  # noqa: BLE001
        return 0
    if found is None:
        return FILES
    lines = [f"{value}\t{about}\n" for value, about in _fitting(found, (words or [""])[-1], shell)]
    sys.stdout.buffer.write("".join(lines).encode("utf-8", "replace"))
    return 0


def offers(words: Sequence[str]) -> Offers | None:
    """Return what can stand for the last word; None where that is a file."""
    *before, typed = words
    path, rest = _command(before)
    option, equals, value = typed.partition("=")
    if typed.startswith("--") and equals:
        kind = BY_OPTION.get(option)
        found = _of_kind(kind, value, before) if kind else _begun(_choices(path, option), value)
        return found and [(f"{option}={each}", about) for each, about in found]
    last = before[-1] if before else ""
    if last in BY_OPTION:
        return _of_kind(BY_OPTION[last], typed, before)
    if typed.startswith("-"):
        return _begun(_options(path), typed)
    if last.startswith("--") and (choices := _choices(path, last)):
        return _begun(choices, typed)
    kind = (THEN.get(path) if rest else None) or BY_COMMAND.get(path)
    return _of_kind(kind, typed, before) if kind else _begun(_commands(path), typed)


def _begun(found: Offers, typed: str) -> Offers:
    return [(value, about) for value, about in found if value.startswith(typed)]


def _command(words: Sequence[str]) -> tuple[str, list[str]]:
    """Return the command, a noun's with its verb, and the arguments after it."""
    left = list(words)
    while left and left[0].startswith("-"):
        del left[: 2 if left[0] in _ROOT_VALUES else 1]
    nouns = {path.split()[0] for path in BY_COMMAND if " " in path}
    size = 2 if left and left[0] in nouns else 1
    return " ".join(left[:size]), [word for word in left[size:] if not word.startswith("-")]


def _of_kind(kind: str | None, typed: str, words: Sequence[str]) -> Offers | None:
    if kind == "files":
        return None
    if kind == "fields":
        from contactsctl.domain.contact import FIELDS

        head, comma, part = typed.rpartition(",")
        return [(f"{head}{comma}{name}", "") for name in FIELDS if name.startswith(part)]
    if kind == "shells":
        return [(name, "") for name in ("bash", "zsh", "fish", "powershell")]
    return _from_book(kind, typed, words)


def _from_book(kind: str | None, typed: str, words: Sequence[str]) -> Offers:
    from contactsctl.address_book import AddressBook
    from contactsctl.address_book.completions import is_readable
    from contactsctl.settings import load

    given = dict(pairwise(words))
    settings = load(db=given.get("--db"), book=given.get("--book"), identity=given.get("--as"), no_input=True)
    if not is_readable(settings.book_path):  # a completion neither makes a book nor brings one up to date
        return []
    identity = None if words and words[-1] == "--as" else settings.identity
    with AddressBook(settings.book_path, settings.region, identity) as book:
        return _asked(book, kind, typed)


def _asked(book: "AddressBook", kind: str | None, typed: str) -> Offers:
    finders: dict[str | None, Callable[[str], Offers]] = {
        "contacts": book.completions.contacts, "trashed": book.completions.trashed,
    }  # fmt: skip
    finder = finders.get(kind)
    return finder(typed) if finder else book.completions.names(cast(Any, kind), typed)


def _taken(path: str) -> "list[Taken] | None":
    """Return what a command takes, or for no path what goes before commands; None for no command."""
    from contactsctl.cli.parameters import group_of
    from contactsctl.cli.table import RootOptions, app_of

    name, _, verb = path.partition(" ")
    if not name:
        return group_of(RootOptions)
    app = app_of(name)
    if app is None:
        return None
    command = app.commands.get(verb) if app.is_noun else app.only
    return command.parameters if command else []


def _commands(path: str) -> Offers:
    from contactsctl.cli.table import TABLE, app_of

    if not path:
        return [(name, short_help) for name, (_, _, short_help) in TABLE.items()]
    app = app_of(path)
    return [(name, each.summary) for name, each in app.commands.items()] if app and app.is_noun else []


def _options(path: str) -> Offers:
    taken = _taken(path)
    if taken is None:
        return []
    own = [
        (name, each.parameter.help)
        for each in taken
        for name, _ in each.parameter.spellings
        if name.startswith("--")
    ]
    version = [] if path else [("--version", "Print the version.")]
    return [*own, *version, ("--help", "Show this message and exit.")]


def _choices(path: str, name: str) -> Offers:
    for each in _taken(path) or ():
        if name in each.parameter.names:
            return [(choice, "") for choice in each.choices]
    return []


def _fitting(found: Offers, typed: str, shell: str) -> Offers:
    """Return what a shell can insert: where nothing begins so, a single offer; zsh takes any."""
    unique = list(dict(found).items())
    shown = _begun(unique, typed) or (unique if len(unique) == 1 or shell == "zsh" else [])
    return [(_one_line(value), _one_line(about)) for value, about in shown if value.isprintable()]


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)

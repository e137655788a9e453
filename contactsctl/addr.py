"""`contactsctl-addr`: what `lookup TEXT` prints for mail clients, in the time of a keystroke.

A usual question to a usual book is answered here by next to nothing but the standard library. Anything
else (an identity, a view, a book that is not there, a mistake) is left to the whole program.
"""

import os
import sqlite3
import sys

from contactsctl import __version__
from contactsctl.formats.mail_clients import CLIENTS, lines, status
from contactsctl.store import addresses

USAGE = (
    f"usage: contactsctl-addr [--format {'|'.join(CLIENTS)}] [--db PATH] [--book NAME] [--as NAME] TEXT..."
)
HELP = f"""{USAGE}
       contactsctl-addr --help | --version

Print whose name, email or phone begins with the words of TEXT, the best match first; of @TAG or @VIEW all
members. It answers as `contactsctl lookup TEXT` does, in less time. The format is aerc's where none is given.
"""
_OPTIONS = ("--format", "--db", "--book", "--as")
_BOOK_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


def main() -> None:
    """Print the addresses of those whom the arguments name; exit with the status that the client expects."""
    told = {"--help": HELP, "--version": f"contactsctl {__version__}\n"}.get("".join(sys.argv[1:2]))
    if told:
        sys.stdout.write(told)
        return
    options, text = parse(sys.argv[1:])
    client = options.get("--format", "aerc")
    if text is None or client not in CLIENTS:
        sys.stderr.write(f"error: {'no such format' if text else 'a text is needed'}\n{USAGE}\n")
        sys.exit(2)
    found = _found(options, text)
    sys.exit(_whole_program(options, client, text) if found is None else _print(found, client, text))


def parse(arguments: list[str]) -> tuple[dict[str, str], str | None]:
    """Return the options and the text; None for the text when there is none, or an option is unknown."""
    options: dict[str, str] = {}
    left = list(arguments)
    while left and left[0].startswith("--"):
        name, equals, value = left.pop(0).partition("=")
        if name == "--" and not equals:
            break
        if name not in _OPTIONS or (not equals and not left):
            return options, None
        options[name] = value if equals else left.pop(0)
    return options, " ".join(left).encode("utf-8", "replace").decode() if left else None


def book_path(options: dict[str, str], environment: "os._Environ[str] | dict[str, str]") -> str | None:
    """Return the file that `settings.book_path` names; None where that takes more than a look."""
    db, book = options.get("--db"), options.get("--book")
    if db is None and book is None:
        db, book = environment.get("CONTACTSCTL_DB") or None, environment.get("CONTACTSCTL_BOOK") or None
    if db is not None:
        return db if db[:1] not in ("", "~") and "\0" not in db else None
    name = "default" if book is None else book
    if (
        not sys.platform.startswith("linux")
        or not _BOOK_CHARACTERS.issuperset(name)
        or not name[:1].isalnum()
    ):
        return None
    base = environment.get("XDG_DATA_HOME", "")
    if not base.startswith("/"):
        base = os.path.expanduser("~/.local/share")
    return f"{base}/contactsctl/{name}.db"


def _found(options: dict[str, str], text: str) -> list[addresses.Line] | None:
    path = book_path(options, os.environ)
    if path is None or options.get("--as") or os.environ.get("CONTACTSCTL_AS"):
        return None
    try:
        return _asked(path, text)
    except sqlite3.Error:
        return None


def _asked(path: str, text: str) -> list[addresses.Line] | None:
    connection = addresses.open_to_read(path)
    if connection is None:
        return None
    if text.startswith("@"):
        members = addresses.group(connection, text[1:].strip())
        if members:
            return members
        if addresses.is_view(connection, text[1:].strip()):
            return None
    return addresses.find(connection, text)


def _print(found: list[addresses.Line], client: str, text: str) -> int:
    people = [(name, address, label) for _, name, address, label in found if address]
    try:
        sys.stdout.buffer.write("".join(lines(people, client, text)).encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return status(len(people), client)


def _whole_program(options: dict[str, str], client: str, text: str) -> int:
    from contactsctl.cli.app import run

    root = [part for name in ("--db", "--book", "--as") if name in options for part in (name, options[name])]
    return run([*root, "lookup", "--format", client, "--", text])

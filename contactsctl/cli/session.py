"""What every command of one run shares: settings, the book, and talking to the person at the terminal."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from contactsctl.errors import UsageError
from contactsctl.settings import Settings, check_region, load

if TYPE_CHECKING:
    from contactsctl.address_book import AddressBook, Delay
    from contactsctl.cli.table import RootOptions
    from contactsctl.domain.contact import Access

MANY = 3
"""More contacts than this are not touched without asking."""

_OF_DELAYS = {
    "LOCK": "waiting for another program that uses {}",
    "MIGRATION": "bringing {} up to date, which an older version wrote; a copy of it is kept beside it",
}


class Session:
    """One run of the program.

    `as_json` is whether it was asked for JSON: stderr then has nothing but an error object.
    """

    __slots__ = ("as_json", "settings")

    def __init__(self, settings: Settings, as_json: bool = False) -> None:
        self.settings, self.as_json = settings, as_json

    @classmethod
    def begin(cls, root: "RootOptions", *, as_json: bool) -> "Session":
        """Return the session of a run with these options; raises InvalidValueError for bad settings."""
        settings = load(db=root.db, book=root.book, identity=root.identity, no_input=root.no_input)
        return cls(settings, as_json)

    def book(self, region: str | None = None) -> "AddressBook":
        """Return the book; `region` goes before the settings'."""
        from contactsctl.address_book import AddressBook

        settings = self.settings
        return AddressBook(
            settings.book_path,
            check_region(region) or settings.region,
            settings.identity,
            lock_timeout=settings.lock_timeout,
            say_delay=None if self.as_json else self._say_delay,
        )

    def _say_delay(self, delay: "Delay") -> None:
        self.note(_OF_DELAYS[delay.name].format(self.settings.book_path))

    @property
    def is_interactive(self) -> bool:
        """Whether somebody can be asked: stdin and stderr are a terminal and --no-input was not given."""
        return not self.settings.no_input and _is_terminal(sys.stdin) and _is_terminal(sys.stderr)

    def confirm(self, question: str) -> bool:
        """Ask a yes-or-no question on stderr; no is the default."""
        from contactsctl.cli.output.terminal import shown

        sys.stderr.write(f"{shown(question)} [y/N] ")
        sys.stderr.flush()
        return sys.stdin.readline().strip().lower() in ("y", "yes")

    def note(self, text: str) -> None:
        """Say something to the person on stderr."""
        from contactsctl.cli.output.terminal import shown

        sys.stderr.write(f"{shown(text)}\n")

    def note_unknown(self, book: "AddressBook", access: "Access") -> None:
        """Say which names of an access list are those of no identity."""
        for name in book.identities.unknown(access):
            self.note(f"note: no identity is called {name!r} yet; until one is, the name lets nobody in")

    def allow(
        self,
        count: int,
        deed: str,
        *,
        yes: bool,
        always_ask: bool = False,
        what: tuple[str, str] = ("contact", "contacts"),
        ending: str = "",
    ) -> bool:
        """Return whether a deed on so many contacts may go on: --yes, few enough, or the person says so.

        `what` it is done to, one and many; `ending` comes after them.

        Raises UsageError where nobody can be asked.
        """
        if yes or (count <= MANY and not always_ask):
            return True
        contacts = f"1 {what[0]}" if count == 1 else f"{count:,} {what[1]}"
        if self.is_interactive:
            return self.confirm(f"{deed} {contacts}{ending}?")
        raise UsageError(f"{deed} {contacts}{ending}: add --yes to do it, or --dry-run to see it")


def _is_terminal(stream: object) -> bool:
    try:
        return bool(stream and stream.isatty())  # type: ignore[attr-defined]
    except (ValueError, AttributeError):
        return False


def read_ids(references: Sequence[str]) -> list[str]:
    """Return the references, with `-` standing for those on stdin, one a line."""
    found: list[str] = []
    for reference in references:
        if reference == "-":
            found += [line.split("\t")[0].strip() for line in sys.stdin if line.strip()]
        else:
            found.append(reference)
    return list(dict.fromkeys(found))

"""`contactsctl pick`."""

import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import IO, Annotated, cast

from contactsctl.cli.filter_options import FilterOptions
from contactsctl.cli.output.contacts import brief, write
from contactsctl.cli.parameters import argument
from contactsctl.cli.session import Session
from contactsctl.cli.status import Exit
from contactsctl.cli.tree import App, command
from contactsctl.domain.contact import Contact
from contactsctl.errors import NotFoundError, UsageError

app = App()
LISTED = 20
_NOTHING, _CANCELLED = 1, 130
_FZF = ("fzf", "--delimiter=\t", "--with-nth=2..", "--layout=reverse", "--select-1", "--exit-0", "--no-sort")


@command(
    app,
    "pick",
    examples="""
    contactsctl edit "$(contactsctl pick)"
    contactsctl show "$(contactsctl pick sil --tag board)"
    """,
)
def pick(
    session: Session,
    filters: FilterOptions,
    text: Annotated[
        str | None,
        argument(metavar="[TEXT]", help="What to begin the search with.", show_default=False),
    ] = None,
) -> None:
    """Choose a contact and print its id: in fzf where it is installed, else by number.

    A single match is printed at once; giving up prints nothing and exits with 130.
    """
    import shutil

    query = filters.query()._replace(text=text or filters.search)
    if not session.is_interactive:
        raise UsageError("pick needs a terminal: use `search --format ids` in scripts")
    with session.book() as book:
        found = book.contacts.stream(query)
        chosen = _by_fzf(found) if shutil.which("fzf") else _by_number(session, found)
    write(f"{chosen}\n")


def _line(contact: Contact) -> str:
    from contactsctl.cli.output.terminal import shown

    contact_id, *texts = brief(contact, lambda each: each.id)
    return "\t".join([contact_id, *(shown(text) for text in texts if text)])


def _by_fzf(contacts: Iterable[Contact]) -> str:
    import subprocess

    lines = (f"{_line(contact)}\n".encode() for contact in contacts)
    with subprocess.Popen(_FZF, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as fzf:  # noqa: S603
        stdin, stdout = cast("IO[bytes]", fzf.stdin), cast("IO[bytes]", fzf.stdout)
        with suppress(BrokenPipeError), stdin:  # chosen before all had been read
            stdin.writelines(lines)
        chosen = stdout.read().decode().split("\t")[0].strip()
    if fzf.returncode == _NOTHING:
        raise _nobody()
    if not chosen:
        raise Exit(_CANCELLED)
    return chosen


def _by_number(session: Session, contacts: Iterable[Contact]) -> str:
    from itertools import islice

    shown = list(islice(contacts, LISTED + 1))
    if len(shown) == 1:
        return shown[0].id
    if not shown:
        raise _nobody()
    for number, contact in enumerate(shown[:LISTED], start=1):
        session.note(f"{number:>3}  {'  '.join(_line(contact).split(chr(9))[1:])}")
    if len(shown) > LISTED:
        session.note("     and more: say more of whom you mean")
    return _asked(shown[:LISTED])


def _asked(shown: list[Contact]) -> str:
    while True:
        sys.stderr.write(f"which (1-{len(shown)})? ")
        sys.stderr.flush()
        answer = sys.stdin.readline().strip()
        if answer.isdecimal() and 1 <= int(answer) <= len(shown):
            return shown[int(answer) - 1].id
        if not answer:
            raise Exit(_CANCELLED)


def _nobody() -> NotFoundError:
    return NotFoundError("no contact matches", field="search")

"""`contactsctl show`."""

import sys
from typing import Annotated

from contactsctl.cli.choice import choose
from contactsctl.cli.filter_options import FilterOptions
from contactsctl.cli.options import Format
from contactsctl.cli.output.contacts import ShortId, print_json_page, print_table, selected, stream, write
from contactsctl.cli.output_options import ListOutputOptions
from contactsctl.cli.parameters import argument, option
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command
from contactsctl.domain.contact import Contact
from contactsctl.errors import UsageError

app = App()


@command(
    app,
    "show",
    examples="""
    contactsctl show ana@example.org
    contactsctl show 1f0c9a3e --json
    contactsctl show @ana --photo ana.jpg
    contactsctl show --tag board
    contactsctl show @ana --qr
    """,
)
def show(
    session: Session,
    filters: FilterOptions,
    output: ListOutputOptions,
    ids: Annotated[
        list[str] | None,
        argument(metavar="[ID]...", help="Ids, beginnings of ids, emails or @mentions; - for stdin."),
    ] = None,
    photo: Annotated[
        str | None, option("--photo", metavar="FILE|-", help="Write the photo to a file, or stdout.")
    ] = None,
    qr: Annotated[
        bool, option("--qr", help="Show each as a QR code that a phone reads (extra `qr`).")
    ] = False,
) -> None:
    """Show contacts in full: as cards, or in any format of `list`.

    --json prints the object of one contact that was named, and {"data": [...], "meta": {...}} for
    several, and for those that a filter or stdin names, however many.
    """
    from contactsctl.cli.output.fields import check_paths

    check_paths(output.paths() or ())
    with session.book() as book:
        choice = choose(book, ids, filters)
        references = choice.references
        if photo is not None:
            _write_photo(book.contacts.photo(_only(references)).data or b"", photo)
            return
        deleted = filters.include_deleted or filters.only_deleted
        contacts = [book.contacts.get(each, include_deleted=deleted) for each in references]
        if qr:
            _write_codes(contacts)
        else:
            _print(contacts, output, book.contacts.short_id, one=choice.is_one)


def _print(contacts: list[Contact], output: ListOutputOptions, short_id: ShortId, *, one: bool) -> None:
    from contactsctl.cli.output.card import card
    from contactsctl.domain.query import Page
    from contactsctl.formats.json_text import dumps

    kind, paths = output.chosen(), output.paths()
    if kind == "json" and one:
        write(dumps(selected(contacts[0], paths)) + "\n")
    elif kind == "json":
        page = Page(tuple(contacts), len(contacts), len(contacts), 0, has_more=False)
        print_json_page(page, [selected(contact, paths) for contact in contacts])
    elif kind in (None, "table") and paths is None:
        write("\n".join(card(contact) for contact in contacts))
    elif kind == "table":
        print_table(contacts, paths, short_id)
    else:
        streamed: Format = kind or "tsv"
        stream(contacts, streamed, paths, short_id, raw_csv=output.raw_csv)


def _write_codes(contacts: list[Contact]) -> None:
    from contactsctl.cli.output.qr import qr
    from contactsctl.formats.vcard import encode

    for contact in contacts:
        write(qr(contact, encode))


def _only(references: tuple[str, ...]) -> str:
    if len(references) != 1:
        raise UsageError("--photo takes one contact")
    return references[0]


def _write_photo(data: bytes, target: str) -> None:
    if target == "-":
        sys.stdout.buffer.write(data)
        return
    from pathlib import Path

    from contactsctl.cli.output.files import write_whole

    write_whole(Path(target), [data])

"""What the exports share: which contacts, and where to."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from contactsctl.address_book import AddressBook
from contactsctl.cli.filter_options import FilterOptions
from contactsctl.cli.session import read_ids
from contactsctl.domain.contact import Contact
from contactsctl.errors import InvalidFileError, UsageError

_PIECE = 1024 * 1024


def chosen_contacts(
    book: AddressBook, ids: list[str] | None, filters: FilterOptions, *, photos: bool
) -> Iterator[Contact]:
    """Yield the contacts that ids or filters name, or all; with the cards they came from."""
    if ids and filters.any_given:
        raise UsageError("give ids or filters, not both")
    if not ids:
        return book.contacts.stream_with_cards(filters.query(), photos=photos)
    return iter([book.contacts.get_with_card(each) for each in read_ids(ids)])


def write_out(output: str | None, chunks: Iterable[bytes]) -> None:
    """Write bytes to stdout, or to a file that is whole or not there."""
    if output is None or output == "-":
        sys.stdout.flush()
        for piece in _gathered(chunks):
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    path = Path(output)
    if path.is_dir():
        raise InvalidFileError(
            f"{output} is a folder (--per-contact writes into one)", field="output", value=output
        )
    from contactsctl.cli.output.files import write_whole

    write_whole(path, _gathered(chunks))


def _gathered(chunks: Iterable[bytes]) -> Iterator[bytes]:
    pieces: list[bytes] = []
    size = 0
    for chunk in chunks:
        pieces.append(chunk)
        size += len(chunk)
        if size > _PIECE:
            yield b"".join(pieces)
            pieces, size = [], 0
    yield b"".join(pieces)

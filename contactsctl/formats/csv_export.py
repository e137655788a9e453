"""Contacts as CSV: our own columns, Google's of 2024, Outlook's 92."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from contactsctl.domain.contact import Contact
from contactsctl.formats.csv_export_google import google_layout
from contactsctl.formats.csv_export_outlook import outlook_layout
from contactsctl.formats.csv_export_plain import plain_layout
from contactsctl.formats.csv_guard import guarded
from contactsctl.formats.csv_layout import Layout, Widths, widths_of

__all__ = ["Dialect", "Widths", "header", "widths_of", "write"]

Dialect = Literal["plain", "google", "outlook"]
_LAYOUTS: dict[Dialect, Callable[[Widths], Layout]] = {
    "plain": plain_layout,
    "google": google_layout,
    "outlook": outlook_layout,
}
_USUAL_WIDTHS = Widths(emails=3, phones=4, addresses=2, urls=2, dates=2, customs=4)


def header(dialect: Dialect, widths: Widths = _USUAL_WIDTHS) -> list[str]:
    """Return the headers of a dialect."""
    return _LAYOUTS[dialect](widths)[0]


def write(
    contacts: Iterable[Contact], dialect: Dialect, widths: Widths = _USUAL_WIDTHS, *, raw: bool = False
) -> Iterator[bytes]:
    """Yield a header and a row a contact: RFC 4180, UTF-8, with a mark for Outlook, which needs it.

    What `widths` has no columns for is joined in Google's last cells, and left out of plain ones.
    Cells that a spreadsheet would take for a formula get a leading apostrophe, unless `raw`.
    """
    headers, row = _LAYOUTS[dialect](widths)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    if dialect == "outlook":
        buffer.write("\ufeff")
    writer.writerow(headers)
    yield _taken(buffer)
    for contact in contacts:
        cells = row(contact)
        writer.writerow(cells if raw else map(guarded, cells))
        yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return data

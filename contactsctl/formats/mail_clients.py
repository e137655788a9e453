"""Contacts as lines of addresses, in the forms that mail clients ask for."""

from collections.abc import Iterable, Iterator
from email.utils import formataddr

from contactsctl.domain.contact import Contact
from contactsctl.domain.text import repair_text


def lines(contacts: Iterable[Contact], client: str) -> Iterator[str]:
    """Yield a line an address: `address TAB name` for mutt (after a header line), aerc and alot; else
    `"name" <address>` for notmuch."""
    if client == "mutt":
        yield "contactsctl\n"
    for contact in contacts:
        name = " ".join(repair_text(contact.display_name).split())
        for email in contact.emails:
            address = " ".join(repair_text(email.address).split())
            if client == "notmuch":
                yield f"{_with_name(name, address)}\n"
            else:
                label = f"\t{email.label}" if client == "mutt" and email.label else ""
                yield f"{address}\t{name}{label}\n"


def _with_name(name: str, address: str) -> str:
    if name.isascii():
        return formataddr((name, address))
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{address}>'

"""What is printed of one contact after it was changed, and of contacts shown in full."""

import sys
from collections.abc import Sequence

from contactsctl.cli.output.contacts import SHORT_ID, write
from contactsctl.cli.output.terminal import is_terminal, shown
from contactsctl.domain.contact import Contact
from contactsctl.formats.contact_json import to_json
from contactsctl.formats.json_text import dumps


def print_contact(contact: Contact, *, as_json: bool, deed: str) -> None:
    """Print a contact that was added or edited: its JSON; else its id, and on a terminal what was done."""
    if as_json:
        write(dumps(to_json(contact)) + "\n")
    elif is_terminal():
        write(f"{deed} {shown(contact.display_name)} ({contact.id[:SHORT_ID]})\n")
    else:
        write(contact.id + "\n")


def print_deed(contacts: Sequence[Contact], *, as_json: bool, deed: str, dry_run: bool) -> None:
    """Print the contacts that something was done to: JSON data; else their ids, or names on a terminal."""
    if as_json:
        data = [to_json(contact) for contact in contacts]
        meta = {"total": len(data), "dry_run": dry_run}
        write(dumps({"data": data, "meta": meta}) + "\n")
        return
    for contact in contacts:
        if is_terminal():
            would = "would have " if dry_run else ""
            write(f"{would}{deed} {shown(contact.display_name)} ({contact.id[:SHORT_ID]})\n")
        else:
            write(contact.id + "\n")
    if dry_run:
        sys.stderr.write("dry run: nothing was changed\n")

"""`contactsctl export-vcard`."""

from pathlib import Path
from typing import Annotated, Literal

from contactsctl.cli.export import chosen_contacts, write_out
from contactsctl.cli.filter_options import FilterOptions
from contactsctl.cli.options import OUTPUT
from contactsctl.cli.parameters import argument, option
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command
from contactsctl.domain.contact import Contact
from contactsctl.errors import UsageError

app = App()


@command(
    app,
    "export-vcard",
    examples="""
    contactsctl export-vcard > everyone.vcf
    contactsctl export-vcard --tag vip --version 4.0 --output vip.vcf
    contactsctl export-vcard --output cards/ --per-contact
    contactsctl export-vcard ana@example.org --photos none
    """,
)
def export_vcard(
    session: Session,
    filters: FilterOptions,
    ids: Annotated[
        list[str] | None,
        argument(metavar="[ID]...", help="Ids, emails or @mentions; - for stdin. [default: all]"),
    ] = None,
    version: Annotated[
        Literal["3.0", "4.0"],
        option("--version", panel=OUTPUT, help="3.0 is read by every phone."),
    ] = "3.0",
    output: Annotated[
        str | None,
        option("--output", "-o", metavar="FILE|DIR", panel=OUTPUT, help="Write there."),
    ] = None,
    per_contact: Annotated[
        bool,
        option("--per-contact", panel=OUTPUT, help="A file for each, in the folder of --output."),
    ] = False,
    photos: Annotated[
        Literal["embed", "none"],
        option("--photos", panel=OUTPUT, help="With photos or without."),
    ] = "embed",
) -> None:
    """Export contacts as vCard, whole or not at all.

    What came in as a vCard goes out as it came, every line in its place; only the lines of edited
    fields are written anew. Contacts on the do-not-call list say so in lines X-CONTACTSCTL-DNC, from which
    an import adds to the list. --per-contact leaves files that would not change untouched.
    """
    from contactsctl.formats import vcard

    if per_contact and not output:
        raise UsageError("--per-contact needs --output DIR")
    with session.book() as book:
        contacts = chosen_contacts(book, ids, filters, photos=photos == "embed")

        def encoded(contact: Contact) -> bytes:
            return vcard.encode(contact, version=version, photos=photos, listed=book.dnc.of(contact))

        if per_contact:
            from contactsctl.cli.output.vdir import write_folder

            cards = ((contact, encoded(contact)) for contact in contacts)
            written, kept = write_folder(Path(output or ""), cards)
            session.note(f"{written:,} written, {kept:,} unchanged")
            return

        write_out(output, map(encoded, contacts))

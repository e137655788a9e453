"""The commands and the options that go before them; a command's module is imported when it runs."""

import sys
from typing import TYPE_CHECKING, Annotated

from contactsctl.cli.parameters import option, options

if TYPE_CHECKING:
    from contactsctl.cli.tree import App

CONTACTS, ORGANISING, CRM, FILES = "Contacts", "Organising", "Calls and deals", "Files"
BOOKS, HISTORY = "The book", "Who and when"
TABLE: dict[str, tuple[str, str, str]] = {
    "add": ("contactsctl.cli.add", CONTACTS, "Add a contact"),
    "add-email": ("contactsctl.cli.add_email", CONTACTS, "Add the sender of a mail"),
    "list": ("contactsctl.cli.list", CONTACTS, "List contacts, filtered and sorted"),
    "search": ("contactsctl.cli.search", CONTACTS, "Search contacts, the best match first"),
    "show": ("contactsctl.cli.show", CONTACTS, "Show contacts in full"),
    "edit": ("contactsctl.cli.edit", CONTACTS, "Edit a contact, by options, a merge patch or in your editor"),
    "rm": ("contactsctl.cli.rm", CONTACTS, "Move contacts to the trash, or erase them"),
    "restore": ("contactsctl.cli.restore", CONTACTS, "Bring contacts back from the trash"),
    "trash": ("contactsctl.cli.trash", CONTACTS, "List and empty the trash"),
    "pick": ("contactsctl.cli.pick", CONTACTS, "Choose a contact and print its id"),
    "duplicates": ("contactsctl.cli.duplicates", CONTACTS, "List contacts that may be one, and why"),
    "merge": ("contactsctl.cli.merge", CONTACTS, "Make one contact of several"),
    "lookup": ("contactsctl.cli.lookup", CONTACTS, "Find whose email or phone it is; for mail clients too"),
    "birthdays": ("contactsctl.cli.birthdays", CONTACTS, "List the birthdays of the days ahead"),
    "mentions": (
        "contactsctl.cli.mentions",
        CONTACTS,
        "List who can be mentioned, for completion after an @",
    ),
    "view": ("contactsctl.cli.view", ORGANISING, "Keep filters under names"),
    "tag": ("contactsctl.cli.tag", ORGANISING, "List, rename and delete tags; tag many contacts at once"),
    "field": ("contactsctl.cli.field", ORGANISING, "Define custom fields; set one for many contacts at once"),
    "value": ("contactsctl.cli.value", ORGANISING, "Keep the book's own values, for templates"),
    "render": ("contactsctl.cli.render", ORGANISING, "Fill a template with values and contacts"),
    "normalize": (
        "contactsctl.cli.normalize",
        CRM,
        "Tell what is known of phone numbers: E.164, country, kind",
    ),
    "dnc": ("contactsctl.cli.dnc", CRM, "The do-not-call list of numbers and emails"),
    "opportunity": (
        "contactsctl.cli.opportunity",
        CRM,
        "Opportunities: stages, amounts, close dates, totals",
    ),
    "import": ("contactsctl.cli.import_", FILES, "Import vCard, CSV and JSON files, matched with the book"),
    "export-vcard": ("contactsctl.cli.export_vcard", FILES, "Export contacts as vCard 3.0 or 4.0"),
    "export-csv": ("contactsctl.cli.export_csv", FILES, "Export contacts as CSV: plain, google or outlook"),
    "verify": ("contactsctl.cli.verify", FILES, "Show what would be lost between a file and its export"),
    "identity": ("contactsctl.cli.identity", HISTORY, "Identities and their roles: who may ask with --as"),
    "access": ("contactsctl.cli.access", HISTORY, "Who may see a contact"),
    "log": ("contactsctl.cli.log", HISTORY, "Show what was done, or follow it"),
    "history": ("contactsctl.cli.history", HISTORY, "Show what was done to one contact"),
    "undo": ("contactsctl.cli.undo", HISTORY, "Take back a command, the last one or any other"),
    "stats": ("contactsctl.cli.stats", BOOKS, "Count contacts: by tag, company, source, label, month"),
    "book": ("contactsctl.cli.book", BOOKS, "List the books; say where this one is"),
    "completion": ("contactsctl.cli.completion", BOOKS, "Print a script that completes words in a shell"),
    "backup": ("contactsctl.cli.backup", BOOKS, "Copy the book to a file while it is in use"),
    "doctor": ("contactsctl.cli.doctor", BOOKS, "Look over the book, and repair what can be repaired"),
}
"""Name -> module, section of the help page, short help."""


@options
class RootOptions:
    """Which book, and who asks."""

    db: Annotated[
        str | None, option("--db", metavar="PATH", help="The book's file. [env: CONTACTSCTL_DB]")
    ] = None
    book: Annotated[
        str | None, option("--book", metavar="NAME", help="A book by its name. [env: CONTACTSCTL_BOOK]")
    ] = None
    identity: Annotated[
        str | None, option("--as", metavar="IDENTITY", help="Who is asking. [env: CONTACTSCTL_AS]")
    ] = None
    no_input: Annotated[bool, option("--no-input", help="Never ask anything.")] = False


def app_of(name: str) -> "App | None":
    """Return the commands of a name in TABLE, imported now; None for any other name."""
    if name not in TABLE:
        return None
    module = TABLE[name][0]
    __import__(module)
    app: App = sys.modules[module].app
    return app

"""`contactsctl access`."""

from collections.abc import Callable
from typing import Annotated

from contactsctl.address_book import AddressBook
from contactsctl.cli.choice import Choice, allowed, choose
from contactsctl.cli.filter_options import FilterOptions
from contactsctl.cli.options import DryRun, Json, Yes
from contactsctl.cli.parameters import argument, option
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command
from contactsctl.domain.contact import EVERYONE, Access, Contact
from contactsctl.errors import UsageError

app = App()
Targets = Annotated[
    list[str] | None,
    argument(
        metavar="ID NAME...",
        help="A contact, or - for ids on stdin, then identities; with filters identities alone.",
        show_default=False,
    ),
]


@app.describe
def access() -> None:
    """Say who may see a contact: everyone, the identities in its list, or admins alone."""


@command(app, "show", examples="contactsctl access show ana@example.org")
def show(
    session: Session,
    contact: Annotated[
        str, argument(metavar="ID", help="An id, the beginning of one, an email or @mention.")
    ],
    json: Json = False,
) -> None:
    """Show who may see a contact: `everyone`, or the names in its list; nothing when only admins may."""
    with session.book() as book:
        _print([book.contacts.get(contact)], as_json=json, one=True)


@command(
    app,
    "set",
    examples="""
    contactsctl access set ana@example.org --everyone
    contactsctl access set ana@example.org mail-bot sales
    contactsctl access set --tag board --nobody --yes
    """,
)
def set_(
    session: Session,
    filters: FilterOptions,
    targets: Targets = None,
    everyone: Annotated[bool, option("--everyone", help="Every agent may see it.")] = False,
    nobody: Annotated[bool, option("--nobody", help="Only admins may see it.")] = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Set who may see contacts: --everyone, --nobody, or just the identities named."""
    ids, names = _split(targets, filters, needs_names=not (everyone or nobody))
    if everyone + nobody + bool(names) != 1:
        raise UsageError("give one of --everyone, --nobody and names of identities")
    wanted: Access = EVERYONE if everyone else tuple(names)

    def do(book: AddressBook, choice: Choice) -> list[Contact]:
        return book.access.set(choice.references, wanted, dry_run=dry_run)

    _change(session, ids, filters, do, yes=yes, dry_run=dry_run, json=json)


@command(
    app,
    "grant",
    examples="""
    contactsctl access grant ana@example.org mail-bot
    contactsctl list --tag press --format ids | contactsctl access grant - pr-agent --yes
    """,
)
def grant(
    session: Session,
    filters: FilterOptions,
    targets: Targets = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Let identities see contacts too; who sees them already goes on seeing them."""
    ids, names = _split(targets, filters, needs_names=True)

    def do(book: AddressBook, choice: Choice) -> list[Contact]:
        return book.access.grant(choice.references, names, dry_run=dry_run)

    _change(session, ids, filters, do, yes=yes, dry_run=dry_run, json=json)


@command(app, "revoke", examples="contactsctl access revoke ana@example.org mail-bot")
def revoke(
    session: Session,
    filters: FilterOptions,
    targets: Targets = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Take identities, or `everyone`, off the access lists of contacts."""
    ids, names = _split(targets, filters, needs_names=True)

    def do(book: AddressBook, choice: Choice) -> list[Contact]:
        return book.access.revoke(choice.references, names, dry_run=dry_run)

    _change(session, ids, filters, do, yes=yes, dry_run=dry_run, json=json)


def _split(
    targets: list[str] | None, filters: FilterOptions, *, needs_names: bool
) -> tuple[list[str], list[str]]:
    """Return the contact ids and the identity names of the arguments."""
    given = targets or []
    if not given and not filters.any_given:
        raise UsageError("give a contact, - for ids on stdin, or a filter; then identities")
    ids, names = ([], given) if filters.any_given else (given[:1], given[1:])
    if needs_names and not names:
        raise UsageError("name an identity")
    return ids, list(dict.fromkeys(names))


def _change(
    session: Session,
    ids: list[str],
    filters: FilterOptions,
    do: Callable[[AddressBook, Choice], list[Contact]],
    *,
    yes: bool,
    dry_run: bool,
    json: bool,
) -> None:
    with session.book() as book:
        book.require_admin("change who may see a contact")
        choice = choose(book, ids, filters)
        if not allowed(session, book, choice, "change access to", yes=yes, dry_run=dry_run):
            return
        changed = do(book, choice)
    _print(changed, as_json=json, one=choice.is_one)


def _print(contacts: list[Contact], *, as_json: bool, one: bool) -> None:
    from contactsctl.cli.output.cells import tsv_line
    from contactsctl.cli.output.contacts import write
    from contactsctl.formats.json_text import dumps

    described = [
        {"id": contact.id, "display_name": contact.display_name, "access": contact.access}
        for contact in contacts
    ]
    if as_json:
        document = described[0] if one else {"data": described, "meta": {"total": len(described)}}
        write(dumps(document) + "\n")
        return
    for contact in contacts:
        names = [contact.access] if isinstance(contact.access, str) else contact.access
        write("".join(f"{name}\n" for name in names) if one else tsv_line([contact.id, ",".join(names)]))

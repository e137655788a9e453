"""`contactsctl add`."""

from typing import Annotated, Any

from contactsctl.cli.contact_options import ContactOptions
from contactsctl.cli.options import AllowDuplicate, Json, KeepInvalid, Region
from contactsctl.cli.parameters import argument, option
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command
from contactsctl.errors import UsageError

app = App()


@command(
    app,
    "add",
    examples="""
    contactsctl add "Ana Silva" --email ana@example.org --tag vip
    contactsctl add --company "Acme Inc" --phone "work:+1 415 555 0123"
    contactsctl add --given-name Bo --phone "(415) 555-1234" --region US
    echo '{"name": "Ana", "email": "ana@example.org"}' | contactsctl add --json-in - --json
    """,
)
def add(
    session: Session,
    contact: ContactOptions,
    display_name: Annotated[
        str | None, argument(metavar="[DISPLAY_NAME]", help="The name to show.", show_default=False)
    ] = None,
    can_login: Annotated[
        bool, option("--can-login", panel="More", help="Make an identity for the contact.")
    ] = False,
    json_in: Annotated[
        str | None,
        option(
            "--json-in", metavar="FILE|-", help="Take the contact from a JSON document; options go before it."
        ),
    ] = None,
    region: Region = None,
    allow_duplicate: AllowDuplicate = False,
    keep_invalid: KeepInvalid = False,
    json: Json = False,
) -> None:
    """Add a contact and print its id.

    A contact needs a name of some kind: display name, given name, family name, nickname or company.
    """
    from contactsctl.cli.output.one import print_contact

    if display_name is not None and contact.display_name_option is not None:
        raise UsageError("the display name is given twice: as an argument and as --display-name")
    draft = _from_json(json_in) if json_in is not None else {}
    can_login = draft.pop("can_login", None) is True or can_login
    draft |= contact.draft()
    if display_name is not None:
        draft["display_name"] = display_name
    if contact.custom:
        draft["custom_fields"] = {**draft.get("custom_fields", {}), **contact.custom_fields()}
    with session.book(region) as book:
        added = book.contacts.add(
            draft, allow_duplicate=allow_duplicate, keep_invalid=keep_invalid, can_login=can_login
        )
        if contact.access:
            session.note_unknown(book, added.access)
        if can_login:
            session.note(f"{added.display_name} can use --as {book.identities.of(added.id)}")
    print_contact(added, as_json=json, deed="added")


def _from_json(name: str) -> dict[str, Any]:
    from contactsctl.cli.input import read_input
    from contactsctl.formats.json_records import MAX_RECORD, decode_document

    return decode_document(read_input(name, MAX_RECORD))

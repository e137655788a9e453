"""`contactsctl lookup`."""

from typing import Annotated, Literal

from contactsctl.address_book import AddressBook
from contactsctl.cli.options import OUTPUT, Region
from contactsctl.cli.parameters import argument, option
from contactsctl.cli.session import Session
from contactsctl.cli.status import Exit
from contactsctl.cli.tree import App, command
from contactsctl.domain.query import LOOKUP_LIMIT, Lookup, LookupBy
from contactsctl.errors import UsageError

app = App()
BY = "By one of"
LookupFormat = Literal[
    "table", "json", "ndjson", "csv", "tsv", "compact", "ids", "mutt", "aerc", "alot", "notmuch"
]
MAIL_FORMATS = ("mutt", "aerc", "alot", "notmuch")


@command(
    app,
    "lookup",
    examples="""
    contactsctl lookup --email ana@example.org --json
    contactsctl lookup --phone "(415) 555-1234" --region US
    contactsctl lookup --email-domain example.org --format compact
    contactsctl lookup "ana sil" --format mutt
    """,
)
def lookup(
    session: Session,
    text: Annotated[
        str | None,
        argument(
            metavar="[TEXT]", help="Names, emails or phones that begin with the words.", show_default=False
        ),
    ] = None,
    email: Annotated[
        str | None, option("--email", metavar="ADDR", panel=BY, help="Exactly this address.")
    ] = None,
    email_contains: Annotated[
        str | None,
        option("--email-contains", metavar="TEXT", panel=BY, help="In an address."),
    ] = None,
    email_domain: Annotated[
        str | None,
        option("--email-domain", metavar="DOMAIN", panel=BY, help="Addresses that end in @DOMAIN."),
    ] = None,
    phone: Annotated[
        str | None,
        option("--phone", metavar="NUMBER", panel=BY, help="This number, in any format."),
    ] = None,
    phone_contains: Annotated[
        str | None,
        option("--phone-contains", metavar="DIGITS", panel=BY, help="In a number."),
    ] = None,
    limit: Annotated[
        int,
        option(
            "--limit", metavar="N", at_least=1, at_most=LOOKUP_LIMIT, panel=OUTPUT, help="At most so many."
        ),
    ] = LOOKUP_LIMIT,
    format_: Annotated[
        LookupFormat | None,
        option("--format", panel=OUTPUT, help="[default: table on a terminal, else tsv]"),
    ] = None,
    json: Annotated[bool, option("--json", panel=OUTPUT, help="The same as --format json.")] = False,
    fields: Annotated[
        str | None,
        option("--fields", metavar="A,B.0.C", panel=OUTPUT, help="Only these fields."),
    ] = None,
    region: Region = None,
) -> None:
    """Find whose email or phone it is, by exactly one key; no key reads more than it must.

    Mail clients: --format mutt, aerc, alot or notmuch with the text typed so far; the best match comes
    first. `@NAME` is a mention name, else a tag: all its addresses.
    """
    given: dict[LookupBy, str | None] = {
        "words": text, "email": email, "email_contains": email_contains, "email_domain": email_domain,
        "phone": phone, "phone_contains": phone_contains,
    }  # fmt: skip
    by, value = _only(given)
    with session.book(region) as book:
        if format_ in MAIL_FORMATS:
            _print_addresses(_people(book, Lookup(by, value, limit)), format_, value)
            return
        page = book.contacts.lookup(Lookup(by, value, limit))
        from contactsctl.cli.output.contacts import print_page
        from contactsctl.cli.output_options import ListOutputOptions

        output = ListOutputOptions(format=format_, json=json, fields=fields)  # type: ignore[arg-type]
        print_page(page, output, book.contacts.short_id)


def _people(book: AddressBook, lookup: Lookup) -> list[tuple[str, str, str | None]]:
    if lookup.by == "words":
        return book.contacts.addresses(lookup.value)[: lookup.limit]
    contacts = book.contacts.lookup(lookup).contacts
    return [
        (c.display_name, email.address, email.label) for c in contacts for email in c.emails if email.valid
    ]


def _print_addresses(people: list[tuple[str, str, str | None]], client: str, text: str) -> None:
    from contactsctl.cli.output.contacts import write
    from contactsctl.formats.mail_clients import lines, status

    write("".join(lines(people, client, text)))
    if status(len(people), client):
        raise Exit(status(0, client))


def _only(given: dict[LookupBy, str | None]) -> tuple[LookupBy, str]:
    found = [(by, value) for by, value in given.items() if value is not None]
    if len(found) != 1:
        what = "none is" if not found else f"{len(found)} are"
        raise UsageError(
            "give exactly one of --email, --email-contains, --email-domain, --phone, --phone-contains"
            f" or a text: {what} given"
        )
    return found[0]

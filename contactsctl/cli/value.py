"""`contactsctl value`."""

from typing import Annotated, Any

from contactsctl.cli.options import Json
from contactsctl.cli.output_options import ListOutputOptions
from contactsctl.cli.parameters import argument
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command

app = App()
COLUMNS = ("key", "value", "created_at", "updated_at")

Key = Annotated[str, argument(metavar="KEY", help="Its key: no white space, dots or braces.")]


@app.describe
def value() -> None:
    """Keep the book's own values: a sender, a signature, a link. `render` fills them into templates."""


@command(app, "list", examples="contactsctl value list --json")
def list_(session: Session, output: ListOutputOptions) -> None:
    """List the values, by key."""
    from contactsctl.cli.output.records import print_records

    with session.book() as book:
        found = book.values.find()
    print_records([each._asdict() for each in found], COLUMNS, output, brief=COLUMNS[:2])


@command(app, "get", examples="contactsctl value get sender")
def get(session: Session, key: Key, json: Json = False) -> None:
    """Print a value: a text as it is, anything else as JSON."""
    with session.book() as book:
        _print(book.values.get(key)._asdict(), json)


@command(
    app,
    "set",
    examples="""
    contactsctl value set sender "Ana Silva"
    contactsctl value set office '{"city": "Rome", "floor": 3}'
    contactsctl value set signature - < signature.txt
    """,
)
def set_(
    session: Session,
    key: Key,
    value: Annotated[str, argument(metavar="VALUE|-", help="JSON, or text; - takes stdin.")],
    json: Json = False,
) -> None:
    """Set a value. What parses as JSON is kept as JSON, everything else as text."""
    from contactsctl.cli.contact_options import parse_typed

    parsed = parse_typed(_from_stdin() if value == "-" else value).value
    with session.book() as book:
        made = book.values.set(key, parsed)
    if json:
        _print(made._asdict(), json)


@command(app, "delete", examples="contactsctl value delete sender")
def delete(
    session: Session,
    keys: Annotated[list[str], argument(metavar="KEY...", help="Their keys.")],
    json: Json = False,
) -> None:
    """Delete values."""
    from contactsctl.cli.output.records import print_records

    with session.book() as book:
        deleted = book.values.delete(keys)
    if json:
        print_records([each._asdict() for each in deleted], COLUMNS, ListOutputOptions(format="json"))


def _from_stdin() -> str:
    from contactsctl.address_book.values import MAX_SIZE
    from contactsctl.cli.input import read_text

    return read_text("-", MAX_SIZE + 1).removesuffix("\n")


def _print(record: dict[str, Any], as_json: bool) -> None:
    from contactsctl.cli.output.contacts import write
    from contactsctl.cli.output.terminal import is_terminal, shown
    from contactsctl.formats.json_text import dumps

    found = record["value"]
    text = dumps(record) if as_json else found if isinstance(found, str) else dumps(found)
    write((shown(text, keep_lines=True) if is_terminal() else text) + "\n")

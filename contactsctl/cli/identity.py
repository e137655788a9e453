"""`contactsctl identity`."""

from typing import Annotated

from contactsctl.cli.options import Json
from contactsctl.cli.output_options import ListOutputOptions
from contactsctl.cli.parameters import argument, option
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command
from contactsctl.domain.identity import Identity, Role

app = App()
BRIEF = ("name", "role", "contact", "granted")


@app.describe
def identity() -> None:
    """Say who may ask, and how much they see: with `--as NAME`, or CONTACTSCTL_AS.

    An admin sees and does everything, like the owner who gives no name. An agent sees the contacts that
    everyone may see and those granted to it; a restricted identity only those granted to it. Both add,
    edit and remove what they see; they cannot erase, change access, manage identities, back up or undo
    others' work.
    """


@command(app, "add", examples="contactsctl identity add mail-bot --role restricted")
def add(
    session: Session,
    name: Annotated[str, argument(metavar="NAME", help="Letters, digits, '.', '_', '-', '@', '+'.")],
    role: Annotated[Role, option("--role", help="What it sees and may do.")] = "agent",
    contact: Annotated[str | None, option("--contact", metavar="ID", help="The contact that it is.")] = None,
    json: Json = False,
) -> None:
    """Add an identity."""
    from contactsctl.cli.output.contacts import write
    from contactsctl.formats.json_text import dumps

    with session.book() as book:
        added = book.identities.add(name, role, contact)
    write((dumps(added._asdict()) if json else added.name) + "\n")


@command(app, "list", examples="contactsctl identity list --json")
def list_(session: Session, output: ListOutputOptions) -> None:
    """List the identities: name, role, the contact it is, how many contacts are granted to it by name."""
    from contactsctl.cli.output.records import print_records

    with session.book() as book:
        found = book.identities.list()
    print_records([each._asdict() for each in found], Identity._fields, output, brief=BRIEF)


@command(app, "rm", examples="contactsctl identity rm mail-bot")
def rm(
    session: Session,
    names: Annotated[list[str], argument(metavar="NAME...", help="Which.")],
    json: Json = False,
) -> None:
    """Remove identities; refused while the access list of a contact names one."""
    from contactsctl.cli.output.records import print_records

    with session.book() as book:
        removed = book.identities.remove(names)
    if json:
        print_records(
            [each._asdict() for each in removed], Identity._fields, ListOutputOptions(format="json")
        )
    else:
        session.note("\n".join(f"removed {each.name}" for each in removed))

"""`contactsctl verify`."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

from contactsctl.cli.options import Json, Region
from contactsctl.cli.parameters import argument
from contactsctl.cli.session import Session
from contactsctl.cli.status import Exit
from contactsctl.cli.tree import App, command
from contactsctl.domain.contact import Contact
from contactsctl.domain.dnc import DncEntry
from contactsctl.domain.value import Value, value
from contactsctl.errors import UsageError
from contactsctl.formats.content_lines import Version

app = App()
LOST = 6


@value()
class Change(Value):
    """What an export would lack, or what a second import would make different."""

    record: int
    line: int | None
    property: str
    value: str


@command(
    app,
    "verify",
    examples="""
    contactsctl verify phone.vcf
    contactsctl verify export.csv --json
    """,
)
def verify(
    session: Session,
    file: Annotated[str, argument(metavar="FILE", help="A vCard, CSV, JSON or NDJSON file.")],
    region: Region = None,
    json: Json = False,
) -> None:
    """Show what would be lost between a file and its export, property by property.

    The file is imported into a throw-away book and exported as vCard; an independent reader looks for
    every property of every card in the export, and a second import must give equal contacts. Your
    book is not touched. The exit status is 0 when nothing is lost, else 6.
    """
    from contactsctl.cli.input import open_file
    from contactsctl.cli.output.contacts import write
    from contactsctl.formats.json_text import dumps

    if file == "-":
        raise UsageError("verify reads its file twice, which stdin cannot be: give a file")
    open_file(Path(file)).close()
    with tempfile.TemporaryDirectory() as folder:
        temporary = Session(
            session.settings._replace(book_path=str(Path(folder) / "verify.db"), identity=None),
            session.as_json,
        )
        counts, changes = _verify(temporary, file, region, Path(folder))
    if json:
        listed = [
            {"record": c.record, "line": c.line, "property": c.property, "value": c.value} for c in changes
        ]
        write(dumps({**counts, "lost": listed}) + "\n")
    else:
        for change in changes:
            place = f"{change.record}:{change.line}" if change.line else str(change.record)
            write(f"{Path(file).name}:{place}: {change.property} is lost: {change.value}\n")
        session.note(_summary(counts, len(changes)))
    if changes or counts["rejected"]:
        raise Exit(LOST)


def _verify(
    session: Session, file: str, region: str | None, folder: Path
) -> tuple[dict[str, int], list[Change]]:
    from contactsctl.address_book.import_result import ImportOptions
    from contactsctl.cli.import_sources import Sources
    from contactsctl.domain.query import Query

    sources = Sources("auto", "auto", {}, None, None)
    everyone = Query(sort="created_at", limit=0)
    with ExitStack() as stack, session.book(region) as book:
        opened = sources.open_all([file], stack)
        result = book.imports.run(sources.records(opened, None), ImportOptions(on_match="create"))
        export = folder / "export.vcf"
        contacts = list(book.contacts.stream_with_cards(everyone))
        cards = [_exported(contact, book.dnc.of(contact)) for contact in contacts]
        export.write_bytes(b"".join(cards))
    counts = {"contacts": result.created, "rejected": result.rejected, "properties": 0}
    changes: list[Change] = []
    if opened and opened[0].kind == "vcard":
        for number, lost, looked_at in _losses(Path(file), cards, {error.record for error in result.errors}):
            counts["properties"] += looked_at
            changes += [Change(number, each.line, each.property, each.value) for each in lost]
    for error in () if session.as_json else result.errors:
        session.note(f"{opened[0].name}:{error.record}:{error.line}: {error.message}")
    second = Session(session.settings._replace(book_path=str(folder / "second.db")))
    with ExitStack() as stack, second.book(region) as book:
        if cards:
            records = sources.records(sources.open_all([str(export)], stack), None)
            book.imports.run(records, ImportOptions(on_match="create"))
        again = list(book.contacts.stream(everyone))
    for number, (before, after) in enumerate(zip(contacts, again, strict=False), start=1):
        changes += [Change(number, None, key, value) for key, value in _differences(before, after)]
    return counts, changes


def _summary(counts: dict[str, int], lost: int) -> str:
    from contactsctl.cli.output.outcome import counted

    contacts, rejected, properties = counts["contacts"], counts["rejected"], counts["properties"]
    records = f"{rejected:,} record{'s' if rejected != 1 else ''} rejected"
    # Other files than vCards have none: there the contacts of two imports are compared.
    looked_at = f", {properties:,} {'property' if properties == 1 else 'properties'}" if properties else ""
    return f"{counted(contacts)}, {records}{looked_at}, {lost:,} lost"


def _exported(contact: Contact, listed: tuple[DncEntry, ...]) -> bytes:
    from contactsctl.formats import vcard

    version: Version = "4.0" if contact.card and contact.card.version == "4.0" else "3.0"
    return vcard.encode(contact, version=version, listed=listed)


def _losses(path: Path, cards: list[bytes], rejected: set[int]) -> Iterator[tuple[int, list[Any], int]]:
    from contactsctl.formats.fidelity import losses
    from contactsctl.formats.vcard_cards import cut
    from contactsctl.formats.vcard_lines import read_lines

    left = iter(cards)
    with path.open("rb") as stream:
        for number, raw in enumerate(cut(stream), start=1):
            if number not in rejected:
                lines = read_lines(raw, [])[1]
                yield number, losses(lines, next(left)), len(lines)


_PASSING = {
    "id",
    "revision",
    "source",
    "created_at",
    "updated_at",
    "other_properties",
    "uid",
    "card",
    "is_active",
}


def _differences(before: Contact, after: Contact) -> Iterator[tuple[str, str]]:
    for key in Contact.__slots__:
        if key not in _PASSING and getattr(before, key) != getattr(after, key):
            yield key, f"{getattr(before, key)!r} becomes {getattr(after, key)!r}"[:300]

"""`contactsctl import`."""

import sys
from contextlib import ExitStack
from typing import Annotated, Literal

from contactsctl.cli.options import OUTPUT, SAFETY, DryRun, Json, Region
from contactsctl.cli.parameters import argument, option
from contactsctl.cli.session import Session
from contactsctl.cli.status import Exit
from contactsctl.cli.tree import App, command
from contactsctl.errors import UsageError

app = App()
FORMAT, MATCHING, CONTACTS = "The files", "Matching", "The contacts"
FileType = Literal["auto", "vcard", "csv", "json", "ndjson"]
REJECTED = 6


@command(
    app,
    "import",
    examples="""
    contactsctl import phone.vcf google.csv --dry-run
    contactsctl import contacts.vcf --tag phone --rejects rejected.vcf
    contactsctl import clients.csv --map 'Firma=company' --map 'Durchwahl=phones:work'
    contactsctl list --format ndjson --limit 0 | contactsctl --book copy import - --type ndjson
    """,
)
def import_(
    session: Session,
    files: Annotated[
        list[str],
        argument(metavar="FILE|DIR|-...", help="Files; a folder stands for its .vcf files; - for stdin."),
    ],
    file_type: Annotated[FileType, option("--type", panel=FORMAT, help="What the files are.")] = "auto",
    dialect: Annotated[
        str,
        option(
            "--dialect",
            metavar="NAME",
            panel=FORMAT,
            help="Of CSV: auto, google, outlook, linkedin, ...",
        ),
    ] = "auto",
    mapping: Annotated[
        list[str] | None,
        option(
            "--map",
            metavar="HEADER=FIELD",
            panel=FORMAT,
            help="Of CSV: which field a column is; repeat.",
        ),
    ] = None,
    encoding: Annotated[
        str | None,
        option("--encoding", metavar="NAME", panel=FORMAT, help="Of files that do not say it."),
    ] = None,
    region: Region = None,
    match: Annotated[
        str,
        option("--match", metavar="KEYS", panel=MATCHING, help="Of uid, email, phone: tried in order."),
    ] = "uid,email",
    on_match: Annotated[
        Literal["merge", "update", "skip", "create", "fail"],
        option("--on-match", panel=MATCHING, help="What to do with a contact that is in the book."),
    ] = "merge",
    tag: Annotated[
        list[str] | None,
        option("--tag", metavar="TAG", panel=CONTACTS, help="Add a tag to all; repeat."),
    ] = None,
    source: Annotated[
        str | None,
        option(
            "--source",
            metavar="TEXT",
            panel=CONTACTS,
            help="Where they came from. [default: TYPE:FILE]",
        ),
    ] = None,
    access: Annotated[
        list[str] | None,
        option("--access", metavar="IDENTITY", panel=CONTACTS, help="Only this identity may see them."),
    ] = None,
    strict: Annotated[
        bool,
        option("--strict", panel=SAFETY, help="Write nothing when a record is rejected."),
    ] = False,
    dry_run: DryRun = False,
    rejects: Annotated[
        str | None,
        option(
            "--rejects",
            metavar="FILE",
            panel=OUTPUT,
            help="Write rejected records here, as they were.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Import vCard 2.1, 3.0 and 4.0, CSV, JSON and NDJSON files, all or nothing.

    A record whose UID or email a contact of the book has is merged with it: lists are united, empty
    fields filled, and where both differ the book's value stays and the difference is reported. A
    record that cannot be read is rejected and never stops the others; then the exit status is 6.
    An empty file has nothing to import, which is said.
    """
    from contactsctl.address_book.import_result import ImportOptions, ImportResult
    from contactsctl.cli.import_report import Progress, Rejects, print_result
    from contactsctl.cli.import_sources import Sources, parse_mapping, parse_match, silent

    explain, note = session.note if dry_run else None, silent if json else session.note
    sources = Sources(file_type, dialect, parse_mapping(mapping or []), encoding, source, explain, note)
    options = ImportOptions(
        match=parse_match(match),
        on_match=on_match,
        tags=tuple(tag or ()),
        access=tuple(access) if access else None,
        dry_run=dry_run,
        strict=strict,
    )
    if rejects is not None and any(_is_same(rejects, file) for file in files):
        raise UsageError("--rejects cannot be one of the files")
    with ExitStack() as stack, session.book(region) as book:
        opened = sources.open_all(files, stack)
        target = stack.enter_context(Rejects(rejects))
        result = ImportResult()
        with Progress(opened, shown=sys.stderr.isatty() and not json) as progress:
            if opened:
                records = sources.records(opened, target.stream)
                result = book.imports.run(records, options, progress=progress.advance)
        target.any_rejected = bool(result.rejected)
    print_result(session, result, as_json=json, dry_run=dry_run)
    if result.rejected:
        raise Exit(REJECTED)


def _is_same(one: str, other: str) -> bool:
    import os

    try:
        return one == other or os.path.samefile(one, other)
    except (OSError, ValueError):
        return False

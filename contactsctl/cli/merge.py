"""`contactsctl merge`."""

from typing import Annotated

from contactsctl.address_book.merges import AutoMerged, Merged
from contactsctl.cli.options import SAFETY, DryRun, Json, Yes
from contactsctl.cli.output.contacts import SHORT_ID, write
from contactsctl.cli.output.one import print_contact
from contactsctl.cli.parameters import argument, option
from contactsctl.cli.session import Session, read_ids
from contactsctl.cli.tree import App, command
from contactsctl.errors import UsageError

app = App()
_SHOWN = 60


@command(
    app,
    "merge",
    examples="""
    contactsctl merge 1f0c9a3e 2b7d0e11 --dry-run
    contactsctl merge @ana ana.silva@example.com --field job_title=ana.silva@example.com
    contactsctl merge --auto --dry-run
    contactsctl merge --auto --yes
    """,
)
def merge(
    session: Session,
    ids: Annotated[
        list[str] | None,
        argument(metavar="[WINNER LOSER...]", help="The contact that stays; those that go into it."),
    ] = None,
    field: Annotated[
        list[str] | None,
        option(
            "--field",
            metavar="FIELD=ID",
            help="Take a field as this contact has it: job_title=1f0c9a3e.",
        ),
    ] = None,
    auto: Annotated[bool, option("--auto", panel=SAFETY, help="Merge all pairs of the lane `safe`.")] = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Make one contact of several: lists and notes are united, empty fields filled, vCard lines kept.

    Where both have a value the winner's stays, and stderr says so. The others go to the trash; their
    opportunities and identities go to the winner. `undo` brings all of them back as they were.
    """
    references = read_ids(ids or [])
    if auto and (references or field):
        raise UsageError("--auto takes no ids and no --field")
    if auto:
        _merge_safe(session, yes=yes, dry_run=dry_run, json=json)
        return
    winner, *losers = references or [""]
    if not losers:
        raise UsageError("give the contact that stays and at least one that goes into it, or --auto")
    picks = dict(_pick(text) for text in field or ())
    with session.book() as book:
        count = 0 if yes or dry_run else book.contacts.count_named(references, "live")
        if not session.allow(count, "merge", yes=yes):
            return
        merged = book.merges.merge(winner, losers, picks, dry_run=dry_run)
    _note_differences(session, merged)
    print_contact(merged.contact, as_json=json, deed="would have merged" if dry_run else "merged")
    if dry_run:
        session.note("dry run: nothing was changed")


def _pick(text: str) -> tuple[str, str]:
    name, equals, reference = text.partition("=")
    if not (name.strip() and equals and reference.strip()):
        raise UsageError(f"--field needs FIELD=ID: {text!r}", value=text)
    return name.strip(), reference.strip()


def _note_differences(session: Session, merged: Merged) -> None:
    for field, kept, dropped, contact in merged.differences:
        short = contact.id[:SHORT_ID]
        told = f"{field}: kept {kept[:_SHOWN]!r}, {short} has {dropped[:_SHOWN]!r}"
        session.note(f"{told} (--field {field}={short} takes it)")


def _merge_safe(session: Session, *, yes: bool, dry_run: bool, json: bool) -> None:
    with session.book() as book:
        done = book.merges.merge_safe(dry_run=True)
        count = sum(1 + len(merged.losers) for merged in done.merged)
        if count and not dry_run:
            if not session.allow(count, "merge", yes=yes):
                return
            done = book.merges.merge_safe()
    _print_merged(done, json=json, dry_run=dry_run)
    would = "would merge" if dry_run else "merged"
    session.note(f"{would} {count:,} contacts into {len(done.merged):,}")
    if done.left:
        groups = "group fits" if done.left == 1 else "groups fit"
        session.note(f"{done.left:,} {groups} several people: see `duplicates --lane safe`")


def _print_merged(done: AutoMerged, *, json: bool, dry_run: bool) -> None:
    from contactsctl.cli.output.terminal import is_terminal, shown
    from contactsctl.formats.contact_json import to_json
    from contactsctl.formats.json_text import dumps

    if json:
        data = [
            {"contact": to_json(each.contact), "merged": [loser.id for loser in each.losers]}
            for each in done.merged
        ]
        meta = {"total": len(data), "groups_left": done.left, "dry_run": dry_run}
        write(dumps({"data": data, "meta": meta}) + "\n")
        return
    for merged in done.merged:
        ids = [merged.contact.id, *(loser.id for loser in merged.losers)]
        names = [shown(contact.display_name) for contact in (merged.contact, *merged.losers)]
        write("\t".join(ids) + "\n" if not is_terminal() else f"{' + '.join(names)} ({ids[0][:SHORT_ID]})\n")

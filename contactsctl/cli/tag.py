"""`contactsctl tag`."""

from typing import Annotated

from contactsctl.cli.choice import allowed, choose
from contactsctl.cli.filter_options import FilterOptions
from contactsctl.cli.options import DryRun, Json, Yes
from contactsctl.cli.output_options import ListOutputOptions
from contactsctl.cli.parameters import argument, option, options
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command

app = App()
COLUMNS = ("name", "contacts")


@options
class OtherFilterOptions(FilterOptions):
    """The filters of a command whose --tag is the tag to give or take: all but --tag."""

    tag: list[str] | None = None


Ids = Annotated[
    list[str] | None,
    argument(metavar="[ID]...", help="Ids, beginnings of ids, emails or @mentions; - for stdin."),
]
Names = Annotated[list[str], argument(metavar="NAME...", help="Tags, of up to 100 characters.")]
TagOption = Annotated[list[str], option("--tag", metavar="TAG", help="The tag; repeat for several.")]


@app.describe
def tag() -> None:
    """List, rename and delete tags; tag many contacts at once. Names are blind to case and accents."""


@command(app, "list", examples="contactsctl tag list --json")
def list_(session: Session, output: ListOutputOptions) -> None:
    """List the tags, and how many live contacts have each; of unused ones those that were created."""
    from contactsctl.cli.output.records import print_records

    with session.book() as book:
        found = book.tags.find()
    print_records([each._asdict() for each in found], COLUMNS, output)


@command(app, "create", examples="contactsctl tag create vip press")
def create(session: Session, names: Names, json: Json = False) -> None:
    """Make tags that stay in the list when nobody has them; those that there are stay as they are."""
    from contactsctl.cli.output.records import print_records

    with session.book() as book:
        made = book.tags.create(names)
    output = ListOutputOptions(json=json, format=None if json else "ids")
    print_records([each._asdict() for each in made], COLUMNS, output)


@command(
    app,
    "rename",
    examples="""
    contactsctl tag rename client customer
    contactsctl tag rename vip VIP
    """,
)
def rename(
    session: Session,
    old: Annotated[str, argument(metavar="OLD", help="The tag as it is.")],
    new: Annotated[str, argument(metavar="NEW", help="Its new name; a tag that exists takes it in.")],
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Rename a tag on every contact, in the trash too.

    Where there is a tag NEW, the two become one, in the spelling that NEW has.
    """
    from contactsctl.cli.output.outcome import print_outcome

    with session.book() as book:
        outcome, merged = book.tags.rename(old, new, dry_run=dry_run)
    if merged:
        session.note(f"{old} {'would become' if dry_run else 'became'} a part of {new}")
    print_outcome(outcome, "renamed the tag of", as_json=json, dry_run=dry_run)


@command(app, "delete", examples="contactsctl tag delete old-campaign --yes")
def delete(
    session: Session, names: Names, yes: Yes = False, dry_run: DryRun = False, json: Json = False
) -> None:
    """Delete tags, and take them off every contact, in the trash too."""
    from contactsctl.cli.output.outcome import print_outcome

    with session.book() as book:
        count = 0 if yes or dry_run else book.tags.holders(names)
        ask = count > 0 and not session.is_interactive
        if not session.allow(count, "untag", yes=yes, always_ask=ask):
            return
        outcome = book.tags.delete(names, dry_run=dry_run)
    print_outcome(outcome, "untagged", as_json=json, dry_run=dry_run)


@command(
    app,
    "add",
    examples="""
    contactsctl tag add ana@example.org @bo --tag vip
    contactsctl list --company acme --format ids | contactsctl tag add - --tag client
    contactsctl tag add --company acme --tag client --yes
    """,
)
def add(
    session: Session,
    filters: OtherFilterOptions,
    tag: TagOption,
    ids: Ids = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Give contacts a tag; those that have it stay as they are.

    Contacts named by ids, on stdin too, need no --yes; those that filters choose need it in a script.
    """
    from contactsctl.cli.output.outcome import print_outcome

    with session.book() as book:
        choice = choose(book, ids, filters)
        if not allowed(session, book, choice, "tag", yes=yes, dry_run=dry_run, mild=True):
            return
        outcome = book.tags.add(choice.references, tag, dry_run=dry_run)
    print_outcome(outcome, "tagged", as_json=json, dry_run=dry_run)


@command(
    app,
    "remove",
    examples="""
    contactsctl tag remove ana@example.org --tag vip
    contactsctl tag remove -q acme --tag client --yes
    """,
)
def remove(
    session: Session,
    filters: OtherFilterOptions,
    tag: TagOption,
    ids: Ids = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Take a tag off contacts; those that do not have it stay as they are."""
    from contactsctl.cli.output.outcome import print_outcome

    with session.book() as book:
        choice = choose(book, ids, filters)
        if not allowed(session, book, choice, "untag", yes=yes, dry_run=dry_run, mild=True):
            return
        outcome = book.tags.remove(choice.references, tag, dry_run=dry_run)
    print_outcome(outcome, "untagged", as_json=json, dry_run=dry_run)

"""`contactsctl field`."""

from typing import Annotated, Any

from contactsctl.cli.choice import allowed, choose
from contactsctl.cli.filter_options import FilterOptions
from contactsctl.cli.options import DryRun, Json, Yes
from contactsctl.cli.output_options import ListOutputOptions
from contactsctl.cli.parameters import argument, option
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command
from contactsctl.domain.field_definition import FieldDefinition, FieldType
from contactsctl.domain.value import as_dict

app = App()
COLUMNS = ("key", "label", "type", "options", "folder", "required", "created_at", "updated_at")
BRIEF = COLUMNS[:-2]

Key = Annotated[str, argument(metavar="KEY", help="The key in custom_fields.")]
Keys = Annotated[list[str], argument(metavar="KEY...", help="Keys of definitions.")]
Label = Annotated[str | None, option("--label", metavar="TEXT", help="What people read. [default: the key]")]
Type = Annotated[
    FieldType | None, option("--type", help="What the values are; a text is converted. [default: text]")
]
Option = Annotated[
    list[str] | None,
    option("--option", metavar="TEXT", help="What a select offers; repeat for each."),
]
Folder = Annotated[str | None, option("--folder", metavar="TEXT", help="The group it belongs to.")]
Required = Annotated[
    bool | None, option("--required/--optional", help="Whether a new contact must have a value.")
]
Ids = Annotated[
    list[str] | None,
    argument(metavar="[ID]...", help="Ids, beginnings of ids, emails or @mentions; - for stdin."),
]


@app.describe
def field() -> None:
    """Define custom fields; set one for many contacts at once. Keys without a definition take any value."""


@command(app, "list", examples="contactsctl field list --json")
def list_(session: Session, output: ListOutputOptions) -> None:
    """List the definitions, folder by folder."""
    from contactsctl.cli.output.records import print_records

    with session.book() as book:
        found = book.fields.find()
    print_records([_record(each) for each in found], COLUMNS, output, brief=BRIEF)


@command(
    app,
    "create",
    examples="""
    contactsctl field create plan --type select --option free --option pro --folder Billing
    contactsctl field create renewal --type date --label "Renews on"
    """,
)
def create(
    session: Session,
    key: Key,
    label: Label = None,
    type_: Type = None,
    option: Option = None,
    folder: Folder = None,
    required: Required = None,
    json: Json = False,
) -> None:
    """Define a field. From then on its values are checked, and converted where they come as text.

    `add`, `edit` and `field set` refuse what does not fit; `import` keeps it and warns.
    """
    definition = FieldDefinition(
        key, label or "", type_ or "text", tuple(option or ()), folder, bool(required)
    )
    with session.book() as book:
        made, misfits = book.fields.create(definition)
    _print(session, made, misfits, json)


@command(
    app,
    "edit",
    examples="""
    contactsctl field edit plan --option free --option pro --option team
    contactsctl field edit plan --required --folder ""
    """,
)
def edit(
    session: Session,
    key: Key,
    label: Label = None,
    type_: Type = None,
    option: Option = None,
    folder: Folder = None,
    required: Required = None,
    json: Json = False,
) -> None:
    """Change a definition; --option replaces all options, an empty text clears. Values stay as they are."""
    options = None if option is None else tuple(option)
    given = {"label": label, "type": type_, "options": options, "folder": folder, "required": required}
    with session.book() as book:
        made, misfits = book.fields.edit(
            key, {name: value for name, value in given.items() if value is not None}
        )
    _print(session, made, misfits, json)


@command(app, "delete", examples="contactsctl field delete plan")
def delete(session: Session, keys: Keys, json: Json = False) -> None:
    """Delete definitions. The values of contacts stay; they are no longer checked."""
    from contactsctl.cli.output.records import print_records

    with session.book() as book:
        deleted = book.fields.delete(keys)
    if json:
        print_records([_record(each) for each in deleted], COLUMNS, ListOutputOptions(format="json"))


@command(
    app,
    "set",
    examples="""
    contactsctl field set ana@example.org plan pro
    contactsctl field set renewal 2027-01-31 --company acme --yes
    contactsctl list --tag vip --format ids | contactsctl field set - plan pro
    """,
)
def set_(
    session: Session,
    filters: FilterOptions,
    *,
    ids: Ids = None,
    key: Key,
    value: Annotated[str, argument(metavar="VALUE", help="As its definition says; else JSON, or text.")],
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Set one custom field of contacts; those that have the value stay as they are."""
    from contactsctl.cli.contact_options import parse_typed
    from contactsctl.cli.output.outcome import print_outcome

    with session.book() as book:
        choice = choose(book, ids, filters)
        if not allowed(session, book, choice, f"set {key} of", yes=yes, dry_run=dry_run, mild=True):
            return
        outcome = book.fields.set_value(choice.references, key, parse_typed(value), dry_run=dry_run)
    print_outcome(outcome, f"set {key} of", as_json=json, dry_run=dry_run)


@command(
    app,
    "unset",
    examples="""
    contactsctl field unset ana@example.org plan
    contactsctl field unset plan --tag former --yes
    """,
)
def unset(
    session: Session,
    filters: FilterOptions,
    *,
    ids: Ids = None,
    key: Key,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Take one custom field off contacts; those without it stay as they are."""
    from contactsctl.cli.output.outcome import print_outcome

    with session.book() as book:
        choice = choose(book, ids, filters)
        if not allowed(session, book, choice, f"unset {key} of", yes=yes, dry_run=dry_run, mild=True):
            return
        outcome = book.fields.unset_value(choice.references, key, dry_run=dry_run)
    print_outcome(outcome, f"unset {key} of", as_json=json, dry_run=dry_run)


def _record(definition: FieldDefinition) -> dict[str, Any]:
    return {**as_dict(definition), "options": list(definition.options)}


def _print(session: Session, definition: FieldDefinition, misfits: int, as_json: bool) -> None:
    from contactsctl.cli.output.contacts import write
    from contactsctl.cli.output.outcome import counted
    from contactsctl.formats.json_text import dumps

    write((dumps(_record(definition)) if as_json else definition.key) + "\n")
    if misfits:
        session.note(
            f"{counted(misfits)} with a value of {definition.key} that does not fit: it stays as it is"
        )

"""`contactsctl edit`."""

from collections.abc import Callable
from typing import Annotated, Any

from contactsctl.address_book import AddressBook
from contactsctl.address_book.contacts import Edited
from contactsctl.cli.choice import allowed, choose
from contactsctl.cli.contact_options import ContactOptions, parse_email, parse_phone
from contactsctl.cli.filter_options import ChoiceOptions
from contactsctl.cli.options import SAFETY, AllowDuplicate, DryRun, Json, KeepInvalid, Region, Yes
from contactsctl.cli.output.one import print_contact, print_deed
from contactsctl.cli.output.terminal import is_terminal
from contactsctl.cli.parameters import argument, option
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command
from contactsctl.domain.changes import Changes
from contactsctl.domain.value import replace
from contactsctl.errors import UnknownFieldError, UsageError

app = App()
LISTS = "Lists"
CLEARABLE = (
    "display_name", "name_prefix", "given_name", "middle_name", "family_name", "name_suffix", "nickname",
    "mention_name", "company", "department", "job_title", "type", "kind", "emails", "phones", "addresses",
    "urls", "dates", "birthday", "notes", "avatar_path", "photo", "tags", "custom_fields", "source", "access",
    "other_properties",
)  # fmt: skip
Texts = list[str] | None


def _list(name: str, metavar: str, help_text: str) -> Any:
    return option(name, metavar=metavar, panel=LISTS, help=help_text)


@command(
    app,
    "edit",
    examples="""
    contactsctl edit ana@example.org
    contactsctl edit 1f0c9a3e --company "Acme Inc" --add-tag client --remove-email old@example.org
    contactsctl edit @ana --clear nickname --if-revision 4 --json
    contactsctl edit --where 'company=Acme tag=old' --remove-tag old --yes
    echo '{"job_title": null, "custom_fields": {"plan": "pro"}}' | contactsctl edit @ana --patch -
    """,
)
def edit(
    session: Session,
    contact: ContactOptions,
    chosen: ChoiceOptions,
    ids: Annotated[
        list[str] | None,
        argument(metavar="ID...", help="An id, the beginning of one, an email or @mention; - for stdin."),
    ] = None,
    add_email: Annotated[Texts, _list("--add-email", "[LABEL:]ADDR", "Add an email.")] = None,
    remove_email: Annotated[Texts, _list("--remove-email", "ADDR", "Remove an email.")] = None,
    add_phone: Annotated[Texts, _list("--add-phone", "[LABEL:]NUMBER", "Add a phone.")] = None,
    remove_phone: Annotated[
        Texts, _list("--remove-phone", "NUMBER", "Remove a phone, in any format.")
    ] = None,
    add_tag: Annotated[Texts, _list("--add-tag", "TAG", "Add a tag.")] = None,
    remove_tag: Annotated[Texts, _list("--remove-tag", "TAG", "Remove a tag.")] = None,
    clear_custom: Annotated[Texts, _list("--clear-custom", "KEY", "Remove a custom field.")] = None,
    clear: Annotated[Texts, _list("--clear", "FIELD", "Empty a field, or a whole list.")] = None,
    patch: Annotated[
        str | None, option("--patch", metavar="FILE|-", help="Take a JSON merge patch (RFC 7396).")
    ] = None,
    if_revision: Annotated[
        int | None,
        option("--if-revision", metavar="N", panel=SAFETY, help="Only if the contact is at it."),
    ] = None,
    region: Region = None,
    allow_duplicate: AllowDuplicate = False,
    keep_invalid: KeepInvalid = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Edit contacts: by options, by a merge patch, or without either in your editor.

    An option sets its field; a list option given once or more replaces the whole list. --custom sets
    single custom fields and keeps the others. Absent fields stay as they are.
    """
    changes = replace(
        _changes(contact, patch, clear or []),
        add_emails=tuple(parse_email(text) for text in add_email or ()),
        remove_emails=tuple(remove_email or ()),
        add_phones=tuple(parse_phone(text) for text in add_phone or ()),
        remove_phones=tuple(remove_phone or ()),
        add_tags=tuple(add_tag or ()),
        remove_tags=tuple(remove_tag or ()),
        clear_custom=tuple(clear_custom or ()),
    )
    is_told = patch is not None or changes != Changes()
    keeps = {"allow_duplicate": allow_duplicate, "keep_invalid": keep_invalid}
    with session.book(region) as book:
        choice = choose(book, ids, chosen.filters)
        references = choice.references
        if choice.is_one and not dry_run:

            def save(changes: Changes) -> Edited:
                return book.contacts.edit(references[0], changes, if_revision=if_revision, **keeps)

            edited = save(changes) if is_told else _typed(session, book, references[0], save)
            if contact.access:
                session.note_unknown(book, edited.contact.access)
            _print(session, edited, as_json=json)
            return
        if not is_told or (if_revision is not None and len(references) != 1):
            raise UsageError("several contacts can be edited by options or --patch, without --if-revision")
        if if_revision is not None:
            book.contacts.check_revision(references[0], if_revision)
        if not allowed(session, book, choice, "edit", yes=yes, dry_run=dry_run):
            return
        several = book.contacts.edit_many(references, changes, dry_run=dry_run, **keeps)
    _print_several(session, several, as_json=json, dry_run=dry_run)


def _print(session: Session, edited: Edited, *, as_json: bool) -> None:
    if not edited.changed and not as_json:
        session.note("nothing changed")
    if edited.changed or as_json or not is_terminal():
        print_contact(edited.contact, as_json=as_json, deed="edited")


def _print_several(session: Session, several: tuple[Edited, ...], *, as_json: bool, dry_run: bool) -> None:
    from contactsctl.cli.output.outcome import so_already

    by_name = is_terminal() and not as_json
    shown = [each.contact for each in several if each.changed or not by_name]
    print_deed(shown, as_json=as_json, deed="edited", dry_run=dry_run)
    unchanged = sum(not each.changed for each in several)
    if unchanged and not as_json:
        session.note(so_already(unchanged))


def _changes(contact: ContactOptions, patch: str | None, clear: list[str]) -> Changes:
    document: dict[str, Any] = _read_patch(patch) if patch is not None else {}
    for name in clear:
        field = name.replace("-", "_")
        if field not in CLEARABLE:
            raise UnknownFieldError(
                f"--clear: unknown field {name!r} (known: {', '.join(CLEARABLE)})",
                field="clear",
                value=name,
                candidates=CLEARABLE,
            )
        document[field] = None
    return Changes(patch={**document, **contact.draft()}, custom=contact.custom_fields())


def _read_patch(name: str) -> dict[str, Any]:
    from contactsctl.cli.input import read_input
    from contactsctl.formats.json_records import MAX_RECORD, decode_document

    return decode_document(read_input(name, MAX_RECORD), patch=True)


def _typed(session: Session, book: AddressBook, reference: str, save: Callable[[Changes], Edited]) -> Edited:
    if not session.is_interactive:
        raise UsageError("nothing to edit: give options or --patch (the editor needs a terminal)")
    from contactsctl.cli.editor import edit_in_editor

    return edit_in_editor(session, book.contacts.get(reference), save)

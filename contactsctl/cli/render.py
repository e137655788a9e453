"""`contactsctl render`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from contactsctl.address_book import AddressBook
from contactsctl.cli.choice import choose
from contactsctl.cli.filter_options import FilterOptions
from contactsctl.cli.options import Json
from contactsctl.cli.output.cells import cell
from contactsctl.cli.output.contacts import write
from contactsctl.cli.output.fields import check_paths, follow, pick
from contactsctl.cli.parameters import argument, option
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command
from contactsctl.domain.contact import FIELDS
from contactsctl.domain.template import MAX_SIZE, OPEN, Template, parse
from contactsctl.errors import UnknownFieldError, UsageError

app = App()
VALUES, CONTACT = "custom_values.", "contact."
Document = dict[str, Any]


@command(
    app,
    "render",
    examples="""
    contactsctl render 'Dear {{ contact.given_name }},' --contact ana@example.org
    contactsctl render - --tag newsletter --json < letter.txt
    contactsctl render --file letter.txt --contact @ana
    contactsctl render '{{ custom_values.signature }}'
    """,
)
def render(
    session: Session,
    filters: FilterOptions,
    template: Annotated[
        str | None,
        argument(metavar="[TEMPLATE|-]", help="The text itself; - takes stdin.", show_default=False),
    ] = None,
    file: Annotated[
        str | None, option("--file", metavar="FILE", help="Take the template from a file.")
    ] = None,
    contact: Annotated[
        list[str] | None,
        option("--contact", metavar="ID", help="For this contact; repeat, or - for ids on stdin."),
    ] = None,
    json: Json = False,
) -> None:
    """Fill a template with the book's values and a contact: once for each that --contact or filters choose.

    Names stand in double braces: {{ custom_values.KEY }}, {{ contact.display_name }},
    {{ contact.emails.0.address }}, {{ contact.custom_fields.plan }}. A name that is not known is an error;
    a field that is empty leaves nothing.
    """
    parsed = parse(_template(session, template, file))
    with session.book() as book:
        values = {each.key: each.value for each in book.values.find()}
        _check_names(parsed, values, book)
        texts = _texts(book, parsed, values, contact, filters)
        _print_json(texts) if json else _print(texts)


def _template(session: Session, template: str | None, file: str | None) -> str:
    if (template is None) == (file is None):
        raise UsageError("give a template: its text, - for stdin, or --file FILE")
    if template is not None and template != "-":
        if OPEN not in template and len(template) < 255 and Path(template).is_file():
            session.note(f"the template is the text {template!r}; --file takes it from the file of that name")
        return template
    from contactsctl.cli.input import read_text

    return read_text(file or "-", MAX_SIZE)


def _texts(
    book: AddressBook, template: Template, values: Document, ids: list[str] | None, filters: FilterOptions
) -> Iterator[tuple[str | None, str]]:
    from contactsctl.formats.contact_json import to_json

    if not ids and not filters.any_given:
        if any(name.startswith(CONTACT) for name in template.names):
            raise UsageError("the template names a contact: choose one by --contact, or by filters")
        yield None, template.fill(lambda name: _value_of(name, values, {}))
        return
    for each in choose(book, ids, filters).references:
        document = to_json(
            book.contacts.get(each, include_deleted=filters.include_deleted or filters.only_deleted)
        )
        yield document["id"], template.fill(lambda name, of=document: _value_of(name, values, of))  # type: ignore[misc]


def _value_of(name: str, values: Document, contact: Document) -> str:
    if name.startswith(VALUES):
        return cell(follow(values, name.removeprefix(VALUES)))
    return cell(pick(contact, name.removeprefix(CONTACT)))


def _check_names(template: Template, values: Document, book: AddressBook) -> None:
    """Raise UnknownFieldError, with the nearest known name, for a name that nothing can stand for."""
    for name in dict.fromkeys(template.names):
        if name.startswith(VALUES):
            known = _is_there(values, name.removeprefix(VALUES).split("."))
        else:
            known = name.startswith(CONTACT) and _is_path(name.removeprefix(CONTACT), book)
        if not known:
            raise _unknown(name, values)


def _is_there(value: Any, parts: list[str]) -> bool:
    for part in parts:
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdecimal() and len(part) < 9 and int(part) < len(value):
            value = value[int(part)]
        else:
            return False
    return True


def _is_path(path: str, book: AddressBook) -> bool:
    try:
        check_paths((path,))
    except UnknownFieldError:
        return False
    first, _, rest = path.partition(".")
    if first in ("custom_fields", "custom") and rest:
        return book.values.knows_field(rest.partition(".")[0])
    return True


def _unknown(name: str, values: Document) -> UnknownFieldError:
    from contactsctl.domain.spelling import nearest

    known = {*(f"{CONTACT}{field}" for field in FIELDS), *(f"{VALUES}{key}" for key in values)}
    near = nearest(name, known)
    hint = f": did you mean {near!r}?" if near else f" (names begin with {VALUES!r} or {CONTACT!r})"
    return UnknownFieldError(
        f"unknown name {name[:80]!r} in the template{hint}",
        field="template",
        value=name,
        candidates=tuple(sorted(known)),
    )


def _print(texts: Iterator[tuple[str | None, str]]) -> None:
    from contactsctl.cli.output.terminal import is_terminal, shown

    for _, text in texts:
        whole = text if text.endswith("\n") else f"{text}\n"
        write(shown(whole, keep_lines=True) if is_terminal() else whole)


def _print_json(texts: Iterator[tuple[str | None, str]]) -> None:
    from contactsctl.formats.json_text import dumps

    data = [{"id": contact_id, "text": text} for contact_id, text in texts]
    write(dumps({"data": data, "meta": {"total": len(data)}}) + "\n")

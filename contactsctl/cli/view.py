"""`contactsctl view`."""

from collections.abc import Mapping
from typing import Annotated, Any

from contactsctl.cli.filter_options import FilterOptions
from contactsctl.cli.options import Json
from contactsctl.cli.output_options import ListOutputOptions
from contactsctl.cli.parameters import argument
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command
from contactsctl.domain.view import View
from contactsctl.errors import InvalidFilterError, UsageError

app = App()
COLUMNS = ("name", "query", "created_at", "updated_at")
MAX_FILE = 16 * 1024 * 1024
Name = Annotated[str, argument(metavar="NAME", help="The view's name.")]


@app.describe
def view() -> None:
    """Keep filters under names: `list --view NAME` and every command with filters takes them."""


@command(
    app,
    "save",
    examples="""
    contactsctl view save clients --tag client --where 'custom.plan=gold,silver'
    contactsctl view save oslo -q oslo --type lead
    """,
)
def save(session: Session, name: Name, filters: FilterOptions, json: Json = False) -> None:
    """Keep filters under a name, in place of those that the name had."""
    query = filters.query()
    if query.scope != "live":
        raise UsageError("a view does not keep --only-deleted or --include-deleted: give it beside --view")
    with session.book() as book:
        saved, replaced = book.views.save(name, query)
    session.note(f"{'replaced' if replaced else 'saved'} view {saved.name}")
    if json:
        _print_json(_document(saved))


@command(app, "list", examples="contactsctl view list --json")
def list_(session: Session, output: ListOutputOptions) -> None:
    """List the views: name and filter."""
    from contactsctl.cli.output.records import print_records

    with session.book() as book:
        views = book.views.all()
    print_records(map(_document, views), COLUMNS, output, brief=COLUMNS[:2])


@command(app, "show", examples="contactsctl view show clients | contactsctl list --filter -")
def show(session: Session, name: Name, json: Json = False) -> None:
    """Print the filter of a view, as --filter takes it; --json with its name and times."""
    with session.book() as book:
        found = book.views.get(name)
    _print_json(_document(found) if json else found.query)


@command(app, "rm", examples="contactsctl view rm clients")
def rm(session: Session, name: Name, json: Json = False) -> None:
    """Delete a view; the contacts stay as they are."""
    with session.book() as book:
        removed = book.views.remove(name)
    if json:
        _print_json(_document(removed))
    else:
        session.note(f"removed view {removed.name}")


@command(app, "export", examples="contactsctl view export > views.json")
def export(session: Session) -> None:
    """Print all views as JSON that `view import` takes."""
    with session.book() as book:
        views = book.views.all()
    _print_json({"views": [{"name": view.name, "query": view.query} for view in views]})


@command(app, "import", examples="contactsctl view import views.json")
def import_(
    session: Session,
    file: Annotated[str, argument(metavar="FILE|-", help="What `view export` printed.")],
    json: Json = False,
) -> None:
    """Replace all views by those of a file."""
    documents = _read(file)
    with session.book() as book:
        views = book.views.replace_all(documents)
    session.note(f"{len(views):,} view{'s' if len(views) != 1 else ''} imported")
    if json:
        _print_json({"data": [_document(view) for view in views], "meta": {"total": len(views)}})


def _read(file: str) -> dict[str, Mapping[str, Any]]:
    from contactsctl.cli.input import read_input
    from contactsctl.formats.json_text import loads

    document = loads(read_input(file, MAX_FILE))
    items = document.get("views", document.get("data")) if isinstance(document, Mapping) else document
    if not isinstance(items, list):
        raise InvalidFilterError('views are {"views": [{"name", "query"}]}', field="views")
    found: dict[str, Mapping[str, Any]] = {}
    for item in items:
        name, query = (item.get("name"), item.get("query")) if isinstance(item, Mapping) else (None, None)
        if not isinstance(name, str) or not isinstance(query, Mapping):
            raise InvalidFilterError("a view is {name, query}", field="views", value=str(item)[:200])
        if name in found:
            raise InvalidFilterError(f"the view {name[:80]!r} is given twice", field="views", value=name)
        found[name] = query
    return found


def _document(found: View) -> dict[str, Any]:
    return {name: getattr(found, name) for name in COLUMNS}


def _print_json(document: Any) -> None:
    from contactsctl.cli.output.contacts import write
    from contactsctl.formats.json_text import dumps

    write(dumps(document) + "\n")

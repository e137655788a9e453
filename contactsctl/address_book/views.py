"""Views: filters kept under a name; and what a query with a view, or with phones, asks for in full."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from contactsctl.address_book import stamps
from contactsctl.domain.filter import both
from contactsctl.domain.filter_comparison import with_region
from contactsctl.domain.query import Query
from contactsctl.domain.value import replace
from contactsctl.domain.view import View, check_name, custom_keys, document_of, request_of
from contactsctl.errors import InvalidFilterError, NotFoundError
from contactsctl.store import views as rows

if TYPE_CHECKING:
    from contactsctl.address_book import AddressBook


class Views:
    """The views of a book."""

    def __init__(self, book: "AddressBook") -> None:
        self._book = book

    def save(self, name: str, query: Query) -> tuple[View, bool]:
        """Keep the conditions of a query under a name; returns the view, and whether it replaced one."""
        at = stamps.now()
        with self._book.writing("view save", at) as connection:
            document = document_of(completed(connection, query, None))
            before = rows.fetch(connection, check_name(name))
            view = View(check_name(name), document, before.created_at if before else at, at)
            if before is None or before.query != view.query:
                _write(connection, view)
        return view, before is not None

    def all(self) -> list[View]:
        """Return all views, by name."""
        with self._book.reading() as connection:
            return rows.fetch_all(connection)

    def get(self, name: str) -> View:
        """Return the view of a name; raises NotFoundError, with the nearest names, when there is none."""
        with self._book.reading() as connection:
            return _named(connection, name)

    def remove(self, name: str) -> View:
        """Delete a view; returns it."""
        with self._book.writing("view rm", stamps.now()) as connection:
            view = _named(connection, name)
            rows.delete(connection, view.name)
        return view

    def replace_all(self, documents: Mapping[str, Mapping[str, Any]]) -> list[View]:
        """Make these the views of the book, all or none; returns them.

        Each is a request document under its name. Raises InvalidFilterError, naming the view.
        """
        at = stamps.now()
        with self._book.writing("view import", at) as connection:
            known = {view.name: view for view in rows.fetch_all(connection)}
            views = [_imported(name, document, known, at) for name, document in documents.items()]
            for name in known.keys() - {view.name for view in views}:
                rows.delete(connection, name)
            for view in views:
                _write(connection, view)
        return sorted(views, key=lambda view: view.name)


def completed(connection: sqlite3.Connection, query: Query, region: str | None) -> Query:
    """Return the query with the conditions of its view, and with phones of a region in full.

    Raises NotFoundError for an unknown view, InvalidFilterError for one whose field is gone.
    """
    if query.view is not None:
        view = _named(connection, query.view)
        request = request_of(view)
        _check_fields(connection, view)
        texts = dict.fromkeys(text for text in (request.text, query.text) if text)
        query = query._replace(
            view=None, filter=both(request.filter, query.filter), text=" ".join(texts) or None
        )
    return query._replace(filter=with_region(query.filter, region)) if query.filter and region else query


def _named(connection: sqlite3.Connection, name: str) -> View:
    found = rows.fetch(connection, name)
    if found:
        return found
    known = [view.name for view in rows.fetch_all(connection)]
    raise _unknown(name, known)


def _unknown(name: str, known: Iterable[str]) -> NotFoundError:
    from difflib import get_close_matches

    names = list(known)
    nearest = get_close_matches(name, names, n=3, cutoff=0.5) or names[:10]
    hint = f" (there {'are' if len(nearest) > 1 else 'is'} {', '.join(nearest)})" if nearest else ""
    return NotFoundError(f"no view {name[:80]!r}{hint}", field="view", value=name, candidates=tuple(nearest))


def _check_fields(connection: sqlite3.Connection, view: View) -> None:
    fields = rows.fields_of(connection, view.name)
    gone = [key for key in fields if key not in rows.defined_fields(connection, fields)]
    if gone:
        raise InvalidFilterError(
            f"view {view.name!r} names the custom field {gone[0]!r}, which was deleted: save it anew",
            field="view",
            value=gone[0],
        )


def _imported(name: str, document: Mapping[str, Any], known: Mapping[str, View], at: str) -> View:
    view = View(check_name(name), dict(document), at, at)
    before = known.get(view.name)
    request_of(view)
    if before is None:
        return view
    return replace(view, created_at=before.created_at, updated_at=_changed_at(before, view))


def _changed_at(before: View, after: View) -> str:
    return before.updated_at if before.query == after.query else after.updated_at


def _write(connection: sqlite3.Connection, view: View) -> None:
    rows.write(connection, view, rows.defined_fields(connection, custom_keys(request_of(view))))

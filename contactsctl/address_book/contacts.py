"""Contacts: add, find, look up, edit, move to the trash, erase."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from contactsctl.address_book import stamps
from contactsctl.address_book.references import count, describe, resolve, resolve_all, shortest_prefix
from contactsctl.domain.contact import Contact, Photo
from contactsctl.domain.query import Lookup, Page, Query, Scope
from contactsctl.domain.value import replace
from contactsctl.errors import DuplicateContactError, InvalidValueError, NotFoundError, RevisionMismatchError
from contactsctl.store import card_rows, dnc, keys, photo_rows, search, trash
from contactsctl.store import contacts as rows
from contactsctl.store.index import Stored, email_keys

if TYPE_CHECKING:
    from contactsctl.address_book import AddressBook
    from contactsctl.domain.changes import Changes
    from contactsctl.domain.checks import Checks

RANKED = 500
"""Up to this many matches are ordered by relevance; more by name."""


class Edited(NamedTuple):
    """A contact after an edit, and whether the edit changed anything."""

    contact: Contact
    changed: bool


class Contacts:
    """The live contacts of a book."""

    def __init__(self, book: "AddressBook") -> None:
        self._book = book

    def add(
        self,
        draft: Mapping[str, Any],
        *,
        allow_duplicate: bool = False,
        keep_invalid: bool = False,
        can_login: bool = False,
    ) -> Contact:
        """Add a contact, and an identity that is it where it `can_login`; returns it as it is kept.

        Raises an InvalidDataError, or DuplicateContactError when a live contact has one of its
        emails (unless allowed) or its mention name; DeniedError for an access list or a login that
        is not an admin's.
        """
        from contactsctl.domain.draft import make_contact
        from contactsctl.domain.identity import access_of_new

        if can_login:
            self._book.require_admin("manage identities")
        at = stamps.now()
        default = access_of_new(self._book.viewer)
        with self._book.writing("add", at) as connection:
            checks = self._checks(connection, keep_invalid)
            contact_id = free_id(connection, draft.get("id")) or stamps.new_id()
            filled = {"source": "manual", "access": default, **draft}
            contact = make_contact(filled, checks, contact_id=contact_id, now=at)
            if contact.access != default:
                self._book.require_admin("change who may see a contact")
            check_photo(connection, contact)
            check_conflicts(connection, contact, None, allow_duplicate=allow_duplicate)
            stored = Stored(rows.last_number(connection) + 1, contact)
            rows.insert(connection, [stored])
            if can_login:
                from contactsctl.address_book.identities import add_login

                add_login(connection, *stored, at)
            return dnc.marked(connection, contact)

    def get(self, reference: str, *, include_deleted: bool = False) -> Contact:
        """Return the contact that an id, the beginning of one, an email or @mention name stands for."""
        with self._book.reading() as connection:
            return resolve(connection, reference, include_deleted=include_deleted).contact

    def get_with_card(self, reference: str) -> Contact:
        """Return a contact with its photo's bytes and the card it came from."""
        with self._book.reading() as connection:
            stored = resolve(connection, reference)
            return next(
                photo_rows.with_photos(connection, card_rows.with_cards(connection, [stored]))
            ).contact

    def find(self, query: Query) -> Page:
        """Return the page of contacts that a query asks for."""
        with self._book.reading() as connection:
            query = self._completed(connection, query)
            if query.sort == "relevance" and query.text:
                return self._find_ranked(connection, query)
            found = search.find(connection, query)
            return _page(connection, found, query)

    def stream(self, query: Query) -> Iterator[Contact]:
        """Yield all contacts that match in order, few in memory at a time; the query's limit counts."""
        with self._book.reading() as connection:
            query = self._completed(connection, query)
            for stored in islice(_fetch_all(connection, query), query.limit or None):
                yield stored.contact

    def stream_json(self, query: Query) -> Iterator[str]:
        """Yield the JSON of all contacts that match, as `contact_json.to_json` has it."""
        with self._book.reading() as connection:
            query = self._completed(connection, query)
            yield from islice(_all_as_json(connection, query), query.limit or None)

    def stream_with_cards(self, query: Query, *, photos: bool = True) -> Iterator[Contact]:
        """Yield all contacts that match, with the cards they came from: what an export needs."""
        with self._book.reading() as connection:
            query = self._completed(connection, query)
            stored = islice(_fetch_all(connection, query, cards=True), query.limit or None)
            for _, contact in photo_rows.with_photos(connection, stored) if photos else stored:
                yield contact

    def count(self, query: Query) -> tuple[int, bool]:
        """Return how many contacts match, and whether that is only a lower bound."""
        with self._book.reading() as connection:
            return search.count(connection, self._completed(connection, query))

    def count_named(self, references: Sequence[str], scope: Scope) -> int:
        """Return how many contacts some references name; raises as `get` does when one of them names none."""
        with self._book.reading() as connection:
            return count(connection, references, scope)

    def short_id(self, contact: Contact) -> str:
        """Return the beginning of a contact's id, eight characters or more, that names no other contact."""
        with self._book.reading() as connection:
            return shortest_prefix(connection, contact.id)

    def lookup(self, lookup: Lookup) -> Page:
        """Return the people behind an address, a domain, a number or a part of one; see `Lookup`."""
        from contactsctl.address_book.lookups import answers, typed

        query = Query(limit=lookup.limit, offset=lookup.offset)
        if lookup.by == "words":
            with self._book.reading() as connection:
                numbers = tuple(dict.fromkeys(line[0] for line in typed(connection, lookup.value)))
                end = lookup.offset + lookup.limit
                shown = numbers[lookup.offset : end]
                return _page(connection, search.Found(shown, len(numbers), False, len(numbers) > end), query)
        with self._book.reading() as connection:
            found = search.Found((), 0, False, False)
            for selected in answers(lookup, self._book.region):
                found = search.find(connection, query, selected)
                if found.total:
                    break
            return _page(connection, found, query)

    def mentions(self, prefix: str, limit: int) -> list[dict[str, object]]:
        """Return who can be mentioned by names that begin so, in any case, with @ or without; limit 0 is all.

        Each is described by id, display_name, mention_name and primary email, in the order of the names.
        """
        from contactsctl.store.mentions import beginning_with

        with self._book.reading() as connection:
            numbers = beginning_with(connection, prefix.removeprefix("@").lower(), limit)
            found = rows.fetch(connection, numbers)
        return [{**describe(contact), "mention_name": contact.mention_name} for _, contact in found]

    def addresses(self, text: str) -> list[tuple[str, str, str | None]]:
        """Return the addresses that a text means, (name, address, label), the best match first."""
        from contactsctl.address_book.lookups import typed

        with self._book.reading() as connection:
            return [(name, address, label) for _, name, address, label in typed(connection, text) if address]

    def edit(
        self,
        reference: str,
        changes: "Changes",
        *,
        if_revision: int | None = None,
        allow_duplicate: bool = False,
        keep_invalid: bool = False,
    ) -> Edited:
        """Edit one contact; returns it as it is now, untouched when the edit changes nothing.

        Raises RevisionMismatchError when the contact is not at `if_revision`.
        """
        at = stamps.now()
        with self._book.writing("edit", at) as connection:
            checks = self._checks(connection, keep_invalid)
            before = resolve(connection, reference)
            if if_revision is not None:
                _check_revision(before.contact, if_revision)
            return self._edit(connection, before, changes, checks, at, allow_duplicate=allow_duplicate)

    def check_revision(self, reference: str, revision: int) -> None:
        """Raise RevisionMismatchError when a contact is not at a revision."""
        _check_revision(self.get(reference), revision)

    def edit_many(
        self,
        references: Sequence[str],
        changes: "Changes",
        *,
        allow_duplicate: bool = False,
        keep_invalid: bool = False,
        dry_run: bool = False,
    ) -> tuple[Edited, ...]:
        """Edit several contacts in the same way, all or none; returns them as they are then."""
        at = stamps.now()
        with self._book.writing("edit", at, dry_run=dry_run) as connection:
            checks = self._checks(connection, keep_invalid)
            return tuple(
                self._edit(connection, before, changes, checks, at, allow_duplicate=allow_duplicate)
                for before in resolve_all(connection, references)
            )

    def remove(self, references: Sequence[str], *, dry_run: bool = False) -> tuple[Contact, ...]:
        """Move contacts to the trash, all or none; returns them."""
        at = stamps.now()
        with self._book.writing("rm", at, dry_run=dry_run) as connection:
            stored = resolve_all(connection, references)
            trash.discard(connection, stored, at)
            return tuple(replace(contact, deleted_at=at) for _, contact in stored)

    def erase(self, references: Sequence[str], *, dry_run: bool = False) -> tuple[Contact, ...]:
        """Delete contacts for ever, live ones and those in the trash, all or none; returns them."""
        self._book.require_admin("erase contacts")
        at = stamps.now()
        with self._book.writing("rm --permanent", at, dry_run=dry_run) as connection:
            found = {s.number: s for s in (resolve(connection, r, include_deleted=True) for r in references)}
            stored = list(found.values())
            trash.discard(connection, [s for s in stored if s.contact.deleted_at is None], at, kind=None)
            trash.erase(connection, stored)
            photo_rows.remove_unused(connection, [c.photo for _, c in stored if c.photo])
            return tuple(contact for _, contact in stored)

    def photo(self, reference: str) -> Photo:
        """Return the photo of a contact with its bytes; raises NotFoundError when the book has none."""
        with self._book.reading() as connection:
            contact = resolve(connection, reference).contact
            photo = photo_rows.fetch(connection, contact.photo) if contact.photo else None
        if photo is None or photo.data is None:
            raise NotFoundError(f"{contact.display_name} has no photo", field="photo", value=reference)
        return photo

    def _edit(
        self,
        connection: sqlite3.Connection,
        before: Stored,
        changes: "Changes",
        checks: "Checks",
        at: str,
        *,
        allow_duplicate: bool,
    ) -> Edited:
        from contactsctl.address_book.edits import edited

        after = edited(before.contact, changes, checks, at)
        if after is before.contact:
            return Edited(after, changed=False)
        if after.access != before.contact.access:
            self._book.require_admin("change who may see a contact")
        if after.photo != before.contact.photo:
            check_photo(connection, after)
        added = email_keys(after) - email_keys(before.contact)
        check_conflicts(connection, after, before.number, allow_duplicate=allow_duplicate or not added)
        rows.update(connection, before, after)
        return Edited(dnc.marked(connection, after), changed=True)

    def _checks(self, connection: sqlite3.Connection, keep_invalid: bool) -> "Checks":
        from contactsctl.domain.checks import Checks
        from contactsctl.store import fields

        return Checks(self._book.region, keep_invalid=keep_invalid, definitions=fields.fetch_all(connection))

    def _completed(self, connection: sqlite3.Connection, query: Query) -> Query:
        if query.view is None and query.filter is None:
            return query
        from contactsctl.address_book.views import completed

        return completed(connection, query, self._book.region)

    def _find_ranked(self, connection: sqlite3.Connection, query: Query) -> Page:
        from contactsctl.domain.search import parse_search_text, relevance

        found = search.find(connection, query)
        if found.total > RANKED:
            return _page(connection, found, query)
        text = query.text or ""
        words = parse_search_text(text)
        everyone = [stored.contact for stored in _fetch_all(connection, query._replace(limit=0, offset=0))]
        everyone.sort(key=lambda contact: relevance(contact, words, text), reverse=query.descending)
        end = query.offset + query.limit if query.limit else len(everyone)
        shown = tuple(everyone[query.offset : end])
        return Page(shown, found.total, query.limit, query.offset, found.total > end)


def free_id(connection: sqlite3.Connection, wanted: object) -> str | None:
    """Return the UUID in its usual spelling when no contact, live or in the trash, has it; else None."""
    contact_id = stamps.id_of(wanted)
    return None if contact_id is None or keys.taken(connection, [contact_id]) else contact_id


def check_photo(connection: sqlite3.Connection, contact: Contact) -> None:
    """Raise InvalidValueError when a contact's photo is only described: its bytes are nowhere."""
    photo = contact.photo
    if photo and photo.data is None and not photo_rows.has(connection, photo):
        message = f"the photo {photo.sha256[:80]!r} is not in the book, and its data is not given"
        raise InvalidValueError(message, field="photo", value=photo.sha256)


def check_conflicts(
    connection: sqlite3.Connection, contact: Contact, number: int | None, *, allow_duplicate: bool
) -> None:
    """Raise DuplicateContactError when another live contact has an email or the mention name of this one."""
    if not allow_duplicate:
        for key in sorted(email_keys(contact)):
            others = rows.fetch(connection, [n for n in keys.by_email_key(connection, key) if n != number])
            if others:
                domain, _, local = key.partition("@")
                raise DuplicateContactError(
                    f"{others[0].contact.display_name} already has the email {local}@{domain}",
                    field="emails",
                    value=f"{local}@{domain}",
                    candidates=tuple(describe(other) for _, other in others[:10]),
                )
    holder = keys.by_mention_name(connection, contact.mention_name) if contact.mention_name else None
    if holder is not None and holder != number:
        others = rows.fetch(connection, [holder])  # none, where who asks may not see it
        who = others[0].contact.display_name if others else "another contact"
        raise DuplicateContactError(
            f"{who} already has the mention name @{contact.mention_name}",
            field="mention_name",
            value=contact.mention_name,
            candidates=tuple(describe(other) for _, other in others),
        )


def _fetch_all(connection: sqlite3.Connection, query: Query, *, cards: bool = False) -> Iterator[Stored]:
    numbers = search.numbers(connection, query)
    if query.scope == "live":
        return rows.in_chunks(connection, numbers, cards=cards)
    found = (stored for number in numbers for stored in _fetch_any(connection, (number,)))
    return card_rows.with_cards(connection, found) if cards else found


def _all_as_json(connection: sqlite3.Connection, query: Query) -> Iterator[str]:
    if query.scope == "live":
        return rows.json_in_chunks(connection, search.numbers(connection, query))
    from contactsctl.store.row_json import contact_as_json

    return (contact_as_json(stored.contact) for stored in _fetch_all(connection, query))


def _fetch_any(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[Stored]:
    found = {stored.number: stored for stored in rows.fetch(connection, numbers)}
    found.update((s.number, s) for s in trash.fetch(connection, [n for n in numbers if n not in found]))
    return [found[number] for number in numbers if number in found]


def _page(connection: sqlite3.Connection, found: search.Found, query: Query) -> Page:
    fetch = rows.fetch if query.scope == "live" else _fetch_any
    contacts = tuple(stored.contact for stored in fetch(connection, found.numbers))
    return Page(contacts, found.total, query.limit, query.offset, found.has_more, found.total_is_lower_bound)


def _check_revision(contact: Contact, revision: int) -> None:
    if contact.revision != revision:
        raise RevisionMismatchError(
            f"the contact is at revision {contact.revision}, not {revision}", field="revision", value=revision
        )

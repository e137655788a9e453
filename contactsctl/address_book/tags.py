"""Tags: list, make, rename, delete them; give them to contacts and take them off."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from contactsctl.address_book import stamps
from contactsctl.address_book.bulk import Outcome, change_all
from contactsctl.address_book.references import resolve_in_chunks
from contactsctl.domain.contact import Contact
from contactsctl.domain.value import replace
from contactsctl.errors import InvalidValueError, NotFoundError
from contactsctl.store import tags as rows
from contactsctl.store.index import Stored, tag_key

if TYPE_CHECKING:
    from contactsctl.address_book import AddressBook


class Tag(NamedTuple):
    """`contacts` counts the live ones that have it."""

    name: str
    contacts: int


class Tags:
    """The tags of a book. Names are compared without regard to case and accents."""

    def __init__(self, book: "AddressBook") -> None:
        self._book = book

    def find(self) -> tuple[Tag, ...]:
        """Return the tags that contacts have and those that were made on their own, by name."""
        with self._book.reading() as connection:
            return tuple(Tag(row.name, row.contacts) for row in rows.fetch_all(connection))

    def create(self, names: Sequence[str]) -> tuple[Tag, ...]:
        """Make tags that stay though nobody has them; those that there are stay as they are."""
        checked = _checked(names)
        with self._book.writing("tag create", stamps.now()) as connection:
            known = [rows.fetch(connection, name) or rows.TagRow(name, False, 0) for name in checked]
            for row in known:
                rows.keep(connection, row.name)
        return tuple(Tag(row.name, row.contacts) for row in known)

    def rename(self, old: str, new: str, *, dry_run: bool = False) -> tuple[Outcome, bool]:
        """Rename a tag on every contact, in the trash too; returns what changed, and whether tags became one.

        Where there is a tag of the new name, its spelling is kept. Raises NotFoundError for an unknown tag.
        """
        (new,) = _checked([new])
        at, outcome = stamps.now(), Outcome()
        with self._book.writing("tag rename", at, dry_run=dry_run) as connection:
            before, known = _existing(connection, old), rows.fetch(connection, new)
            merged = known is not None and tag_key(old) != tag_key(new)
            name = known.name if known and merged else new

            def renamed(contact: Contact) -> Contact:
                return _renamed(contact, tag_key(old), name)

            change_all(connection, _with_tag(connection, old), renamed, at, outcome)
            if before.kept:
                rows.keep(connection, name)
            if before.kept and tag_key(old) != tag_key(new):
                rows.release(connection, old)
        return outcome, merged

    def holders(self, names: Sequence[str]) -> int:
        """Return how many contacts have one of some tags, in the trash too.

        Raises NotFoundError for an unknown tag.
        """
        with self._book.reading() as connection:
            found = [_existing(connection, name).name for name in _checked(names)]
            chunks = (chunk for name in found for chunk in _with_tag(connection, name))
            return len({stored.number for chunk in chunks for stored in chunk})

    def delete(self, names: Sequence[str], *, dry_run: bool = False) -> Outcome:
        """Delete tags and take them off every contact, in the trash too.

        Raises NotFoundError for an unknown tag.
        """
        checked = _checked(names)
        at, outcome = stamps.now(), Outcome()
        with self._book.writing("tag delete", at, dry_run=dry_run) as connection:
            for name in checked:
                _existing(connection, name)
            for name in checked:
                change_all(connection, _with_tag(connection, name), _without(checked), at, outcome)
                rows.release(connection, name)
        return outcome

    def add(self, references: Sequence[str], names: Sequence[str], *, dry_run: bool = False) -> Outcome:
        """Give contacts some tags, all or none; those that have them all are left as they are.

        A tag that the book has is given in the spelling that it has there.
        """
        from contactsctl.domain.checks import Checks
        from contactsctl.domain.draft import with_tags

        checked, checks = _checked(names), Checks()
        at, outcome = stamps.now(), Outcome()
        with self._book.writing("tag add", at, dry_run=dry_run) as connection:
            known = (rows.fetch(connection, name) for name in checked)
            spelled = [row.name if row else name for row, name in zip(known, checked, strict=True)]

            def tagged(contact: Contact) -> Contact:
                keys = {tag_key(tag) for tag in contact.tags}
                new = tuple(name for name in spelled if tag_key(name) not in keys)
                return with_tags(contact, new, checks) if new else contact

            change_all(connection, resolve_in_chunks(connection, references), tagged, at, outcome)
        return outcome

    def remove(self, references: Sequence[str], names: Sequence[str], *, dry_run: bool = False) -> Outcome:
        """Take some tags off contacts, all or none; those that have none of them are left as they are."""
        checked = _checked(names)
        at, outcome = stamps.now(), Outcome()
        with self._book.writing("tag remove", at, dry_run=dry_run) as connection:
            chunks = resolve_in_chunks(connection, references)
            change_all(connection, chunks, _without(checked), at, outcome)
        return outcome


def _checked(names: Sequence[str]) -> list[str]:
    from contactsctl.domain.checks import Checks
    from contactsctl.domain.draft import MAX_TAG

    checks = Checks()
    texts = [checks.text(name, "tag", MAX_TAG) for name in names]
    if None in texts:
        raise InvalidValueError("a tag needs a name", field="tag", value="")
    return list({tag_key(text): text for text in reversed(texts) if text}.values())[::-1]


def _existing(connection: sqlite3.Connection, name: str) -> rows.TagRow:
    """Return a tag that there is, if only in the trash; raises NotFoundError, which names the nearest."""
    found = rows.fetch(connection, name)
    if found:
        return found
    if rows.count_trashed(connection, name):
        return rows.TagRow(name, kept=False, contacts=0)
    from contactsctl.domain.spelling import nearest

    known = {row.name.lower(): row.name for row in rows.fetch_all(connection)}
    near = nearest(name, set(known))
    hint = f": did you mean {known[near]!r}?" if near else ""
    raise NotFoundError(f"no tag {name[:80]!r}{hint}", field="tag", value=name)


def _with_tag(connection: sqlite3.Connection, name: str) -> Iterator[list[Stored]]:
    yield from rows.live(connection, name)
    yield from rows.trashed(connection, name)


def _renamed(contact: Contact, old_key: str, new: str) -> Contact:
    new_key = tag_key(new)
    kept = [tag for tag in contact.tags if tag_key(tag) != old_key]
    if new_key not in {tag_key(tag) for tag in kept}:
        kept.append(new)
    return replace(contact, tags=tuple(sorted(kept)))


def _without(names: Sequence[str]) -> Callable[[Contact], Contact]:
    taken = {tag_key(name) for name in names}

    def bare(contact: Contact) -> Contact:
        return replace(contact, tags=tuple(tag for tag in contact.tags if tag_key(tag) not in taken))

    return bare

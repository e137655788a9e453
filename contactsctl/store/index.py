"""Everything that is derived from live contacts so that they are found: keys, tags, sort keys, text.

One place writes all of it; whoever changes a contact's row calls it in the same transaction.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from contactsctl.domain.contact import EVERYONE, Access, Contact
from contactsctl.store import name_order

if TYPE_CHECKING:
    from contactsctl.domain.search import Document
    from contactsctl.store.entry import Derived

_EVERY_DAY = (("automerge", 4), ("crisismerge", 1999), ("hashsize", 4 * 1024 * 1024))
_IN_BULK = (("automerge", 16), ("crisismerge", 16))
_MERGED_AT_ONCE = 64
KEY_TABLES = ("uid_key", "email_key", "phone_key", "access_key")


class Stored(NamedTuple):
    """A contact with its number: the row id that it keeps in the book, in the trash too."""

    number: int
    contact: Contact


def uid_key(uid: str) -> str:
    """Return what two UIDs are compared by: no `urn:uuid:`, no case."""
    return uid.strip().lower().removeprefix("urn:uuid:")


def phone_key(number: str) -> str:
    """Return what a phone is looked up by: its digits after the plus of E.164, else the text."""
    return number.removeprefix("+")


def tag_key(tag: str) -> str:
    """Return what two tags are compared by."""
    from contactsctl.domain.fold import fold

    return fold(tag) or tag


def add_to_index(connection: sqlite3.Connection, derived: "Sequence[tuple[int, Derived]]") -> None:
    """Index contacts that are not in the index, given by their numbers."""
    for table, rows in _key_rows((number, each.keys) for number, each in derived).items():
        rows.sort()  # neighbours in the tree one after the other
        connection.executemany(f"INSERT OR IGNORE INTO {table} (key, contact) VALUES (?, ?)", rows)
    _add_tags(connection, [(tag, number) for number, each in derived for tag in each.tags])
    connection.executemany(
        "INSERT INTO contact_sort (contact, name_key, family_key, company_key) VALUES (?, ?, ?, ?)",
        [(number, *each.sort_keys) for number, each in derived],
    )
    _add_documents(connection, [(number, each.document, each.is_lasting) for number, each in derived])


def remove_from_index(connection: sqlite3.Connection, stored: Sequence[Stored]) -> None:
    """Take contacts out of the index, given as their rows say."""
    _remove_keys(connection, stored)
    numbers = [(number,) for number, _ in stored]
    connection.executemany("DELETE FROM contact_sort WHERE contact = ?", numbers)
    _remove_documents(connection, stored)


def update_index(connection: sqlite3.Connection, before: Stored, after: Stored) -> None:
    """Bring the index of one contact from one state to another."""
    _change_keys(connection, before, after)
    keys = sort_keys(after.contact)
    if keys != sort_keys(before.contact):
        connection.execute(
            "UPDATE contact_sort SET name_key = ?, family_key = ?, company_key = ? WHERE contact = ?",
            (*keys, after.number),
        )
        if keys[0] != sort_keys(before.contact)[0]:
            name_order.forget(connection, after.number)
    document = document_of(after.contact)
    if document != document_of(before.contact):
        _remove_documents(connection, [before])
        _add_documents(connection, [(after.number, *document)])


def set_up_text_index(connection: sqlite3.Connection) -> None:
    """Let the text index never merge all of a size at once: a write would wait nine seconds for a million."""
    _configure(connection, _EVERY_DAY)


def merge_a_little(connection: sqlite3.Connection) -> None:
    """Merge some pages of the text index, where it has several parts of a size: what each batch does."""
    _configure(connection, [("merge", _MERGED_AT_ONCE)])


@contextmanager
def in_bulk(connection: sqlite3.Connection) -> Iterator[None]:
    """Run a block that writes many contacts: their text is merged by sixteen parts of 4 MiB, all at once.

    That takes a third less than merging every four of 1 MiB, as FTS5 does by itself.
    """
    _configure(connection, _IN_BULK)
    yield
    _configure(connection, _EVERY_DAY)


def _configure(connection: sqlite3.Connection, commands: Iterable[tuple[str, int]]) -> None:
    for name, number in commands:
        connection.execute("INSERT INTO contact_part (contact_part, rank) VALUES (?, ?)", (name, number))


def rebuild_index(connection: sqlite3.Connection, chunks: Iterable[Sequence[Stored]]) -> None:
    """Make everything that is derived anew from all live contacts, given some at a time.

    Tags keep their spelling, and those that no contact has stay.
    """
    from contactsctl.store.entry import Derived

    for table in (*KEY_TABLES, "contact_tag", "contact_sort", "contact_document"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute("INSERT INTO contact_part (contact_part) VALUES ('delete-all')")
    with in_bulk(connection):
        for chunk in chunks:
            add_to_index(connection, [(number, Derived.of(contact)) for number, contact in chunk])
    name_order.rank_all(connection)


def document_of(contact: Contact) -> "Document":
    """Return what a contact is searched by."""
    from contactsctl.domain.search import search_document

    return search_document(contact)


def email_keys(contact: Contact) -> set[str]:
    """Return the keys by which a contact's emails are looked up."""
    if not contact.emails:
        return set()
    from contactsctl.domain.email import key

    return {key(email.address) for email in contact.emails}


def sort_keys(contact: Contact) -> tuple[str, str, str]:
    """Return what a contact is sorted by: its name, family name and company, folded."""
    from contactsctl.domain.fold import fold

    name = fold(contact.display_name)
    return name, fold(contact.family_name) if contact.family_name else name, fold(contact.company or "")


def derived_keys(stored: Iterable[Stored]) -> dict[str, list[tuple[str, int]]]:
    """Return the rows of each key table for some contacts: (key, number)."""
    return _key_rows((number, keys_of(contact)) for number, contact in stored)


def derived_tags(stored: Iterable[Stored]) -> list[tuple[str, int]]:
    """Return the tags of some contacts: (key of the tag, number)."""
    return [(tag_key(tag), number) for number, contact in stored for tag in contact.tags]


def keys_of(contact: Contact) -> tuple[tuple[str, ...], ...]:
    """Return a contact's keys for each of KEY_TABLES."""
    emails, phones = sorted(email_keys(contact)), dict.fromkeys(phone_key(p.number) for p in contact.phones)
    return _uid_keys(contact), tuple(emails), tuple(phones), _access_keys(contact.access)


def _uid_keys(contact: Contact) -> tuple[str, ...]:
    # A UID that is the id, as most are, is found by that: see `keys.uid_in`.
    return () if contact.uid in (contact.id, f"urn:uuid:{contact.id}") else (uid_key(contact.uid),)


def _access_keys(access: Access) -> tuple[str, ...]:
    if access == EVERYONE:
        return ()
    return tuple(dict.fromkeys(access if EVERYONE in access else ("", *access)))


def _key_rows(keyed: Iterable[tuple[int, tuple[tuple[str, ...], ...]]]) -> dict[str, list[tuple[str, int]]]:
    each = list(keyed)
    return {
        table: [(key, number) for number, keys in each for key in keys[place]]
        for place, table in enumerate(KEY_TABLES)
    }


# A tag that nobody has any more takes the spelling of who has it next.
_INSERT_TAG = (
    "INSERT INTO tag (name, key) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET name = excluded.name"
    " WHERE NOT kept AND NOT EXISTS (SELECT 1 FROM contact_tag WHERE contact_tag.tag = tag.number)"
)


def _add_tags(connection: sqlite3.Connection, tagged: Sequence[tuple[str, int]]) -> None:
    if tagged:
        numbers = _tag_numbers(connection, dict.fromkeys(tag for tag, _ in tagged))
        rows = sorted({(numbers[tag], number) for tag, number in tagged})
        connection.executemany("INSERT OR IGNORE INTO contact_tag (tag, contact) VALUES (?, ?)", rows)


def _tag_numbers(connection: sqlite3.Connection, tags: Iterable[str]) -> dict[str, int]:
    """Return the numbers of tags, those of tags that the book did not have given now; first spellings win."""
    keys = {tag: tag_key(tag) for tag in tags}
    first: dict[str, str] = {}
    for tag, key in keys.items():
        first.setdefault(key, tag)
    connection.executemany(_INSERT_TAG, [(tag, key) for key, tag in first.items()])
    found = connection.execute(
        "SELECT key, number FROM tag WHERE key IN (SELECT value FROM json_each(?))",
        (json.dumps(list(first)),),
    )
    by_key = dict(found)
    return {tag: by_key[key] for tag, key in keys.items()}


def _remove_keys(connection: sqlite3.Connection, stored: Sequence[Stored]) -> None:
    for table, rows in derived_keys(stored).items():
        connection.executemany(f"DELETE FROM {table} WHERE key = ? AND contact = ?", rows)
    _remove_tags(connection, [(tag, number) for number, contact in stored for tag in contact.tags])


def _remove_tags(connection: sqlite3.Connection, tagged: Iterable[tuple[str, int]]) -> None:
    connection.executemany(
        "DELETE FROM contact_tag WHERE tag = (SELECT number FROM tag WHERE key = ?) AND contact = ?",
        [(tag_key(tag), number) for tag, number in tagged],
    )


def _change_keys(connection: sqlite3.Connection, before: Stored, after: Stored) -> None:
    new = derived_keys([after])
    for table, rows in derived_keys([before]).items():
        gone, come = set(rows) - set(new[table]), set(new[table]) - set(rows)
        if gone:
            connection.executemany(f"DELETE FROM {table} WHERE key = ? AND contact = ?", gone)
        if come:
            connection.executemany(f"INSERT OR IGNORE INTO {table} (key, contact) VALUES (?, ?)", come)
    if before.contact.tags != after.contact.tags:
        _change_tags(connection, before, after)


def _change_tags(connection: sqlite3.Connection, before: Stored, after: Stored) -> None:
    old = {tag_key(tag): tag for tag in before.contact.tags}
    new = {tag_key(tag): tag for tag in after.contact.tags}
    _remove_tags(connection, [(old[key], before.number) for key in old.keys() - new.keys()])
    _add_tags(connection, [(new[key], after.number) for key in new.keys() - old.keys()])
    respelled = [(new[key], key, old[key]) for key in old.keys() & new.keys() if old[key] != new[key]]
    connection.executemany("UPDATE tag SET name = ? WHERE key = ? AND name = ? AND NOT kept", respelled)


def _add_documents(connection: sqlite3.Connection, documents: Sequence[tuple[int, str, bool]]) -> None:
    connection.executemany(
        "INSERT INTO contact_part (rowid, document) VALUES (?, ?)", [each[:2] for each in documents]
    )
    connection.executemany(
        "INSERT INTO contact_document (contact, document) VALUES (?, ?)",
        [(number, document) for number, document, is_lasting in documents if not is_lasting],
    )


def _remove_documents(connection: sqlite3.Connection, stored: Sequence[Stored]) -> None:
    # The text index forgets a contact only when told the very text that it was given.
    kept = dict(
        connection.execute(
            "SELECT contact, document FROM contact_document"
            " WHERE contact IN (SELECT value FROM json_each(?))",
            (json.dumps([number for number, _ in stored]),),
        )
    )
    connection.executemany(
        "INSERT INTO contact_part (contact_part, rowid, document) VALUES ('delete', ?, ?)",
        [(number, kept.get(number) or document_of(contact).text) for number, contact in stored],
    )
    connection.executemany("DELETE FROM contact_document WHERE contact = ?", [(number,) for number in kept])

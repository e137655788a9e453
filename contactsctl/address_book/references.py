"""How a contact is named on a command line: id, the beginning of one, email, @mention name."""

import sqlite3
from collections.abc import Iterator, Sequence

from contactsctl.domain.contact import Contact
from contactsctl.domain.query import Scope
from contactsctl.errors import AmbiguousIdError, InvalidDataError, NotFoundError
from contactsctl.store import contacts, keys, trash
from contactsctl.store.index import Stored

MINIMUM_PREFIX = 4
SHORT_ID = 8
"""Characters of an id that are shown where they suffice."""
_CHUNK = 500
_OF_IDS = frozenset("0123456789abcdef-")
_ID_LENGTH = 36


def resolve(connection: sqlite3.Connection, reference: str, *, include_deleted: bool = False) -> Stored:
    """Return the contact that a reference names, live or, when asked, in the trash.

    Raises NotFoundError, or AmbiguousIdError with the candidates.
    """
    found = _live(connection, reference)
    if include_deleted:
        found += _trashed(connection, reference)
    return _the_one(found, reference)


def resolve_all(connection: sqlite3.Connection, references: Sequence[str]) -> list[Stored]:
    """Return the live contacts that references name, each once; raises when one of them names none."""
    found = {stored.number: stored for stored in (resolve(connection, each) for each in references)}
    return list(found.values())


def resolve_in_chunks(connection: sqlite3.Connection, references: Sequence[str]) -> Iterator[list[Stored]]:
    """Yield the live contacts that any number of references name, each once, a chunk in memory at a time.

    Raises as `resolve` does. Whole ids, which is what lists print, are looked up a chunk at once.
    """
    met: set[int] = set()
    for start in range(0, len(references), _CHUNK):
        chunk = references[start : start + _CHUNK]
        known = keys.by_ids(connection, chunk)
        found = {stored.number: stored for stored in contacts.fetch(connection, list(known.values()))}
        stored = [found.get(known.get(each, 0)) or resolve(connection, each) for each in chunk]
        fresh = {each.number: each for each in stored if each.number not in met}
        met |= fresh.keys()
        yield list(fresh.values())


def count(connection: sqlite3.Connection, references: Sequence[str], scope: Scope) -> int:
    """Return how many contacts of a scope references name; raises as `resolve` does."""
    if scope == "live":
        return sum(len(chunk) for chunk in resolve_in_chunks(connection, references))
    if scope == "trash":
        return len({resolve_trashed(connection, each).number for each in references})
    return len({resolve(connection, each, include_deleted=True).number for each in references})


def resolve_trashed(connection: sqlite3.Connection, reference: str) -> Stored:
    """Return the contact in the trash that a reference names."""
    return _the_one(_trashed(connection, reference), reference, "in the trash")


def shortest_prefix(connection: sqlite3.Connection, contact_id: str) -> str:
    """Return the beginning of an id by which no other contact is meant, live or in the trash."""
    for length in range(SHORT_ID, len(contact_id)):
        prefix = contact_id[:length]
        live = keys.by_id_prefix(connection, prefix, "contact")
        if len(live) + len(keys.by_id_prefix(connection, prefix, "trash")) < 2:
            return prefix
    return contact_id


def describe(contact: Contact) -> dict[str, object]:
    """Return what a user needs to tell a contact from others."""
    email = next((email.address for email in contact.emails if email.primary), None)
    return {"id": contact.id, "display_name": contact.display_name, "email": email}


def _the_one(found: list[Stored], reference: str, where: str = "") -> Stored:
    if len(found) == 1:
        return found[0]
    shown = reference[:80]
    if found:
        raise AmbiguousIdError(
            f"{shown!r} names {len(found)} contacts or more",
            field="id",
            value=reference,
            candidates=tuple(describe(contact) for _, contact in found),
        )
    hint = ""
    if len(reference) < MINIMUM_PREFIX:
        hint = f" (an id, {MINIMUM_PREFIX} or more characters of one, an email or @mention_name is needed)"
    raise NotFoundError(
        f"no contact {shown!r}{' ' + where if where else ''}{hint}", field="id", value=reference
    )


def _live(connection: sqlite3.Connection, reference: str) -> list[Stored]:
    if reference.startswith("@"):
        number = keys.by_mention_name(connection, reference[1:].lower())
        return contacts.fetch(connection, [number] if number else [])
    if "@" in reference:
        return contacts.fetch(connection, keys.by_email_key(connection, _email_key(reference)))
    return contacts.fetch(connection, _by_id(connection, reference, "contact"))


def _trashed(connection: sqlite3.Connection, reference: str) -> list[Stored]:
    if "@" in reference:
        return trash.fetch(connection, trash.by_name_or_email(connection, reference.lower()))
    return trash.fetch(connection, _by_id(connection, reference, "trash"))


def _email_key(address: str) -> str:
    from contactsctl.domain.email import key, normalize

    try:
        return key(normalize(address))
    except InvalidDataError:
        return key(address)


def _by_id(connection: sqlite3.Connection, reference: str, table: str) -> list[int]:
    text = reference.strip().lower().removeprefix("urn:uuid:")
    if not MINIMUM_PREFIX <= len(text) <= _ID_LENGTH or not _OF_IDS.issuperset(text):
        return []
    if len(text) == _ID_LENGTH:
        number = keys.by_id(connection, text, table)
        return [number] if number else []
    return keys.by_id_prefix(connection, text, table)

"""The cards that contacts came from: what a contact's row says is kept there alone."""

import sqlite3
from collections.abc import Iterable, Iterator

from contactsctl.domain.contact import Card, Contact
from contactsctl.domain.value import replace
from contactsctl.store.index import Stored

CardRow = tuple[str, str, int]
"""Version, text as `card_text` spares it, revision."""
_INSERT = "INSERT OR REPLACE INTO card (contact, version, text, revision) VALUES (?, ?, ?, ?)"


def row_of(contact: Contact) -> CardRow | None:
    """Return the row of a contact's card."""
    card = contact.card
    if card is None:
        return None
    from contactsctl.store.card_text import spared

    return card.version, spared(card.text, contact), card.revision


def card_of(contact: Contact, row: CardRow) -> Card:
    """Return the card of a row, beside whose contact it was written; raises sqlite3.DataError if damaged."""
    from contactsctl.store.card_text import whole

    version, text, revision = row
    try:
        return Card(version, whole(text, contact), revision)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise sqlite3.DataError(f"malformed: the card of contact {contact.id:.80}: {error}") from error


def insert(connection: sqlite3.Connection, rows: Iterable[tuple[int, CardRow]]) -> None:
    """Keep cards, given by the numbers of their contacts, in place of those they had."""
    connection.executemany(_INSERT, [(number, *row) for number, row in rows])


def put(connection: sqlite3.Connection, number: int, contact: Contact) -> None:
    """Keep the card of a contact, as its row is by now, in place of the one it had."""
    row = row_of(contact)
    if row:
        insert(connection, [(number, row)])
    else:
        connection.execute("DELETE FROM card WHERE contact = ?", (number,))


def follow(connection: sqlite3.Connection, before: Stored, after: Contact) -> None:
    """Bring the text of a contact's card in step with its row, which was changed."""
    found = connection.execute("SELECT text FROM card WHERE contact = ?", (before.number,)).fetchone()
    if found:
        from contactsctl.store.card_text import respelled

        text = respelled(found[0], before.contact, after)
        if text != found[0]:
            connection.execute("UPDATE card SET text = ? WHERE contact = ?", (text, before.number))


def with_cards(connection: sqlite3.Connection, stored: Iterable[Stored]) -> Iterator[Stored]:
    """Yield contacts, live or in the trash, with the cards they came from."""
    for number, contact in stored:
        row = connection.execute(
            "SELECT version, text, revision FROM card WHERE contact = ?", (number,)
        ).fetchone()
        yield Stored(number, replace(contact, card=card_of(contact, row) if row else None))

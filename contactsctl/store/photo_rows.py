"""The bytes of photos, once each, by their SHA-256: they stay while a contact, or an undo, may want them."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from contactsctl.domain.contact import Photo
from contactsctl.domain.value import replace
from contactsctl.store.index import Stored
from contactsctl.store.rows import PhotoRow, encode_photo, photo_row

_INSERT = "INSERT OR IGNORE INTO photo (sha256, media_type, size, data) VALUES (?, ?, ?, ?)"
_OF = "SELECT json_extract(photo, '$.sha256') FROM {} WHERE photo IS NOT NULL"
_UNUSED = f"SELECT sha256 FROM photo EXCEPT {_OF.format('contact')} EXCEPT {_OF.format('trash')}"


def insert(connection: sqlite3.Connection, rows: Sequence[PhotoRow]) -> None:
    """Write the rows of photos that the book has not."""
    connection.executemany(_INSERT, rows)


def put(connection: sqlite3.Connection, photo: Photo | None) -> None:
    """Write the bytes of a photo that has them, where the book has not."""
    if row := photo_row(photo):
        insert(connection, [row])


def has(connection: sqlite3.Connection, photo: Photo) -> bool:
    """Tell whether the book has the bytes of a photo."""
    found = connection.execute(
        "SELECT 1 FROM photo WHERE sha256 = ? AND size = ?", (photo.sha256, photo.size)
    )
    return found.fetchone() is not None


def fetch(connection: sqlite3.Connection, photo: Photo) -> Photo:
    """Return the photo with its bytes, or as it is when the book does not have them."""
    row = connection.execute("SELECT data FROM photo WHERE sha256 = ?", (photo.sha256,)).fetchone()
    return replace(photo, data=row[0]) if row else photo


def with_photos(connection: sqlite3.Connection, stored: Iterable[Stored]) -> Iterator[Stored]:
    """Yield contacts with the bytes of their photos."""
    for number, contact in stored:
        photo = fetch(connection, contact.photo) if contact.photo else None
        yield Stored(number, replace(contact, photo=photo) if photo else contact)


def remove_unused(connection: sqlite3.Connection, photos: Iterable[Photo]) -> None:
    """Delete the bytes of those of some photos that are orphans."""
    unused = {photo.sha256 for photo in photos if not _is_used(connection, photo)}
    connection.executemany(
        "DELETE FROM photo WHERE sha256 = ?", [(key,) for key in _untold(connection, unused)]
    )


def orphans(connection: sqlite3.Connection) -> set[str]:
    """Return the keys of photos that no contact has, live or in the trash, and no event could bring back."""
    return _untold(connection, {key for (key,) in connection.execute(_UNUSED)})


def _is_used(connection: sqlite3.Connection, photo: Photo) -> bool:
    found = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM contact WHERE photo = :photo)"
        " OR EXISTS (SELECT 1 FROM trash WHERE photo = :photo)",
        {"photo": encode_photo(photo)},
    )
    return bool(found.fetchone()[0])


def _untold(connection: sqlite3.Connection, keys: set[str]) -> set[str]:
    """Return those of some keys that no event tells of; all events are looked at once."""
    if not keys:
        return keys
    left = set(keys)
    for (changes,) in connection.execute("SELECT changes FROM event WHERE instr(changes, 'sha256')"):
        left = {key for key in left if key not in changes}
    return left

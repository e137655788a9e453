"""A folder with a file for each contact, as vdirsyncer, pimsync and khard have it."""

import os
import re
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from contactsctl.cli.output.files import write_whole
from contactsctl.domain.contact import Contact
from contactsctl.errors import InvalidFileError

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def write_folder(folder: Path, cards: Iterable[tuple[Contact, bytes]]) -> tuple[int, int]:
    """Write each card to its file; returns how many were written, and how many were there already.

    Names come from UIDs and are safe on any file system; a file is replaced whole; links are not
    followed. Files of other contacts stay.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InvalidFileError(
            f"cannot write {folder}: {reason}", field="output", value=str(folder)
        ) from error
    written = kept = 0
    taken: set[str] = set()
    for contact, card in cards:
        name = _name_of(contact)
        while name.lower() in taken:
            name = f"{name[:-4]}-{contact.id[:8]}.vcf"
        taken.add(name.lower())
        if _holds(folder / name, card):
            kept += 1
        else:
            write_whole(folder / name, [card])
            written += 1
    return written, kept


def _name_of(contact: Contact) -> str:
    uid = contact.uid.removeprefix("urn:uuid:")
    if _SAFE.fullmatch(uid) and not _RESERVED.fullmatch(uid):
        return f"{uid}.vcf"
    return f"{sha256(uid.encode()).hexdigest()[:32]}.vcf"


def _holds(path: Path, card: bytes) -> bool:
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return False
    with os.fdopen(handle, "rb") as stream:
        return stream.read(len(card) + 1) == card

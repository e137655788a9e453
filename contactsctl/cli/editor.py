"""Editing a contact as a commented TOML document in the user's editor."""

import os
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from contactsctl.address_book.contacts import Edited
from contactsctl.cli.session import Session
from contactsctl.domain.changes import Changes
from contactsctl.domain.contact import KINDS, TYPES, Contact
from contactsctl.domain.spelling import canonical
from contactsctl.errors import (
    ConflictError,
    ContactsError,
    InvalidDataError,
    InvalidValueError,
    NotFoundError,
    UsageError,
)
from contactsctl.formats.contact_json import to_json
from contactsctl.formats.json_text import dumps

_TEXTS = (
    "display_name", "name_prefix", "given_name", "middle_name", "family_name", "name_suffix", "nickname",
    "mention_name", "company", "department", "job_title", "type", "kind", "birthday", "notes",
    "avatar_path", "source",
)  # fmt: skip
_LISTS = {
    "emails": ("address", "label", "primary"),
    "phones": ("number", "label", "primary", "extension"),
    "addresses": ("label", "po_box", "extended", "street", "city", "state", "postal_code", "country"),
    "urls": ("url", "label"),
    "dates": ("date", "label"),
}
_HINTS = {
    "type": ", ".join(TYPES),
    "kind": ", ".join(KINDS),
    "birthday": "YYYY-MM-DD, --MM-DD, YYYY-MM or YYYY",
    "mention_name": "unique: a-z, 0-9, '.', '_', '-'",
}
_EMPTY_ITEMS = {
    "emails": 'address = "name@example.org"',
    "phones": 'number = "+14155551234"',
    "addresses": 'street = "1 Main Street"',
    "urls": 'url = "https://example.org"',
    "dates": 'date = "2020-05-31"',
}
_HEAD = """\
# The contact as TOML. Save and leave the editor to change it; leave it as it is to change nothing.
# An empty text clears its field; take a [[...]] block away to remove its item, add one for another.
"""


def edit_in_editor(session: Session, contact: Contact, save: Callable[[Changes], Edited]) -> Edited:
    """Let the user change a contact in the editor and save it; what cannot be saved can be corrected.

    Raises ContactsError when the editor fails or the user gives up: the message names the file in
    which the typed text is kept.
    """
    handle, name = tempfile.mkstemp(prefix="contact-", suffix=".toml")
    path = Path(name)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(document(contact))
    while True:
        _run_editor(session, path, document(contact))
        with _typed_text_kept(session, path):
            try:
                saved = save(changes_from(_read(path), contact))
            except (InvalidDataError, ConflictError, NotFoundError) as error:
                session.note(f"error: {error}")
                if not session.confirm("Edit again?"):
                    raise ContactsError("nothing was changed") from error
                continue
        path.unlink()
        return saved


@contextmanager
def _typed_text_kept(session: Session, path: Path) -> Iterator[None]:
    """Name the file of the typed text in whatever ends the edit: a locked book, a full disk, Ctrl-C."""
    try:
        yield
    except ContactsError as error:
        error.message = f"{error.message}; what you typed is in {path}"
        raise
    except KeyboardInterrupt:
        session.note(f"what you typed is in {path}")
        raise


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidValueError(f"not UTF-8 text at byte {error.start}") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ContactsError(f"the editor left no file: {reason}: nothing was changed") from error


def document(contact: Contact) -> str:
    """Return the commented TOML document of a contact."""
    values = to_json(contact)
    lines = [_HEAD]
    lines += [_text_line(key, values[key]) for key in _TEXTS]
    lines.append(f"is_active = {'true' if contact.is_active else 'false'}")
    lines.append(f"tags = [{', '.join(_string(tag) for tag in contact.tags)}]")
    lines.append("\n[custom_fields]")
    lines += [_custom_line(key, value) for key, value in contact.custom_fields.items()]
    for key, fields in _LISTS.items():
        lines += _list_lines(key, fields, values[key])
    return "\n".join(lines) + "\n"


def _text_line(key: str, value: str | None) -> str:
    line = f"{key} = {_string(value or '', block=key == 'notes')}"
    return f"{line}  # {_HINTS[key]}" if key in _HINTS else line


def _custom_line(key: str, value: Any) -> str:
    if isinstance(value, str):
        return f"{_string(key)} = {_string(value)}"
    if isinstance(value, bool | int | float):
        return f"{_string(key)} = {dumps(value)}"
    return f"# {_string(key)} = {dumps(value)}   (kept; --custom or --patch changes it)"


def _list_lines(key: str, fields: tuple[str, ...], items: list[dict[str, Any]]) -> list[str]:
    lines = []
    for item in items:
        lines.append(f"\n[[{key}]]")
        for field in fields:
            value = item.get(field)
            if isinstance(value, bool):
                lines.append(f"{field} = {dumps(value)}")
            elif value is not None:
                lines.append(f"{field} = {_string(value, block=True)}")
    return lines or [f"\n# [[{key}]]\n# {_EMPTY_ITEMS[key]}"]


def _string(text: str, *, block: bool = False) -> str:
    escaped = "".join(_escaped(character, block) for character in text)
    if block and "\n" in text:
        return f'"""\n{escaped}"""'
    return '"' + escaped.replace("\n", "\\n") + '"'


def _escaped(character: str, block: bool) -> str:
    if character in '"\\':
        return "\\" + character
    if character == "\t" or (character == "\n" and block):
        return character
    if not character.isprintable() and character != "\n":
        return f"\\U{ord(character):08X}"
    return character


def changes_from(text: str, contact: Contact) -> Changes:
    """Return the changes between a contact and the TOML document that a user left.

    Raises InvalidValueError for what is no TOML, UnknownFieldError for keys that no contact has.
    """
    before, after = _parse(document(contact)), _parse(text)
    patch = {key: after.get(key) for key in {*before, *after} if before.get(key) != after.get(key)}
    if "custom_fields" in patch:
        removed = dict.fromkeys(set(before["custom_fields"]) - set(after.get("custom_fields", {})))
        patch["custom_fields"] = {**after.get("custom_fields", {}), **removed}
    return Changes(patch={key: value if value != "" else None for key, value in patch.items()})


def _parse(text: str) -> dict[str, Any]:
    import tomllib

    try:
        return canonical(tomllib.loads(text), patch=True)
    except tomllib.TOMLDecodeError as error:
        raise InvalidValueError(f"not TOML: {error}") from error


def _run_editor(session: Session, path: Path, untouched: str) -> None:
    command = session.settings.editor or "vi"
    # Ctrl-C is the editor's while it runs; a handler, unlike SIG_IGN, is not passed on to it.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        done = subprocess.run([*shlex.split(command), str(path)], check=False)  # noqa: S603 the user's own editor
    except (OSError, ValueError) as error:
        kept = ""
        if path.read_text(encoding="utf-8") == untouched:
            path.unlink()
        else:
            kept = f"; what you typed is in {path}"
        raise UsageError(
            f"cannot run the editor {command!r}: set VISUAL, EDITOR or editor in config.toml{kept}"
        ) from error
    finally:
        signal.signal(signal.SIGINT, before)
    if done.returncode:
        raise ContactsError(
            f"the editor failed (exit {done.returncode}): nothing was changed; what you typed is in {path}"
        )

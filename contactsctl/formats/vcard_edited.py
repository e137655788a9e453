"""A kept card after its contact was edited: a changed field changes its own lines and no other."""

from typing import Any

from contactsctl.domain.checks import Checks
from contactsctl.domain.contact import Contact, Email, Phone
from contactsctl.domain.draft import make_contact
from contactsctl.formats.content_lines import Line, Version
from contactsctl.formats.vcard_decode import decode_lines
from contactsctl.formats.vcard_fields import LISTS, SINGLES, Groups
from contactsctl.formats.vcard_reading import Reading


def edited_lines(contact: Contact, version: Version, lines: list[Line]) -> list[Line]:
    """Return the lines as the contact is now: unchanged ones as they are, changed ones in their places."""
    reading = Reading(version, lines)
    decode_lines(reading)
    before = make_contact(
        {"uid": contact.uid, **reading.draft},
        Checks(lenient=True),
        contact_id=contact.id,
        now=contact.created_at,
    )
    edit = _Edit(reading, version)
    for kind, (fields, encode) in SINGLES.items():
        if any(getattr(contact, field) != getattr(before, field) for field in fields):
            edit.replace(_lines_of(reading, kind, fields), encode(contact, version))
    for key in LISTS:
        edit.replace_items(key, getattr(contact, key))
    return edit.result()


def _lines_of(reading: Reading, kind: str, fields: tuple[str, ...]) -> list[int]:
    return reading.singles.get(kind) or [
        index for field in fields for index in reading.singles.get(field, ())
    ]


class _Edit:
    """Collects what becomes of each line: stays, goes, or gives way to others."""

    def __init__(self, reading: Reading, version: Version) -> None:
        self.reading = reading
        self.version = version
        self.groups = Groups(line.group for line in reading.lines if line.group)
        self.instead: dict[int, list[Line]] = {}
        self.after: dict[int, list[Line]] = {}
        self.at_end: list[Line] = []

    def replace(self, old: list[int], new: list[Line]) -> None:
        for index in old:
            self.instead[index] = []
        if old:
            self.instead[old[0]] = new
        else:
            self.at_end += new

    def replace_items(self, key: str, items: tuple[Any, ...]) -> None:
        left = list(items)
        last: int | None = None
        known = [(item, index) for name, item, index in self.reading.items if name == key]
        for position, (draft, index) in enumerate(known):
            last = index
            item = next((each for each in left if _is_same(key, each, draft)), None)
            if item is None:
                self._drop(index)
                continue
            left.remove(item)
            if not _says_the_same(item, draft, first=position == 0):
                self._rewrite(key, item, index)
        new = [line for item in left for line in LISTS[key](item, self.version, self.groups)]
        if last is None:
            self.at_end += new
        else:
            self.after.setdefault(last, []).extend(new)

    def _drop(self, index: int) -> None:
        self.instead[index] = []
        label = self.reading.label_index(self.reading.lines[index])
        if label is not None:
            self.instead[label] = []

    def _rewrite(self, key: str, item: Any, index: int) -> None:
        self._drop(index)
        old = self.reading.lines[index]
        first, *rest = LISTS[key](item, self.version, self.groups)
        kept = {
            name: values for name, values in dict(old.params).items() if name not in ("TYPE", "PREF", "VALUE")
        }
        params = {**dict(first.params), **kept}
        self.instead[index] = [Line(first.name, first.value, first.group or self._group(old), params), *rest]

    def _group(self, old: Line) -> str | None:
        return old.group if self.reading.label_index(old) is None else None

    def result(self) -> list[Line]:
        lines: list[Line] = []
        for index, line in enumerate(self.reading.lines):
            lines += self.instead.get(index, [line])
            lines += self.after.get(index, [])
        return lines + self.at_end


def _is_same(key: str, item: Any, draft: dict[str, Any]) -> bool:
    if isinstance(item, Email):
        return item.address.lower() == str(draft["address"]).lower()
    if isinstance(item, Phone):
        extension = draft.get("extension")
        return draft["number"] in (item.raw, item.number) and extension in (None, item.extension)
    fields = [name for name in item.__slots__ if name != "label"]
    if key == "dates":
        return bool(item.date == draft["date"] and item.label == draft.get("label"))
    return all(getattr(item, name) == draft.get(name) for name in fields)


def _says_the_same(item: Any, draft: dict[str, Any], *, first: bool) -> bool:
    if item.label != draft.get("label"):
        return False
    if isinstance(item, Email | Phone) and item.primary != draft.get("primary", False):
        return first and item.primary  # the first is primary where none is marked
    return True

"""The lines of a kept card after its contact was edited: a changed field changes its own lines alone."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from contactsctl.domain.checks import Checks
from contactsctl.domain.contact import Address, Contact, Phone
from contactsctl.domain.draft import make_contact
from contactsctl.domain.value import replace
from contactsctl.formats.content_lines import Groups, Line, Version, escape, split_escaped, with_params
from contactsctl.formats.vcard_decode import ADDRESS_PARTS, decode_lines, system_tags
from contactsctl.formats.vcard_fields import LISTS, SINGLES
from contactsctl.formats.vcard_labels import types_for, with_preference, with_types, write_apple_label
from contactsctl.formats.vcard_reading import Reading

_STRUCTURED = {"names", "organization"}
_OF_THE_VALUE = ("VALUE", "X-APPLE-OMIT-YEAR", "CALSCALE", "LABEL", "GEO", "TZ", "SORT-AS")
"""Parameters that describe a value: they go with it."""
_RELABELLED = {"EMAIL", "TEL", "ADR", "URL", "X-ABDATE"}


def edited_lines(contact: Contact, version: Version, lines: list[Line]) -> list[Line]:
    """Return the lines as the contact is now: unchanged ones as they are, changed ones in their places.

    What is unchanged is told by the contact that the lines make, under the rules of every contact.
    """
    reading = Reading(version, lines)
    decode_lines(reading)
    before = _contact_of({"uid": contact.uid, **reading.draft}, contact)
    edit = _Edit(reading, version)
    for kind, (fields, encode) in SINGLES.items():
        same = [getattr(contact, field) == getattr(before, field) for field in fields]
        if not all(same):
            edit.replace(kind, fields, encode(contact, version), same)
    for key in LISTS:
        edit.replace_items(key, getattr(contact, key), _lines_of(key, reading, before))
    return _with_kind(edit.result(), contact, version)


def _contact_of(draft: dict[str, Any], like: Contact) -> Contact:
    return make_contact(draft, Checks(lenient=True), contact_id=like.id, now=like.created_at)


def _with_kind(lines: list[Line], contact: Contact, version: Version) -> list[Line]:
    """Return the lines with one that says the kind, where a reader would take it for another."""
    if not any(line.key == "FN" and line.value.strip() for line in lines):
        lines = [Line("FN", escape(contact.display_name)), *lines]
    again = Reading(version, lines)
    decode_lines(again)
    if "kind" in again.singles or again.draft.get("kind", "individual") == contact.kind:
        return lines
    return lines + SINGLES["kind"][1](contact, version)


class _Said(NamedTuple):
    """The line that an item of a list came from, and the lines that repeat it; `item` as the card says it."""

    line: int
    item: Any
    repeats: list[int]


def _lines_of(key: str, reading: Reading, before: Contact) -> list[_Said]:
    """Return the lines of a list's items, in order."""
    known = [(draft, index) for name, draft, index in reading.items if name == key]
    items = list(getattr(before, key))
    if len(items) == len(known):
        return [_Said(index, item, []) for (_, index), item in zip(known, items, strict=True)]
    lines: list[_Said] = []
    for draft, index in known:
        alone = getattr(_contact_of({"display_name": "-", key: [draft]}, before), key)
        found = next((item for item in items if alone and _is_same(item, alone[0])), None)
        first = next((said for said in lines if said.item is found), None)
        if first:
            first.repeats.append(index)
        elif found is not None:
            lines.append(_Said(index, found, []))
    return lines


def _is_same(one: Any, other: Any) -> bool:
    """Tell whether two items have the same value, whatever their labels."""
    if isinstance(one, Phone):
        if (one.number, one.extension) == (other.number, other.extension):
            return True
        return one.raw is not None and one.raw == other.raw and other.extension in (None, one.extension)
    ignored = {"label", "primary", "valid"}
    return all(getattr(one, name) == getattr(other, name) for name in one.__slots__ if name not in ignored)


def _aligned(items: list[Any], lines: list[_Said]) -> Iterator[tuple[Any, _Said | None]]:
    """Yield items with the lines that they stand in, in order: None for a line to add, or an item that went.

    An item with a new value takes the place of the one that stood between the same neighbours.
    """
    matches = _matches(items, lines)
    if [at for _, at in matches] != sorted(at for _, at in matches):
        matched = {at for _, at in matches}
        yield from ((items[at], lines[position]) for position, at in matches)
        unmatched = [line for line in lines if line not in [lines[position] for position, _ in matches]]
        yield from ((None, line) for line in unmatched)
        yield from ((item, None) for at, item in enumerate(items) if at not in matched)
        return
    line_start = item_start = 0
    for position, at in [*matches, (len(lines), len(items))]:
        yield from _gap(items[item_start:at], lines[line_start:position])
        if position < len(lines):
            yield items[at], lines[position]
        line_start, item_start = position + 1, at + 1


def _gap(items: list[Any], lines: list[_Said]) -> Iterator[tuple[Any, _Said | None]]:
    common = min(len(items), len(lines))
    yield from zip(items[:common], lines[:common], strict=True)
    yield from ((None, line) for line in lines[common:])
    yield from ((item, None) for item in items[common:])


def _matches(items: list[Any], lines: list[_Said]) -> list[tuple[int, int]]:
    """Return positions of lines and of the items that have their values, those in the same place first."""
    pairs = zip(items, lines, strict=False)
    matches = {at: at for at, (item, said) in enumerate(pairs) if _is_same(item, said.item)}
    free = {at: item for at, item in enumerate(items) if at not in matches}
    for position, said in enumerate(lines):
        if position not in matches:
            same = [
                (item.label != said.item.label, at) for at, item in free.items() if _is_same(item, said.item)
            ]
            if same:
                matches[position] = min(same)[1]
                del free[matches[position]]
    return sorted(matches.items())


class _Edit:
    """Collects what becomes of each line: stays, goes, or gives way to others."""

    def __init__(self, reading: Reading, version: Version) -> None:
        self.reading = reading
        self.version = version
        self.groups = Groups(line.group for line in reading.lines if line.group)
        self.members = Counter(line.group.lower() for line in reading.lines if line.group)
        self.labelled = Counter(
            line.group.lower() for line in reading.lines if line.group and line.key in _RELABELLED
        )
        self.instead: dict[int, list[Line]] = {}
        self.before: dict[int, list[Line]] = {}
        self.after: dict[int, list[Line]] = {}
        self.at_end: list[Line] = []

    def replace(self, kind: str, fields: tuple[str, ...], new: list[Line], same: list[bool]) -> None:
        """Put the new lines of a field in the place of its old ones; what of a line is unchanged stays."""
        singles = self.reading.singles
        old = singles.get(kind) or [index for field in fields for index in singles.get(field, ())]
        lines = [self.reading.lines[index] for index in old]
        if kind == "tags":
            new = _with_system_tags(new, lines)
        if lines and new and kind != "photo" and lines[0].key == new[0].key:
            value = _merged(lines[0].value, new[0].value, same) if kind in _STRUCTURED else new[0].value
            new = [_with_value(lines[0], new[0], value), *new[1:]]
        self.instead |= {index: [] for index in old}
        if old:
            self.instead[old[0]] = new
        else:
            self.at_end += new

    def replace_items(self, key: str, items: tuple[Any, ...], lines: list[_Said]) -> None:
        """Bring the lines of a list in step with its items."""
        last: int | None = None
        for item, said in _aligned(list(items), lines):
            if said is None:
                new = LISTS[key](item, self.version, self.groups)
                self._place(last, lines).extend(new)
                continue
            label = self.reading.label_index(self.reading.lines[said.line])
            last = label if label == said.line + 1 else said.line
            if item is None or not _is_same(item, said.item):
                for index in said.repeats:
                    self._drop(index)
            if item is None:
                self._drop(said.line)
            else:
                self._rewrite(key, item, said)

    def _place(self, last: int | None, lines: list[_Said]) -> list[Line]:
        """Return where lines go that stand after the `last` of a list, or before its first."""
        if last is not None:
            return self.after.setdefault(last, [])
        return self.before.setdefault(lines[0].line, []) if lines else self.at_end

    def _drop(self, index: int) -> None:
        self.instead[index] = []
        line = self.reading.lines[index]
        label = self.reading.label_index(line)
        if label is not None and line.group and self.labelled[line.group.lower()] <= 1:
            self.instead[label] = []

    def _rewrite(self, key: str, item: Any, said: _Said) -> None:
        line = old = self.reading.lines[said.line]
        relabelled = item.label != said.item.label
        if old.key == "X-ANDROID-CUSTOM" or (relabelled and old.key not in _RELABELLED):
            if item != said.item:
                self._drop(said.line)
                self.instead[said.line] = LISTS[key](item, self.version, self.groups)
            return
        if not _is_same(item, said.item):
            line = _with_new_value(key, line, item, said.item, self.version)
        if getattr(item, "primary", False) != getattr(said.item, "primary", False):
            line = with_preference(line, item.primary, self.version)
        new = self._relabelled(key, line, item.label) if relabelled else [line]
        if new != [old]:
            self.instead[said.line] = new

    def _relabelled(self, key: str, line: Line, label: str | None) -> list[Line]:
        types = None if key == "dates" and label else types_for(label)
        at = self.reading.label_index(line)
        line = with_types(line, types or (), self.version)
        if types is not None:
            if at is not None and line.group:
                self.instead[at] = []
                alone = self.members[line.group.lower()] <= 2
                line = line._replace(group=None) if alone else line
            return [line]
        text = escape(write_apple_label(label or ""))
        if at is not None:
            self.instead[at] = [self.reading.lines[at]._replace(value=text, source=None)]
            return [line]
        group = line.group or self.groups.new()
        return [line._replace(group=group), Line("X-ABLabel", text, group)]

    def result(self) -> list[Line]:
        lines: list[Line] = []
        for index, line in enumerate(self.reading.lines):
            lines += self.before.get(index, [])
            lines += self.instead.get(index, [line])
            lines += self.after.get(index, [])
        return lines + self.at_end


def _with_value(old: Line, new: Line, value: str) -> Line:
    changes = {name: new.params.get(name) for name in _OF_THE_VALUE}
    return with_params(old._replace(value=value), changes)


def _with_new_value(key: str, line: Line, item: Any, was: Any, version: Version) -> Line:
    bare = replace(item, label=None, primary=False) if hasattr(item, "primary") else replace(item, label=None)
    new = LISTS[key](bare, version, Groups())[0]
    value = new.value
    if isinstance(item, Address):
        same = [getattr(item, part) == getattr(was, part) for part in ADDRESS_PARTS]
        value = _merged(line.value, value, same)
    return _with_value(line, new, value)


def _merged(old: str, new: str, same: list[bool]) -> str:
    """Return a structured value with the parts of the old one that are the same; the last takes the rest."""
    olds, news = split_escaped(old, ";"), split_escaped(new, ";")
    last = len(same) - 1
    parts: list[str] = []
    for position, unchanged in enumerate(same):
        source = olds if unchanged else news
        parts += source[position:] if position == last else (source[position : position + 1] or [""])
    return ";".join(parts + [""] * (len(news) - len(parts)))


def _with_system_tags(new: list[Line], old: list[Line]) -> list[Line]:
    """Return the CATEGORIES with the tags of the system that wrote the card, which are no tags of ours."""
    kept = [tag for line in old for tag in system_tags(line)]
    if not kept:
        return new
    return [Line("CATEGORIES", ",".join([*(line.value for line in new), *kept]))]

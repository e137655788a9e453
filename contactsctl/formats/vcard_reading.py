"""What a card says, and from which of its lines each value came."""

from typing import Any

from contactsctl.domain.contact import Property
from contactsctl.domain.record import Draft, Problem
from contactsctl.formats.content_lines import Line, Version
from contactsctl.formats.vcard_labels import ABLABEL, read_apple_label

KNOWN, OTHER, PHOTO, CONSUMED = "known", "other", "photo", "consumed"


class Reading:
    """The lines of a card and the draft they make.

    `kinds` says of each line whether the draft holds it; a consumed one is not kept with the card. `singles`
    are the lines behind a field, `items` those behind an item of a list: field, item, line.
    """

    __slots__ = (
        "dates", "draft", "items", "kinds", "labels", "lines", "members", "notes", "preferred", "problems",
        "singles", "version",
    )  # fmt: skip

    def __init__(self, version: Version, lines: list[Line]) -> None:
        self.version, self.lines = version, lines
        self.draft: Draft = {}
        self.kinds = [OTHER] * len(lines)
        self.singles: dict[str, list[int]] = {}
        self.items: list[tuple[str, dict[str, Any], int]] = []
        self.labels: dict[str, tuple[int, str | None]] = {}
        self.problems: list[Problem] = []
        self.members: list[str] = []
        self.notes: list[str] = []
        self.dates: set[tuple[str, str | None]] = set()
        self.preferred: dict[str, tuple[int, dict[str, Any]]] = {}
        for index, line in enumerate(lines):
            if line.group and line.key == "X-ABLABEL":
                self.labels[line.group.lower()] = (index, read_apple_label(line.value))

    def apple_label(self, line: Line) -> str | None:
        """Return the X-ABLabel of a line's group, which is known by that, or of its parameters."""
        found = self.labels.get(line.group.lower()) if line.group else None
        if found is None:
            said = line.params.get(ABLABEL)
            return read_apple_label(said[0]) if said else None
        self.kinds[found[0]] = KNOWN
        return found[1]

    def label_index(self, line: Line) -> int | None:
        """Return where the X-ABLabel of a line's group stands."""
        found = self.labels.get(line.group.lower()) if line.group else None
        return found[0] if found else None

    def single(self, name: str, value: object, index: int) -> None:
        """Note a field's value; a value of None only notes its line."""
        if value is not None:
            self.draft[name] = value
        self.singles.setdefault(name, []).append(index)
        self.kinds[index] = KNOWN

    def item(self, name: str, item: dict[str, Any], index: int) -> None:
        """Note an item of a list."""
        self.draft.setdefault(name, []).append(item)
        self.items.append((name, item, index))
        self.kinds[index] = KNOWN

    def is_most_preferred(self, name: str, rank: int | None, item: dict[str, Any]) -> bool:
        """Return whether an item is primary so far, in the place of the one that was."""
        if rank is None:
            return False
        best, before = self.preferred.get(name, (rank + 1, item))
        if rank >= best:
            return False
        before["primary"] = False
        self.preferred[name] = rank, item
        return True

    def warn(self, line: Line, field_name: str | None, code: str, message: str) -> None:
        self.problems.append(Problem(line.number or None, field_name, code, message))

    def others(self) -> list[Property]:
        """Return the lines that the draft does not hold."""
        if OTHER not in self.kinds:
            return []
        return [
            Property(line.name, line.value, line.group, dict(line.params))
            for kind, line in zip(self.kinds, self.lines, strict=True)
            if kind == OTHER
        ]

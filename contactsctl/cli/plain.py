"""Reads a plain command line: one that leaves no doubt what is meant, without Typer.

Loading Typer takes longer than all the rest of a lookup. Whatever is not plain (a mistake, `--help`, a
value that begins with a hyphen) is not read here but left to Typer, which understands what is read here in
the same way; a test holds the two to each other.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from contactsctl.cli.parameters import Taken, group_of
from contactsctl.cli.table import RootOptions, app_of
from contactsctl.cli.tree import Command

_DIGITS = 9
"""Of a number that is plain."""


class Line:
    """A command line that was read: the options before the command, the command, its values by name."""

    __slots__ = ("command", "root", "values")

    def __init__(self, root: RootOptions, command: Command, values: dict[str, Any]) -> None:
        self.root, self.command, self.values = root, command, values


class _NotPlainError(Exception):
    """Typer has to say what is meant, or what is wrong."""


def read(arguments: Sequence[str]) -> Line | None:
    """Return what a command line means; None where that is not plain."""
    try:
        root, words = _options_before(arguments)
        command, words = _command(words)
        return Line(root, command, _values(words, command.parameters))
    except _NotPlainError:
        return None


def _options_before(arguments: Sequence[str]) -> tuple[RootOptions, Sequence[str]]:
    reading = _Reading(group_of(RootOptions) or ())
    place = 0
    while arguments[place : place + 1] and arguments[place].startswith("-"):
        place = reading.option(arguments, place)
    return RootOptions(**reading.values), arguments[place:]


def _command(words: Sequence[str]) -> tuple[Command, Sequence[str]]:
    app = None if "--help" in words else app_of(words[0] if words else "")
    if app is None:
        raise _NotPlainError
    if not app.is_noun:
        return app.only, words[1:]
    if words[1:2] and words[1] in app.commands:
        return app.commands[words[1]], words[2:]
    raise _NotPlainError


def _values(words: Sequence[str], taken: Sequence[Taken]) -> dict[str, Any]:
    reading = _Reading(each for each in taken if each.parameter.names)
    given: list[str] = []
    place = 0
    while place < len(words):
        word = words[place]
        if word == "--":
            given += words[place + 1 :]
            break
        if word.startswith("-") and word != "-":
            place = reading.option(words, place)
        else:
            given.append(word)
            place += 1
    values = {each.name: each.default for each in taken} | reading.values
    values |= _arguments(given, [each for each in taken if not each.parameter.names])
    if any(values[each.name] is each.default and each.is_required for each in taken):
        raise _NotPlainError
    return values


class _Reading:
    """The options read so far, by the names of their parameters."""

    def __init__(self, taken: Iterable[Taken]) -> None:
        self.values: dict[str, Any] = {}
        self._by_name = {name: (each, side) for each in taken for name, side in each.parameter.spellings}

    def option(self, words: Sequence[str], place: int) -> int:
        """Read the option at a place, with its value; returns the place after it."""
        name, equals, value = words[place].partition("=")
        if name not in self._by_name or (equals and not name.startswith("--")):
            raise _NotPlainError
        taken, side = self._by_name[name]
        kind = taken.one
        if kind is bool:
            if equals:
                raise _NotPlainError
            self.values[taken.name] = side
            return place + 1
        if not equals:
            place += 1
            if place == len(words) or (words[place].startswith("-") and words[place] != "-"):
                raise _NotPlainError
            value = words[place]
        if kind == list[str]:
            self.values.setdefault(taken.name, []).append(value)
        else:
            self.values[taken.name] = _converted(value, taken)
        return place + 1


def _arguments(given: list[str], taken: list[Taken]) -> dict[str, Any]:
    """Return the values of arguments; one of them may take as many as there are."""
    many = [place for place, each in enumerate(taken) if each.one == list[str]]
    spare = len(given) - len(taken)
    if many:
        (place,) = many
        if spare < -1:
            raise _NotPlainError
        end = place + spare + 1
        values: dict[str, Any] = {taken[place].name: given[place:end]} if end > place else {}
        singles, left = taken[:place] + taken[place + 1 :], given[:place] + given[end:]
    elif spare > 0:
        raise _NotPlainError
    else:
        values, singles, left = {}, taken, given
    for each, value in zip(singles, left, strict=False):
        values[each.name] = _converted(value, each)
    return values


def _converted(value: str, taken: Taken) -> Any:
    kind = taken.one
    if kind is str or value in taken.choices:
        return value
    digits = value.replace(".", "", 1) if kind is float else value
    if kind in (int, float) and digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS:
        least, most = taken.parameter.at_least, taken.parameter.at_most
        number = kind(value)
        if (least is None or least <= number) and (most is None or number <= most):
            return number
    raise _NotPlainError

"""The quick reader of command lines: it means what Typer means, and reads what people usually type."""

import inspect
import shlex
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contactsctl.cli import plain, typer_tree
from contactsctl.cli.parameters import Taken, group_of
from contactsctl.cli.session import Session
from contactsctl.cli.status import MisusedError
from contactsctl.cli.table import TABLE, RootOptions, app_of
from contactsctl.cli.tree import App, Command

WORDS = [
    "",
    "-",
    "--",
    "-x",
    "-5",
    "0",
    "3",
    " 7",
    "1_000",
    "9999999999",
    "a",
    "ana",
    "ä b",
    "a=b",
    "--json",
    "@ana",
]


def commands() -> Iterator[tuple[list[str], Command]]:
    for name in TABLE:
        app = app_of(name)
        assert isinstance(app, App)
        if app.is_noun:
            yield from (([name, verb], command) for verb, command in app.commands.items())
        else:
            yield [name], app.only


COMMANDS = list(commands())
ROOT = group_of(RootOptions) or []


def lines(command: Command) -> Iterator[list[str]]:
    for line in inspect.cleandoc(command.examples).splitlines():
        words = shlex.split(line.replace(" && ", " ; "))
        ends = [place for place, word in enumerate(words) if word in ("|", ">", ">>", "<", ";")]
        if words[:1] == ["contactsctl"] and "--dismiss" not in words:  # a pair of values is left to Typer
            yield words[1 : min([*ends, len(words)])]


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    path, command = draw(st.sampled_from(COMMANDS))
    before = [draw(words_of(each)) for each in draw(st.lists(st.sampled_from(ROOT), max_size=2))]
    words = [
        draw(st.one_of(words_of(each), st.sampled_from(WORDS).map(lambda word: [word])))
        for each in draw(st.lists(st.sampled_from(command.parameters or ROOT), max_size=5))
    ]
    return [*chain.from_iterable(before), *path, *chain.from_iterable(words)]


def words_of(taken: Taken) -> st.SearchStrategy[list[str]]:
    """The words of a parameter, right ones mostly."""
    values = st.sampled_from([*taken.choices, *WORDS])
    if not taken.parameter.names:
        return values.map(lambda value: [value])
    names = st.sampled_from([name for name, _ in taken.parameter.spellings])
    if taken.one is bool:
        return names.map(lambda name: [name])
    joined = st.tuples(names, values).map(lambda pair: [f"{pair[0]}={pair[1]}"])
    return st.one_of(st.tuples(names, values).map(list), joined)


class Typed(Exception):
    """Stands for the run of a command: what it was called with."""


def by_typer(monkeypatch: pytest.MonkeyPatch, words: list[str]) -> tuple[Any, ...]:
    """What a command line means to Typer: the options before the command, the command, its values."""

    def begin(root: RootOptions, *, as_json: bool) -> RootOptions:
        return root

    def run(self: Command, session: Any, values: dict[str, Any]) -> None:
        raise Typed(vars(session), self, values)

    monkeypatch.setattr(Session, "begin", begin)
    monkeypatch.setattr(Command, "run", run)
    try:
        return ("nothing", typer_tree.run(words, as_json=False))
    except Typed as typed:
        return typed.args
    except MisusedError as error:
        return ("misused", error.message)


def by_us(words: list[str]) -> tuple[Any, ...] | None:
    line = plain.read(words)
    return line and (
        {**dict.fromkeys(("db", "book", "identity")), "no_input": False, **vars(line.root)},
        line.command,
        line.values,
    )


@settings(max_examples=600, deadline=None)
@given(command_lines())
def test_a_line_that_is_read_means_what_it_means_to_typer(words: list[str]) -> None:
    """Whatever the quick reader takes, Typer takes in the same way; what it does not take is Typer's."""
    found = by_us(words)
    if found is not None:
        with pytest.MonkeyPatch.context() as monkeypatch:
            assert by_typer(monkeypatch, words) == found


@pytest.mark.parametrize("path, command", COMMANDS, ids=[" ".join(path) for path, _ in COMMANDS])
def test_the_examples_of_help_pages_are_plain(
    path: list[str], command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a help page shows is read without Typer, and means the same to it."""
    for words in lines(command):
        found = by_us(words)
        with monkeypatch.context() as patched:
            assert (words, found) == (words, by_typer(patched, words))


@pytest.mark.parametrize(
    "words",
    ["", "--help", "--version", "list --help", "list --shoe", "lisst", "tag", "tag vip", "show --json=yes",
     "list --limit x", "list --limit -1", "list --limit", "list --format pdf", "list more", "tag rename old",
     "tag create", "list -qana", "rm -yn a@b.cd", "list --where -x", "-- list", "list --sort=age", "list -q", "duplicates --dismiss a b"],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_typer(words: str) -> None:
    """Mistakes, help pages and short options in one word are not read."""
    assert plain.read(words.split()) is None

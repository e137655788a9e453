"""What a command takes, told once: its options and arguments, one by one or in groups.

They are annotations: `email: Annotated[str | None, option("--email", help="Exactly this.")] = None`. Two
readers of command lines know them: `plain.py`, which is quick, and Typer (`typer_tree.py`), which knows
every case and writes the help pages.
"""

from collections.abc import Callable
from types import NoneType
from typing import Any, Literal, TypeVar, dataclass_transform, get_args, get_origin


class Parameter:
    """An option, or an argument when it has no names; numbers from `at_least` to `at_most`.

    A name is `--name`, `-n`, or `--yes/--no` for a flag with two sides; `panel` a section of the help page.
    """

    __slots__ = ("at_least", "at_most", "help", "metavar", "names", "panel", "show_default")

    def __init__(
        self,
        names: tuple[str, ...],
        help: str,  # noqa: A002 the field's word
        metavar: str | None,
        panel: str | None = None,
        at_least: int | None = None,
        at_most: int | None = None,
        show_default: bool = True,
    ) -> None:
        self.names, self.help, self.metavar, self.panel = names, help, metavar, panel
        self.at_least, self.at_most, self.show_default = at_least, at_most, show_default

    @property
    def spellings(self) -> list[tuple[str, bool]]:
        """Every name by itself, and whether it says yes: the second of `--yes/--no` does not."""
        return [pair for names in self.names for pair in zip(names.split("/"), (True, False), strict=False)]


class Taken:
    """A parameter as a function takes it: under a name, as a kind (`list[str] | None`), with a default."""

    __slots__ = ("default", "kind", "name", "parameter")

    def __init__(self, name: str, annotation: Any, default: Any) -> None:
        self.name, self.default = name, default
        self.kind: Any = annotation.__origin__
        self.parameter: Parameter = annotation.__metadata__[0]

    @property
    def is_required(self) -> bool:
        return self.default is REQUIRED

    @property
    def one(self) -> Any:
        """The kind of a value that is given: T of `T | None`."""
        parts = get_args(self.kind)
        left = [each for each in parts if each is not NoneType]
        return left[0] if len(left) == 1 and len(parts) == 2 else self.kind

    @property
    def choices(self) -> tuple[str, ...]:
        """The values that there are to choose from; none when any is good."""
        return get_args(self.one) if get_origin(self.one) is Literal else ()


REQUIRED: Any = object()
"""The default of what must be given."""


def option(
    *names: str,
    help: str,  # noqa: A002
    metavar: str | None = None,
    panel: str | None = None,
    at_least: int | None = None,
    at_most: int | None = None,
) -> Any:
    """Return an option, for an annotation."""
    return Parameter(names, help, metavar, panel, at_least, at_most)


def argument(
    *,
    metavar: str,
    help: str,  # noqa: A002
    at_least: int | None = None,
    show_default: bool = True,
) -> Any:
    """Return an argument, for an annotation."""
    return Parameter((), help, metavar, at_least=at_least, show_default=show_default)


Kind = TypeVar("Kind", bound=type[Any])
_GROUPS: dict[type[Any], list[Taken]] = {}


@dataclass_transform(kw_only_default=True)
def options(kind: Kind) -> Kind:
    """Make a class a group of options: its annotations are options, its attributes their defaults.

    A class that derives from a group has the options of both; an annotation without an option takes one away.
    """

    def set_values(self: Any, **values: Any) -> None:
        self.__dict__.update(values)

    kind.__init__ = set_values
    taken = {each.name: each for base in kind.__mro__[1:] for each in _GROUPS.get(base, ())}
    for name, annotation in kind.__annotations__.items():
        taken.pop(name, None)
        if hasattr(annotation, "__metadata__"):
            taken[name] = Taken(name, annotation, getattr(kind, name))
    _GROUPS[kind] = list(taken.values())
    return kind


def group_of(kind: Any) -> list[Taken] | None:
    """Return what a class of options takes; None for any other class."""
    return _GROUPS.get(kind) if isinstance(kind, type) else None


def taken_by(function: Callable[..., Any]) -> list[Taken]:
    """Return the options and arguments that a function takes by itself, in their order."""
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    given = function.__defaults__ or ()
    defaults = {
        **dict(zip(names[len(names) - len(given) :], given, strict=True)),
        **(function.__kwdefaults__ or {}),
    }
    return [
        Taken(name, annotation, defaults.get(name, REQUIRED))
        for name, annotation in function.__annotations__.items()
        if hasattr(annotation, "__metadata__")
    ]

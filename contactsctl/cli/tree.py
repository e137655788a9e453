"""How commands are declared: a function with annotated parameters, in the app of its module."""

from collections.abc import Callable
from typing import Any, TypeVar

from contactsctl.cli.parameters import Taken, group_of, taken_by
from contactsctl.cli.session import Session

Function = TypeVar("Function", bound=Callable[..., Any])


class Command:
    """A function that a command line calls; `examples` end its help page.

    It may take the session of the run, groups of options, options and arguments.
    """

    def __init__(self, name: str, function: Callable[..., Any], examples: str) -> None:
        self.name, self.function, self.examples = name, function, examples
        self._groups: dict[str, Any] = {}
        self._session: str | None = None
        self.parameters: list[Taken] = []
        own = {each.name: each for each in taken_by(function)}
        for name_, kind in function.__annotations__.items():
            group = group_of(kind)
            if group is not None:
                self._groups[name_] = kind
                self.parameters += group
            elif kind is Session:
                self._session = name_
            elif name_ in own:
                self.parameters.append(own[name_])

    @property
    def summary(self) -> str:
        """The first sentence of its docstring."""
        text = " ".join((self.function.__doc__ or "").split("\n\n")[0].split())
        return text.partition(". ")[0].removesuffix(".")

    def run(self, session: Session, values: dict[str, Any]) -> None:
        """Call the function with the values of its parameters, by their names."""
        own = dict(values)
        for name, kind in self._groups.items():
            own[name] = kind(**{each.name: own.pop(each.name) for each in group_of(kind) or ()})
        if self._session:
            own[self._session] = session
        self.function(**own)


class App:
    """The commands of a module: one, or those of a noun, which `about` describes in its docstring."""

    def __init__(self) -> None:
        self.commands: dict[str, Command] = {}
        self.about: str | None = None

    def describe(self, function: Function) -> Function:
        """Take a function's docstring for the help page of a noun."""
        self.about = function.__doc__
        return function

    @property
    def is_noun(self) -> bool:
        return self.about is not None

    @property
    def only(self) -> Command:
        """The command of an app that is no noun."""
        (found,) = self.commands.values()
        return found


def command(app: App, name: str, *, examples: str = "") -> Callable[[Function], Function]:
    """Make a function a command of an app."""

    def register(function: Function) -> Function:
        app.commands[name] = Command(name, function, examples)
        return function

    return register

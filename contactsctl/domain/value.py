"""Frozen values that are cheap to define: what a dataclass is, without loading `dataclasses`.

That module and what it imports take a tenth of a short command, and each class that it makes compiles six
methods. Here the methods are shared; `__init__` is made with a class's first value.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast, dataclass_transform


class Field:
    """A field of a value: its default, or what makes one; whether it is compared, and shown."""

    __slots__ = ("compare", "default", "factory", "name", "repr")

    def __init__(
        self, name: str, default: Any, factory: Callable[[], Any] | None, *, repr_: bool, compare: bool
    ) -> None:
        self.name, self.default, self.factory = name, default, factory
        self.repr, self.compare = repr_, compare


_MISSING: Any = object()


def field(
    *,
    default: Any = _MISSING,
    default_factory: Callable[[], Any] | None = None,
    repr: bool = True,  # noqa: A002 the name that dataclass_transform knows
    compare: bool = True,
) -> Any:
    """Return what a field of a class stands for when it has more to say than its default."""
    return Field("", default, default_factory, repr_=repr, compare=compare)


class Value:
    """Compared, hashed and shown by its fields; refuses to change."""

    __slots__: tuple[str, ...] = ()
    __fields__: ClassVar[tuple[Field, ...]]
    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, Any]]

    def __init__(self, *values: Any, **named: Any) -> None:
        kind = type(self)
        kind.__init__ = _initializer(kind)  # type: ignore[method-assign]
        kind.__init__(self, *values, **named)

    def __setattr__(self, name: str, _value: object) -> None:
        raise AttributeError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        compared = _compared(self.__class__)
        return bool(compared(self) == compared(other))

    def __hash__(self) -> int:
        return hash(_compared(self.__class__)(self))

    def __repr__(self) -> str:
        shown = (f"{each.name}={getattr(self, each.name)!r}" for each in self.__fields__ if each.repr)
        return f"{self.__class__.__qualname__}({', '.join(shown)})"


Kind = TypeVar("Kind", bound=type[Value])
_OF_NO_SLOTS = ("__dict__", "__weakref__")
_COMPARED: dict[type[Value], Callable[[Value], Any]] = {}
_BY_NAME: set[type[Value]] = set()
"""The classes whose fields are given by name alone."""


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(*, kw_only: bool = False) -> Callable[[Kind], Kind]:
    """Make the fields of a class from its annotations, as slots; a class of values derives from Value."""

    def made(kind: Kind) -> Kind:
        namespace = {name: each for name, each in vars(kind).items() if name not in _OF_NO_SLOTS}
        found = tuple(_field(name, namespace.pop(name, _MISSING)) for name in kind.__annotations__)
        namespace |= {"__fields__": found, "__slots__": tuple(each.name for each in found)}
        slotted: Any = type(kind.__name__, kind.__bases__, namespace)
        slotted.__qualname__ = kind.__qualname__
        if kw_only:
            _BY_NAME.add(slotted)
        return cast(Kind, slotted)

    return made


def _field(name: str, told: Any) -> Field:
    found = told if isinstance(told, Field) else Field(name, told, None, repr_=True, compare=True)
    found.name = name
    return found


def _initializer(kind: type[Value]) -> Callable[..., None]:
    """Return `__init__`, compiled for the class: a value is made for every line of a large file."""
    known: dict[str, Any] = {"_MISSING": _MISSING}
    parameters, lines = ["self", "*"] if kind in _BY_NAME else ["self"], []
    for each in kind.__fields__:
        name = each.name
        known[f"_set_{name}"], known[f"_default_{name}"] = vars(kind)[name].__set__, each.default
        given = name
        if each.factory:
            known[f"_make_{name}"], known[f"_default_{name}"] = each.factory, _MISSING
            given = f"_make_{name}() if {name} is _MISSING else {name}"
        has_default = each.factory is not None or each.default is not _MISSING
        parameters.append(f"{name}=_default_{name}" if has_default else name)
        lines.append(f"    _set_{name}(self, {given})")
    exec(f"def __init__({', '.join(parameters)}):\n" + "\n".join(lines), known)  # noqa: S102 names of fields
    initializer: Callable[..., None] = known["__init__"]
    initializer.__qualname__ = f"{kind.__qualname__}.__init__"
    return initializer


def _compared(kind: type[Value]) -> Callable[[Value], Any]:
    if kind not in _COMPARED:
        _COMPARED[kind] = attrgetter(*(each.name for each in kind.__fields__ if each.compare))
    return _COMPARED[kind]


if TYPE_CHECKING:
    from dataclasses import replace as replace  # noqa: PLC0414 for those who import it from here
else:

    def replace(value: Value, /, **changes: Any) -> Value:
        """Return a value with other values in some fields."""
        kind = value.__class__
        return kind(**{**as_dict(value), **changes})


def as_dict(value: Value) -> dict[str, Any]:
    """Return the fields of a value by their names, as they are."""
    return {each.name: getattr(value, each.name) for each in value.__fields__}

"""Frozen values that are cheap to define: dataclasses that share their methods.

`dataclass(frozen=True)` compiles six methods for each class while the program starts, which takes half a
millisecond, and most are never called. Here they are shared; `__init__` is made with a class's first value.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import FrozenInstanceError, dataclass, field, fields, make_dataclass
from operator import attrgetter
from typing import Any, ClassVar, TypeVar, dataclass_transform


class Value:
    """Compared, hashed, shown, replaced and refused to change as every frozen dataclass is."""

    __slots__: tuple[str, ...] = ()
    __dataclass_fields__: ClassVar[dict[str, Any]]

    def __init__(self, *values: Any, **named: Any) -> None:
        kind = type(self)
        kind.__init__ = _initializer(kind)  # type: ignore[method-assign]
        kind.__init__(self, *values, **named)

    def __setattr__(self, name: str, _value: object) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        compared = _compared(self.__class__)
        return bool(compared(self) == compared(other))

    def __hash__(self) -> int:
        return hash(_compared(self.__class__)(self))

    def __repr__(self) -> str:
        shown = ", ".join(f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
        return f"{self.__class__.__qualname__}({shown})"


Kind = TypeVar("Kind", bound=type[Value])
_COMPARED: dict[type[Value], Callable[[Value], Any]] = {}


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(*, kw_only: bool = False) -> Callable[[Kind], Kind]:
    """Make the fields of a class from its annotations, as slots; a class of values derives from Value."""
    made: Callable[[Kind], Kind] = dataclass(  # type: ignore[assignment]
        init=False, repr=False, eq=False, slots=True, kw_only=kw_only
    )
    return made


def _initializer(kind: type[Value]) -> Callable[..., None]:
    # A field belongs to one class: those of the class that is only made for its `__init__` are copies.
    written = [(each.name, each.type, copy(each)) for each in fields(kind)]
    namespace = {"__doc__": kind.__doc__}
    made: Any = make_dataclass(kind.__name__, written, frozen=True, eq=False, repr=False, namespace=namespace)
    initializer: Callable[..., None] = made.__init__
    return initializer


def _compared(kind: type[Value]) -> Callable[[Value], Any]:
    if kind not in _COMPARED:
        _COMPARED[kind] = attrgetter(*(each.name for each in fields(kind) if each.compare))
    return _COMPARED[kind]

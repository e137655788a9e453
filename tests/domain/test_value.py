"""Values are frozen, compared and shown by their fields, though they share their methods."""

from collections.abc import Callable
from typing import Any

import pytest

from contactsctl.domain.value import Value, as_dict, field, replace, value


@value()
class Point(Value):
    """A point."""

    x: int
    y: int = 0
    tags: list[str] = field(default_factory=list)
    note: str | None = field(default=None, repr=False, compare=False)


@value(kw_only=True)
class Named(Value):
    """A value whose fields are given by name."""

    name: str
    age: int = 0


@value()
class Boxed(Value):
    """A value whose field is called as values are."""

    value: int


SHOWN = [
    (Point(1), "Point(x=1, y=0, tags=[])"),
    (Point(1, 2, ["a"], "unseen"), "Point(x=1, y=2, tags=['a'])"),
    (Named(name="Ana"), "Named(name='Ana', age=0)"),
    (replace(Point(1, note="kept"), y=3), "Point(x=1, y=3, tags=[])"),
    (replace(Boxed(1), value=2), "Boxed(value=2)"),
]


@pytest.mark.parametrize("made, expected", SHOWN)
def test_values_are_made_and_shown(made: Value, expected: str) -> None:
    """Fields come by place or by name, with defaults, and are shown in their order."""
    assert repr(made) == expected


COMPARED = [
    (Point(1), Point(1), True),
    (Point(1), Point(1, note="not compared"), True),
    (Point(1), Point(2), False),
    (Named(name="Ana"), Named(name="Ana", age=1), False),
    (Named(name="Ana"), ("Ana", 0), False),
    (Named(name="Ana"), Point(1), False),
]


@pytest.mark.parametrize("one, other, expected", COMPARED)
def test_values_are_equal_by_their_fields(one: object, other: object, expected: bool) -> None:
    """Equal are values of one class whose compared fields are equal."""
    assert (one == other, one != other) == (expected, not expected)


REFUSED: list[tuple[Callable[[], Any], type[Exception]]] = [
    (lambda: setattr(Point(1), "x", 2), AttributeError),
    (lambda: setattr(Point(1), "z", 2), AttributeError),
    (lambda: delattr(Point(1), "x"), AttributeError),
    (lambda: Point(), TypeError),  # type: ignore[call-arg]
    (lambda: Point(1, z=2), TypeError),  # type: ignore[call-arg]
    (lambda: Named("Ana"), TypeError),  # type: ignore[misc]
    (lambda: hash(Point(1)), TypeError),  # it holds a list
]


@pytest.mark.parametrize("act, error", REFUSED)
def test_values_refuse(act: Callable[[], Any], error: type[Exception]) -> None:
    """Nothing of a value can be changed, and it is not made of what its class has no field for."""
    with pytest.raises(error):
        act()


def test_values_share_nothing() -> None:
    """A default that is made is made for each value; equal values have one hash, and only their slots."""
    assert Point(1).tags is not Point(1).tags
    assert hash(Named(name="Ana")) == hash(Named(name="Ana"))
    assert as_dict(Named(name="Ana")) == {"name": "Ana", "age": 0}
    assert not hasattr(Named(name="Ana"), "__dict__")

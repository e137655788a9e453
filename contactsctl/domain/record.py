"""One record of a contact file: what every reader yields, whatever the format."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Draft = dict[str, Any]
"""A contact as a file says it, unchecked: SPEC's keys, plain values.

Text is `str`; `emails` is `[{"address", "label", "primary"}]`, `phones` is `[{"number", "label",
"primary", "extension"}]` with the number as it stands in the file, `addresses`, `urls` and `dates`
are lists of dicts with the keys of the domain's classes, `tags` a list, `custom_fields` a dict,
`photo` a `Photo` with its data, `other_properties` a list of `Property`, `card` a `Card`. `dnc` says
what a do-not-call list has to hold: a list of (number or address, reason), or True for all that the
contact has. A key that has no value is absent.
"""


class Problem(NamedTuple):
    """What is wrong with a record; `line` counts the file's lines from 1."""

    line: int | None
    field: str | None
    code: str
    message: str


@dataclass(slots=True)
class Record:
    """`number` counts from 1; `line` is the record's first line in the file, from 1.

    `draft` is None when the record could not be read: the last of `problems` says why. `raw` gives the
    record as it stands in the file, to be written to a rejects file. `members` are the UIDs that a
    group card lists.
    """

    number: int
    line: int
    draft: Draft | None
    raw: Callable[[], bytes]
    problems: list[Problem] = field(default_factory=list)
    members: tuple[str, ...] = ()

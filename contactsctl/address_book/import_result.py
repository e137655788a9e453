"""What an import takes and what it tells."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Literal, NamedTuple

from contactsctl.address_book.matching import MatchKey
from contactsctl.address_book.preparing import Preparation, Prepared
from contactsctl.domain.contact import Access
from contactsctl.domain.record import Record
from contactsctl.domain.value import Value, value

OnMatch = Literal["merge", "update", "skip", "create", "fail"]
Elsewhere = Callable[[Preparation], Iterator[Prepared]]
MAX_EXPLAINED = 10_000
"""Warnings, and errors, that a result lists; further ones are only counted."""


class ImportFile(NamedTuple):
    """The records of one file; `source` is what its contacts get unless they name their own.

    `prepared` yields the same records prepared elsewhere, where that is faster; then `records` are not read.
    """

    records: Iterable[Record]
    source: str | None = None
    rejects: BinaryIO | None = None
    prepared: Elsewhere | None = None


@value(kw_only=True)
class ImportOptions(Value):
    """`match`: the keys by which a record is a contact of the book, tried in this order.

    `tags` are added to every contact of the files; `access` is given to new ones. `strict`: one
    rejected record undoes everything.
    """

    match: tuple[MatchKey, ...] = ("uid", "email")
    on_match: OnMatch = "merge"
    tags: tuple[str, ...] = ()
    access: Access | None = None
    dry_run: bool = False
    strict: bool = False


class ImportProblem(NamedTuple):
    """What was wrong with a record; records and lines count from 1 in each file."""

    record: int
    line: int | None
    field: str | None
    code: str
    message: str
    source: str | None = None


@dataclass(slots=True)
class ImportResult:
    """`batch` is None when nothing was written; `warned` counts warnings beyond those listed too."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    rejected: int = 0
    warnings: list[ImportProblem] = field(default_factory=list)
    errors: list[ImportProblem] = field(default_factory=list)
    batch: int | None = None
    warned: int = 0

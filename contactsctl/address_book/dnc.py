"""The do-not-call list: add, remove, check, import, and whose rows of a file it holds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from contactsctl.address_book import stamps
from contactsctl.address_book.dnc_listing import Listing
from contactsctl.domain.contact import Contact
from contactsctl.domain.dnc import (
    DncEntry,
    DncQuery,
    Subject,
    check_remark,
    mended_remark,
    read_subject,
    subjects_in,
)
from contactsctl.errors import InvalidDataError, NotFoundError
from contactsctl.store import dnc, dnc_entries

if TYPE_CHECKING:
    from contactsctl.address_book import AddressBook

MAX_EXPLAINED = 10_000
"""Invalid rows that a result lists; further ones are only counted."""


class DncRow(NamedTuple):
    """What one row of a file says: cells that hold numbers or addresses, and why; lines count from 1.

    `fault` says why a row could not be read.
    """

    line: int
    texts: tuple[str, ...]
    reason: str | None = None
    fault: str | None = None


class DncProblem(NamedTuple):
    line: int
    code: str
    message: str


@dataclass(slots=True)
class DncImportResult:
    """How many values were added, were listed before, and how many rows hold none that is valid."""

    added: int = 0
    already_listed: int = 0
    invalid: int = 0
    errors: list[DncProblem] = field(default_factory=list)
    batch: int | None = None


class Verdict(NamedTuple):
    """Of some texts: whether a number or address in them is listed, and whether any could be read."""

    is_listed: bool
    is_read: bool


class DoNotCall:
    """The do-not-call list of a book."""

    def __init__(self, book: "AddressBook") -> None:
        self._book = book

    def add(
        self, values: Sequence[str], *, reason: str | None = None, source: str | None = None
    ) -> tuple[DncEntry, ...]:
        """List numbers and addresses, all or none; returns their entries as they are now.

        What is listed already stays, with the new reason and source where one is given. Raises an
        InvalidDataError.
        """
        at = stamps.now()
        subjects = self._read(values)
        reason, source = check_remark(reason, "reason"), check_remark(source, "source")
        with self._book.writing("dnc add", at) as connection:
            listing = Listing(connection, at, overwrites=True)
            for subject in subjects:
                listing.take(subject, reason, source)
            listing.flush()
            entries = dnc_entries.told(connection, [dnc_entries.key_of(each) for each in subjects])
            return tuple(entries[dnc_entries.key_of(each)] for each in subjects)

    def remove(self, values: Sequence[str]) -> tuple[DncEntry, ...]:
        """Take numbers and addresses off the list, all or none; returns the entries that were theirs.

        Raises NotFoundError when one is not listed, DeniedError unless an admin acts.
        """
        self._book.require_admin("take anything off the do-not-call list")
        subjects = self._read(values)
        keys = [dnc_entries.key_of(each) for each in subjects]
        with self._book.writing("dnc remove", stamps.now()) as connection:
            entries = dnc_entries.fetch(connection, keys)
            for key, subject in zip(keys, subjects, strict=True):
                if key not in entries:
                    raise NotFoundError(
                        f"{subject.value} is not on the do-not-call list", field="value", value=subject.value
                    )
            dnc_entries.remove(connection, keys)
            return tuple(entries[key] for key in keys)

    def check(self, values: Sequence[str]) -> list[tuple[Subject, DncEntry | None]]:
        """Return each number or address with its entry, None where it is not listed."""
        subjects = self._read(values)
        with self._book.reading() as connection:
            entries = dnc_entries.told(connection, [dnc_entries.key_of(each) for each in subjects])
        return [(each, entries.get(dnc_entries.key_of(each))) for each in subjects]

    def find(self, query: DncQuery) -> tuple[tuple[DncEntry, ...], int]:
        """Return a page of the entries that match, and how many match in all."""
        with self._book.reading() as connection:
            return tuple(dnc_entries.find(connection, query)), dnc_entries.count(connection, query)

    def stream(self, query: DncQuery) -> Iterator[DncEntry]:
        """Yield the entries that match, few in memory at a time."""
        with self._book.reading() as connection:
            yield from dnc_entries.find(connection, query)

    def of(self, contact: Contact) -> tuple[DncEntry, ...]:
        """Return the entries of a contact's numbers and addresses, numbers first."""
        if not contact.dnc:
            return ()
        with self._book.reading() as connection:
            keys = [key for _, key in sorted(dnc.keys_of(contact), reverse=True)]
            entries = dnc_entries.fetch(connection, keys)
            return tuple(entries[key] for key in keys if key in entries)

    def import_rows(
        self,
        rows: Iterable[DncRow],
        *,
        reason: str | None = None,
        source: str | None = None,
        dry_run: bool = False,
    ) -> DncImportResult:
        """List what the rows of a file hold, in one transaction; memory does not grow with their number.

        A row's own reason goes before `reason`; those of entries that there are stay. Rows without a
        valid value are counted and named. Raises DeniedError unless an admin acts.
        """
        self._book.require_admin("import a do-not-call list")
        at, result = stamps.now(), DncImportResult()
        reason, source = check_remark(reason, "reason"), check_remark(source, "source")
        with self._book.writing("dnc import", at, dry_run=dry_run) as connection:
            listing = Listing(connection, at)
            for row in rows:
                self._take(row, reason, source, listing, result)
            listing.flush()
            result.added, result.already_listed = listing.added, listing.already_listed
            result.batch = None if dry_run else connection.batch
        return result

    def verdicts(self, rows: Sequence[Sequence[str]]) -> list[Verdict]:
        """Tell of each row of texts whether the list holds one of its numbers or addresses."""
        region = self._book.region
        found = [[each for text in texts for each in subjects_in(text, region)] for texts in rows]
        keys = [{dnc_entries.key_of(subject) for subject in subjects} for subjects in found]
        with self._book.reading() as connection:
            listed = dnc_entries.fetch(connection, list({key for each in keys for key in each}))
        return [Verdict(not listed.keys().isdisjoint(own), bool(own)) for own in keys]

    def is_value(self, text: str) -> bool:
        """Tell whether a text spells a number or an address."""
        return bool(subjects_in(text, self._book.region))

    def _read(self, values: Sequence[str]) -> list[Subject]:
        return list(dict.fromkeys(read_subject(value, self._book.region) for value in values))

    def _take(
        self, row: DncRow, reason: str | None, source: str | None, listing: Listing, result: DncImportResult
    ) -> None:
        own_reason = mended_remark(row.reason) or reason
        for text in row.texts:
            subjects = subjects_in(text, self._book.region)
            for subject in subjects:
                listing.take(subject, own_reason, source)
            if not subjects:
                _refuse(result, row.line, *self._fault_of(text))
        if row.fault:
            _refuse(result, row.line, "invalid_file", row.fault)

    def _fault_of(self, text: str) -> tuple[str, str]:
        try:
            read_subject(text, self._book.region)
        except InvalidDataError as error:
            return error.code, error.message
        return "invalid_value", f"no number or address: {text[:80]!r}"


def _refuse(result: DncImportResult, line: int, code: str, message: str) -> None:
    result.invalid += 1
    if len(result.errors) < MAX_EXPLAINED:
        result.errors.append(DncProblem(line, code, message))

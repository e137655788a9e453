"""Listing numbers and addresses, a chunk at a time, within a transaction that may do other things too."""

from contactsctl.domain.checks import FieldProblem
from contactsctl.domain.contact import Contact
from contactsctl.domain.dnc import DncEntry, Subject, mended_remark, read_subject
from contactsctl.errors import InvalidDataError
from contactsctl.store import batches, dnc_entries
from contactsctl.store.connection import BookConnection

_CHUNK = 500


class Listing:
    """Takes what is to be listed; what is listed already is only given the reason and source it lacks.

    `overwrites`: given a new reason or source, it loses those it has. Nothing is ever taken off.
    """

    def __init__(self, connection: BookConnection, at: str, *, overwrites: bool = False) -> None:
        self._connection = connection
        self._at = at
        self._overwrites = overwrites
        batch = batches.fetch(connection, connection.batch or 0)
        self._actor = batch.actor if batch else None
        self._pending: dict[str, DncEntry] = {}
        self.added = self.already_listed = 0

    def take(self, subject: Subject, reason: str | None, source: str | None) -> None:
        """List a number or an address; a second time in one run, its first reason stays."""
        key = dnc_entries.key_of(subject)
        new = DncEntry(subject.value, subject.kind, reason, source, self._actor, self._at)
        if key in self._pending:
            self.already_listed += 1
            new = _filled(self._pending[key], new)
        self._pending[key] = new
        if len(self._pending) >= _CHUNK:
            self.flush()

    def flush(self) -> None:
        """Write what was taken."""
        if not self._pending:
            return
        known = dnc_entries.fetch(self._connection, list(self._pending))
        self.already_listed += len(known)
        self.added += len(self._pending) - len(known)
        dnc_entries.put(
            self._connection,
            {key: self._united(known.get(key), new) for key, new in self._pending.items()},
        )
        self._pending = {}

    def _united(self, known: DncEntry | None, new: DncEntry) -> DncEntry:
        if known is None:
            return new
        if self._overwrites:
            return known._replace(reason=new.reason or known.reason, source=new.source or known.source)
        return _filled(known, new)


def _filled(known: DncEntry, new: DncEntry) -> DncEntry:
    return known._replace(reason=known.reason or new.reason)


def take_of_record(
    listing: Listing, said: object, contact: Contact, *, region: str | None, source: str | None
) -> list[FieldProblem]:
    """List what the record of a contact file says is to be listed; returns what could not be.

    `said` is a list of (value, reason), or True for all numbers and addresses of the contact.
    """
    wanted: list[tuple[str, str]] = said if isinstance(said, list) else []
    if not wanted:
        wanted = [(phone.number, "") for phone in contact.phones if phone.valid]
        wanted += [(email.address, "") for email in contact.emails if email.valid]
    problems = []
    for value, reason in wanted:
        try:
            listing.take(read_subject(value, region), mended_remark(reason), source)
        except InvalidDataError as error:
            problems.append(FieldProblem("dnc", error.code, f"not listed: {error.message}"))
    if not wanted:
        message = "nothing to list: the record has no valid number or email"
        problems.append(FieldProblem("dnc", "invalid_value", message))
    return problems

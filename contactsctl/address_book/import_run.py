"""One run of an import: from records to rows, a chunk at a time."""

from collections.abc import Callable
from itertools import repeat
from typing import NamedTuple

from contactsctl.address_book import stamps
from contactsctl.address_book.dnc_listing import Listing, take_of_record
from contactsctl.address_book.import_result import (
    MAX_EXPLAINED,
    ImportFile,
    ImportOptions,
    ImportProblem,
    ImportResult,
)
from contactsctl.address_book.matching import Matcher, without_mention
from contactsctl.address_book.preparing import Preparation, Prepared, prepare
from contactsctl.domain.checks import Checks
from contactsctl.domain.contact import Contact, Photo
from contactsctl.domain.draft import with_tags
from contactsctl.domain.identity import access_of_new
from contactsctl.domain.record import Problem
from contactsctl.domain.unite import overwrite, unite
from contactsctl.domain.value import replace
from contactsctl.errors import DuplicateContactError, InvalidDataError
from contactsctl.store import card_rows, fields, keys, photo_rows, visibility
from contactsctl.store import contacts as rows
from contactsctl.store.connection import BookConnection
from contactsctl.store.entry import Entry, NewContact
from contactsctl.store.index import Stored

_CHUNK = 500
_PHOTOS = 16 * 1024 * 1024
"""Octets of photos from which a chunk is written before it is full."""
_PROGRESS_STEP = 100


class ImportRun:
    """Takes files one after the other; what it wrote is undone with its transaction."""

    def __init__(
        self,
        connection: BookConnection,
        region: str | None,
        options: ImportOptions,
        at: str,
        result: ImportResult,
    ) -> None:
        self._connection = connection
        self._options = options
        self._result = result
        viewer = visibility.viewer_of(connection)
        access = access_of_new(viewer) if viewer else options.access
        definitions = fields.fetch_all(connection)
        self._preparation = Preparation(region, at, None, options.tags, access, definitions)
        self._number = self._first_new = rows.last_number(connection)
        self._pending: dict[str, _Pending] = {}  # by their ids
        self._pending_mentions: set[str] = set()
        self._pending_photos = 0
        self._groups: list[tuple[Prepared, str, str | None]] = []
        self._file = ImportFile(())
        self._matcher = Matcher(connection, options.match, 0)
        self._listing: Listing | None = None

    def take_file(self, file: ImportFile, progress: Callable[[int], None] | None) -> None:
        """Import one file's records."""
        self._file = file
        self._matcher = Matcher(self._connection, self._options.match, self._number)
        how = self._preparation._replace(source=file.source)
        for record in file.prepared(how) if file.prepared else map(prepare, file.records, repeat(how)):
            self._take(record)
            if progress and record.number % _PROGRESS_STEP == 0:
                progress(record.number)
        self._flush()

    def tag_members(self) -> None:
        """Give every member of a group card, found in the files or the book, the group's name as a tag."""
        for record, name, source in self._groups:
            numbers = dict.fromkeys(n for uid in record.members for n in keys.by_uid(self._connection, uid))
            for number in numbers:
                try:
                    self._tag(number, name)
                except InvalidDataError as error:
                    self._warn(record, error.field, error.code, error.message, source)
                    break

    def _take(self, record: Prepared) -> None:
        for line, field, code, message in record.problems:
            self._warn(record, field, code, message, line=line)
        if record.new is None:
            self._reject(record, record.fault)
            return
        if record.only_describes_photo and (photo := record.new.contact.photo):
            self._check_photo(record, photo)
        try:
            self._place(record, record.new)
        except (InvalidDataError, DuplicateContactError) as error:
            self._reject(record, Problem(None, error.field, error.code, error.message))
        else:
            if record.dnc:
                self._list(record, record.new.contact)

    def _check_photo(self, record: Prepared, photo: Photo) -> None:
        """Warn of a photo of which neither the files nor the book have the bytes."""
        pending = (each.entry.photo for each in self._pending.values())
        if not photo_rows.has(self._connection, photo) and not any(
            row is not None and row[0] == photo.sha256 for row in pending
        ):
            message = "the photo's data is neither in the file nor in the book: only its description is kept"
            self._warn(record, "photo", "missing_photo", message)

    def _list(self, record: Prepared, contact: Contact) -> None:
        """Add what a record says of the do-not-call list to it; nothing is ever taken off."""
        if self._listing is None:
            self._listing = Listing(self._connection, self._preparation.at)
        region, source = self._preparation.region, self._file.source
        for problem in take_of_record(self._listing, record.dnc, contact, region=region, source=source):
            self._warn(record, *problem)

    def _place(self, record: Prepared, new: NewContact) -> None:
        found = self._matcher.find(record, new) if self._options.on_match != "create" else None
        if found is None:
            self._create(record, new)
        elif self._options.on_match == "skip":
            self._result.skipped += 1
        elif self._options.on_match == "fail":
            raise DuplicateContactError(
                f"{new.contact.display_name} is in the book already ({found.contact.id[:8]})", field="uid"
            )
        elif self._options.on_match == "update":
            self._update(record, found, overwrite(found.contact, new.contact, record.given))
        else:
            united, conflicts = unite(found.contact, new.contact)
            self._update(record, found, united)
            for field, ours, theirs in conflicts:
                self._warn(
                    record, field, "value_kept", f"{field}: kept {ours[:80]!r}, the file has {theirs[:80]!r}"
                )

    def _create(self, record: Prepared, new: NewContact) -> None:
        self._number += 1
        entry = new.entry
        if entry.id in self._pending:
            entry = _renewed(entry, has_uid=record.has_uid)
        if entry.mention_name:
            entry = Entry.of(self._with_free_mention(record, entry.contact(), None))
            self._pending_mentions.update(filter(None, [entry.mention_name]))
        self._pending[entry.id] = _Pending(self._number, entry, record.has_uid)
        self._pending_photos += len(entry.photo[-1]) if entry.photo else 0
        self._result.created += 1
        self._note_group(record, new)
        if len(self._pending) >= _CHUNK or self._pending_photos >= _PHOTOS:
            self._flush()

    def _update(self, record: Prepared, before: Stored, after: Contact) -> None:
        after = self._with_free_mention(record, after, before.number)
        self._note_group(record, NewContact(after))
        if after == before.contact:
            photo_rows.put(self._connection, after.photo)
            if after.card and after.card != before.contact.card:
                card_rows.put(self._connection, before.number, after)
            self._result.unchanged += 1
            return
        after = replace(after, revision=before.contact.revision + 1, updated_at=self._preparation.at)
        rows.update(self._connection, before, after)
        self._result.updated += 1

    def _with_free_mention(self, record: Prepared, contact: Contact, number: int | None) -> Contact:
        name = contact.mention_name
        if name is None:
            return contact
        holder = keys.by_mention_name(self._connection, name)
        if name not in self._pending_mentions and holder in (None, number):
            return contact
        self._warn(record, "mention_name", "duplicate_contact", f"the mention name @{name} is taken")
        return without_mention(contact)

    def _note_group(self, record: Prepared, new: NewContact) -> None:
        if record.members:
            group = record._replace(raw=bytes, new=None)
            self._groups.append((group, new.contact.display_name, self._file.source))

    def _tag(self, number: int, tag: str) -> None:
        for stored in rows.fetch(self._connection, [number], cards=True):
            after = with_tags(stored.contact, (tag,), Checks())
            if after == stored.contact:
                continue
            if number <= self._first_new:
                after = replace(after, revision=after.revision + 1, updated_at=self._preparation.at)
            rows.update(self._connection, stored, after)

    def _flush(self) -> None:
        for contact_id in keys.taken(self._connection, list(self._pending)):
            number, entry, has_uid = self._pending[contact_id]
            self._pending[contact_id] = _Pending(number, _renewed(entry, has_uid=has_uid), has_uid)
        if self._pending:
            entries = [(number, entry) for number, entry, _ in self._pending.values()]
            rows.insert_entries(self._connection, entries)
        if self._listing:
            self._listing.flush()
        self._pending.clear()
        self._pending_photos = 0
        self._pending_mentions.clear()

    def _reject(self, record: Prepared, fault: Problem | None) -> None:
        self._result.rejected += 1
        if fault and len(self._result.errors) < MAX_EXPLAINED:
            line, field, code, message = fault
            source = self._file.source
            problem = ImportProblem(record.number, line or record.line, field, code, message, source)
            self._result.errors.append(problem)
        if self._file.rejects:
            self._file.rejects.write(record.raw())

    def _warn(
        self,
        record: Prepared,
        field: str | None,
        code: str,
        message: str,
        source: str | None = None,
        line: int | None = None,
    ) -> None:
        self._result.warned += 1
        if len(self._result.warnings) < MAX_EXPLAINED:
            source = source or self._file.source
            problem = ImportProblem(record.number, line or record.line, field, code, message, source)
            self._result.warnings.append(problem)


class _Pending(NamedTuple):
    number: int
    entry: Entry
    has_uid: bool


def _renewed(entry: Entry, *, has_uid: bool) -> Entry:
    """Return a contact whose id another has with a new one, and a new UID where it came with none."""
    contact, contact_id = entry.contact(), stamps.new_id()
    uid = contact.uid if has_uid else f"urn:uuid:{contact_id}"
    return Entry.of(replace(contact, id=contact_id, uid=uid))

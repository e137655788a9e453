"""One run of an import: from records to rows, a chunk at a time."""

from collections.abc import Callable
from dataclasses import replace

from contactsctl.address_book import stamps
from contactsctl.address_book.contacts import free_id
from contactsctl.address_book.dnc_listing import Listing, take_of_record
from contactsctl.address_book.import_result import (
    MAX_EXPLAINED,
    ImportFile,
    ImportOptions,
    ImportProblem,
    ImportResult,
)
from contactsctl.address_book.matching import Matcher
from contactsctl.domain.checks import Checks, FieldProblem
from contactsctl.domain.contact import Contact
from contactsctl.domain.draft import make_contact, with_tags
from contactsctl.domain.identity import access_of_new
from contactsctl.domain.record import Draft, Record
from contactsctl.domain.unite import overwrite, unite
from contactsctl.errors import DuplicateContactError, InvalidDataError
from contactsctl.store import contacts as rows
from contactsctl.store import fields, keys, visibility
from contactsctl.store.connection import BookConnection
from contactsctl.store.index import Stored

_CHUNK = 500
_PROGRESS_STEP = 100
_UUID4_UID = 36


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
        self._region = region
        self._options = options
        self._at = at
        self._result = result
        self._definitions = fields.fetch_all(connection)
        self._number = self._first_new = rows.last_number(connection)
        self._pending: list[Stored] = []
        self._pending_ids: set[str] = set()
        self._pending_mentions: set[str] = set()
        self._groups: list[tuple[Record, str, str | None]] = []
        self._file = ImportFile(())
        self._matcher = Matcher(connection, options.match, 0)
        viewer = visibility.viewer_of(connection)
        self._access = access_of_new(viewer) if viewer else options.access
        self._listing: Listing | None = None

    def take_file(self, file: ImportFile, progress: Callable[[int], None] | None) -> None:
        """Import one file's records."""
        self._file = file
        self._matcher = Matcher(self._connection, self._options.match, self._number)
        for record in file.records:
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

    def _take(self, record: Record) -> None:
        for problem in record.problems if record.draft is not None else record.problems[:-1]:
            self._warn(record, problem.field, problem.code, problem.message, line=problem.line)
        if record.draft is None:
            line, field, code, message = record.problems[-1]
            self._reject(record, field, code, message, line)
            return
        checks = Checks(self._region, lenient=True, definitions=self._definitions)
        try:
            contact = self._make(record.draft, checks)
            self._place(record, record.draft, contact)
        except InvalidDataError as error:
            self._reject(record, error.field, error.code, error.message)
        except DuplicateContactError as error:
            self._reject(record, error.field, error.code, error.message)
        else:
            for field, code, message in (*checks.problems, *self._list(record.draft, contact)):
                self._warn(record, field, code, message)

    def _list(self, draft: Draft, contact: Contact) -> list[FieldProblem]:
        """Add what a record says of the do-not-call list to it; nothing is ever taken off."""
        if not draft.get("dnc"):
            return []
        if self._listing is None:
            self._listing = Listing(self._connection, self._at)
        source = self._file.source
        return take_of_record(self._listing, draft["dnc"], contact, region=self._region, source=source)

    def _make(self, draft: Draft, checks: Checks) -> Contact:
        contact_id = self._free_id(draft.get("id") or _uuid_of(draft.get("uid"))) or stamps.new_id()
        draft.setdefault("source", self._file.source)
        if self._options.tags:
            draft["tags"] = [*(draft.get("tags") or ()), *self._options.tags]
        if self._access is None:
            return make_contact(draft, checks, contact_id=contact_id, now=self._at)
        draft.pop("access", None)  # what a file says of it is not for the contacts that it meets either
        given = {**draft, "access": self._access}
        return make_contact(given, checks, contact_id=contact_id, now=self._at)

    def _free_id(self, wanted: object) -> str | None:
        contact_id = free_id(self._connection, wanted) if wanted else None
        return None if contact_id in self._pending_ids else contact_id

    def _place(self, record: Record, draft: Draft, contact: Contact) -> None:
        own_id = draft.get("id")
        found = None
        if self._options.on_match != "create":
            found = self._matcher.find(contact, own_id.lower() if isinstance(own_id, str) else None)
        if found is None:
            self._create(record, contact)
        elif self._options.on_match == "skip":
            self._result.skipped += 1
        elif self._options.on_match == "fail":
            raise DuplicateContactError(
                f"{contact.display_name} is in the book already ({found.contact.id[:8]})", field="uid"
            )
        elif self._options.on_match == "update":
            self._update(record, found, overwrite(found.contact, contact, draft))
        else:
            united, conflicts = unite(found.contact, contact)
            self._update(record, found, united)
            for field, ours, theirs in conflicts:
                self._warn(
                    record, field, "value_kept", f"{field}: kept {ours[:80]!r}, the file has {theirs[:80]!r}"
                )

    def _create(self, record: Record, contact: Contact) -> None:
        self._number += 1
        contact = self._with_free_mention(record, contact, None)
        self._pending.append(Stored(self._number, contact))
        self._pending_ids.add(contact.id)
        if contact.mention_name:
            self._pending_mentions.add(contact.mention_name)
        self._result.created += 1
        self._note_group(record, contact)
        if len(self._pending) >= _CHUNK:
            self._flush()

    def _update(self, record: Record, before: Stored, after: Contact) -> None:
        after = self._with_free_mention(record, after, before.number)
        self._note_group(record, after)
        if after == before.contact:
            if after.card and after.card != before.contact.card:
                rows.write_card(self._connection, before.number, after.card)
            self._result.unchanged += 1
            return
        after = replace(after, revision=before.contact.revision + 1, updated_at=self._at)
        rows.update(self._connection, before, after)
        self._result.updated += 1

    def _with_free_mention(self, record: Record, contact: Contact, number: int | None) -> Contact:
        name = contact.mention_name
        if name is None:
            return contact
        holder = keys.by_mention_name(self._connection, name)
        if name not in self._pending_mentions and holder in (None, number):
            return contact
        self._warn(record, "mention_name", "duplicate_contact", f"the mention name @{name} is taken")
        return replace(
            contact, mention_name=None, custom_fields={**contact.custom_fields, "mention_name": name}
        )

    def _note_group(self, record: Record, contact: Contact) -> None:
        if record.members:
            self._groups.append(
                (replace(record, raw=bytes, draft=None), contact.display_name, self._file.source)
            )

    def _tag(self, number: int, tag: str) -> None:
        for stored in rows.fetch(self._connection, [number], cards=True):
            after = with_tags(stored.contact, (tag,), Checks())
            if after == stored.contact:
                continue
            if number <= self._first_new:
                after = replace(after, revision=after.revision + 1, updated_at=self._at)
            rows.update(self._connection, stored, after)

    def _flush(self) -> None:
        if self._pending:
            rows.insert(self._connection, self._pending)
        if self._listing:
            self._listing.flush()
        self._pending = []
        self._pending_ids.clear()
        self._pending_mentions.clear()

    def _reject(
        self, record: Record, field: str | None, code: str, message: str, line: int | None = None
    ) -> None:
        self._result.rejected += 1
        if len(self._result.errors) < MAX_EXPLAINED:
            problem = ImportProblem(
                record.number, line or record.line, field, code, message, self._file.source
            )
            self._result.errors.append(problem)
        if self._file.rejects:
            self._file.rejects.write(record.raw())

    def _warn(
        self,
        record: Record,
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


def _uuid_of(uid: object) -> str | None:
    """Return the UUID of version 4 that a UID is, so that a contact keeps its id from book to book."""
    if not isinstance(uid, str):
        return None
    text = uid.strip().lower().removeprefix("urn:uuid:")
    return text if len(text) == _UUID4_UID and text[14] == "4" and text[19] in "89ab" else None

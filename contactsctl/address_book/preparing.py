"""From a record of a file to a contact ready to be written: the part of an import that needs no book.

Another process can do it: what it is told and what it answers have a `plain` form, as `marshal` takes it.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from contactsctl.address_book import stamps
from contactsctl.domain.checks import Checks
from contactsctl.domain.contact import Access, Contact
from contactsctl.domain.draft import make_contact
from contactsctl.domain.record import Draft, Problem, Record
from contactsctl.domain.value import as_dict
from contactsctl.errors import InvalidDataError, InvalidValueError
from contactsctl.store.entry import Entry, NewContact

if TYPE_CHECKING:
    from contactsctl.domain.field_definition import FieldDefinition

_UUID4 = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class Preparation(NamedTuple):
    """How contacts are made of a file's records.

    `region` is that of phones, `at` the time (RFC 3339), `source` what a contact gets that names none; all
    get the `tags`, and `access` where it is not None. `definitions` are those of custom fields.
    """

    region: str | None
    at: str
    source: str | None
    tags: tuple[str, ...]
    access: Access | None
    definitions: "dict[str, FieldDefinition]"

    def plain(self) -> tuple[Any, ...]:
        """Return it as values of no class of ours."""
        return *self[:-1], [as_dict(definition) for definition in self.definitions.values()]

    @classmethod
    def of_plain(cls, values: tuple[Any, ...]) -> Self:
        """Return what `plain` was made from."""
        region, at, source, tags, access, given = values
        definitions = {}
        if given:
            from contactsctl.domain.field_definition import FieldDefinition

            definitions = {each["key"]: FieldDefinition(**each) for each in given}
        return cls(region, at, source, tags, access, definitions)


class Prepared(NamedTuple):
    """A record, and the contact it makes or the `fault` for which it makes none.

    `problems` are warnings; `given` are the draft's keys, `dnc` is what it says of the do-not-call list.
    `own_id` is the id it came with; `has_uid` says that the contact's UID is not made up;
    `only_describes_photo`, that it has a photo's description without the bytes.
    """

    number: int
    line: int
    raw: Callable[[], bytes]
    members: tuple[str, ...]
    problems: list[Problem]
    fault: Problem | None
    new: NewContact | None = None
    given: tuple[str, ...] = ()
    own_id: str | None = None
    has_uid: bool = False
    dnc: Any = None
    only_describes_photo: bool = False

    def plain(self, *, with_raw: bool) -> tuple[Any, ...]:
        """Return it as values of no class of ours; the record as it stood only where that is wanted."""
        return (
            self.number,
            self.line,
            self.raw() if with_raw else b"",
            self.members,
            [tuple(problem) for problem in self.problems],
            tuple(self.fault) if self.fault else None,
            self.new.entry.plain() if self.new else None,
            self.given,
            self.own_id,
            self.has_uid,
            self.dnc,
            self.only_describes_photo,
        )

    @classmethod
    def of_plain(cls, values: tuple[Any, ...]) -> Self:
        """Return what `plain` was made from."""
        number, line, raw, members, problems, fault, entry, *others = values
        return cls(
            number,
            line,
            lambda: raw,
            members,
            [Problem(*problem) for problem in problems],
            Problem(*fault) if fault else None,
            NewContact(entry=Entry.of_plain(entry)) if entry else None,
            *others,
        )


def prepare(record: Record, how: Preparation) -> Prepared:
    """Make the contact of a record, or find why there is none; the record's draft may be changed."""
    said = record.number, record.line, record.raw, record.members
    draft = record.draft
    if draft is None:
        return Prepared(*said, record.problems[:-1], record.problems[-1])
    checks = Checks(how.region, lenient=True, definitions=how.definitions)
    own_id = _own_id(draft.get("id"), checks)
    try:
        contact = _contact(draft, how, checks, own_id or _uuid_of(draft.get("uid")) or stamps.new_id())
    except InvalidDataError as error:
        return Prepared(*said, record.problems, Problem(record.line, error.field, error.code, error.message))
    photo = contact.photo
    return Prepared(
        *said,
        record.problems + [Problem(record.line, *problem) for problem in checks.problems],
        None,
        NewContact(contact),
        tuple(draft),
        own_id,
        bool(draft.get("uid")),
        draft.get("dnc"),
        photo is not None and photo.data is None,
    )


def _own_id(given: object, checks: Checks) -> str | None:
    """Return the id that a record came with; what is no UUID joins the custom fields."""
    own_id = stamps.id_of(given)
    if given and own_id is None:
        message = f"the id is no UUID, kept as a custom field: {str(given)[:80]!r}"
        checks.leave(InvalidValueError(message, field="id", value=given), "id", str(given))
    return own_id


def _contact(draft: Draft, how: Preparation, checks: Checks, contact_id: str) -> Contact:
    draft.setdefault("source", how.source)
    if how.tags:
        draft["tags"] = [*(draft.get("tags") or ()), *how.tags]
    if how.access is None:
        return make_contact(draft, checks, contact_id=contact_id, now=how.at)
    draft.pop("access", None)  # what a file says of it is not for the contacts that it meets either
    return make_contact({**draft, "access": how.access}, checks, contact_id=contact_id, now=how.at)


def _uuid_of(uid: object) -> str | None:
    """Return the UUID of version 4 that a UID is, so that a contact keeps its id from book to book."""
    text = uid.strip().lower().removeprefix("urn:uuid:") if isinstance(uid, str) else ""
    return text if _UUID4.fullmatch(text) else None

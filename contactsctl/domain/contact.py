"""The contact: a frozen value with the names of the JSON, the columns and the options.

Nothing here checks or normalises; `contactsctl.domain.draft` makes a checked contact from what a
user typed or a file held.
"""

from collections.abc import Mapping
from typing import Any, Literal, final

from contactsctl.domain.value import Value, field, value

TYPES = ("client", "consultant", "external", "internal", "lead", "partner", "vendor", "personal", "other")
KINDS = ("individual", "organization", "group")
NAME_FIELDS = (
    "name_prefix", "given_name", "middle_name", "family_name", "name_suffix", "nickname",
)  # fmt: skip
EVERYONE: Literal["everyone"] = "everyone"

Access = Literal["everyone"] | tuple[str, ...]
"""Everyone, or the names of identities; "everyone" among names opens a contact to `restricted` ones too."""


@final
@value()
class Email(Value):
    """`address` is lower-cased and checked, or the text as given where `valid` is false."""

    address: str
    label: str | None = None
    primary: bool = False
    valid: bool = True


@final
@value()
class Phone(Value):
    """`number` is E.164, or the text as given where `valid` is false; `raw` is always as given."""

    number: str
    label: str | None = None
    primary: bool = False
    extension: str | None = None
    raw: str | None = None
    valid: bool = True


@value()
class Address(Value):
    """The parts of a postal address as they are written on it."""

    label: str | None = None
    po_box: str | None = None
    extended: str | None = None
    street: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None


@value()
class Url(Value):
    """`url` is the text as it was given."""

    url: str
    label: str | None = None


@value()
class LabelledDate(Value):
    """`date` is `YYYY-MM-DD`, `--MM-DD`, `YYYY-MM` or `YYYY`."""

    date: str
    label: str | None = None


@value()
class Photo(Value):
    """`size` is in bytes; `data` is None when only the description was read."""

    media_type: str
    size: int
    sha256: str
    data: bytes | None = field(default=None, repr=False, compare=False)


@value()
class Property(Value):
    """A vCard line that the model has no field for, kept to be written back.

    `value` is the text of the line after its colon: unfolded, of no transfer encoding, still escaped.
    """

    name: str
    value: str
    group: str | None = None
    params: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@value()
class Card(Value):
    """The vCard a contact came from, kept so that an export gives back every line in its place.

    `text` is written and read by `contactsctl.formats.kept_card` alone. While `revision` is the
    contact's own, nothing was changed since the card came in.
    """

    version: str
    text: str
    revision: int = 1


@value(kw_only=True)
class Contact(Value):
    """One person, organisation or group. Times are RFC 3339 UTC with milliseconds, `Z`.

    `dnc` is derived when a contact is read from a book.
    """

    id: str
    uid: str
    revision: int = 1
    display_name: str
    name_prefix: str | None = None
    given_name: str | None = None
    middle_name: str | None = None
    family_name: str | None = None
    name_suffix: str | None = None
    nickname: str | None = None
    mention_name: str | None = None
    company: str | None = None
    department: str | None = None
    job_title: str | None = None
    type: str = "other"
    kind: str = "individual"
    is_active: bool = True
    emails: tuple[Email, ...] = ()
    phones: tuple[Phone, ...] = ()
    addresses: tuple[Address, ...] = ()
    urls: tuple[Url, ...] = ()
    dates: tuple[LabelledDate, ...] = ()
    birthday: str | None = None
    notes: str | None = None
    avatar_path: str | None = None
    photo: Photo | None = None
    tags: tuple[str, ...] = ()
    custom_fields: Mapping[str, Any] = field(default_factory=dict)
    source: str | None = None
    access: Access = EVERYONE
    dnc: bool = field(default=False, compare=False)
    other_properties: tuple[Property, ...] = ()
    created_at: str
    updated_at: str
    deleted_at: str | None = None
    card: Card | None = field(default=None, repr=False, compare=False)


FIELDS = tuple(each.name for each in Contact.__fields__ if each.name != "card")
"""The JSON keys of a contact, in the order in which they are printed."""

"""Making one contact of several that are one person."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from contactsctl.domain.checks import MAX_ITEMS
from contactsctl.domain.contact import EVERYONE, Access, Contact
from contactsctl.domain.custom_fields import read_custom_fields
from contactsctl.domain.draft import MAX_NOTES
from contactsctl.domain.names import derive_display_name
from contactsctl.domain.unite import unite
from contactsctl.domain.value import replace
from contactsctl.errors import TooLongError

CUSTOM = "custom_fields."
PICKABLE = (
    "uid", "display_name", "name_prefix", "given_name", "middle_name", "family_name", "name_suffix",
    "nickname", "mention_name", "company", "department", "job_title", "type", "kind", "is_active", "emails",
    "phones", "addresses", "urls", "dates", "birthday", "notes", "avatar_path", "photo", "tags",
    "custom_fields", "source", "access", "created_at",
)  # fmt: skip
"""The fields that can be taken from one of the contacts as they are; also `custom_fields.KEY`."""
_LISTS = ("emails", "phones", "addresses", "urls", "dates", "tags", "other_properties")


class Difference(NamedTuple):
    """A field that both had: what was kept, and what `contact`, which is merged away, had."""

    field: str
    kept: str
    dropped: str
    contact: Contact


def merge(
    winner: Contact, losers: Iterable[Contact], picks: Mapping[str, Contact]
) -> tuple[Contact, list[Difference]]:
    """Return the winner with all that the losers had besides, and where they differed.

    Lists and notes are united, empty fields filled; of a field that differs the winner's is kept, or that
    of the contact in `picks`. Raises TooLongError where the lists grow past their limit.
    """
    merged, differences = winner, list[Difference]()
    for loser in losers:
        united, conflicts = unite(merged, loser)
        notes = _notes(merged.notes, loser.notes)
        merged = replace(united, notes=notes, access=_access(merged.access, loser.access))
        differences += [
            Difference(field, kept, dropped, loser)
            for field, kept, dropped in conflicts
            if field not in picks and (field != "notes" or (loser.notes or "") not in (notes or ""))
        ]
    picked = _picked(merged, picks)
    _check_limits(picked)
    if "display_name" in picks or winner.display_name != derive_display_name(_names(winner)):
        return picked, differences
    name = derive_display_name(_names(picked)) or picked.display_name
    return replace(picked, display_name=name), differences


def _names(contact: Contact) -> dict[str, Any]:
    return {name: getattr(contact, name) for name in Contact.__slots__}


def _notes(ours: str | None, theirs: str | None) -> str | None:
    if not theirs or not ours or theirs.strip() in ours:
        return ours or theirs
    united = f"{ours}\n\n{theirs}"
    return united if len(united) <= MAX_NOTES else ours


def _access(ours: Access, theirs: Access) -> Access:
    """Return who may see what is made of two contacts: never more people than an admin decided on.

    Lists are united. A list goes before everyone, and nobody before a list.
    """
    if () in (ours, theirs):
        return ()
    if ours == EVERYONE or theirs == EVERYONE:
        return theirs if ours == EVERYONE else ours
    return (*ours, *(name for name in theirs if name not in ours))


def _picked(merged: Contact, picks: Mapping[str, Contact]) -> Contact:
    values = {field: getattr(contact, field) for field, contact in picks.items() if field in PICKABLE}
    merged = replace(merged, **values)
    custom = dict(merged.custom_fields)
    for field, contact in picks.items():
        if field.startswith(CUSTOM):
            key = field.removeprefix(CUSTOM)
            custom.pop(key, None)
            custom |= {key: contact.custom_fields[key]} if key in contact.custom_fields else {}
    return replace(merged, custom_fields=custom)


def _check_limits(contact: Contact) -> None:
    from contactsctl.domain.checks import Checks

    read_custom_fields(contact.custom_fields, Checks())
    for field in _LISTS:
        count = len(getattr(contact, field))
        if count > MAX_ITEMS:
            raise TooLongError(f"{field} would have {count:,} items, more than {MAX_ITEMS:,}", field=field)

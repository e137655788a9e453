"""Carrying out an edit on the draft of a contact: the patch, then additions and removals."""

from collections.abc import Callable, Mapping
from typing import Any

from contactsctl.domain.changes import Changes
from contactsctl.domain.checks import Checks
from contactsctl.domain.contact import Contact
from contactsctl.domain.draft import make_contact, to_draft
from contactsctl.domain.merge_patch import apply
from contactsctl.errors import InvalidDataError, NotFoundError
from contactsctl.store.index import tag_key

_KEPT = {"id", "revision", "updated_at", "deleted_at", "dnc"}


def edited(contact: Contact, changes: Changes, checks: Checks, now: str) -> Contact:
    """Return the contact with the changes made, one revision on; or the contact itself when nothing changes.

    Raises an InvalidDataError, or NotFoundError for an email, phone or tag to remove that is not there.
    """
    patch = {key: value for key, value in changes.patch.items() if key not in _KEPT}
    draft = apply(to_draft(contact), patch)
    draft["emails"] = _without(draft.get("emails"), changes.remove_emails, _is_email, "email")
    draft["emails"] += changes.add_emails
    draft["phones"] = _without(draft.get("phones"), changes.remove_phones, _is_phone(checks), "phone")
    draft["phones"] += changes.add_phones
    draft["tags"] = _tags(draft.get("tags") or (), changes)
    draft["custom_fields"] = _custom_fields(draft.get("custom_fields") or {}, changes)
    draft["card"] = contact.card
    made = make_contact(draft, checks, contact_id=contact.id, now=contact.created_at, known=contact)
    values = {name: getattr(made, name) for name in Contact.__slots__}
    same = {"revision": contact.revision, "updated_at": contact.updated_at, "deleted_at": contact.deleted_at}
    unchanged = Contact(**{**values, **same})
    if unchanged == contact:
        return contact
    return Contact(**{**values, "revision": contact.revision + 1, "updated_at": now})


Item = Mapping[str, Any]


def _without(
    items: object, removed: tuple[str, ...], is_it: Callable[[Item, str], bool], name: str
) -> list[Item]:
    kept: list[Item] = list(items) if isinstance(items, list | tuple) else []
    for value in removed:
        rest = [item for item in kept if not is_it(item, value)]
        if len(rest) == len(kept):
            raise NotFoundError(f"the contact has no {name} {value!r}", field=f"{name}s", value=value)
        kept = rest
    return kept


def _is_email(item: Item, value: str) -> bool:
    return str(item.get("address")).lower() == value.strip().lower()


def _is_phone(checks: Checks) -> Callable[[Item, str], bool]:
    def is_it(item: Item, value: str) -> bool:
        from contactsctl.domain.phone import parse

        if value in (item.get("number"), item.get("raw")):
            return True
        try:
            return parse(value, checks.region).number == item.get("number")
        except InvalidDataError:
            return False

    return is_it


def _tags(tags: object, changes: Changes) -> list[str]:
    kept = list(tags) if isinstance(tags, list | tuple) else []
    for removed in changes.remove_tags:
        rest = [tag for tag in kept if tag_key(tag) != tag_key(removed.strip())]
        if len(rest) == len(kept):
            raise NotFoundError(f"the contact has no tag {removed!r}", field="tags", value=removed)
        kept = rest
    known = set(map(tag_key, kept))
    return [*kept, *(tag for tag in changes.add_tags if tag_key(tag.strip()) not in known)]


def _custom_fields(fields: Mapping[str, Any], changes: Changes) -> dict[str, Any]:
    kept = {key: value for key, value in fields.items() if key not in changes.clear_custom}
    return {**kept, **changes.custom}

"""Our own CSV: the JSON keys and paths of a contact as headers, which our reader takes back."""

from typing import Any

from contactsctl.domain.contact import EVERYONE, Contact
from contactsctl.errors import InvalidJsonError
from contactsctl.formats.csv_layout import Layout, Widths
from contactsctl.formats.csv_values import JOINED
from contactsctl.formats.json_text import dumps, loads

_TEXTS = (
    "display_name", "name_prefix", "given_name", "middle_name", "family_name", "name_suffix", "nickname",
    "mention_name", "company", "department", "job_title", "type", "kind",
)  # fmt: skip
_ITEMS = {
    "emails": ("address", "label"),
    "phones": ("number", "label"),
    "addresses": ("label", "po_box", "extended", "street", "city", "state", "postal_code", "country"),
    "urls": ("url", "label"),
    "dates": ("date", "label"),
}
_LAST_TEXTS = ("birthday", "notes")
_END_TEXTS = ("avatar_path", "source", "uid")


def plain_layout(widths: Widths) -> Layout:
    """Return our own columns; those that few contacts need are there when one does."""
    slots = [
        (name, index, key)
        for name in _ITEMS
        for index in range(getattr(widths, name))
        for key in _item_keys(name, widths)
    ]
    headers = [*_TEXTS, "is_active", *(f"{name}.{index}.{key}" for name, index, key in slots)]
    headers += [*_LAST_TEXTS, "tags", *_END_TEXTS]
    headers += ["access"] * widths.has_access + ["dnc"] * widths.has_dnc
    headers += [f"custom_fields.{key}" for key in widths.custom_keys]

    def row(contact: Contact) -> list[str]:
        cells = [getattr(contact, key) or "" for key in _TEXTS]
        cells.append(_flag(contact.is_active))
        cells += [_item_text(contact, *slot) for slot in slots]
        cells += [getattr(contact, key) or "" for key in _LAST_TEXTS]
        cells.append(_tags_text(contact.tags))
        cells += [getattr(contact, key) or "" for key in _END_TEXTS]
        if widths.has_access:
            cells.append(contact.access if contact.access == EVERYONE else dumps(list(contact.access)))
        cells += [_flag(contact.dnc)] * widths.has_dnc
        fields = contact.custom_fields
        return cells + [_json_text(fields[key]) if key in fields else "" for key in widths.custom_keys]

    return headers, row


def _item_keys(name: str, widths: Widths) -> tuple[str, ...]:
    keys = _ITEMS[name]
    if name == "phones" and widths.has_extensions:
        keys += ("extension",)
    if name in ("emails", "phones") and widths.has_later_primary:
        keys += ("primary",)
    return keys


def _item_text(contact: Contact, name: str, index: int, key: str) -> str:
    items = getattr(contact, name)
    if index >= len(items):
        return ""
    value = getattr(items[index], key)
    return _flag(value) if isinstance(value, bool) else value or ""


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _tags_text(tags: tuple[str, ...]) -> str:
    # A tag that holds a separator would be read as several: quotes keep it together.
    if len(tags) == 1 and (tags[0][0] == '"' or "," in tags[0] or ";" in tags[0]):
        return f'"{tags[0]}"'
    return JOINED.join(tags)


def _json_text(value: Any) -> str:
    """Return JSON, or text as it stands where nothing could take it for JSON."""
    if not isinstance(value, str) or not value or value != value.strip():
        return dumps(value)
    try:
        loads(value)
    except InvalidJsonError:
        return value
    return dumps(value)

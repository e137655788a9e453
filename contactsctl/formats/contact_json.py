"""A contact as JSON values; apart from the readers, which a lookup need not load."""

from typing import Any

from contactsctl.domain.contact import FIELDS, Contact


def to_json(contact: Contact) -> dict[str, Any]:
    """Return a contact as JSON values, its keys in the order of FIELDS."""
    document = {key: getattr(contact, key) for key in FIELDS}
    document["emails"] = [
        {"address": email.address, "label": email.label, "primary": email.primary}
        | ({} if email.valid else {"valid": False})
        for email in contact.emails
    ]
    document["phones"] = [
        {"number": phone.number, "label": phone.label, "primary": phone.primary, "extension": phone.extension,
         "raw": phone.raw} | ({} if phone.valid else {"valid": False})
        for phone in contact.phones
    ]  # fmt: skip
    for key in ("addresses", "urls", "dates"):
        document[key] = [{name: getattr(item, name) for name in item.__slots__} for item in document[key]]
    photo = contact.photo
    if photo:
        document["photo"] = {"media_type": photo.media_type, "size": photo.size, "sha256": photo.sha256}
    document["tags"] = list(contact.tags)
    document["custom_fields"] = dict(contact.custom_fields)
    document["access"] = contact.access if isinstance(contact.access, str) else list(contact.access)
    document["other_properties"] = [
        {
            "name": line.name,
            "group": line.group,
            "params": {k: list(v) for k, v in line.params.items()},
            "value": line.value,
        }
        for line in contact.other_properties
    ]
    return document

"""The names that other systems give to the keys of a contact, and the shapes they give to its lists."""

from collections.abc import Mapping
from typing import Any

from contactsctl.domain.contact import FIELDS
from contactsctl.errors import DuplicateValueError, InvalidValueError, UnknownFieldError

ALIASES = {
    "preferred_name": "display_name", "fullName": "display_name", "full_name": "display_name",
    "name": "display_name", "displayName": "display_name",
    "first_name": "given_name", "firstName": "given_name", "givenName": "given_name",
    "last_name": "family_name", "lastName": "family_name", "familyName": "family_name",
    "middleName": "middle_name", "additional_name": "middle_name",
    "namePrefix": "name_prefix", "nameSuffix": "name_suffix",
    "mentionName": "mention_name",
    "company_name": "company", "companyName": "company", "organization": "company",
    "title": "job_title", "jobTitle": "job_title",
    "isActive": "is_active",
    "metadata": "custom_fields", "customFields": "custom_fields", "custom": "custom_fields",
    "note": "notes",
    "email": "emails", "phone": "phones", "websites": "urls",
    "avatarPath": "avatar_path",
    "createdAt": "created_at", "updatedAt": "updated_at",
    "accessIdentityIds": "access", "access_identity_ids": "access",
    "canLogin": "can_login",
}  # fmt: skip
IGNORED = {"workspaceId", "organizationId", "orgId", "revision", "dnc", "deleted_at"}
_KEYS = {*FIELDS, "can_login"}

_ITEM_ALIASES = {
    "emails": {"value": "address", "email": "address"},
    "phones": {"value": "number", "value_e164": "number", "phone": "number"},
    "urls": {"value": "url", "website": "url"},
    "dates": {"value": "date"},
    "addresses": {"region": "state", "postal": "postal_code", "postalCode": "postal_code",
                  "zip": "postal_code", "poBox": "po_box"},
}  # fmt: skip
_LABEL_ALIASES = {"type": "label", "kind": "label", "is_primary": "primary", "isPrimary": "primary"}
_ITEM_KEYS = {
    "emails": {"address", "label", "primary", "valid"},
    "phones": {"number", "label", "primary", "extension", "raw", "valid"},
    "addresses": {
        "label", "po_box", "extended", "street", "city", "state", "postal_code", "country", "primary",
    },
    "urls": {"url", "label", "primary"},
    "dates": {"date", "label", "primary"},
}  # fmt: skip
_MAIN_KEY = {"emails": "address", "phones": "number", "urls": "url", "dates": "date", "addresses": "street"}


def canonical(document: Mapping[str, Any], *, lenient: bool = False, patch: bool = False) -> dict[str, Any]:
    """Return the document with the keys and shapes of a draft.

    Unknown keys raise UnknownFieldError, which names the nearest known one; read leniently, they go to
    `custom_fields`, and so does what a second name of a key says otherwise. Keys that are null are
    dropped, but kept in a merge patch. Raises InvalidValueError for a value of the wrong kind and for
    two names of one key that disagree, DuplicateValueError for two values of one custom field.
    """
    draft: dict[str, Any] = {}
    unknown: dict[str, Any] = {}
    for name, value in document.items():
        if name in IGNORED:
            continue
        key = ALIASES.get(name, name)
        if key not in _KEYS:
            unknown[name] = value
        elif value is None and not patch and name not in ("accessIdentityIds", "access_identity_ids"):
            continue
        else:
            further = unknown if lenient else None
            _set(draft, key, name, _shaped(key, name, value, further), further)
    if unknown and not lenient:
        raise _unknown_field(next(iter(unknown)), {*_KEYS, *ALIASES} - {"can_login"})
    if unknown:
        draft["custom_fields"] = _united(unknown, draft.get("custom_fields") or {})
    return draft


def nearest(name: str, known: set[str]) -> str | None:
    """Return the known name that is most like one that is not known; None when none is."""
    from difflib import get_close_matches

    found = get_close_matches(name.lower(), sorted(known), n=1, cutoff=0.6)
    return found[0] if found else None


def _unknown_field(name: str, known: set[str], within: str = "") -> UnknownFieldError:
    suggestion = nearest(name, known)
    hint = f": did you mean {suggestion!r}?" if suggestion else f" (known: {', '.join(sorted(known))})"
    where = f" in {within}" if within else ""
    return UnknownFieldError(
        f"unknown field {name[:80]!r}{where}{hint}", field=name, value=name, candidates=tuple(sorted(known))
    )


def _set(draft: dict[str, Any], key: str, name: str, value: Any, unknown: dict[str, Any] | None) -> None:
    before = draft.get(key, value)
    if before == value:
        draft[key] = value
    elif key in _ITEM_KEYS and isinstance(before, list) and isinstance(value, list):
        draft[key] = _with_new(before, value, _MAIN_KEY[key])
    elif isinstance(before, Mapping) and isinstance(value, Mapping):
        draft[key] = _united(before, value)
    elif unknown is not None:
        unknown[name] = value
    else:
        raise InvalidValueError(
            f"{key} is given twice, with different values (as {name!r} too)", field=key, value=value
        )


def _united(fields: Mapping[str, Any], further: Mapping[str, Any]) -> dict[str, Any]:
    united = dict(fields)
    for label, value in further.items():
        _add_field(united, label, value)
    return united


def _add_field(fields: dict[str, Any], label: str, value: Any) -> None:
    if fields.setdefault(label, value) != value:
        raise DuplicateValueError(
            f"custom_fields has {label[:80]!r} twice, with different values", field="custom_fields"
        )


def _with_new(items: list[dict[str, Any]], further: list[dict[str, Any]], main_key: str) -> list[Any]:
    # A hosted API sends a scalar `email` beside `emails`: the same address is not an address more.
    known = {str(item.get(main_key)).lower() for item in items}
    return items + [item for item in further if str(item.get(main_key)).lower() not in known]


def _shaped(key: str, name: str, value: Any, unknown: dict[str, Any] | None) -> Any:
    if key == "access":
        return "everyone" if value is None else value
    if value is None:
        return None
    if key in _ITEM_KEYS:
        return _items(key, value, unknown)
    if key == "custom_fields":
        return _labelled_values(value) if isinstance(value, list) else _object(value)
    if key == "tags":
        return [value] if isinstance(value, str) else value
    if key == "id" and unknown is not None and type(value) is int:
        return str(value)  # other programs number their contacts
    if key in _TEXTS and not isinstance(value, str):
        raise InvalidValueError(f"{name} must be text", field=key, value=value)
    return value


def _object(value: Any) -> Mapping[str, Any]:
    if value == "":
        return {}
    if not isinstance(value, Mapping):
        raise InvalidValueError("custom_fields must be an object", field="custom_fields", value=value)
    return value


_NOT_TEXTS = {"is_active", "photo", "tags", "custom_fields", "access", "other_properties", *_ITEM_KEYS}
_TEXTS = {*FIELDS} - _NOT_TEXTS


def _items(key: str, value: Any, unknown: dict[str, Any] | None) -> list[dict[str, Any]]:
    values = value if isinstance(value, list | tuple) else [value]
    items = []
    for each in values:
        if isinstance(each, str):
            items.append({_MAIN_KEY[key]: each})
        elif isinstance(each, Mapping):
            items.append(_item(key, each, unknown))
        else:
            raise InvalidValueError(f"{key} must be a list of objects or texts", field=key, value=value)
    return items


def _item(key: str, document: Mapping[str, Any], unknown: dict[str, Any] | None) -> dict[str, Any]:
    aliases = {**_LABEL_ALIASES, **_ITEM_ALIASES[key]}
    item: dict[str, Any] = {}
    for name, value in document.items():
        own = aliases.get(name, name)
        if own not in _ITEM_KEYS[key]:
            if unknown is not None:
                unknown.setdefault(f"{key}.{name}", []).append(value)
            elif name != "id":
                raise _unknown_field(name, {*_ITEM_KEYS[key], *aliases}, key)
        elif value is not None:
            _check_item_value(key, own, value)
            _set_item_value(item, key, own, name, value, unknown)
    return item


def _set_item_value(
    item: dict[str, Any], key: str, own: str, name: str, value: Any, unknown: dict[str, Any] | None
) -> None:
    before = item.get(own) or value
    if before == value or not value or own == "raw":
        item[own] = value or before
    elif own == "number":
        # A number may come as typed and as E.164: the latter is the number, the former how it was given.
        newer = name == "value_e164" or not before.startswith("+")
        number, typed = (value, before) if newer else (before, value)
        item.update(number=number, raw=item.get("raw") or typed)
    elif unknown is not None:
        unknown.setdefault(f"{key}.{name}", []).append(value)
    else:
        raise InvalidValueError(
            f"{own} in {key} is given twice, with different values (as {name!r} too)", field=key, value=value
        )


def _check_item_value(key: str, name: str, value: Any) -> None:
    wanted = bool if name in ("primary", "valid") else str
    if not isinstance(value, wanted):
        kind = "true or false" if wanted is bool else "text"
        raise InvalidValueError(f"{name} in {key} must be {kind}", field=key, value=value)


def _labelled_values(items: list[Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for item in items:
        label = (
            item.get("label") or item.get("key") or item.get("name") if isinstance(item, Mapping) else None
        )
        if not isinstance(label, str):
            raise InvalidValueError(
                "custom_fields must be an object or a list of {label, value}",
                field="custom_fields",
                value=items,
            )
        _add_field(fields, label, item.get("value"))
    return fields

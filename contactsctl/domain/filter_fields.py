"""The fields that a filter can name, and the kind of each, which decides what it can be compared with."""

import re
from typing import Literal, get_args

from contactsctl.domain.contact import FIELDS, KINDS, TYPES
from contactsctl.domain.spelling import ALIASES, nearest
from contactsctl.domain.value import Value, value
from contactsctl.errors import InvalidFilterError

Kind = Literal[
    "text", "uid", "email", "phone", "number", "boolean", "choice", "date", "time", "any", "object"
]  # fmt: skip
KIND_NAMES: tuple[Kind, ...] = get_args(Kind)

MAX_PATH = 64
"""Names and numbers in the path of a custom field: as deep as custom fields go."""


@value()
class Field(Value):
    """A field as the JSON paths name it.

    `column` is the key of the contact that holds it. Of a list of objects, `keys` are those looked at in
    each item, and `index` is the one item that counts, or None for all. Of custom fields and the photo,
    `path` leads to the value. `choices` are all the values that there are.
    """

    name: str
    column: str
    kind: Kind
    keys: tuple[str, ...] = ()
    index: int | None = None
    path: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


_KINDS: dict[str, Kind] = {
    "uid": "uid", "revision": "number", "type": "choice", "kind": "choice", "is_active": "boolean",
    "birthday": "date", "dnc": "boolean", "created_at": "time", "updated_at": "time", "deleted_at": "time",
    "photo": "object", "custom_fields": "any",
}  # fmt: skip
_CHOICES = {"type": TYPES, "kind": KINDS}
_TEXT_KEYS = ("label", "po_box", "extended", "street", "city", "state", "postal_code", "country")
# Of each list: the kinds of the keys of its items, and those that the list's own name stands for.
_ITEMS: dict[str, tuple[dict[str, Kind], tuple[str, ...]]] = {
    "emails": (
        {"address": "email", "label": "text", "primary": "boolean", "valid": "boolean"},
        ("address",),
    ),
    "phones": (
        {"number": "phone", "label": "text", "primary": "boolean", "extension": "text", "raw": "text",
         "valid": "boolean"},
        ("number",),
    ),
    "addresses": (dict.fromkeys(_TEXT_KEYS, "text"), _TEXT_KEYS[1:]),
    "urls": ({"url": "text", "label": "text"}, ("url",)),
    "dates": ({"date": "date", "label": "text"}, ("date",)),
    "other_properties": ({"name": "text", "group": "text", "value": "text"}, ("name", "value")),
}  # fmt: skip
_PHOTO: dict[str, Kind] = {"media_type": "text", "size": "number", "sha256": "text"}
_LISTS = ("tags", "access", *_ITEMS)
_SHORT = {
    "address": "addresses", "city": "addresses.city", "country": "addresses.country", "url": "urls",
    "tag": "tags",
}  # fmt: skip
_ALIASES = {**{name: key for name, key in ALIASES.items() if key in FIELDS}, **_SHORT}
NAMES = (*FIELDS, "name", "email", "phone", *_SHORT, "custom")
"""The names that a suggestion or a list of the known ones offers."""


def field_named(name: str) -> Field:
    """Return the field of a dotted path, of which parts may be quoted.

    Raises InvalidFilterError, with the nearest name, when there is no such field.
    """
    if '"' not in name:
        return field_at(name, tuple(name.split(".")))
    parts = _PART.findall(name)
    return field_at(
        name, tuple(_ESCAPE.sub(r"\1", part[1:-1]) if part[:1] == '"' else part for part in parts)
    )


_PART = re.compile(r'(?:(?<=\.)|^)("(?:[^"\\]|\\.)*"|[^.]*)(?=\.|$)', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_PLAIN = re.compile(r"[\w-]+")


def _written(part: str) -> str:
    return part if _PLAIN.fullmatch(part) else '"' + re.sub(r'(["\\])', r"\\\1", part) + '"'


def field_at(name: str, parts: tuple[str, ...]) -> Field:
    """Return the field of a path in its parts; `name` is how the user wrote it.

    Raises InvalidFilterError, with the nearest name, when there is no such field.
    """
    first, rest = parts[0], parts[1:]
    known = _ALIASES.get(first, first if first in FIELDS else first.lower().replace("-", "_"))
    column, *inner = _ALIASES.get(known, known).split(".")
    if column not in FIELDS:
        raise _unknown(name, first)
    path = (*inner, *rest)
    if column == "custom_fields":
        return _custom_field(name, path)
    if column == "photo":
        return _photo_field(name, path)
    index = int(path[0]) if column in _LISTS and path and _INDEX.fullmatch(path[0]) else None
    path = path if index is None else path[1:]
    written = ".".join((column, *([] if index is None else [str(index)]), *path))
    if column in _ITEMS:
        return _item_field(written, column, index, path)
    if path:
        raise InvalidFilterError(f"{column} has no parts: {name[:80]!r}", field="filter", value=name)
    return Field(written, column, _KINDS.get(column, "text"), index=index, choices=_CHOICES.get(column, ()))


_INDEX = re.compile(r"\d{1,4}", re.ASCII)


def _custom_field(name: str, path: tuple[str, ...]) -> Field:
    if not all(path) or len(path) > MAX_PATH:
        problem = "has an empty part" if not all(path) else f"has more than {MAX_PATH} parts"
        raise InvalidFilterError(f"the path {name[:80]!r} {problem}", field="filter", value=name)
    return Field(".".join(("custom_fields", *map(_written, path))), "custom_fields", "any", path=path)


def _photo_field(name: str, path: tuple[str, ...]) -> Field:
    if not path:
        return Field("photo", "photo", "object")
    if len(path) > 1 or path[0] not in _PHOTO:
        raise _unknown_part(name, "photo", tuple(_PHOTO))
    return Field(f"photo.{path[0]}", "photo", _PHOTO[path[0]], path=path)


def _item_field(name: str, column: str, index: int | None, path: tuple[str, ...]) -> Field:
    kinds, own = _ITEMS[column]
    if not path:
        return Field(name, column, kinds[own[0]], own, index)
    if len(path) > 1 or path[0] not in kinds:
        raise _unknown_part(name, column, tuple(kinds))
    return Field(name, column, kinds[path[0]], path, index)


def _unknown(name: str, first: str) -> InvalidFilterError:
    suggestion = nearest(first, set(NAMES))
    hint = (
        f"did you mean {suggestion}?" if suggestion else f"the fields are {', '.join(NAMES)} and custom.KEY"
    )
    return InvalidFilterError(
        f"unknown field {name[:80]!r}: {hint}",
        field="filter",
        value=name,
        candidates=(suggestion,) if suggestion else NAMES,
    )


def _unknown_part(name: str, column: str, known: tuple[str, ...]) -> InvalidFilterError:
    paths = tuple(f"{column}.{key}" for key in known)
    suggestion = nearest(name.rpartition(".")[2], set(known))
    hint = f"did you mean {column}.{suggestion}?" if suggestion else f"there are {', '.join(paths)}"
    return InvalidFilterError(
        f"unknown field {name[:80]!r}: {hint}", field="filter", value=name, candidates=paths
    )

"""Items that several columns make together: `Phone 2 - Label` and `Phone 2 - Value`, `emails.0.address`."""

from collections.abc import Mapping
from itertools import chain, repeat
from typing import Any, Protocol

from contactsctl.formats.csv_dates import DateOrder, read_date
from contactsctl.formats.csv_labels import from_google
from contactsctl.formats.csv_values import JOINED, MAIN_KEYS, split_google

Parts = dict[str, str]
_ADDRESS_PARTS = {
    "street": "street", "city": "city", "pobox": "po_box", "region": "state", "postalcode": "postal_code",
    "country": "country", "extendedaddress": "extended",
    "po_box": "po_box", "state": "state", "postal_code": "postal_code", "extended": "extended",
}  # fmt: skip
_FLAGS = ("primary", "valid")


class Draft(Protocol):
    """What a slot puts its item into."""

    def add(self, name: str, item: dict[str, Any]) -> None: ...
    def custom(self, key: str, value: Any) -> None: ...


class Slot:
    """One item's columns; a part that the item has no place for goes to custom fields under its header."""

    def __init__(self, key: tuple[str, str], headers: Mapping[str, str]) -> None:
        self.key = key
        self._headers = headers

    def finish(self, draft: Draft, parts: Parts) -> None:
        """Put the item that the parts make into the draft; `parts` is used up."""
        self._take(draft, parts)
        for part, text in parts.items():
            draft.custom(self._headers[part], text)

    def _take(self, draft: Draft, parts: Parts) -> None:
        raise NotImplementedError


class _OwnItem(Slot):
    """`emails.0.address`, `emails.0.label`, `emails.0.primary`: JSON paths."""

    def _take(self, draft: Draft, parts: Parts) -> None:
        name = self.key[0]
        known = (MAIN_KEYS[name], "label", *_MORE_KEYS.get(name, ()))
        item: dict[str, Any] = {"label": None} | {key: parts.pop(key) for key in known if key in parts}
        item |= {flag: parts.pop(flag) == "true" for flag in _FLAGS if flag in parts}
        if MAIN_KEYS[name] in item:
            draft.add(name, item)


_MORE_KEYS = {"phones": ("extension", "raw")}


class _Address(Slot):
    def _take(self, draft: Draft, parts: Parts) -> None:
        label = from_google(_first(parts.pop("label", parts.pop("type", ""))))[0]
        formatted = parts.pop("formatted", "")
        item = {_ADDRESS_PARTS[part]: parts.pop(part) for part in list(parts) if part in _ADDRESS_PARTS}
        if formatted and not item:
            item["street"] = formatted
        if item:
            draft.add("addresses", {**item, "label": label})


class _GoogleItem(Slot):
    def __init__(self, key: tuple[str, str], headers: Mapping[str, str], order: DateOrder) -> None:
        super().__init__(key, headers)
        self._order = order

    def _take(self, draft: Draft, parts: Parts) -> None:
        name = self.key[0]
        for (label, is_primary), value in _labelled(parts):
            text = read_date(value, self._order) if name == "dates" else value
            item: dict[str, Any] = {MAIN_KEYS[name]: text, "label": label}
            if is_primary and name in ("emails", "phones"):
                item["primary"] = True
            if text:
                draft.add(name, item)


class _GoogleCustom(Slot):
    """Relations, chats and custom fields: what the book has no list for."""

    def _take(self, draft: Draft, parts: Parts) -> None:
        if "value" not in parts:
            return  # an organisation: each of its cells has a header that says what it is
        kind = self.key[1].rstrip("0123456789")
        service = f" ({service})" if (service := parts.pop("service", "")) else ""
        label = parts.pop("label", "") or parts.pop("type", "")
        value = parts.pop("value")
        if kind == "customfield":
            self._take_custom(draft, label, value)
            return
        label = _first(label)
        for each in split_google(value):
            draft.custom(f"{kind}: {label}{service}" if label else f"{kind}{service}", each)

    def _take_custom(self, draft: Draft, label: str, value: str) -> None:
        labels, values = split_google(label), split_google(value)
        if len(labels) != len(values):
            labels, values = [label], [value]
        for key, each in zip(labels, values, strict=True):
            draft.custom(key or self._headers["value"], each)


def _first(text: str) -> str:
    return split_google(text)[0]


def _labelled(parts: Parts) -> list[tuple[tuple[str | None, bool], str]]:
    """Return the labels and values of an item's cells, which may hold several of each."""
    label = parts.pop("label", "") or parts.pop("type", "")
    texts = [part.strip() for part in label.split(JOINED.strip())]  # an empty one keeps its place
    values = split_google(value) if (value := parts.pop("value", "")) else []
    labels = [from_google(text) for text in texts]
    if len(labels) != len(values):
        # One label is for all the values, but a star is for the first of them.
        labels = list(chain(labels[:1], repeat((labels[0][0], False), max(0, len(values) - 1))))
    return list(zip(labels, values, strict=False))


def slot_of(key: tuple[str, str], headers: Mapping[str, str], dialect: str, order: DateOrder) -> Slot:
    """Return the reader of an item's columns."""
    if key[0] == "addresses":
        return _Address(key, headers)
    if dialect != "google":
        return _OwnItem(key, headers)
    return _GoogleCustom(key, headers) if key[0] == "custom" else _GoogleItem(key, headers, order)

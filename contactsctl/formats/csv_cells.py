"""The cells of one row, each put where its column says."""

import re
from collections.abc import Sequence
from typing import Any

from contactsctl.domain.names import full_name
from contactsctl.domain.record import Draft
from contactsctl.formats.csv_dates import read_date
from contactsctl.formats.csv_dialects import Column, folded

_GUARDED = re.compile(r"'[=+@\t\r-]")
_SPLIT = " ::: "
_SYSTEM_TAGS = {"mycontacts", "starred", "othercontacts"}
_SENTINELS = {
    "gender": "unspecified", "priority": "normal", "sensitivity": "normal", "private": "false",
    "emailtype": "smtp", "email2type": "smtp", "email3type": "smtp",
}  # fmt: skip
_MAIN = {"emails": "address", "phones": "number", "urls": "url", "dates": "date"}
_LABELS = {"cell": "mobile"}
_ADDRESS_KEYS = {
    "street": "street", "city": "city", "pobox": "po_box", "region": "state", "postalcode": "postal_code",
    "country": "country", "extendedaddress": "extended", "formatted": "formatted",
    "label": "label", "type": "label", "po_box": "po_box", "state": "state",
    "postal_code": "postal_code", "extended": "extended",
}  # fmt: skip
_FORMS_OF_ADDRESS = {"herr", "herrn", "frau", "familie", "firma"}
"""How German files address somebody: no part of the name."""
_DAY_FIRST_MARKS = {
    "vorname",
    "nachname",
    "prénom",
    "nom",
    "nombre",
    "apellidos",
    "cognome",
    "fornavn",
    "imię",
}


class Cells:
    """Makes drafts of the rows under one header."""

    def __init__(self, columns: list[Column], dialect: str) -> None:
        self._columns = columns
        self._dialect = dialect
        headers = {folded(column.header) for column in columns}
        self._day_first = bool(headers & _DAY_FIRST_MARKS)

    def draft(self, cells: Sequence[str]) -> Draft:
        """Return the draft of one row; cells beyond the header go to custom fields."""
        row = _Row(self._dialect, self._day_first)
        for column, cell in zip(self._columns, cells, strict=False):
            text = cell.strip()
            if text and column.target != "-" and text.lower() != _SENTINELS.get(folded(column.header)):
                row.put(column, text[1:] if _GUARDED.match(text) else text)
        for text in cells[len(self._columns) :]:
            if text.strip():
                row.custom("beyond the header", text.strip())
        return row.finished()


class _Row:
    def __init__(self, dialect: str, day_first: bool) -> None:
        self.dialect = dialect
        self.day_first = day_first
        self.draft: Draft = {}
        self.numbered: dict[str, dict[str, str]] = {}
        self.addresses: dict[str, dict[str, str]] = {}
        self.birthday: dict[str, str] = {}

    def put(self, column: Column, text: str) -> None:
        target = column.target
        if "#" in target:
            slot, _, part = target.rpartition(".")
            self.numbered.setdefault(slot, {})[part] = text
        elif target.startswith("custom."):
            self.custom(target[7:], text)
        elif target.startswith("addresses."):
            _, label, part = target.split(".")
            address = self.addresses.setdefault(label, {})
            address[part] = f"{address[part]}\n{text}" if part == "street" and part in address else text
        elif target.startswith("birthday."):
            self.birthday[target[9:]] = text
        else:
            self._put_field(target, text, column)

    def _put_field(self, target: str, text: str, column: Column) -> None:
        name, _, label = target.partition(":")
        if name in ("emails", "phones", "urls"):
            for value in self._values(name, text):
                self._add(name, value, label or None, column)
        elif name == "dates":
            self._date(text, label)
        elif name == "tags":
            self.draft.setdefault("tags", []).extend(self._tags(text))
        elif name == "birthday":
            self._set("birthday", read_date(text, day_first=self.day_first), column)
        elif name == "is_active":
            self.draft["is_active"] = text.lower() not in ("false", "no", "0")
        else:
            self._set(name, text, column)

    def _set(self, name: str, value: str | None, column: Column) -> None:
        if value is None:
            return
        if name in self.draft and self.draft[name] != value:
            self.custom(column.header, value)
        else:
            self.draft[name] = value

    def _values(self, name: str, text: str) -> list[str]:
        if _SPLIT.strip() in text:
            return [part.strip() for part in text.split(_SPLIT.strip()) if part.strip()]
        if self.dialect == "pipedrive" or (name == "emails" and ("," in text or ";" in text)):
            parts = [part.strip() for part in re.split(r"[,;]\s*", text) if part.strip()]
            if name != "emails" or all("@" in part for part in parts):
                return parts
        return [text]

    def _add(
        self, name: str, value: str, label: str | None, column: Column | None, primary: bool = False
    ) -> None:
        if name == "emails" and (value[:2] == "/o" or "@" not in value) and self.dialect == "outlook":
            self.custom(column.header if column else "email", value)  # an X.500 address is no email
            return
        item: dict[str, Any] = {_MAIN[name]: value, "label": label}
        if primary:
            item["primary"] = True
        self.draft.setdefault(name, []).append(item)

    def _date(self, text: str, label: str) -> None:
        date = read_date(text, day_first=self.day_first)
        if date:
            self.draft.setdefault("dates", []).append({"date": date, "label": label or None})

    def _tags(self, text: str) -> list[str]:
        if _SPLIT.strip() in text or self.dialect == "google":
            parts = text.split(_SPLIT.strip())
        elif '"' in text:
            parts = text.replace('"', "").split(",")
        else:
            parts = re.split(r"[;,]", text)
        tags = [part.strip() for part in parts]
        if self.dialect == "google":  # a star marks the groups of the system
            tags = [tag for tag in tags if not tag.startswith("* ") and tag != "*"]
        return [tag for tag in tags if tag and tag.replace(" ", "").lower() not in _SYSTEM_TAGS]

    def custom(self, key: str, value: str) -> None:
        fields = self.draft.setdefault("custom_fields", {})
        name, number = key, 2
        while name in fields and fields[name] != value:
            name, number = f"{key} {number}", number + 1
        fields[name] = value

    def finished(self) -> Draft:
        for slot, parts in self.numbered.items():
            self._finish_slot(slot.partition("#")[0], slot.partition("#")[2], parts)
        for label, address in self.addresses.items():
            self.draft.setdefault("addresses", []).append({**address, "label": label or None})
        if self.birthday and "birthday" not in self.draft:
            self._finish_birthday()
        if "phones" in self.draft and not self.numbered:
            self.draft["phones"].sort(key=lambda phone: _phone_rank(phone["label"]))
        if (
            self.draft.get("name_prefix", "").lower() in _FORMS_OF_ADDRESS
            and "display_name" not in self.draft
        ):
            self.draft["display_name"] = full_name({**self.draft, "name_prefix": None}) or None
        return self.draft

    def _finish_birthday(self) -> None:
        year, month, day = (self.birthday.get(part, "") for part in ("year", "month", "day"))
        if month and day and all(text.isdecimal() for text in (month, day)):
            start = f"{int(year):04d}" if year.isdecimal() else "-"
            self.draft["birthday"] = f"{start}-{int(month):02d}-{int(day):02d}"
        elif year.isdecimal():
            self.draft["birthday"] = year

    def _finish_slot(self, name: str, slot: str, parts: dict[str, str]) -> None:
        value = parts.get("value", "")
        label, primary = _label(parts.get("label") or parts.get("type") or "")
        if name == "addresses":
            self._finish_address(parts, label)
        elif name == "custom":
            key = parts.get("label") or parts.get("type") or slot
            service = f" ({parts['service']})" if parts.get("service") else ""
            for each in _split(value):
                self.custom(
                    f"{slot.rstrip('0123456789')}: {key}{service}" if not slot.startswith("custom") else key,
                    each,
                )
        elif name == "dates":
            self._date(value or parts.get("date", ""), label or "")
        else:
            for each in _split(value or parts.get(_MAIN[name], "")):
                self._add(name, each, label, None, primary=primary or parts.get("primary") == "true")
                primary = False

    def _finish_address(self, parts: dict[str, str], label: str | None) -> None:
        found = {_ADDRESS_KEYS[key]: text for key, text in parts.items() if key in _ADDRESS_KEYS}
        formatted = found.pop("formatted", None)
        found.pop("label", None)
        if formatted and not found:
            found["street"] = formatted
        if found:
            self.draft.setdefault("addresses", []).append({**found, "label": label})


def _phone_rank(label: str | None) -> int:
    """Return where a phone belongs: the first is primary, which a fax should not be."""
    if label and ("fax" in label or label in ("pager", "telex", "isdn", "tty")):
        return 3
    return {"mobile": 1, "home": 2}.get(label or "", 0)


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(_SPLIT.strip()) if part.strip()]


def _label(text: str) -> tuple[str | None, bool]:
    first = text.split(_SPLIT.strip())[0].strip()
    primary = first.startswith("*")
    label = first.lstrip("* ").strip().lower().replace(" ", "_")
    return _LABELS.get(label, label) or None, primary

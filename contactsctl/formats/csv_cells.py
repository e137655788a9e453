"""The cells of one row, each put where its column says."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from contactsctl.domain.contact import EVERYONE, KINDS, TYPES
from contactsctl.domain.custom_fields import add_field
from contactsctl.domain.names import full_name
from contactsctl.domain.record import Draft
from contactsctl.errors import InvalidJsonError
from contactsctl.formats.csv_dates import DateOrder, read_date
from contactsctl.formats.csv_dialects import Column
from contactsctl.formats.csv_guard import unguarded
from contactsctl.formats.csv_slots import Parts, Slot, slot_of
from contactsctl.formats.csv_targets import LISTS
from contactsctl.formats.csv_values import MAIN_KEYS, split_google, split_tags, split_values
from contactsctl.formats.json_text import loads

_USUAL = {
    "normal", "normale", "normaal", "normalny", "normalna", "zwykły", "zwykła", "обычная", "обычный", "標準",
    "false", "falsch", "falso", "faux", "onwaar", "fałsz", "ложь", "falsk", "falskt", "yanlış", "smtp",
    "unspecified", "keine angabe", "non spécifié", "sin especificar", "non specificato", "não especificado",
    "niet opgegeven", "nieokreślona", "не указан", "ikke angivet", "ospecificerad", "belirtilmemiş",
    "指定なし",
}  # fmt: skip
"""What Outlook writes into columns that nobody filled."""
_FORMS_OF_ADDRESS = {"herr", "herrn", "frau", "familie", "firma"}
"""How German files address somebody: no part of the name."""
_NO_ADDRESS = re.compile(r"/o=", re.IGNORECASE)
_LAST_PHONES = {"pager", "telex", "isdn", "tty"}
_RANKS = {None: 0, "work": 0, "main": 0, "mobile": 1, "home": 2, "other": 3}


class Cells:
    """Makes drafts of the rows under one header."""

    def __init__(self, columns: Sequence[Column], dialect: str, order: DateOrder) -> None:
        self._puts = [_put_of(column, dialect, order) for column in columns]
        self._slots = _slots_of(columns, dialect, order)

    def draft(self, cells: Sequence[str]) -> Draft:
        """Return the draft of one row; cells beyond the header go to custom fields."""
        row = _Row()
        for put, cell in zip(self._puts, cells, strict=False):
            if cell:
                text = cell.strip()
                if text:
                    put(row, unguarded(text) if text[0] == "'" else text)
        for number, cell in enumerate(cells[len(self._puts) :], len(self._puts) + 1):
            if cell.strip():
                row.custom(f"column {number}", cell.strip())
        for slot in self._slots:
            if slot.key in row.slots:
                slot.finish(row, row.slots[slot.key])
        row.finish(has_slots=bool(self._slots))
        return row.draft


class _Row:
    def __init__(self) -> None:
        self.draft: Draft = {}
        self.slots: dict[tuple[str, str], Parts] = {}
        self.addresses: dict[str, dict[str, str]] = {}
        self.birthday: dict[str, str] = {}

    def add(self, name: str, item: dict[str, Any]) -> None:
        self.draft.setdefault(name, []).append(item)

    def set(self, name: str, value: Any, header: str) -> None:
        if self.draft.setdefault(name, value) != value:
            self.custom(header, value)

    def custom(self, key: str, value: Any) -> None:
        add_field(self.draft.setdefault("custom_fields", {}), key, value)

    def finish(self, *, has_slots: bool) -> None:
        for label, address in self.addresses.items():
            formatted = address.pop("formatted", "")
            if formatted and not address:
                address["street"] = formatted
            self.add("addresses", {**address, "label": label or None})
        if self.birthday and "birthday" not in self.draft:
            self._finish_birthday()
        if "phones" in self.draft and not has_slots:
            self.draft["phones"].sort(key=lambda phone: _phone_rank(phone["label"]))
        if self.draft.get("name_prefix", "").lower() in _FORMS_OF_ADDRESS:
            name = full_name({**self.draft, "name_prefix": None})
            if name:
                self.draft.setdefault("display_name", name)

    def _finish_birthday(self) -> None:
        parts = [self.birthday.get(part, "") for part in ("year", "month", "day")]
        year, month, day = (int(part) if part.isdecimal() else 0 for part in parts)
        if month and day:
            self.draft["birthday"] = f"{f'{year:04d}' if year else '-'}-{month:02d}-{day:02d}"
        elif any((year, month, day)) or any(not part.isdecimal() for part in parts if part):
            self.draft["birthday"] = "-".join(part for part in parts if part)


def _phone_rank(label: str | None) -> int:
    """Return where a phone belongs: the first is primary, which a fax or an assistant should not be."""
    if label and ("fax" in label or label in _LAST_PHONES):
        return 5
    return _RANKS.get(label, 4)


Put = Callable[[_Row, str], None]


def _put_of(column: Column, dialect: str, order: DateOrder) -> Put:
    if column.slot:
        return partial(_put_part, (column.target, column.slot), column.part)
    kind, _, rest = column.target.partition(".")
    name, _, label = column.target.partition(":")
    if name in LISTS:
        return partial(_put_item, name, label or None, column.header, dialect, order)
    if kind == "addresses":
        label, _, part = rest.partition(".")
        return partial(_put_address, label, part)
    if kind == "birthday":
        return partial(_put_birthday_part, rest) if rest else partial(_put_birthday, column.header, order)
    if kind in ("custom", "json"):
        return partial(_put_custom if kind == "custom" else _put_json, rest or column.header)
    special = _SPECIAL.get(kind)
    if special:
        return partial(special, column.header)
    if kind == "tags":
        return partial(_put_tags, dialect)
    return partial(_put_google_text if dialect == "google" else _put_text, name, column.header)


def _put_text(name: str, header: str, row: _Row, text: str) -> None:
    if row.draft.setdefault(name, text) != text:
        row.custom(header, text)


def _put_google_text(name: str, header: str, row: _Row, text: str) -> None:
    first, *others = [text] if name == "notes" else split_google(text)
    row.set(name, first, header)
    for other in others:
        row.custom(header, other)


def _put_item(
    name: str, label: str | None, header: str, dialect: str, order: DateOrder, row: _Row, text: str
) -> None:
    if name == "dates":
        date = read_date(text, order)
        if date:
            row.add(name, {"date": date, "label": label})
        return
    if name == "emails" and (_NO_ADDRESS.match(text) or (dialect == "outlook" and "@" not in text)):
        row.custom(header, text)  # an X.500 address is no email
        return
    for value in split_values(name, text, dialect):
        row.add(name, {MAIN_KEYS[name]: value, "label": label})


def _put_address(label: str, part: str, row: _Row, text: str) -> None:
    address = row.addresses.setdefault(label, {})
    address[part] = f"{address[part]}\n{text}" if part in address else text


def _put_birthday(header: str, order: DateOrder, row: _Row, text: str) -> None:
    date = read_date(text, order)
    if date:
        row.set("birthday", date, header)


def _put_birthday_part(part: str, row: _Row, text: str) -> None:
    row.birthday[part] = text


def _put_custom(key: str, row: _Row, text: str) -> None:
    row.custom(key, text)


def _put_json(key: str, row: _Row, text: str) -> None:
    row.custom(key, _json(text, text))


def _put_object(header: str, row: _Row, text: str) -> None:
    fields = _json(text, None)
    if not isinstance(fields, dict):
        fields = {header: text}
    for key, value in fields.items():
        row.custom(key, value)


def _json(text: str, otherwise: Any) -> Any:
    try:
        return loads(text)
    except InvalidJsonError:
        return otherwise


def _put_state(header: str, row: _Row, text: str) -> None:
    if text.lower() not in _USUAL:
        row.custom(header, text)


def _put_tags(dialect: str, row: _Row, text: str) -> None:
    tags = split_tags(text, dialect)
    if tags:
        row.draft["tags"] = [*row.draft.get("tags", ()), *tags]


_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def _put_flag(name: str, header: str, row: _Row, text: str) -> None:
    if text.lower() in _FLAGS:
        row.set(name, _FLAGS[text.lower()], header)
    else:
        row.custom(header, text)


def _put_choice(name: str, choices: tuple[str, ...], header: str, row: _Row, text: str) -> None:
    if text.lower() in choices:
        row.set(name, text.lower(), header)
    else:
        row.custom(header, text)  # a word of another program, which has kinds of its own


def _put_id(header: str, row: _Row, text: str) -> None:
    try:
        row.set("id", str(UUID(text)), header)
    except ValueError:
        row.custom(header, text)  # the number of a record in another program


def _put_access(header: str, row: _Row, text: str) -> None:
    if text != EVERYONE:
        names = _json(text, text.split(";"))
        row.set("access", [str(name).strip() for name in names if name], header)


def _put_nothing(_header: str, _row: _Row, _text: str) -> None:
    pass


def _put_part(key: tuple[str, str], part: str, row: _Row, text: str) -> None:
    row.slots.setdefault(key, {})[part] = text


_SPECIAL: dict[str, Callable[[str, _Row, str], None]] = {
    "-": _put_nothing, "custom_fields": _put_object, "state": _put_state, "id": _put_id,
    "access": _put_access, "is_active": partial(_put_flag, "is_active"), "dnc": partial(_put_flag, "dnc"),
    "type": partial(_put_choice, "type", TYPES), "kind": partial(_put_choice, "kind", KINDS),
}  # fmt: skip


def _slots_of(columns: Sequence[Column], dialect: str, order: DateOrder) -> list[Slot]:
    headers: dict[tuple[str, str], dict[str, str]] = {}
    for column in columns:
        if column.slot:
            headers.setdefault((column.target, column.slot), {})[column.part] = column.header
    return [slot_of(key, parts, dialect, order) for key, parts in headers.items()]

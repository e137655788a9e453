"""Which program wrote a CSV file, and what each of its columns is.

A target says where a cell goes: `given_name`, `emails:work`, `phones:mobile`, `addresses.home.city`,
`dates:anniversary`, `birthday.year`, `custom.KEY`; `custom` is under its header; `-` is for what is no data.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from unicodedata import normalize

from contactsctl.domain.value import Value, replace, value
from contactsctl.errors import InvalidFileError
from contactsctl.formats.csv_targets import check_target, own_target

DIALECTS = (
    "google", "outlook", "thunderbird", "wab", "linkedin", "yahoo", "hubspot", "salesforce", "pipedrive",
    "zoho", "mailchimp", "kmail", "plain",
)  # fmt: skip
_LOCALIZED = ("outlook", "thunderbird", "wab")
# Headers that only this program writes: one of the sets must be there whole. The first that is wins.
_MARKS: dict[str, tuple[set[str], ...]] = {
    "google": (
        {"email1value"},
        {"phone1value"},
        {"groupmembership"},
        {"organization1name"},
        {"phoneticfirstname", "fileas"},
        {"name", "email", "section1description"},
    ),
    "linkedin": ({"firstname", "lastname", "connectedon"},),
    "zoho": ({"recordid", "contactownerid"}, {"recordid", "accountname", "leadsource"}),
    "hubspot": ({"recordid", "contactowner"}, {"recordid", "lifecyclestage"}),
    "salesforce": ({"mailingstreet", "lastname"}, {"accountname", "accountowner"}, {"masterrecordid"}),
    "pipedrive": ({"personname"},),
    "mailchimp": ({"emailaddress", "memberrating"}, {"emailaddress", "optintime"}),
    "kmail": ({"formattedname", "honorificprefixes"},),
    "yahoo": ({"first", "last", "email", "comments"}, {"first", "last", "email", "alternateemail1"}),
    "plain": (
        {"displayname", "emails0address"},
        {"displayname", "phones0number"},
        {"displayname", "givenname", "familyname", "jobtitle"},
    ),
}
_NUMBERED = re.compile(
    r"(e-?mail|phone|address|organization|website|event|relation|im|custom field|jot) (\d+) - (.+)",
    re.IGNORECASE,
)
_LISTS = {"email": "emails", "phone": "phones", "address": "addresses", "website": "urls", "event": "dates"}


@value()
class Column(Value):
    """One column: its header as it stands, and its target.

    Columns that make one item together have the same `slot`, and each its `part`: `Phone 2 - Label`.
    """

    header: str
    target: str
    slot: str = ""
    part: str = ""

    @property
    def field(self) -> str:
        """What a person reads: `emails`, `addresses.home.city`, `custom_fields.Badge`."""
        if self.target == "-":
            return "(left out)"
        if self.target == "custom":
            return "custom_fields" if self.slot else f"custom_fields.{self.header}"
        if self.slot:
            return f"{self.target}.{self.slot}.{self.part}"
        return re.sub(r"^(custom|json)\.", "custom_fields.", self.target).replace("..", ".")


def folded(header: str) -> str:
    """Return what headers are compared by: letters and digits, without case."""
    return re.sub(r"[\W_]+", "", normalize("NFC", header).casefold())


Targets = Mapping[str, tuple[str, ...]]
"""Of a folded header; a header that comes several times has as many targets."""


@cache
def _tables() -> dict[str, dict[str, tuple[str, ...]]]:
    tables: dict[str, dict[str, tuple[str, ...]]] = {}
    text = files("contactsctl.formats").joinpath("csv_headers.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            dialect, target, headers = line.split("\t")
            table = tables.setdefault(dialect, {})
            for header in headers.split(" "):
                table[header] = (*table.get(header, ()), target)
    return tables


@cache
def aliases(dialect: str) -> Targets:
    """Return what a dialect's folded headers are; those of its own go before the common ones."""
    tables = _tables()
    return {**tables["generic"], **tables["common"], **tables.get(dialect, {})}


def detect_dialect(headers: Sequence[str]) -> str | None:
    """Return the dialect of a header row; None when no header in it is known."""
    keys = {folded(header) for header in headers} - {""}
    for dialect, marks in _MARKS.items():
        if any(mark <= keys for mark in marks):
            return dialect
    counts = {dialect: len(keys & _tables()[dialect].keys()) for dialect in _LOCALIZED}
    best = max(counts, key=counts.__getitem__)
    is_localized = counts[best] >= 4 and counts[best] > len(keys & _tables()["common"].keys()) * 0.8
    if is_localized and _knowledge(best, keys) >= _knowledge("plain", keys):
        return best
    return "plain" if keys & aliases("plain").keys() else None


def _knowledge(dialect: str, keys: set[str]) -> tuple[int, int]:
    """Return how many of the headers a dialect knows; and how many without words that others lent it.

    A list that somebody wrote in their own language has the names of an exporter's columns, but not
    those of its addresses.
    """
    tables = _tables()
    own = tables["common"].keys() | tables["plain"].keys() if dialect == "plain" else tables[dialect].keys()
    return len(keys & aliases(dialect).keys()), len(keys & own)


def is_header(cells: Sequence[str], dialect: str) -> bool:
    """Tell whether a row is a header: two cells or more, or its only one, name something known."""
    filled = [cell for cell in cells if cell.strip()]
    known = [column for column in columns_of(filled, dialect) if column.target != "custom" or column.slot]
    if len(filled) == 1:
        return bool(known) and known[0].target != "notes"  # `Notes:` begins a paragraph before a header
    return len(known) >= 2


def columns_of(
    headers: Sequence[str], dialect: str, mapping: Mapping[str, str] | None = None
) -> list[Column]:
    """Return the columns of a header row; unknown ones go to custom fields under their header.

    `mapping` goes from headers to targets and has the last word. Raises UnknownFieldError, and
    InvalidFileError when it names a header that is not there.
    """
    wanted = {_key(header): check_target(target) for header, target in (mapping or {}).items()}
    missing = wanted.keys() - {_key(header) for header in headers}
    if missing:
        unknown = next(header for header in mapping or {} if _key(header) in missing)
        raise InvalidFileError(
            f"--map: no column {unknown!r} (columns: {', '.join(headers)})", field="map", value=unknown
        )
    found = _corrected(_found(headers, dialect), dialect)
    return [replace(each, target=wanted.get(_key(each.header), each.target)) for each in found]


def _key(header: str) -> str:
    return folded(header) or header.strip()


def _found(headers: Sequence[str], dialect: str) -> list[Column]:
    known = aliases(dialect)
    seen: dict[str, int] = {}
    columns = []
    for header in headers:
        key = folded(header)
        targets = known.get(key, ("custom",))
        number = seen[key] = seen.get(key, -1) + 1
        column = Column(header.strip(), targets[min(number, len(targets) - 1)] if key else "custom")
        columns.append(_numbered(column, known) if dialect == "google" else _own(column))
    return columns


def _numbered(column: Column, known: Targets) -> Column:
    found = _NUMBERED.fullmatch(column.header)
    if not found or folded(column.header) in known:
        return _own(column)
    kind, number, part = folded(found[1]), found[2], folded(found[3])
    target = _LISTS.get(kind, "custom")
    return Column(column.header, target, number if target != "custom" else f"{kind}{number}", part)


def _own(column: Column) -> Column:
    target, slot, part = own_target(column.header)
    return Column(column.header, target, slot, part) if target else column


_READ_ONLY = ("revision", "deleted_at", "photo", "other_properties")


_NAMES = ("naam", "name", "namn", "navn")
_NAMES_OF_A_PART = ("jméno", "nom", "nombre", "nome", "имя")
_PARTS = {"given_name", "middle_name", "family_name"}


def _corrected_names(known: Mapping[str, str], dialect: str) -> dict[str, str]:
    """Return the targets of words that are the whole name, or a part of it: their neighbours tell.

    `known` goes from folded headers to targets.
    """
    found = set(known.values())
    changes = {}
    if "given_name" in found and "family_name" not in found and dialect in ("plain", "outlook", "wab"):
        changes = dict.fromkeys(_NAMES, "family_name")  # `Name` beside `Vorname`
    if dialect != "plain":
        return changes
    if known.keys() & {"nachname", "vorname"}:
        changes["titel"] = "name_prefix"  # `Dr.`; elsewhere that of a job
    if known.keys() & {"soyad", "soyadı"}:
        changes["ad"] = "given_name"
    if known.keys() & {"morada", "telemóvel"} and "family_name" not in found:
        changes["apelido"] = "family_name"  # in Portugal; in Brazil, a nickname
    meant = {changes.get(key, target) for key, target in known.items()}
    if "display_name" not in meant and len(meant & _PARTS) == 1:
        changes |= dict.fromkeys(_NAMES_OF_A_PART, "display_name")  # `Nombre`, and no `Apellidos`
    return changes


def _corrected(columns: list[Column], dialect: str) -> list[Column]:
    """Give the columns the meaning that only their neighbours tell."""
    headers = {column.header for column in columns}
    targets = [column.target for column in columns]
    keys = {folded(column.header) for column in columns}
    changes = _corrected_names({folded(column.header): column.target for column in columns}, dialect)
    if dialect == "plain" and keys & {"jobtitle", "position"}:
        changes["title"] = "name_prefix"
    if "sobrenome" in keys:
        changes["particular"] = "custom"  # a phone in Spanish; in Portuguese, whether it is private
    if "given_name" not in targets:
        changes["名字"] = "given_name"  # in Taiwan; on the mainland, the whole name
    if {"id", "revision", "display_name"} <= headers:
        changes |= dict.fromkeys(map(folded, _READ_ONLY), "-")
    has_month = "birthday.month" in targets
    meant = {"birthday": "birthday.day"} if has_month else {"birthday.day": "birthday"}
    corrected = [changes.get(folded(column.header), column.target) for column in columns]
    return [
        replace(column, target=meant.get(target, target))
        for column, target in zip(columns, corrected, strict=True)
    ]

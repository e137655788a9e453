"""Which program wrote a CSV file, and what each of its columns is.

A target says where a cell goes: `given_name`, `emails:work`, `phones:mobile`, `addresses.home.city`,
`dates:anniversary`, `birthday.year`, `custom.KEY`; `-` for what is no data. Numbered columns
(`E-mail 1 - Value`) have targets such as `emails#1.value`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from contactsctl.domain.contact import FIELDS
from contactsctl.errors import InvalidFileError, UnknownFieldError

DIALECTS = (
    "google", "outlook", "thunderbird", "wab", "linkedin", "yahoo", "hubspot", "salesforce", "pipedrive",
    "zoho", "mailchimp", "kmail", "plain",
)  # fmt: skip
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
_GOOGLE_LISTS = {
    "email": "emails",
    "phone": "phones",
    "address": "addresses",
    "website": "urls",
    "event": "dates",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header as it stands, and its target."""

    header: str
    target: str


def folded(header: str) -> str:
    """Return what headers are compared by: letters and digits, without case."""
    return re.sub(r"[\W_]+", "", header.casefold())


@cache
def _tables() -> dict[str, dict[str, str]]:
    """Return the localized headers: dialect -> folded header -> target."""
    tables: dict[str, dict[str, str]] = {}
    text = files("contactsctl.formats").joinpath("csv_headers.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            dialect, target, headers = line.split("\t")
            tables.setdefault(dialect, {}).update(dict.fromkeys(headers.split(" "), target))
    return tables


def aliases(dialect: str) -> Mapping[str, str]:
    """Return what a dialect's folded headers are; those of its own go before the common ones."""
    tables = _tables()
    return {**tables["generic"], **tables["common"], **tables.get(dialect, {})}


def detect_dialect(headers: Sequence[str]) -> str | None:
    """Return the dialect of a header row; None when no header in it is known."""
    keys = {folded(header) for header in headers} - {""}
    for dialect, marks in _MARKS.items():
        if any(mark <= keys for mark in marks):
            return dialect
    counts = {
        dialect: len(keys & aliases(dialect).keys()) for dialect in ("outlook", "thunderbird", "wab", "plain")
    }
    specific = {
        dialect: len(keys & _tables()[dialect].keys()) for dialect in ("outlook", "thunderbird", "wab")
    }
    best = max(specific, key=specific.__getitem__)
    if specific[best] >= 4 and specific[best] > len(keys & _tables()["common"].keys()) * 0.8:
        return best
    return "plain" if counts["plain"] else None


def columns_of(headers: Sequence[str], dialect: str, mapping: Mapping[str, str]) -> list[Column]:
    """Return the columns of a header row; unknown ones go to custom fields under their header."""
    wanted = {folded(header): check_target(target) for header, target in mapping.items()}
    missing = [header for header in mapping if folded(header) not in {folded(each) for each in headers}]
    if missing:
        raise InvalidFileError(
            f"--map: no column {missing[0]!r} (columns: {', '.join(headers)})", field="map"
        )
    known = aliases(dialect)
    columns = [Column(header.strip(), _target(header, dialect, known, wanted)) for header in headers]
    return _corrected(columns, dialect)


def _target(header: str, dialect: str, known: Mapping[str, str], wanted: Mapping[str, str]) -> str:
    key = folded(header)
    if key in wanted:
        return wanted[key]
    numbered = _NUMBERED.fullmatch(header.strip())
    if dialect == "google" and numbered and key not in known:
        kind = folded(numbered[1])
        return f"{_GOOGLE_LISTS.get(kind, 'custom')}#{kind}{numbered[2]}.{folded(numbered[3])}"
    path = _own_path(header.strip())
    if path:
        return path
    if not key:
        return "-"
    return known.get(key, f"custom.{header.strip()}")


def _own_path(header: str) -> str | None:
    # What our own plain CSV has for headers: JSON keys and paths.
    first, *rest = header.split(".")
    if header.startswith("custom_fields."):
        return f"custom.{header.partition('.')[2]}"
    if len(rest) == 2 and rest[0].isdecimal() and first in ("emails", "phones", "addresses", "urls", "dates"):
        return f"{first}#{rest[0]}.{rest[1]}"
    return header if header in FIELDS and not rest and header not in _LISTS else None


_LISTS = (
    "emails",
    "phones",
    "addresses",
    "urls",
    "dates",
    "tags",
    "custom_fields",
    "access",
    "other_properties",
)


def _corrected(columns: list[Column], dialect: str) -> list[Column]:
    targets = [column.target for column in columns]
    result = []
    seen: set[str] = set()
    for column in columns:
        target = column.target
        if (
            dialect in ("plain", "outlook", "wab")
            and target == "display_name"
            and folded(column.header) == "name"
        ):
            # `Name` beside a given name, and no family name, is the family name.
            target = "family_name" if "given_name" in targets and "family_name" not in targets else target
        if target in ("name_prefix",) and target in seen and "job_title" not in targets:
            target = "job_title"  # French Outlook has `Titre` twice: the form of address, then the job
        seen.add(target)
        result.append(Column(column.header, target))
    return result


def check_target(target: str) -> str:
    """Return a target that a user gave; raises UnknownFieldError with the nearest known one."""
    known = {*FIELDS, "birthday.year", "birthday.month", "birthday.day", "-"}
    base = target.partition(":")[0]
    if target in known or base in ("emails", "phones", "urls", "dates") or target.startswith("custom."):
        return target
    parts = target.split(".")
    if parts[0] == "addresses" and len(parts) == 3:
        return target
    from contactsctl.domain.spelling import ALIASES, nearest

    if target in ALIASES:
        return ALIASES[target]
    suggestion = nearest(target, known)
    hint = f": did you mean {suggestion!r}?" if suggestion else f" (known: {', '.join(sorted(known))})"
    raise UnknownFieldError(f"--map: unknown field {target!r}{hint}", field="map", value=target)

"""The properties of vCard that the model has a field for: how each is read (RFC 6350 section 6, RFC 2426).

A decoder notes what it reads; a line that it does not note is kept as it is.
"""

import re
from collections.abc import Callable

from contactsctl.domain.record import Problem
from contactsctl.errors import InvalidJsonError
from contactsctl.formats.content_lines import Line, split_escaped, unescape
from contactsctl.formats.json_text import loads
from contactsctl.formats.vcard_dates import read_date
from contactsctl.formats.vcard_labels import label_of, preference
from contactsctl.formats.vcard_photo import is_exactly, read_photo
from contactsctl.formats.vcard_reading import CONSUMED, KNOWN, OTHER, PHOTO, Reading

Decoder = Callable[[Reading, int, Line], None]
_NAME_PARTS = ("family_name", "given_name", "middle_name", "name_prefix", "name_suffix")
ADDRESS_PARTS = ("po_box", "extended", "street", "city", "state", "postal_code", "country")
LISTED = "X-CONTACTSCTL-DNC"
"""A number or address of the do-not-call list, and why it is there: `+14155551234;asked by phone`."""
_NO_RANK = 1000
_SYSTEM_TAGS = {"mycontacts", "starred"}
_EXTENSION = re.compile(r";ext(?:ension)?=([\d\s.-]+)", re.IGNORECASE)
_KINDS = {"individual": "individual", "org": "organization", "organization": "organization", "group": "group"}


def decode_lines(reading: Reading) -> None:
    """Read every line of a card into its draft."""
    for index, line in enumerate(reading.lines):
        decoder = DECODERS.get(line.name) or DECODERS.get(line.name.upper())
        if decoder:
            decoder(reading, index, line)
    _finish(reading)


def _text(field: str) -> Decoder:
    def decode(reading: Reading, index: int, line: Line) -> None:
        text = unescape(line.value).strip()
        if text and field not in reading.draft:
            reading.single(field, text, index)

    return decode


def _fn(reading: Reading, index: int, line: Line) -> None:
    text = unescape(line.value).strip()
    if not text:
        reading.kinds[index] = KNOWN  # a card is written with a name
        return
    known = reading.singles.get("display_name")
    if known:
        if (preference(line) or _NO_RANK) >= (preference(reading.lines[known[0]]) or _NO_RANK):
            return
        reading.kinds[known.pop()] = OTHER
    reading.single("display_name", text, index)


def _n(reading: Reading, index: int, line: Line) -> None:
    if "names" in reading.singles:
        return
    reading.single("names", None, index)
    parts = _parts(line.value, _joined)
    for key, part in zip(_NAME_PARTS, parts, strict=False):
        if part:
            reading.draft[key] = part
    if len(parts) > len(_NAME_PARTS) and (beyond := " ".join(filter(None, parts[len(_NAME_PARTS) :]))):
        reading.draft["name_suffix"] = " ".join(filter(None, (reading.draft.get("name_suffix"), beyond)))


def _parts(value: str, read: Callable[[str], str]) -> list[str]:
    """Return the parts of a structured value as text; in most, nothing is escaped or listed."""
    parts = split_escaped(value, ";")
    return (
        [read(part) for part in parts] if "," in value or "\\" in value else [part.strip() for part in parts]
    )


def _joined(part: str) -> str:
    if "," not in part:
        return unescape(part).strip() if "\\" in part else part.strip()
    return " ".join(text for each in split_escaped(part, ",") if (text := unescape(each).strip()))


def _nickname(reading: Reading, index: int, line: Line) -> None:
    names = [unescape(name).strip() for name in split_escaped(line.value, ",")]
    text = ", ".join(name for name in names if name)
    if text and "nickname" not in reading.draft:
        reading.single("nickname", text, index)


def _org(reading: Reading, index: int, line: Line) -> None:
    company, *units = [unescape(part).strip() for part in split_escaped(line.value, ";")]
    department = "; ".join(filter(None, units)) if units else ""
    if "organization" in reading.singles or not (company or department):
        return
    reading.single("organization", None, index)
    if company:
        reading.draft["company"] = company
    if department:
        reading.draft["department"] = department


def _email(reading: Reading, index: int, line: Line) -> None:
    address = unescape(line.value).strip()
    if address[:7].lower() == "mailto:":
        address = address[7:]
    if address:
        item: dict[str, object] = {"address": address, "label": label_of(line, reading.apple_label(line))}
        item["primary"] = reading.is_most_preferred("emails", preference(line), item)
        reading.item("emails", item, index)


def _tel(reading: Reading, index: int, line: Line) -> None:
    number = unescape(line.value).strip()
    extension = None
    if number[:4].lower() == "tel:":
        found = _EXTENSION.search(number)
        extension = found[1].strip() if found else None
        number = number[4:].partition(";")[0]
    if number:
        item: dict[str, object] = {"number": number, "label": label_of(line, reading.apple_label(line))}
        item["primary"] = reading.is_most_preferred("phones", preference(line), item)
        if extension:
            item["extension"] = extension
        reading.item("phones", item, index)


def _adr(reading: Reading, index: int, line: Line) -> None:
    parts = _parts(line.value, _lines_of)
    if any(parts):
        beyond = parts[len(ADDRESS_PARTS) :]
        if beyond and not _repeats(beyond, parts):
            parts[6:] = [" ".join(filter(None, parts[6:]))]
        item: dict[str, object] = {key: part for key, part in zip(ADDRESS_PARTS, parts, strict=False) if part}
        item["label"] = label_of(line, reading.apple_label(line))
        reading.item("addresses", item, index)


def _repeats(beyond: list[str], parts: list[str]) -> bool:
    """Tell whether an eighth part is the whole address once more, as Google writes it."""
    street, city = parts[2].split("\n")[0], parts[3]
    return bool(street or city) and street in beyond[0] and city in beyond[0]


def _lines_of(part: str) -> str:
    if "," not in part and "\\" not in part:
        return part.strip()
    pieces = (
        [unescape(each).strip() for each in split_escaped(part, ",")]
        if "," in part
        else [unescape(part).strip()]
    )
    return ", ".join(piece for piece in pieces if piece)


def _url(reading: Reading, index: int, line: Line) -> None:
    url = unescape(line.value).strip()
    if url:
        reading.item("urls", {"url": url, "label": label_of(line, reading.apple_label(line))}, index)


def _bday(reading: Reading, index: int, line: Line) -> None:
    if "birthday" in reading.draft or not line.value.strip():
        return
    date = read_date(line)
    if date:
        reading.single("birthday", date, index)
    else:
        reading.warn(line, "birthday", "invalid_date", f"not a date, kept as text: {line.value[:80]!r}")


def _anniversary(reading: Reading, index: int, line: Line) -> None:
    _date(reading, index, line, "anniversary")


def _ab_date(reading: Reading, index: int, line: Line) -> None:
    label = reading.apple_label(line)
    _date(reading, index, line, "anniversary" if label == "Anniversary" else label)


def _date(reading: Reading, index: int, line: Line, label: str | None) -> None:
    date = read_date(line)
    if date and (date, label) not in reading.dates:
        reading.dates.add((date, label))
        reading.item("dates", {"date": date, "label": label}, index)
    elif not date and line.value.strip():
        reading.warn(line, "dates", "invalid_date", f"not a date, kept as text: {line.value[:80]!r}")


def _note(reading: Reading, index: int, line: Line) -> None:
    text = unescape(line.value)
    if text.strip():
        reading.notes.append(text)
        reading.single("notes", None, index)


def _categories(reading: Reading, index: int, line: Line) -> None:
    tags = [unescape(tag).strip() for tag in split_escaped(line.value, ",")]
    reading.single("tags", None, index)
    known = reading.draft.setdefault("tags", [])
    known += [tag for tag in tags if tag and tag.lower() not in _SYSTEM_TAGS]


def system_tags(line: Line) -> list[str]:
    """Return, still escaped, the CATEGORIES that every card of some exporters has: they tag nothing."""
    return [tag for tag in split_escaped(line.value, ",") if unescape(tag).strip().lower() in _SYSTEM_TAGS]


def _photo(reading: Reading, index: int, line: Line) -> None:
    if "photo" in reading.draft:
        return
    photo = read_photo(line)
    if photo:
        reading.single("photo", photo, index)
        if is_exactly(line, photo):
            reading.kinds[index] = PHOTO
    elif line.value[:5].lower() == "data:":
        reading.warn(line, "photo", "invalid_value", f"not a photo, kept as text: {line.value[:80]!r}")


def _uid(reading: Reading, index: int, line: Line) -> None:
    text = unescape(line.value).strip()
    if text and "uid" not in reading.draft:
        reading.single("uid", text, index)


def _kind(reading: Reading, index: int, line: Line) -> None:
    kind = _KINDS.get(unescape(line.value).strip().lower())
    if kind and "kind" not in reading.draft:
        reading.single("kind", kind, index)


def _show_as(reading: Reading, index: int, line: Line) -> None:
    if line.value.strip().upper() == "COMPANY" and "kind" not in reading.draft:
        reading.single("kind", "organization", index)


def _member(reading: Reading, _index: int, line: Line) -> None:
    reading.members.append(unescape(line.value).strip())


def _android(reading: Reading, index: int, line: Line) -> None:
    kind, *values = split_escaped(line.value, ";")
    values += [""] * 2
    if kind.endswith("/nickname") and values[0] and "nickname" not in reading.draft:
        reading.single("nickname", unescape(values[0]), index)
    elif kind.endswith("/contact_event") and values[0]:
        date = read_date(Line("X-ANDROID-CUSTOM", values[0]))
        label = {"1": "anniversary", "2": "other"}.get(values[1].strip())
        if date and values[1].strip() == "3" and "birthday" not in reading.draft:
            reading.single("birthday", date, index)
        elif date:
            reading.item(
                "dates",
                {"date": date, "label": label or unescape(values[2] if len(values) > 2 else "") or None},
                index,
            )


def _ours(field: str, kind: type) -> Decoder:
    def decode(reading: Reading, index: int, line: Line) -> None:
        try:
            value = loads(unescape(line.value))
        except InvalidJsonError:
            value = None
        if isinstance(value, kind):
            reading.single(field, value, index)
        else:
            reading.warn(line, field, "invalid_json", f"{line.name} is not the JSON of a {kind.__name__}")

    return decode


def _listed(reading: Reading, index: int, line: Line) -> None:
    value, reason = [*(unescape(part).strip() for part in split_escaped(line.value, ";")), ""][:2]
    if value:
        reading.draft.setdefault("dnc", []).append((value, reason))
    reading.kinds[index] = CONSUMED


DECODERS: dict[str, Decoder] = {
    "FN": _fn,
    "N": _n,
    "NICKNAME": _nickname,
    "X-NICKNAME": _nickname,
    "ORG": _org,
    "TITLE": _text("job_title"),
    "EMAIL": _email,
    "TEL": _tel,
    "ADR": _adr,
    "URL": _url,
    "BDAY": _bday,
    **dict.fromkeys(
        (
            "ANNIVERSARY", "X-ANNIVERSARY", "X-EVOLUTION-ANNIVERSARY", "X-KADDRESSBOOK-X-ANNIVERSARY",
            "X-MS-ANNIVERSARY", "X-WAB-WEDDING_ANNIVERSARY",
        ),
        _anniversary,
    ),
    "X-ABDATE": _ab_date,
    "NOTE": _note,
    "CATEGORIES": _categories,
    "PHOTO": _photo,
    "UID": _uid,
    "KIND": _kind,
    "X-ADDRESSBOOKSERVER-KIND": _kind,
    "X-CONTACTSCTL-KIND": _kind,
    "X-ABSHOWAS": _show_as,
    "MEMBER": _member,
    "X-ADDRESSBOOKSERVER-MEMBER": _member,
    "X-ANDROID-CUSTOM": _android,
    "X-CONTACTSCTL-TYPE": _text("type"),
    "X-CONTACTSCTL-MENTION-NAME": _text("mention_name"),
    "X-CONTACTSCTL-AVATAR-PATH": _text("avatar_path"),
    "X-CONTACTSCTL-ACTIVE": _ours("is_active", bool),
    "X-CONTACTSCTL-CUSTOM": _ours("custom_fields", dict),
    "X-CONTACTSCTL-ACCESS": _ours("access", list),
    LISTED: _listed,
}  # fmt: skip
_NAMES = ("display_name", *_NAME_PARTS, "nickname", "company", "emails", "phones")
_STANDS_IN = ("IMPP", "URL", "X-SKYPE", "X-JABBER", "NOTE", "ROLE", "ADR", "UID")


def _finish(reading: Reading) -> None:
    draft = reading.draft
    if reading.notes:
        draft["notes"] = "\n\n".join(reading.notes)
    company = draft.get("company")
    if company and "kind" not in draft and not any(draft.get(key) for key in (*_NAME_PARTS, "nickname")):
        named = str(draft.get("display_name", company)).split() != str(company).split()
        draft["kind"] = "individual" if named else "organization"
    if not draft.get("display_name") and not any(draft.get(key) for key in _NAMES) and reading.lines:
        stand_in = next(
            (line for name in _STANDS_IN for line in reading.lines if line.key == name and line.value), None
        )
        draft["display_name"] = _stand_in_text(stand_in) if stand_in else "(no name)"
        reading.problems.append(_no_name(reading))


def _stand_in_text(line: Line) -> str:
    text = unescape(line.value).replace(";", " ").strip()
    return (text.splitlines() or [""])[0].strip()[:200] or "(no name)"


def _no_name(reading: Reading) -> Problem:
    return Problem(reading.lines[0].number or None, "display_name", "name_required", "the card names nobody")

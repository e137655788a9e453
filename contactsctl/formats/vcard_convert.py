"""A card's lines from vCard 3.0 to 4.0 and back (RFC 6350 appendix A): value, parameters and name.

Where a property says the same in both, it stays as it is.
"""

from contactsctl.domain.dates import parse
from contactsctl.errors import InvalidDateError
from contactsctl.formats.content_lines import Groups, Line, Version, escape, unescape, with_params
from contactsctl.formats.vcard_base64 import as_base64
from contactsctl.formats.vcard_dates import read_date, write_date
from contactsctl.formats.vcard_labels import (
    preference,
    read_apple_label,
    types_of,
    with_preference,
    write_apple_label,
)

_BINARY = {"PHOTO", "LOGO", "SOUND", "KEY"}
_DATES = {"BDAY", "ANNIVERSARY", "DEATHDATE", "X-ABDATE", "X-ANNIVERSARY"}
_MEDIA = {"PHOTO": "image", "LOGO": "image", "SOUND": "audio", "KEY": "application"}
_IN_4 = {
    "X-ADDRESSBOOKSERVER-KIND": "KIND",
    "X-ADDRESSBOOKSERVER-MEMBER": "MEMBER",
    "X-CONTACTSCTL-KIND": "KIND",
    "X-ANNIVERSARY": "ANNIVERSARY",
}
_IN_3 = {
    "KIND": "X-ADDRESSBOOKSERVER-KIND",
    "MEMBER": "X-ADDRESSBOOKSERVER-MEMBER",
    "ANNIVERSARY": "X-ANNIVERSARY",
}


def convert(lines: list[Line], version: Version) -> list[Line]:
    """Return lines of the other version in the form of this one; those that have it stay."""
    if version == "4.0":
        return _with_parameters([_to_4(line) for line in _without_apple_anniversary(lines)])
    groups = Groups(line.group for line in lines if line.group)
    best: dict[str, int] = {}
    for line in lines:
        rank = preference(line)
        if rank is not None:
            best[line.key] = min(rank, best.get(line.key, rank))
    return [each for line in lines for each in _to_3(line, best.get(line.key), groups)]


def _without_apple_anniversary(lines: list[Line]) -> list[Line]:
    """Return the lines with Apple's labelled anniversaries as ANNIVERSARY."""
    groups = {
        line.group.lower()
        for line in lines
        if line.group and line.key == "X-ABLABEL" and read_apple_label(line.value) == "anniversary"
    }
    dates = {line.group.lower() for line in lines if line.group and line.key == "X-ABDATE"} & groups
    return [
        Line("ANNIVERSARY", line.value, None, line.params)
        if line.key == "X-ABDATE" and _is_in(line, dates)
        else line
        for line in lines
        if not (line.key == "X-ABLABEL" and _is_in(line, dates))
    ]


def _is_in(line: Line, groups: set[str]) -> bool:
    return line.group is not None and line.group.lower() in groups


def _to_4(line: Line) -> Line:
    if line.key == "X-ABSHOWAS":
        return Line("KIND", "org") if line.value.strip().upper() == "COMPANY" else line
    if line.key in _IN_4:
        line = line._replace(name=_IN_4[line.key], source=None)
    if line.key in _BINARY and line.param("ENCODING"):
        return _to_data_uri(line)
    types = types_of(line)
    if types:
        line = with_params(
            line, {"TYPE": [word for word in types if (line.key, word) != ("EMAIL", "internet")]}
        )
    if "pref" in types:
        line = with_preference(line, preferred=True, version="4.0")
    return _value_to_4(line)


def _value_to_4(line: Line) -> Line:
    if line.key in _DATES:
        return _date(line, "4.0")
    if line.key == "URL" and "\\" in line.value:  # Google escapes the colon, which no URI of 4.0 does
        url = unescape(line.value).replace("\\", r"\\").replace("\n", "")
        return line._replace(value=url, source=None)
    if line.key == "GEO" and ";" in line.value:
        return line._replace(value=f"geo:{line.value.replace(';', ',')}", source=None)
    return line


def _with_parameters(lines: list[Line]) -> list[Line]:
    """Return the lines with LABEL and SORT-STRING as parameters (RFC 6350 appendix A.2)."""
    kept: list[Line] = []
    for line in lines:
        at, name = None, ""
        if line.key == "LABEL":
            at, name = _last(kept, "ADR", "LABEL", of=line), "LABEL"
        elif line.key == "SORT-STRING":
            at, name = _last(kept, "N", "SORT-AS"), "SORT-AS"
        if at is None:
            kept.append(line)
        else:
            kept[at] = with_params(kept[at], {name: (unescape(line.value),)})
    return kept


def _last(lines: list[Line], key: str, param: str, *, of: Line | None = None) -> int | None:
    """Return where the property without a parameter is that a line describes: of the same types."""
    for index, line in enumerate(lines):
        if (
            line.key == key
            and not line.param(param)
            and (of is None or set(types_of(line)) == set(types_of(of)))
        ):
            return index
    return None


def _to_data_uri(line: Line) -> Line:
    kind = next(iter(line.param("TYPE")), "").lower()
    media = kind if "/" in kind else f"{_MEDIA[line.key]}/{kind or 'octet-stream'}"
    bare = with_params(line, {"ENCODING": None, "TYPE": None})
    return bare._replace(value=f"data:{media};base64,{line.value}")


def _to_3(line: Line, best: int | None, groups: Groups) -> list[Line]:
    if line.key == "KIND" and line.value.strip().lower() == "org":
        return [Line("X-ABSHOWAS", "COMPANY", line.group)]
    if line.param("PREF") and preference(line) == best:
        line = with_preference(line, preferred=True, version="3.0")
    if line.key == "ANNIVERSARY" and _is_plain(line):
        group = groups.new()
        label = Line("X-ABLabel", write_apple_label("anniversary"), group)
        return [_date(line._replace(name="X-ABDATE", group=group, source=None), "3.0"), label]
    if line.key in _IN_3:
        line = line._replace(name=_IN_3[line.key], source=None)
    if line.key in ("ADR", "N"):
        return _with_lines(line)
    return [_value_to_3(line)]


def _value_to_3(line: Line) -> Line:
    if line.key in _BINARY and line.value[:5].lower() == "data:":
        return _from_data_uri(line)
    if line.key in _DATES:
        return _date(line, "3.0")
    if line.key == "TEL" and line.value[:4].lower() == "tel:":
        number, _, rest = line.value[4:].partition(";")
        extension = rest.lower().partition("ext=")[2]
        text = f"{number} ext. {extension}" if extension else number
        return with_params(line, {"VALUE": None})._replace(value=escape(text))
    if line.key == "GEO" and line.value[:4].lower() == "geo:":
        return line._replace(value=line.value[4:].replace(",", ";", 1), source=None)
    return line


def _with_lines(line: Line) -> list[Line]:
    """Return an ADR or N with its LABEL or SORT-AS as a property (RFC 2426 sections 3.2.2, 3.6.5)."""
    name, param = ("LABEL", "LABEL") if line.key == "ADR" else ("SORT-STRING", "SORT-AS")
    values = line.param(param)
    if not values:
        return [line]
    types = {"TYPE": line.param("TYPE")} if name == "LABEL" and line.param("TYPE") else {}
    text = ",".join(values)
    if name == "LABEL":  # RFC 6350 section 6.3.1 has `\n` in it, though it is a parameter
        text = unescape(text)
    return [with_params(line, {param: None}), Line(name, escape(text), line.group, types)]


def _from_data_uri(line: Line) -> Line:
    head, _, body = line.value.replace("\\,", ",").replace("\\;", ";").partition(",")
    media, *flags = head[5:].split(";")
    data = as_base64(body) if "base64" in (flag.lower() for flag in flags) else None
    if data is None:
        return line
    kind = (media.rpartition("/")[2].upper(),)
    changes = {"VALUE": None, "MEDIATYPE": None, "ENCODING": ("b",), "TYPE": kind}
    return with_params(line, changes)._replace(value=data)


def _date(line: Line, version: Version) -> Line:
    date = read_date(line)
    if date is None and version == "4.0" and line.key in ("BDAY", "ANNIVERSARY"):
        return with_params(line, {"VALUE": ("text",)})
    if date is None or not _is_plain(line):
        return line
    value, params = write_date(date, version)
    cleared = with_params(line, {"VALUE": None, "X-APPLE-OMIT-YEAR": None})
    return with_params(cleared._replace(value=value), params)


def _is_plain(line: Line) -> bool:
    """Tell whether a property is a date without a time, which the other form would lose."""
    text = unescape(line.value).strip()
    try:
        return "T" not in text.upper() and bool(parse(text))
    except InvalidDateError:
        return False

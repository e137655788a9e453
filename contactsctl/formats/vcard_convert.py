"""One property from vCard 3.0 to 4.0 and back (RFC 6350 appendix A), value, parameters and name."""

from contactsctl.domain.dates import parse
from contactsctl.errors import InvalidDateError
from contactsctl.formats.content_lines import Line, Version, escape, unescape, with_params
from contactsctl.formats.vcard_dates import read_date, write_date
from contactsctl.formats.vcard_labels import types_of

_BINARY = {"PHOTO", "LOGO", "SOUND", "KEY"}
_DATES = {"BDAY", "ANNIVERSARY", "DEATHDATE"}
_MEDIA = {"PHOTO": "image", "LOGO": "image", "SOUND": "audio", "KEY": "application"}
_RENAMED_IN_4 = {"X-ADDRESSBOOKSERVER-KIND": "KIND", "X-ADDRESSBOOKSERVER-MEMBER": "MEMBER"}
_RENAMED_IN_3 = {"KIND": "X-ADDRESSBOOKSERVER-KIND", "MEMBER": "X-ADDRESSBOOKSERVER-MEMBER"}


def convert(line: Line, version: Version) -> Line:
    """Return a line of the other version in the form of this one."""
    return _to_4(line) if version == "4.0" else _to_3(line)


def _to_4(line: Line) -> Line:
    name = _RENAMED_IN_4.get(line.key, line.name)
    line = Line(name, line.value, line.group, line.params, line.number)
    types = types_of(line)
    if "pref" in types or (line.key == "EMAIL" and "internet" in types):
        kept = tuple(word for word in types if word not in ("pref", "internet"))
        pref = {"PREF": ("1",)} if "pref" in types and not line.param("PREF") else {}
        line = with_params(line, {"TYPE": kept, **pref})
    if line.key in _BINARY and line.param("ENCODING"):
        return _to_data_uri(line)
    if line.key in _DATES:
        return _date(line, "4.0")
    if line.key == "GEO" and ";" in line.value:
        return Line(name, f"geo:{line.value.replace(';', ',')}", line.group, line.params)
    return line


def _to_data_uri(line: Line) -> Line:
    kind = next((value for value in line.param("TYPE")), "").lower()
    media = kind if "/" in kind else f"{_MEDIA[line.key]}/{kind or 'octet-stream'}"
    value = f"data:{media};base64,{line.value}"
    return Line(
        line.name, value, line.group, dict(with_params(line, {"ENCODING": None, "TYPE": None}).params)
    )


def _to_3(line: Line) -> Line:
    name = _RENAMED_IN_3.get(line.key, line.name)
    if name == "X-ADDRESSBOOKSERVER-KIND" and line.value.strip().lower() == "org":
        return Line("X-ABSHOWAS", "COMPANY", line.group)
    line = Line(name, line.value, line.group, line.params, line.number)
    if line.param("PREF"):
        line = with_params(line, {"PREF": None, "TYPE": (*line.param("TYPE"), "PREF")})
    if line.key in _BINARY and line.value[:5].lower() == "data:":
        return _from_data_uri(line)
    if line.key in _DATES:
        return _date(line, "3.0")
    if line.key == "TEL" and line.value[:4].lower() == "tel:":
        number, _, rest = line.value[4:].partition(";")
        extension = rest.lower().partition("ext=")[2]
        text = f"{number} ext. {extension}" if extension else number
        return with_params(Line(name, escape(text), line.group, line.params), {"VALUE": None})
    if line.key == "GEO" and line.value[:4].lower() == "geo:":
        return Line(name, line.value[4:].replace(",", ";", 1), line.group, line.params)
    return line


def _from_data_uri(line: Line) -> Line:
    head, _, body = line.value.replace("\\,", ",").replace("\\;", ";").partition(",")
    media, *flags = head[5:].split(";")
    if "base64" not in (flag.lower() for flag in flags):
        return line
    params = with_params(line, {"VALUE": None, "MEDIATYPE": None, "ENCODING": ("b",),
                                "TYPE": (media.rpartition("/")[2].upper(),)}).params  # fmt: skip
    return Line(line.name, body, line.group, params)


def _date(line: Line, version: Version) -> Line:
    date = read_date(line)
    if date is None or not _is_plain(unescape(line.value)):
        return line
    value, params = write_date(date, version)
    cleared = with_params(line, {"VALUE": None, "X-APPLE-OMIT-YEAR": None})
    return with_params(Line(line.name, value, line.group, cleared.params), params)


def _is_plain(text: str) -> bool:
    """Tell whether a date has no time, which the other form would lose."""
    try:
        return "T" not in text.upper() and bool(parse(text.strip()))
    except InvalidDateError:
        return False

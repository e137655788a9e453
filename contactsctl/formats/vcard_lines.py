"""From a card's physical lines to its properties in the form of one version.

vCard 2.1 becomes 3.0: transfer encodings and charsets are resolved, parameters named. 3.0 and 4.0 stay.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from quopri import decodestring
from unicodedata import is_normalized, normalize

from contactsctl.domain.record import Problem
from contactsctl.domain.text import repair_text
from contactsctl.formats.content_lines import (
    CUSTOM_LABEL,
    LONGEST_HEAD,
    Groups,
    Head,
    Line,
    Version,
    escape,
    parse_head,
    split_escaped,
    split_head,
)
from contactsctl.formats.vcard_base64 import BASE64, as_base64, without_breaks
from contactsctl.formats.vcard_cards import RawCard

_QP = "QUOTED-PRINTABLE"
_QP_HEAD = re.compile(r';\s*(?:ENCODING\s*=\s*)?"?QUOTED-PRINTABLE')
_QP_LABEL = re.compile(r"(?:^|;)X-CUSTOM\([^)]*QUOTED-PRINTABLE")
_LONGEST_START = 300
_MOST_OF_HEAD = 50
"""Lines over which a label in a head goes."""
_NO_CHARSETS = {"punycode", "idna", "undefined", "unicode_escape", "unicode-escape", "raw_unicode_escape"}
"""Codecs of Python that no card means; the first takes time by the square of a text's length."""
Numbered = tuple[int, str]
_FRAME = {"BEGIN", "END", "PROFILE"}
"""Names of what is around properties: one in a card is none of ours, and would end it."""
_STRAY = "X-CONTACTSCTL-TEXT"
"""A line that is no property and cannot belong to the one before it."""
_STRAY_HEAD = Head(_STRAY, None, {}, False, False, _STRAY)
_OF_ONE_LINE = {
    "VERSION", "TEL", "EMAIL", "UID", "BDAY", "ANNIVERSARY", "REV", "KIND", "MEMBER", "IMPP", "GEO", "TZ",
    "PRODID", _STRAY,
}  # fmt: skip
_STRUCTURED = {"N", "ADR", "ORG", "GENDER"}
_LISTS = {"CATEGORIES", "NICKNAME"}
_TEXTS = {
    "FN", "TITLE", "ROLE", "NOTE", "TEL", "EMAIL", "LABEL", "UID", "MAILER", "SORT-STRING", "NICKNAME",
    "CATEGORIES", "X-ABLABEL",
}  # fmt: skip
_SURROGATE = re.compile("[\udc80-\udcff]")
_MAYBE_TOWER = re.compile("[^\x00-\u02ff][^\x00-\u02ff]{30}")  # a first character is found fast
_RAW_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def version_of(lines: list[str]) -> str:
    """Return the version a card says, else the one it looks like: `2.1`, `3.0` or `4.0`."""
    for line in lines:
        if line[:1] in "vV" and line[:8].upper().startswith("VERSION"):
            said = line.partition(":")[2].strip()
            return {"2": "2.1", "3": "3.0", "4": "4.0"}.get(said[:1], "3.0")
    for line in lines:
        found = split_head(line)
        head = parse_head(found[0]) if found else None
        if head and (head.bare or _QP in head.params.get("ENCODING", ())):
            return "2.1"
    return "3.0"


def read_lines(raw: RawCard, problems: list[Problem]) -> tuple[Version, list[Line]]:
    """Return a card's version (2.1 as 3.0) and its properties in order, VERSION left out.

    In a card that was decoded only CHARSETs of quoted-printable count.
    """
    plain = _plain_lines(raw.whole, raw.line + 1) if raw.whole is not None else None
    if plain is not None:
        return plain
    texts = [(number, data.decode("utf-8", "surrogateescape")) for number, data in raw.lines]
    said = version_of([text for _, text in texts])
    if any(text[:5].upper() == "AGENT" for _, text in texts):
        texts = list(_with_agents(texts))
    lines = []
    for number, head, value in _properties(_unfolded(texts, said), said, problems):
        if head.key == "VERSION" or (head.key in _FRAME and value.strip().upper() == "VCARD"):
            continue
        lines.append(_resolved(number, _without_frame(head), value, said, problems, raw.decoded))
    if all(line.name == _STRAY for line in lines):
        lines = []
    return ("4.0" if said == "4.0" else "3.0"), list(_with_custom_labels(lines))


def _with_custom_labels(lines: list[Line]) -> Iterator[Line]:
    """Yield lines, labels that Android wrote into their heads as X-ABLabels of their groups."""
    groups = Groups(line.group for line in lines if line.group)
    for line in lines:
        label = line.params.get(CUSTOM_LABEL)
        if not label:
            yield line
            continue
        group = line.group or groups.new()
        params = {name: values for name, values in line.params.items() if name != CUSTOM_LABEL}
        yield line._replace(group=group, params=params)
        yield Line("X-ABLabel", escape(label[0]), group, number=line.number)


def _plain_lines(whole: bytes, first: int) -> tuple[Version, list[Line]] | None:
    """Return what `read_lines` does for a card without folds, encodings or faults, as most are; else None.

    `whole` are its lines, the first of this number.
    """
    try:
        text = whole.decode()
    except UnicodeDecodeError:
        return None
    version = _PLAIN_VERSION.search(text)
    if version is None or not _is_plain(text):
        return None
    lines = []
    for number, source in enumerate(text.split("\n"), first):
        start, colon, value = source.partition(":")
        head = _plain_head(start) if colon and len(start) < _LONGEST_START else None
        if head is None:
            return None
        if head.key != "VERSION":
            lines.append(Line(head.name, value, head.group, head.params, number, source))
    return ("4.0" if version[1] == "4.0" else "3.0"), lines


@lru_cache(4096)
def _plain_head(text: str) -> Head | None:
    """Return the head of a property that can be written as it came, of no transfer encoding; else None."""
    head = parse_head(text)
    if head is None or head.bare or head.odd or head.key in _FRAME or head.key.startswith("AGENT"):
        return None
    return None if "ENCODING" in head.params or "CHARSET" in head.params else head


def _without_frame(head: Head) -> Head:
    return head._replace(name=f"X-{head.name}", key=f"X-{head.key}") if head.key in _FRAME else head


def _is_plain(text: str) -> bool:
    if "\n " in text or "\n\t" in text:
        return False
    if not text.replace("\n", "").isprintable() and _RAW_CONTROL.search(text):
        return False
    return text.isascii() or (is_normalized("NFC", text) and not _MAYBE_TOWER.search(text))


_PLAIN_VERSION = re.compile(r"^VERSION:(3\.0|4\.0)$", re.MULTILINE)


def _with_agents(texts: list[Numbered]) -> Iterator[Numbered]:
    """Yield lines, the card that an AGENT holds in one line with it (RFC 2426 section 3.5.4)."""
    agent: tuple[int, str] | None = None
    nested: list[str] = []
    depth = 0
    for number, text in texts:
        change = _DEPTH.get(text.strip().upper(), 0)
        if agent is not None and (depth or change == 1):
            nested.append(text)
            depth += change
            if depth == 0:
                yield agent[0], agent[1] + escape("\n".join(nested))
                agent, nested = None, []
            continue
        if agent is not None:
            yield agent
            agent = None
        head, _, value = text.partition(":")
        if text[:5].upper() == "AGENT" and value.strip().upper() in ("", "BEGIN:VCARD"):
            agent, nested = (number, f"{head}:"), [value.strip()] if value.strip() else []
            depth = len(nested)
        else:
            yield number, text
    if agent is not None:
        yield agent[0], agent[1] + escape("\n".join(nested))


_DEPTH = {"BEGIN:VCARD": 1, "END:VCARD": -1}


def _unfolded(texts: list[Numbered], said: str) -> Iterator[Numbered]:
    """Yield logical lines: soft breaks joined, and those that begin with white space with the one before."""
    parts: list[str] = []
    first = 0
    for number, text in texts:
        if parts and parts[-1].endswith("=") and _has_soft_break(parts):
            parts[-1] = parts[-1][:-1]
            # An indent at the start of a line of text is that of the file; elsewhere it parts words.
            parts.append(text.lstrip() if parts[-1][-3:].upper() in ("=0A", "=0D") else text)
        elif parts and text[:1] in (" ", "\t"):
            parts.append(text if said == "2.1" and not _is_base64(_start(parts)) else text[1:])
        else:
            if parts:
                yield first, "".join(parts)
            parts, first = [text], number
    if parts:
        yield first, "".join(parts)


def _has_soft_break(parts: list[str]) -> bool:
    """Tell whether the `=` that ends a line breaks quoted-printable: of the value, or Android's label."""
    start = _start(parts)
    if _QP_HEAD.search(start):
        return True
    in_head = len(parts) < _MOST_OF_HEAD and not any(":" in part for part in parts)
    return in_head and _QP_LABEL.search(start) is not None


def _start(parts: list[str]) -> str:
    """Return in capitals as much of a property as its parameters may take, at most."""
    return "".join([part[:_LONGEST_START] for part in parts[:3]]).partition(":")[0].upper()


def _is_base64(head: str) -> bool:
    return "BASE64" in head or "ENCODING=B" in head or head.endswith(";B")


def _properties(
    logical: Iterator[Numbered], said: str, problems: list[Problem]
) -> Iterator[tuple[int, Head, str]]:
    """Yield heads with their values; lines that are no property go on the value before them."""
    number, head, values = 0, None, [""]
    for line_number, text in logical:
        begun = _begun(text, line_number, head, said, problems)
        if begun:
            if head is not None:
                yield number, head, "".join(values)
            number, head, values = line_number, begun[0], [begun[1]]
        elif head is not None:
            if _goes_on(head, values, text, said) and len(values) == 2:
                message = f"not a property, taken as more of {head.name[:80]}"
                problems.append(Problem(line_number, None, "unindented_line", message))
        elif text.strip() and not text.startswith("#"):
            problems.append(Problem(line_number, None, "not_a_property", f"not a property: {text[:80]!r}"))
    if head is not None:
        yield number, head, "".join(values)


def _begun(
    text: str, number: int, before: Head | None, said: str, problems: list[Problem]
) -> tuple[Head, str] | None:
    """Return the head and value of what begins with a line; None where it goes on the value before it."""
    found = _split(text, number, problems)
    head = parse_head(_clean_head(found[0])) if found else None
    if head is not None and found:
        return head, found[1]
    if before is None or before.key not in _OF_ONE_LINE or _is_nothing(text, said):
        return None
    message = f"not a property, kept as {_STRAY}: {text[:80]!r}"
    problems.append(Problem(number, None, "not_a_property", message))
    return _STRAY_HEAD, escape(text)


def _split(text: str, number: int, problems: list[Problem]) -> tuple[str, str] | None:
    """Return the head and value of a property; one with an endless head rejects its card."""
    found = split_head(text)
    if found and len(found[0]) > LONGEST_HEAD:
        message = f"the parameters of line {number} are longer than 256 KiB"
        problems.append(Problem(number, None, "too_long", message))
        return None
    return found


def _clean_head(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    if _SURROGATE.search(text):
        text = text.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
    text = _RAW_CONTROL.sub("\ufffd", text)
    text = repair_text(text, block=True).replace("\n", " ") if _MAYBE_TOWER.search(text) else text
    return normalize("NFC", text)


def _is_nothing(text: str, said: str) -> bool:
    return not text.strip() or (text.startswith("#") and said == "2.1")


def _goes_on(head: Head, values: list[str], text: str, said: str) -> bool:
    """Add a line that is no property to the value before it, and tell whether that is worth a warning."""
    if _is_nothing(text, said):
        return False
    if "ENCODING" in head.params and BASE64.fullmatch(text.strip()):
        values.append(text.strip())
        return False
    values.append(("\n" if said == "2.1" else "\\n") + text)
    return True


def _resolved(number: int, head: Head, value: str, said: str, problems: list[Problem], decoded: bool) -> Line:
    params = head.params
    if (
        said != "2.1"
        and value.isascii()
        and value.isprintable()
        and not ("ENCODING" in params or "CHARSET" in params)
    ):
        return Line(head.name, value, head.group, params, number)
    kept = {name: values for name, values in params.items() if name not in ("ENCODING", "CHARSET")}
    transfer = params.get("ENCODING", ("",))[0].upper()
    quoted = transfer in (_QP, "Q")
    charset = params["CHARSET"][0] if params.get("CHARSET") and (quoted or not decoded) else None
    if transfer in ("BASE64", "B") and (binary := _binary(number, head, value, kept, problems)):
        return binary
    if quoted:
        data = decodestring(value.encode("utf-8", "surrogateescape"))
        value = _text_of(data, charset, number, problems)
    elif charset or _SURROGATE.search(value):
        value = _text_of(value.encode("utf-8", "surrogateescape"), charset, number, problems)
    if said == "2.1":
        value = _as_3_0(head.key, value)
    elif "\n" in value or "\r" in value:
        value = value.replace("\r\n", "\\n").replace("\r", "\\n").replace("\n", "\\n")
    return Line(head.name, _clean(value, number, problems), head.group, kept, number)


def _binary(
    number: int, head: Head, value: str, kept: dict[str, tuple[str, ...]], problems: list[Problem]
) -> Line | None:
    """Return a property whose value is base64; None, with a warning, where it is not."""
    text = without_breaks(value)
    if text[:5].lower() == "data:":  # some say so of a data: URI, which is none
        return Line(head.name, _clean(text, number, problems), head.group, kept, number)
    data = as_base64(text)
    if data is not None:
        return Line(head.name, data, head.group, {"ENCODING": ("b",), **kept}, number)
    message = f"{head.name[:80]} is not base64, kept as text: {value[:80]!r}"
    problems.append(Problem(number, None, "invalid_value", message))
    return None


def _text_of(data: bytes, charset: str | None, number: int, problems: list[Problem]) -> str:
    for name in (charset, "utf-8"):
        try:
            if name and name.lower() not in _NO_CHARSETS:
                return data.decode(name)
        except (LookupError, ValueError):
            pass
        if name and name == charset:
            message = f"not {name[:40]}: taken as UTF-8 or Windows-1252"
            problems.append(Problem(number, None, "charset", message))
    return data.decode("cp1252", "replace")


def _clean(value: str, number: int, problems: list[Problem]) -> str:
    if value.isascii() and not _RAW_CONTROL.search(value):
        return value
    # Towers of marks go before normalization, which would take time by the square of their height.
    if _RAW_CONTROL.search(value) or _MAYBE_TOWER.search(value):
        repaired = repair_text(value, block=True).replace("\n", "\\n")
        if repaired != value:
            problems.append(Problem(number, None, "invalid_text", "a control character was replaced"))
        value = repaired
    return value if is_normalized("NFC", value) else normalize("NFC", value)


def _as_3_0(name: str, value: str) -> str:
    """Return a value of vCard 2.1, where `\\n` is no line break, as one of 3.0."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    if name in _STRUCTURED:
        return ";".join(escape(_plain(part)) for part in split_escaped(value, ";"))
    if name in _LISTS:
        separator = ";" if ";" in value and "," not in value else ","
        return ",".join(escape(_plain(part).strip()) for part in split_escaped(value, separator))
    if name in _TEXTS:
        return escape(_plain(value))
    return value.replace("\n", "\\n")


_PLAIN = re.compile(r"\\([\\;,:\"])")


def _plain(text: str) -> str:
    return _PLAIN.sub(r"\1", text) if "\\" in text else text

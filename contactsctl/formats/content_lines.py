"""vCard content lines (RFC 6350 section 3.3, RFC 2426, vCard 2.1): text <-> group, name, parameters, value.

Everything is linear in the length of its input; no backtracking expression sees a user's line.
"""

import re
from collections.abc import Iterable, Mapping
from quopri import decodestring
from types import MappingProxyType
from typing import Literal, NamedTuple

Version = Literal["3.0", "4.0"]
Params = Mapping[str, tuple[str, ...]]
NO_PARAMS: Params = MappingProxyType({})
FOLD = 75
"""Octets of a physical line, without its break (RFC 6350 section 3.2)."""
LONGEST_HEAD = 256 * 1024
"""Characters before a property's colon."""


class Line(NamedTuple):
    """One property: `value` is still escaped, of no transfer encoding; parameter names are upper-case.

    `name` is spelled as it came; names are compared by `key`. `number` is the first line in the file,
    `source` the whole property on one line where it can be written as it came.
    """

    name: str
    value: str
    group: str | None = None
    params: Params = NO_PARAMS
    number: int = 0
    source: str | None = None

    @property
    def key(self) -> str:
        """The name in capitals."""
        return self.name.upper()

    def param(self, name: str) -> tuple[str, ...]:
        """Return the values of a parameter; () when it is absent."""
        return self.params.get(name, ())


class Groups:
    """Gives `item1`, `item2`, ... for properties that need a group, none that is taken."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {name.lower() for name in taken}
        self._next = 1

    def new(self) -> str:
        while f"item{self._next}" in self._taken:
            self._next += 1
        name = f"item{self._next}"
        self._taken.add(name)
        return name


class Head(NamedTuple):
    """What stands before the colon of a property; `key` is the name in capitals.

    It is `bare` when a parameter is without a name (vCard 2.1), `odd` when it cannot be written as it is.
    A label that Android writes as `X-CUSTOM(...)` is the value of the parameter CUSTOM_LABEL.
    """

    name: str
    group: str | None
    params: Params
    bare: bool
    odd: bool
    key: str


_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_ /-]*")
_GROUP = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
_NO_PARAM_NAME = re.compile("[^A-Z0-9_-]")
CUSTOM_LABEL = "X-CUSTOM"
_CUSTOM = re.compile(rf"{CUSTOM_LABEL}\((?P<told>.*)\)", re.IGNORECASE | re.DOTALL)
_OF_CUSTOM = re.compile(r"\s*(CHARSET|ENCODING)\s*=", re.IGNORECASE)
_heads: dict[str, Head] = {}  # the same few heads stand in nearly every card
_CACHED_HEADS = 4096
_ENCODINGS = {"QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT", "Q"}
_VALUES = {"URL", "INLINE", "CID", "CONTENT-ID"}
_CARET = re.compile(r"\^[n^']")
_CARET_TEXT = {"^n": "\n", "^^": "^", "^'": '"'}


def split_head(text: str) -> tuple[str, str] | None:
    """Split a property at the colon that ends its head; None when it has none.

    The colon is the first outside double quotes; with quotes that do not close, the first at all.
    """
    colon = text.find(":")
    if colon < 0:
        return None
    if '"' in text[:colon]:
        end = _colon_outside_quotes(text)
        colon = end if end >= 0 else colon
    return text[:colon], text[colon + 1 :]


def _colon_outside_quotes(text: str) -> int:
    position, colon = 0, text.find(":")
    while True:
        quote = text.find('"', position)
        if colon < 0 or quote < 0 or colon < quote:
            return colon
        closing = text.find('"', quote + 1)
        if closing < 0:
            return -1
        position = closing + 1
        if colon < position:  # looked for anew only when passed: quotes without end stay linear
            colon = text.find(":", position)


def parse_head(text: str) -> Head | None:
    """Read what stands before a property's colon; None when it is no name with parameters."""
    known = _heads.get(text)
    if known is not None:
        return known
    if len(text) > LONGEST_HEAD:
        return None
    if len(_heads) >= _CACHED_HEADS:
        _heads.clear()
    head = _parse_head(text)
    if head is not None and len(text) < FOLD * 4:
        _heads[text] = head
    return head


def _parse_head(text: str) -> Head | None:
    pieces = split_unquoted(text, ";")
    group, dot, name = pieces[0].strip().rpartition(".")
    if _CUSTOM.fullmatch(pieces[0]):  # some write the label alone, without what it is the label of
        pieces.append(pieces[0])
        group, dot, name = "", "", CUSTOM_LABEL
    if not _NAME.fullmatch(name) or (dot and not _GROUP.fullmatch(group)):
        return None
    params: dict[str, list[str]] = {}
    bare = False
    for piece in pieces[1:]:
        if not piece.strip():
            continue
        if custom := _CUSTOM.fullmatch(piece.strip()):
            params[CUSTOM_LABEL] = [_custom_label(custom["told"])]
            continue
        key, equals, value = piece.partition("=")
        key = _NO_PARAM_NAME.sub("-", key.strip().upper()) or "TYPE"
        if not equals:
            bare = True
            key, value = _bare(piece.strip())
        values = _param_values(value)
        if key == "TYPE":  # TYPE="a,b" is how some write TYPE=a,b; other parameters keep the comma
            values = tuple(part.strip() for each in values for part in each.split(","))
        params.setdefault(key, []).extend(values)
    read = {key: tuple(values) for key, values in params.items()}
    odd = '"' in text or "." in group or ";=" in text or pieces[0] != pieces[0].strip()
    odd = odd or "(" in text or not all(key in text.upper() for key in read)
    return Head(name, group.replace(".", "-") or None, read, bare, odd, name.upper())


def _custom_label(told: str) -> str:
    """Return the label in `CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=44=61`, or in a text alone."""
    parts = told.split(",")
    first = next((place for place, part in enumerate(parts) if not _OF_CUSTOM.match(part)), len(parts))
    named = {part.partition("=")[0].strip().upper(): part.partition("=")[2].strip() for part in parts[:first]}
    text = ",".join(parts[first:])
    if named.get("ENCODING", "").upper() != "QUOTED-PRINTABLE":
        return text.strip()
    data = decodestring(text.encode("utf-8", "surrogateescape"))
    try:
        return data.decode(named.get("CHARSET", "utf-8")).strip()
    except (LookupError, ValueError):
        return data.decode("cp1252", "replace").strip()


def _bare(word: str) -> tuple[str, str]:
    upper = word.upper()
    return ("ENCODING" if upper in _ENCODINGS else "VALUE" if upper in _VALUES else "TYPE"), word


def _param_values(text: str) -> tuple[str, ...]:
    values = []
    for piece in split_unquoted(text, ","):
        value = piece.strip()
        if len(value) > 1 and value[0] == value[-1] == '"':
            value = value[1:-1]
        values.append(_CARET.sub(lambda found: _CARET_TEXT[found.group()], value) if "^" in value else value)
    return tuple(values)


def split_unquoted(text: str, separator: str) -> list[str]:
    """Split at a separator outside double quotes."""
    if '"' not in text:
        return text.split(separator)
    if text.count('"') % 2:  # the last quote does not close: what follows is as good as unquoted
        return text.split(separator)
    pieces: list[str] = []
    current: list[str] = []
    for index, part in enumerate(text.split('"')):
        if index % 2:
            current.append(f'"{part}"')
            continue
        *whole, last = part.split(separator)
        for piece in whole:
            pieces.append("".join((*current, piece)))
            current = []
        current.append(last)
    return [*pieces, "".join(current)]


_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_UNESCAPED = {"n": "\n", "N": "\n"}


def unescape(value: str) -> str:
    """Return the text of an escaped value (RFC 6350 section 3.4); a stray backslash stays."""
    if "\\" not in value:
        return value
    return _ESCAPE.sub(_unescaped, value)


def _unescaped(found: re.Match[str]) -> str:
    character = found.group(1)
    if character in '\\;,:"':
        return character
    return _UNESCAPED.get(character, found.group())


# Some readers end a line at any break of Unicode.
_NEEDS_ESCAPE = re.compile("[\\\\,;\n\r\u0085\u2028\u2029]")
_ESCAPED = {"\\": "\\\\", ",": "\\,", ";": "\\;", "\r": ""}


def escape(text: str) -> str:
    """Return a text as the value of a property (RFC 6350 section 3.4)."""
    return (
        _NEEDS_ESCAPE.sub(lambda found: _ESCAPED.get(found.group(), r"\n"), text)
        if _NEEDS_ESCAPE.search(text)
        else text
    )


_LONGEST_STRUCTURED = 1024 * 1024


def split_escaped(value: str, separator: str) -> list[str]:
    """Split a structured value at its unescaped separators; the parts are still escaped.

    One of more than 1 MiB is not split: whole, it is over the limit of every field.
    """
    if len(value) > _LONGEST_STRUCTURED:
        return [value]
    if "\\" not in value:
        return value.split(separator)
    parts, start, position = [], 0, 0
    while (position := value.find(separator, position)) >= 0:
        if _backslashes_before(value, position) % 2 == 0:
            parts.append(value[start:position])
            start = position + 1
        position += 1
    parts.append(value[start:])
    return parts


def _backslashes_before(value: str, position: int) -> int:
    count = 0
    while position > count and value[position - count - 1] == "\\":
        count += 1
    return count


_QUOTED = re.compile(r"[,;:]")
_UNSAFE = re.compile('[\x00-\x08\x0a-\x1f\x7f"^]')
_CARETS = {"\n": "^n", "^": "^^", '"': "^'"}


def format_param_value(value: str) -> str:
    """Return a parameter value, quoted and caret-encoded as it needs (RFC 6868)."""
    if _UNSAFE.search(value):
        value = _UNSAFE.sub(lambda found: _CARETS.get(found.group(), ""), value)
    return f'"{value}"' if _QUOTED.search(value) else value


def format_line(line: Line) -> str:
    """Return a property on one line, unfolded."""
    if line.source is not None:
        return line.source
    head = f"{line.group}.{line.name}" if line.group else line.name
    if line.params:
        for name, values in line.params.items():
            head += f";{name}={','.join(map(format_param_value, values))}"
    return f"{head}:{line.value}"


def fold(text: str) -> str:
    """Return a line with its break, folded at 75 octets, never inside a character (RFC 6350 section 3.2)."""
    if len(text) <= FOLD and (text.isascii() or len(text.encode()) <= FOLD):
        return text + "\r\n"
    if text.isascii():
        step = FOLD - 1
        rest = [text[start : start + step] for start in range(FOLD, len(text), step)]
        return "\r\n ".join([text[:FOLD], *rest]) + "\r\n"
    return _fold_octets(text.encode())


def _fold_octets(data: bytes) -> str:
    pieces, start, room = [], 0, FOLD
    while len(data) - start > room:
        end = start + room
        while data[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(data[start:end])
        start, room = end, FOLD - 1
    pieces.append(data[start:])
    return b"\r\n ".join(pieces).decode() + "\r\n"


def with_params(line: Line, changes: Mapping[str, Iterable[str] | None]) -> Line:
    """Return the line with parameters set, or dropped where they are None or empty."""
    params = dict(line.params)
    for name, values in changes.items():
        kept = tuple(values or ())
        if kept:
            params[name] = kept
        else:
            params.pop(name, None)
    return Line(line.name, line.value, line.group, params, line.number)

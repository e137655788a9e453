"""A second reader of vCard, written without a look at the first: slow, short, for well-behaved files.

It says what a file says, so that a test can ask whether the program lost any of it.
"""

import base64
import quopri
import re
from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import normalize

_TRANSFERS = {"QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"}
_NO_TYPES = _TRANSFERS | {"URL", "INLINE", "CID", "CONTENT-ID", "PREF"}
_STRUCTURED = {"N", "ADR", "ORG", "GENDER"}
_BINARY = {"PHOTO", "LOGO", "SOUND", "KEY"}


class Said(NamedTuple):
    """What one property says: its name, its text, unescaped parts where it has parts, its labels.

    `params` are the other parameters as `NAME=value`; `label` is the X-ABLabel of its group.
    """

    name: str
    value: str
    parts: tuple[str, ...]
    types: frozenset[str]
    params: frozenset[str]
    label: str | None

    def is_binary(self) -> bool:
        return self.name in _BINARY and self.value[:4].lower() not in ("http", "file")

    def data(self) -> bytes:
        """Return the bytes that a property holds as base64."""
        text = re.sub(
            "[^A-Za-z0-9+/]", "", self.value.replace("\\", "").partition("base64,")[2] or self.value
        )
        return base64.b64decode(text[: len(text) - (len(text) % 4 == 1)] + "===")


def cards(data: bytes) -> Iterator[list[Said]]:
    """Yield the properties of each card between a BEGIN and its END; those of an AGENT are left out."""
    card: list[bytes] | None = None
    agent = 0
    for line in _lines(data):
        mark = line.strip().upper().replace(b" ", b"")
        nested = card is not None and (line[:1].isspace() or (card and card[-1][:5].upper() == b"AGENT"))
        if mark.endswith(b"BEGIN:VCARD") and (agent or mark[:5] == b"AGENT" or nested):
            agent += 1
        elif mark == b"END:VCARD" and agent:
            agent -= 1
        elif agent:
            continue
        elif mark == b"BEGIN:VCARD":
            if card:
                yield _said(card)
            card = []
        elif mark == b"END:VCARD" and card is not None:
            yield _said(card)
            card = None
        elif card is not None:
            card.append(line)
    if card:
        yield _said(card)


def _lines(data: bytes) -> list[bytes]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16").encode()
    elif data[:400].count(0) * 4 > len(data[:400]):
        data = data.decode("utf-16-le" if data[1] == 0 else "utf-16-be").encode()
    return re.split(b"\r\r\n|\r\n|\n|\r", data.removeprefix(b"\xef\xbb\xbf"))


def _said(lines: list[bytes]) -> list[Said]:
    version = next((line[8:].strip()[:1] for line in lines if line[:8].upper() == b"VERSION:"), b"")
    logical = _unfolded(lines)
    old = version == b"2" or (not version and any(b"QUOTED-PRINTABLE" in line.upper() for line in logical))
    found = [_property(line, old) for line in logical]
    labels = {group: said.value for group, said in found if group and said.name == "X-ABLABEL"}
    return [said._replace(label=labels.get(group)) for group, said in found]


def _unfolded(lines: list[bytes]) -> list[bytes]:
    logical: list[bytes] = []
    for line in lines:
        last = logical[-1] if logical else b""
        if logical and last.endswith(b"=") and b"QUOTED-PRINTABLE" in last.upper():
            logical[-1] = last[:-1] + line
        elif logical and line[:1] in (b" ", b"\t"):
            logical[-1] = last + line[1:]
        elif re.match(rb"([\w.-]+\.)?[\w /-]+[:;]", line):
            logical.append(line)
        elif logical and line.strip() and line[:1] != b"#":
            joint = b"" if re.search(rb"(?i)base64|encoding=b\b", last[:100]) else b"\\n"
            logical[-1] = last + joint + line
    return logical


def _property(line: bytes, old: bool) -> tuple[str | None, Said]:
    quoted = re.match(rb'(?:[^":]|"[^"]*")*?:', line)
    cut = quoted.end() - 1 if quoted else line.find(b":") % (len(line) + 1)
    head, value = _text(line[:cut]), line[cut + 1 :]
    first, *words = re.findall(r'((?:[^";]|"[^"]*")+)', head.replace("^'", "”"))
    group, _, name = first.strip().rpartition(".")
    name = re.sub("[ /]", "-", name.upper())
    types, params, charset, transfer = _parameters(words)
    if transfer == "QUOTED-PRINTABLE":
        value = quopri.decodestring(value)
    text = _text(value, charset)
    binary = name in _BINARY or transfer in ("B", "BASE64")
    parts = tuple(_plain(part, old) for part in re.split(r"(?<!\\);", text)) if name in _STRUCTURED else ()
    said = Said(name, "".join(text.split()) if binary else _plain(text, old), parts, types, params, None)
    return group.lower() or None, said


def _parameters(words: list[str]) -> tuple[frozenset[str], frozenset[str], str | None, str]:
    types: set[str] = set()
    params: set[str] = set()
    charset, transfer = None, ""
    for word in words:
        key, _, value = word.partition("=") if "=" in word else ("", "", word)
        values = [each.strip().strip('"') for each in re.split(r',(?=(?:[^"]*"[^"]*")*[^"]*$)', value)]
        if not key.strip() or key.strip().upper() == "TYPE":
            split = {part.strip() for each in values for part in each.split(",")}
            types |= {each.lower() for each in split if each and each.upper() not in _NO_TYPES}
        elif key.strip().upper() not in ("CHARSET", "ENCODING"):
            params |= {f"{key.strip().upper()}={each}" for each in values if each}
        if key.strip().upper() == "CHARSET":
            charset = values[0]
        transfer = next((each.upper() for each in values if each.upper() in _TRANSFERS), transfer)
    return frozenset(types), frozenset(params), charset, transfer


def _text(data: bytes, charset: str | None = None) -> str:
    for name in (charset or "utf-8", "utf-8"):
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("cp1252", "replace")


def _plain(text: str, old: bool) -> str:
    text = re.sub(r"\\([\\;,:\"])" if old else r"\\([\\;,:\"nN])", _unescaped, text)
    return " ".join(normalize("NFC", re.sub("[\x00-\x1f\x7f-\x9f\ufffd]", " ", text)).split())


def _unescaped(found: re.Match[str]) -> str:
    return "\n" if found[1] in "nN" else found[1]

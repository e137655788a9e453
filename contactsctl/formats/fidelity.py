"""What an independent reader finds of a card in its export: vobject, which shares no code with ours."""

from collections import Counter
from typing import NamedTuple

from contactsctl.formats.content_lines import Line, unescape

_BINARY = {"PHOTO", "LOGO", "SOUND", "KEY"}


class Loss(NamedTuple):
    """A property of the card that the export does not have with this value."""

    property: str
    value: str
    line: int


def losses(lines: list[Line], exported: bytes) -> list[Loss]:
    """Return the properties of a card, as it was read, that vobject does not find in its export.

    Names are compared without case and group, values without escapes and white space at the ends. The
    export must be ours: vobject never sees a user's own line.
    """
    found = _read_with_vobject(exported)
    lost = []
    for line in lines:
        if not line.value.strip(" ;"):
            continue  # an empty property says nothing
        wanted = (_name(line.key), _plain(line.key, line.value))
        alternatives = [wanted, (f"X-{wanted[0]}", wanted[1])]
        hit = next((each for each in alternatives if found[each]), None)
        if hit is None:
            lost.append(Loss(line.key, unescape(line.value)[:200], line.number))
        else:
            found[hit] -= 1
    return lost


def _read_with_vobject(exported: bytes) -> Counter[tuple[str, str]]:
    # Its line parser, not its components: those cut texts at commas and decode some values in place.
    from vobject.base import parseLine

    unfolded = exported.decode().replace("\r\n ", "").split("\r\n")
    lines = [parseLine(text, number) for number, text in enumerate(unfolded, start=1) if text]
    return Counter((_name(name.upper()), _plain(name.upper(), value)) for name, _, value, _ in lines)


def _name(name: str) -> str:
    return name.replace(" ", "-").replace("/", "-").replace("_", "-")


def _plain(name: str, value: str) -> str:
    if name in _BINARY:  # base64, in a data: URI or not
        return "".join(value.split()).rpartition(",")[2].rstrip("=")
    return " ".join(unescape(value).split())

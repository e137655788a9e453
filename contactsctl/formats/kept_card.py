"""The text in which a contact keeps the card it came from: its lines in order, nothing stored twice.

A line that the model knows stands as it is, unfolded. One that it does not is `*`: the lines of
`other_properties` follow each other in its places. The photo's data is a mark in its line.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence

from contactsctl.domain.contact import Card, Contact, Property
from contactsctl.domain.value import replace
from contactsctl.formats.content_lines import Line, Version, format_line, parse_head, split_head
from contactsctl.formats.vcard_reading import CONSUMED, KNOWN, OTHER, Reading

OTHER_LINE = "*"
PHOTO_MARK = "\x1f"


def keep(reading: Reading) -> Card:
    """Return the card of a reading."""
    if reading.kinds.count(KNOWN) == len(reading.kinds):
        return Card(reading.version, "\n".join([line.source or format_line(line) for line in reading.lines]))
    texts = []
    for kind, line in zip(reading.kinds, reading.lines, strict=True):
        if kind == OTHER:
            texts.append(OTHER_LINE)
        elif kind == KNOWN:
            texts.append(format_line(line))
        elif kind != CONSUMED:
            comma = line.value.find(",") + 1 if line.value[:5].lower() == "data:" else 0
            marked = Line(line.name, line.value[:comma] + PHOTO_MARK, line.group, line.params)
            texts.append(format_line(marked))
    return Card(reading.version, "\n".join(texts))


def kept_lines(contact: Contact, card: Card) -> Iterator[str]:
    """Yield the lines of a kept card, unfolded, in the version of the card."""
    others = iter(contact.other_properties)
    for text in card.text.split("\n") if card.text else ():
        if text == OTHER_LINE:
            line = next(others, None)
            if line is not None:
                yield format_line(line_of(line))
        elif text.endswith(PHOTO_MARK):
            if contact.photo and contact.photo.data is not None:
                yield text[:-1] + b64encode(contact.photo.data).decode()
        else:
            yield text
    for line in others:
        yield format_line(line_of(line))


def parse_lines(texts: Sequence[str]) -> list[Line]:
    """Return unfolded lines as properties."""
    lines = []
    for number, text in enumerate(texts, start=1):
        found = split_head(text)
        head = parse_head(found[0]) if found else None
        if head and found:
            lines.append(Line(head.name, found[1], head.group, head.params, number, text))
    return lines


def line_of(line: Property) -> Line:
    """Return a kept property as a line; whatever it holds, it makes no second one, and ends no card."""
    if line.name.upper() in _FRAME:
        line = replace(line, name=f"X-{line.name}")
    if _UNSAFE_VALUE.search(line.value):
        value = _UNSAFE_VALUE.sub(lambda found: "\\n" if found.group() in _BREAKS else "", line.value)
        line = replace(line, value=value)
    if _UNSAFE_NAME.search(line.name + (line.group or "") + "".join(line.params)):
        params = {_safe(name): values for name, values in line.params.items()}
        line = replace(line, name=_safe(line.name), group=_safe(line.group or "") or None, params=params)
    return Line(line.name, line.value, line.group, line.params)


_FRAME = ("BEGIN", "END", "VERSION")
_UNSAFE_VALUE = re.compile("[\x00-\x08\x0a-\x1f\x7f\u0085\u2028\u2029]")
_BREAKS = "\n\u0085\u2028\u2029"
_UNSAFE_NAME = re.compile(r"[^A-Za-z0-9_./ -]")


def _safe(name: str) -> str:
    return _UNSAFE_NAME.sub("-", name)


def version_of_card(card: Card) -> Version:
    return "4.0" if card.version == "4.0" else "3.0"

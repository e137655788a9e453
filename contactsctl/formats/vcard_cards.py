"""A stream of bytes cut into cards: each stands alone, whatever stands before and after it."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from contactsctl.domain.record import Problem
from contactsctl.errors import InvalidFileError

MAX_LINE = 16 * 1024 * 1024
MAX_CARD = 32 * 1024 * 1024
MAX_NESTING = 1000
_CHUNK = 1024 * 1024
_SNIFFED = 400
_MARKS = {b"B", b"b", b"E", b"e", b" ", b"\t"}
_AGENT = re.compile(rb"AGENT[^:]*:\s*BEGIN:VCARD\s*", re.IGNORECASE)


@dataclass(slots=True)
class RawCard:
    """The physical lines of a card between BEGIN and END, without their breaks; `line` is BEGIN's number."""

    line: int
    lines: list[tuple[int, bytes]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    size: int = 0
    too_large: str | None = None

    def add(self, number: int, data: bytes) -> None:
        self.size += len(data)
        if self.size > MAX_CARD:
            self.too_large = "the card is larger than 32 MiB"
            self.lines.clear()
        if self.too_large is None:
            self.lines.append((number, data))

    def as_it_stood(self) -> bytes:
        """Return the card as it stood, to be mended and imported again."""
        body = b"".join(data + b"\r\n" for _, data in self.lines)
        return b"BEGIN:VCARD\r\n" + body + b"END:VCARD\r\n"


def cut(stream: BinaryIO, encoding: str | None = None) -> Iterator[RawCard]:
    """Yield the cards of a stream in the order of their ends.

    A card without END ends at the next BEGIN or the end of the file; a card inside another stands for
    itself, except the value of an AGENT. Bytes are UTF-8, or of `encoding` where it is given, or as a byte
    order mark or NULs tell.
    """
    return _Cutter().cut(_physical_lines(_utf8(stream, encoding)))


class _Cutter:
    def __init__(self) -> None:
        self.open: list[RawCard] = []
        self.stray: list[tuple[int, bytes]] = []
        self.agent_depth = 0

    def cut(self, lines: Iterator[tuple[int, bytes | None]]) -> Iterator[RawCard]:
        for number, data in lines:
            if data is None:
                self._refuse_line(number)
            elif data[:1] in _MARKS and (mark := _mark(data, inside=bool(self.open))):
                yield from self._at(mark, number, data)
            elif self.open:
                self.open[-1].add(number, data)
                if data[:1] in b"aA" and _AGENT.fullmatch(data):
                    self.agent_depth = 1
            elif data.strip() and len(self.stray) < 1000:
                self.stray.append((number, data))
        while self.open:
            card = self.open.pop()
            card.problems.append(Problem(card.line, None, "no_end", "the card has no END:VCARD"))
            yield card

    def _refuse_line(self, number: int) -> None:
        if self.open:
            self.open[-1].too_large = f"line {number} is longer than 16 MiB"

    def _at(self, mark: str, number: int, data: bytes) -> Iterator[RawCard]:
        if self.agent_depth and mark != "end begin":
            self.agent_depth += 1 if mark == "begin" else -1
            self.open[-1].add(number, data)
            return
        if mark != "begin":
            yield from self._end(number)
        if mark != "end":
            yield from self._begin(number, data)

    def _begin(self, number: int, data: bytes) -> Iterator[RawCard]:
        self.stray.clear()
        if self.open:
            outer = self.open[-1]
            if _awaits_agent(outer):
                self.agent_depth = 1
                outer.add(number, data)
                return
            if len(self.open) >= MAX_NESTING or (outer.too_large is None and _resumed_empty(outer, number)):
                self.open.pop()
                outer.problems.append(Problem(outer.line, None, "no_end", "the card has no END:VCARD"))
                yield outer
        self.open.append(RawCard(number))

    def _end(self, number: int) -> Iterator[RawCard]:
        if self.open:
            yield self.open.pop()
            if self.open:
                self.open[-1].problems.append(
                    Problem(number, None, "nested_card", "a card began before this one ended")
                )
            return
        card = RawCard(self.stray[0][0] if self.stray else number, list(self.stray))
        self.stray.clear()
        card.problems.append(Problem(card.line, None, "no_begin", "END:VCARD without BEGIN:VCARD"))
        yield card


def _resumed_empty(outer: RawCard, number: int) -> bool:
    """Tell whether a card goes on with nothing after a card inside it ended: it is without END then."""
    nested = [problem.line for problem in outer.problems if problem.code == "nested_card"]
    if not nested:
        return False
    last = outer.lines[-1][0] if outer.lines else 0
    if last > (nested[-1] or 0):
        return False
    outer.problems = [problem for problem in outer.problems if problem.code != "nested_card"]
    return number > 0


def _awaits_agent(card: RawCard) -> bool:
    if not card.lines:
        return False
    head, _, value = card.lines[-1][1].partition(b":")
    return not value.strip() and head.split(b";")[0].strip().upper().endswith(b"AGENT")


def _mark(data: bytes, *, inside: bool) -> str | None:
    if inside and data[:1] in b" \t":
        return None
    text = b"".join(data.split()).upper() if len(data) < 200 else b""
    if text == b"BEGIN:VCARD":
        return "begin"
    if text == b"END:VCARD":
        return "end"
    return "end begin" if text == b"END:VCARDBEGIN:VCARD" else None


def _physical_lines(chunks: Iterator[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Yield numbered lines; None for one over the limit, of which no more than a chunk was held."""
    number, carry, skipping = 1, b"", False
    for chunk in chunks:
        data = carry + chunk
        held = b""
        while data.endswith(b"\r"):  # its line feed may be in the next chunk
            data, held = data[:-1], held + b"\r"
        lines = data.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        carry = lines.pop() + held
        for line in lines:
            yield number, (None if skipping else line)
            skipping = False
            number += 1
        if len(carry) > MAX_LINE:
            carry, skipping = b"", True
    if carry.strip() or skipping:
        yield number, (None if skipping else carry.rstrip(b"\r"))


def _utf8(stream: BinaryIO, encoding: str | None) -> Iterator[bytes]:
    head = stream.read(_CHUNK).removeprefix(codecs.BOM_UTF8)
    codec = encoding or _sniff(head)
    if codec is None:
        while head:
            yield head
            head = stream.read(_CHUNK)
        return
    try:
        decoder = codecs.getincrementaldecoder(codec)("replace")
    except LookupError as error:
        raise InvalidFileError(f"unknown encoding {codec!r}", field="encoding", value=codec) from error
    yield decoder.decode(head).lstrip("\ufeff").encode("utf-8", "surrogatepass")
    while head := stream.read(_CHUNK):
        yield decoder.decode(head).encode("utf-8", "surrogatepass")
    yield decoder.decode(b"", final=True).encode("utf-8", "surrogatepass")


def _sniff(head: bytes) -> str | None:
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = head[:_SNIFFED]
    if sample and sample.count(0) * 4 > len(sample):
        return "utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be"
    return None

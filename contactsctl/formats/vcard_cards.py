"""A stream of bytes cut into cards: each stands alone, whatever stands before and after it."""

import codecs
import re
from collections.abc import Iterator
from itertools import product
from typing import BinaryIO

from contactsctl.domain.record import Problem
from contactsctl.errors import InvalidFileError

MAX_LINE = 16 * 1024 * 1024
MAX_CARD = 32 * 1024 * 1024
MAX_LINES = 500_000
MAX_NESTING = 1000
_MOST_WAITING = 100
_MOST_WAITING_OCTETS = 1024 * 1024
_CHUNK = 1024 * 1024
_SNIFFED = 400
_MARKS = {bytes(pair) for word in (b"BE", b"EN") for pair in product(*zip(word, word.lower(), strict=True))}
_BEGIN, _END = b"BEGIN:VCARD\n", b"\nEND:VCARD\n"
_AGENTS = {b"A", b"a"}
_INDENTS = {b" ", b"\t", codecs.BOM_UTF8[:1]}
_UNUSUAL = re.compile(rb"\n(?:[Bb][Ee]|[Ee][Nn]|[Aa][Gg]|\xef\xbb)")
"""How a line begins that may be a mark or an AGENT: a card with one is not taken as a whole."""
_WHOLE = 64 * 1024
"""Octets that a card may have to be taken as a whole."""
_AGENT = re.compile(rb"AGENT[^:]*:\s*BEGIN:VCARD\s*", re.IGNORECASE)
Block = tuple[int, bytes | None]
"""Lines that end with LF, with the number of the first; None for a line over the limit."""


class RawCard:
    """The physical lines of a card between BEGIN and END, without their breaks; `line` is BEGIN's number.

    `whole` are these lines where they follow each other in the stream and none of them is unusual. `inner`
    are cards that began and ended inside it; it `goes_on` when lines of its own came after them. `decoded`
    says that the bytes of the stream were of another encoding than UTF-8.
    """

    __slots__ = ("_lines", "decoded", "goes_on", "inner", "line", "problems", "size", "too_large", "whole")

    def __init__(self, line: int, *, whole: bytes | None = None, decoded: bool) -> None:
        self.line, self.whole, self.decoded = line, whole, decoded
        self._lines: list[tuple[int, bytes]] | None = [] if whole is None else None
        self.problems: list[Problem] = []
        self.size, self.goes_on = 0, False
        self.too_large: str | None = None
        self.inner: list[RawCard] = []

    @property
    def lines(self) -> list[tuple[int, bytes]]:
        """The lines with their numbers."""
        if self._lines is None:
            self._lines = list(enumerate((self.whole or b"").split(b"\n"), self.line + 1))
        return self._lines

    def add(self, number: int, data: bytes) -> None:
        if self.too_large is not None:
            return
        self.size += len(data) + 1
        if self.size > MAX_CARD:
            self.refuse("the card is larger than 32 MiB")
        elif len(self.lines) >= MAX_LINES:
            self.refuse(f"the card has more than {MAX_LINES:,} lines")
        else:
            self.lines.append((number, data))

    def refuse(self, why: str) -> None:
        self.too_large = self.too_large or why
        self.lines.clear()

    def as_it_stood(self) -> bytes:
        """Return the card as it stood, to be mended and imported again."""
        body = b"".join(data + b"\r\n" for _, data in self.lines)
        return b"BEGIN:VCARD\r\n" + body + b"END:VCARD\r\n"


def cut(stream: BinaryIO, encoding: str | None = None) -> Iterator[RawCard]:
    """Yield the cards of a stream in the order in which they begin.

    A card without END ends where the cards after it have their own; a card inside another stands for
    itself, except the value of an AGENT. Bytes are UTF-8, or of `encoding` where it is given, or as a byte
    order mark or NULs tell.
    """
    head = stream.read(_CHUNK)
    codec = encoding or _sniff(head)
    chunks = _utf8(stream, head, codec) if codec else _as_it_is(stream, head)
    return _Cutter(decoded=codec is not None).cut(_blocks(chunks))


class _Cutter:
    """`open` are the cards that began and did not end, each inside the one before it.

    Whether a card in which others ended lacks its END or holds them is told by what comes after them, so
    they wait in it: a limited number, so that a stream of any length is read in flat memory.
    """

    def __init__(self, *, decoded: bool) -> None:
        self.decoded = decoded
        self.open: list[RawCard] = []
        self.stray: RawCard | None = None
        self.agent_depth = 0

    def cut(self, blocks: Iterator[Block]) -> Iterator[RawCard]:
        for number, block in blocks:
            if block is None:
                self._refuse_line(number)
            else:
                yield from self._cut_block(number, block)
        yield from self._flush()

    def _cut_block(self, number: int, block: bytes) -> Iterator[RawCard]:
        at = 0
        while at < len(block):
            whole = self._whole_at(at, block) if block.startswith(_BEGIN, at) else None
            if whole:
                self.stray = None
                yield RawCard(number, whole=whole, decoded=self.decoded)
                at += len(_BEGIN) + len(whole) + len(_END)
                number += whole.count(b"\n") + 3
            else:
                end = block.index(b"\n", at)
                yield from self._take(number, block[at:end])
                at = end + 1
                number += 1

    def _whole_at(self, at: int, block: bytes) -> bytes | None:
        """Return the lines of the card that begins here, if it ends soon and every line in it is its own."""
        if self.open or self.agent_depth:
            return None
        end = block.find(_END, at, at + _WHOLE)
        before = at + len(_BEGIN) - 1
        if end <= before or _UNUSUAL.search(block, before, end):
            return None
        return block[before + 1 : end]

    def _take(self, number: int, data: bytes) -> Iterator[RawCard]:
        if (data[:2] in _MARKS or data[:1] in _INDENTS) and (mark := _mark(data, inside=bool(self.open))):
            yield from self._at(mark, number, data)
        elif self.open:
            card = self.open[-1]
            card.add(number, data)
            if card.inner or data[:1] in _AGENTS:
                self._look_closer(card, number, data)
        elif data.strip():
            self.stray = self.stray or RawCard(number, decoded=self.decoded)
            self.stray.add(number, data)

    def _look_closer(self, card: RawCard, number: int, data: bytes) -> None:
        if card.inner and not card.goes_on and data.strip():
            card.goes_on = True
            card.problems.append(Problem(number, None, "nested_card", "a card began before this one ended"))
        if _AGENT.fullmatch(data):
            self.agent_depth = 1

    def _refuse_line(self, number: int) -> None:
        if self.open:
            self.open[-1].refuse(f"line {number} is longer than 16 MiB")

    def _at(self, mark: str, number: int, data: bytes) -> Iterator[RawCard]:
        if self.agent_depth and mark != "end begin":
            self.agent_depth += 1 if mark == "begin" else -1
            self.open[-1].add(number, data)
            return
        if mark != "begin":
            yield from self._end()
        if mark != "end":
            yield from self._begin(number, data)

    def _begin(self, number: int, data: bytes) -> Iterator[RawCard]:
        self.stray = None
        if self.open and _awaits_agent(self.open[-1]):
            self.agent_depth = 1
            self.open[-1].add(number, data)
            return
        if len(self.open) >= MAX_NESTING:
            yield from self._flush()
        self.open.append(RawCard(number, decoded=self.decoded))

    def _end(self) -> Iterator[RawCard]:
        if not self.open:
            if self.stray:
                problem = Problem(self.stray.line, None, "no_begin", "END:VCARD without BEGIN:VCARD")
                self.stray.problems.append(problem)
                yield self.stray
            self.stray = None
            return
        card = self.open.pop()
        ended = [card, *card.inner]
        if not self.open:
            yield from ended
            return
        outer = self.open[-1]
        outer.inner += ended
        card.inner = []
        if len(outer.inner) > _MOST_WAITING or card.size > _MOST_WAITING_OCTETS:
            yield from self._let_go(outer)

    def _let_go(self, outer: RawCard) -> Iterator[RawCard]:
        """Yield the cards that wait in another; without a line after them, it lacks its END."""
        if outer.goes_on:
            yield from outer.inner
            outer.inner = []
        else:
            yield from self._flush()

    def _flush(self) -> Iterator[RawCard]:
        for card in self.open:
            card.problems.append(Problem(card.line, None, "no_end", "the card has no END:VCARD"))
            yield card
            yield from card.inner
        self.open.clear()
        self.agent_depth = 0


def _awaits_agent(card: RawCard) -> bool:
    if not card.lines:
        return False
    head, _, value = card.lines[-1][1].partition(b":")
    return not value.strip() and head.split(b";")[0].strip().upper().endswith(b"AGENT")


def _mark(data: bytes, *, inside: bool) -> str | None:
    if inside and data[:1] in b" \t":
        return None
    text = b"".join(data.removeprefix(codecs.BOM_UTF8).split()).upper() if len(data) < 200 else b""
    if text == b"BEGIN:VCARD":
        return "begin"
    if text == b"END:VCARD":
        return "end"
    return "end begin" if text == b"END:VCARDBEGIN:VCARD" else None


def _blocks(chunks: Iterator[bytes]) -> Iterator[Block]:
    """Yield the lines of each chunk; None for one over the limit, of which no more than a chunk was held."""
    number, skipping = 1, False
    carry: list[bytes] = []  # joined once, when the line's end comes
    for chunk in chunks:
        if b"\n" in chunk or b"\r" in chunk or (carry and carry[-1].endswith(b"\r")):
            block, rest = _whole_lines(b"".join((*carry, chunk)))
            carry = [rest]
            first = block.find(b"\n")
            if block and (skipping or first > MAX_LINE):  # the others are shorter than a chunk
                yield number, None
                block = block[first + 1 :]
                skipping = False
                number += 1
            yield number, block
            number += block.count(b"\n")
        else:
            carry.append(chunk)
        if sum(map(len, carry)) > MAX_LINE:
            carry, skipping = [], True
    last = b"".join(carry).rstrip(b"\r")
    if last.strip() or skipping:
        yield number, (None if skipping else last + b"\n")


def _whole_lines(data: bytes) -> tuple[bytes, bytes]:
    """Return the lines that end in the data, with LF, and what may go on, its last CR too."""
    whole = data.rstrip(b"\r")
    held = data[len(whole) :]
    lines = whole.translate(None, b"\r")  # faster than a replacement, and right for CRLF alone
    if len(whole) - len(lines) != whole.count(b"\r\n"):
        lines = whole.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    end = lines.rfind(b"\n") + 1
    return lines[:end], lines[end:] + held


def _as_it_is(stream: BinaryIO, head: bytes) -> Iterator[bytes]:
    chunk = head.removeprefix(codecs.BOM_UTF8)
    while chunk:
        yield chunk
        chunk = stream.read(_CHUNK)


def _utf8(stream: BinaryIO, head: bytes, codec: str) -> Iterator[bytes]:
    try:
        "".encode(codec)  # refuses the codecs that are not of text
        decoder = codecs.getincrementaldecoder(codec)("replace")
    except LookupError as error:
        raise InvalidFileError(f"unknown encoding {codec!r}", field="encoding", value=codec) from error
    yield decoder.decode(head).lstrip("\ufeff").encode("utf-8", "surrogatepass")
    while chunk := stream.read(_CHUNK):
        yield decoder.decode(chunk).encode("utf-8", "surrogatepass")
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

"""Hostile vCards: every limit is kept while streaming, and the cards beside are read."""

import io
import tracemalloc
from collections.abc import Iterator

import pytest

from contactsctl.errors import InvalidFileError
from contactsctl.formats import vcard

HEAD = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Rosa\r\n"
OLD = b"BEGIN:VCARD\r\nVERSION:2.1\r\nFN:Rosa\r\n"
END = b"END:VCARD\r\n"
NEXT = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Next\r\nEND:VCARD\r\n"
MIB = 1 << 20


class Stream(io.RawIOBase):
    """A pipe that makes its bytes as they are read: no file of that size is needed."""

    def __init__(self, *pieces: tuple[bytes, int]) -> None:
        self.pieces = self._pieces(pieces)
        self.rest = b""

    def _pieces(self, pieces: tuple[tuple[bytes, int], ...]) -> Iterator[bytes]:
        for piece, times in pieces:
            block = piece * max(1, min(times, MIB // max(1, len(piece))))
            for _ in range(times * len(piece) // len(block)):
                yield block

    def read(self, size: int = -1) -> bytes:
        while len(self.rest) < size and (piece := next(self.pieces, b"")):
            self.rest += piece
        found, self.rest = self.rest[:size], self.rest[size:]
        return found


def names(stream: Stream) -> list[str]:
    """Return the name of each card, or the code of what is wrong with it."""
    return [
        str(record.draft["display_name"]) if record.draft else record.problems[-1].code
        for record in vcard.read(stream)  # type: ignore[arg-type]
    ]


BOMBS = {
    "a line of 200 MB": ([(HEAD + b"NOTE:", 1), (b"x" * MIB, 200), (b"\r\n" + END, 1)], "too_long"),
    "a photo of 40 MB": ([(HEAD + b"PHOTO;ENCODING=b:", 1), (b"\r\n " + b"A" * 72, 560_000), (b"\r\n" + END, 1)], "too_long"),
    "200,000 properties": ([(HEAD, 1), (b"X-P:1\r\n", 200_000), (END, 1)], "Rosa"),
    "600,000 properties": ([(HEAD, 1), (b"X-P:1\r\n", 600_000), (END, 1)], "too_long"),
    "a million parameters": ([(HEAD + b"TEL", 1), (b";a", 1_000_000), (b":1\r\n" + END, 1)], "too_long"),
    "lines without end": ([(HEAD, 1), (b"a\r\n", 1_000_000), (END, 1)], "too_long"),
    "blank lines": ([(HEAD, 1), (b"\r\n", 600_000), (END, 1)], "too_long"),
    "folds in 2.1": ([(OLD + b"NOTE:", 1), (b"x" * MIB, 8), (b"\r\n a", 400_000), (b"\r\n" + END, 1)], "Rosa"),
    "soft breaks": ([(OLD + b"NOTE;ENCODING=QUOTED-PRINTABLE:", 1), (b"=41=\r\n", 400_000), (b"\r\n" + END, 1)], "Rosa"),
    "notes": ([(HEAD, 1), (b"NOTE:" + b"x" * 200 + b"\r\n", 90_000), (END, 1)], "Rosa"),
    "parts of an address": ([(HEAD + b"ADR:", 1), (b";\\,", 4 * MIB), (b"\r\n" + END, 1)], "Rosa"),
    "an agent": ([(HEAD + b"AGENT:\r\nBEGIN:VCARD\r\n", 1), (b"X:1\r\n", 200_000), (END + END, 1)], "Rosa"),
    "towers of marks": ([(HEAD + b"NOTE:e", 1), ("\u0301\u0316".encode(), 200_000), (b"\r\n" + END, 1)], "Rosa"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_read_or_refused_and_its_neighbour_is_whole(name: str) -> None:
    """Time grows with the size of a card, not its square; the card after it is read."""
    pieces, expected = BOMBS[name]
    assert names(Stream(*pieces, (NEXT, 1))) == [expected, "Next"]


def test_memory_does_not_grow_with_the_stream() -> None:
    """Twenty thousand cards and a line of 300 MB are read in less than a third of that."""
    tracemalloc.start()
    count = sum(1 for _ in vcard.read(Stream((NEXT, 20_000), (b"x" * MIB, 300), (b"\r\n" + NEXT, 1))))  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_001
    assert peak < 96 * MIB


NESTS = [
    ("no END, then whole cards", HEAD + NEXT * 1000, ["Rosa", *["Next"] * 1000]),
    ("two without END", HEAD + HEAD + NEXT * 3, ["Rosa", "Rosa", "Next", "Next", "Next"]),
    ("cards in a card that goes on", HEAD + NEXT * 2 + b"X:1\r\n" + END + NEXT, ["Rosa", *["Next"] * 3]),
    ("cards in a card that ends", HEAD + NEXT * 2 + END + NEXT, ["Rosa", *["Next"] * 3]),
    ("2,000 BEGINs", HEAD * 2000, ["Rosa"] * 2000),
    ("a BOM before each", (b"\xef\xbb\xbf" + NEXT) * 2, ["Next", "Next"]),
    ("END again", NEXT + END + NEXT, ["Next", "Next"]),
]


@pytest.mark.parametrize("name, data, expected", NESTS, ids=[row[0] for row in NESTS])
def test_cards_come_in_the_order_in_which_they_begin(name: str, data: bytes, expected: list[str]) -> None:
    """Cards in cards, and cards whose END is missing, each stand alone and in their order."""
    found = [str((record.draft or {})["display_name"]) for record in vcard.read(io.BytesIO(data))]
    assert found == expected


def test_lines_are_numbered_as_an_editor_does() -> None:
    """A record and its problems name lines of the file, whatever the line ends and the folds."""
    data = b"\r\n" + HEAD + b"NOTE:a\r\n b\r\nBDAY:soon\r\n" + END + b"\n" + NEXT
    found = [
        (record.line, [problem.line for problem in record.problems])
        for record in vcard.read(io.BytesIO(data))
    ]
    assert found == [(2, [7]), (10, [])]


def card_of(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", ""])


ENCODINGS = [
    ("latin-1", "latin-1", card_of("FN:José", "NOTE:a", " é"), "José"),
    ("latin-1", "latin-1", card_of("FN;CHARSET=UTF-8:José"), "José"),
    ("shift_jis", "shift_jis", card_of("FN:テスト", "NOTE:x", " y"), "テスト"),
    ("utf-16", None, card_of("FN;CHARSET=ISO-8859-1:José"), "José"),
    ("shift_jis", None, card_of("FN;CHARSET=SHIFT_JIS:テスト"), "テスト"),
    ("cp1252", None, card_of("FN;CHARSET=X-UNKNOWN:José"), "José"),
    ("cp1252", None, card_of("FN;CHARSET=punycode:José"), "José"),
    ("cp1252", None, card_of("FN:José", "NOTE:x", " y"), "José"),
]


@pytest.mark.parametrize("encoding, said, text, expected", ENCODINGS)
def test_bytes_become_text_once(encoding: str, said: str | None, text: str, expected: str) -> None:
    """What the user says of the encoding, a byte order mark or a CHARSET decides, in this order; else it is guessed."""
    [record] = vcard.read(io.BytesIO(text.encode(encoding)), encoding=said)
    assert (record.draft or {})["display_name"] == expected


@pytest.mark.parametrize("encoding", ["no-such", "base64", "hex"])
def test_an_unknown_encoding_is_an_error(encoding: str) -> None:
    """A name that is no encoding of text is refused before anything is read."""
    with pytest.raises(InvalidFileError):
        list(vcard.read(io.BytesIO(NEXT), encoding=encoding))

"""What a CSV file is written in, by its first bytes: the encoding, the delimiter."""

import codecs
import csv
import io
import re
from typing import NamedTuple

DELIMITERS = ",;\t|"
_SAMPLED_TEXT = 64 * 1024
_SAMPLED_RECORDS = 20
_SAMPLED_BYTES = 400
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins as the mark of UTF-16 does
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ESCAPED = re.compile("[\udc80-\udcff]")
_KANA = re.compile("[\u3041-\u30fe]")
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
_NOT_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


class Encoding(NamedTuple):
    """A codec's name, and the mark that the file begins with."""

    name: str
    mark: bytes = b""


class Shape(NamedTuple):
    """The delimiter, and how many cells most records have."""

    delimiter: str
    width: int


def detect_encoding(head: bytes) -> Encoding:
    """Return the encoding of a file: by its mark, its NULs, as UTF-8, Shift_JIS, else Windows-1252.

    `head` may end within a character.
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name, mark)
    sample = head[:_SAMPLED_BYTES]
    if sample.count(0) * 4 > len(sample):
        return Encoding("utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be")
    if _is_utf8(head):
        return Encoding("utf-8")
    return Encoding("cp932" if _is_shift_jis(head) else "cp1252")


def _is_utf8(head: bytes) -> bool:
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(head)
    broken = len(_ESCAPED.findall(text))
    # Text of another encoding makes next to no characters of several bytes; one bad byte in a file
    # of UTF-8 must not turn all the others into something else.
    return not broken or sum(not character.isascii() for character in text) > 3 * broken


def _is_shift_jis(head: bytes) -> bool:
    try:
        text = codecs.getincrementaldecoder("cp932")().decode(head)
    except UnicodeDecodeError:
        return False
    # Curly quotes of Windows-1252 decode as ideographs, but never as kana.
    return bool(_KANA.search(text) or (_IDEOGRAPH.search(text) and _NOT_IN_CP1252.search(head)))


def detect_shape(text: str) -> Shape:
    """Return the delimiter that cuts the most of the first records into as many cells, more than one."""
    shares = {delimiter: _share(_counts(text, delimiter)) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: shares[delimiter])
    return Shape(best, shares[best][1])


def _share(counts: list[int]) -> tuple[float, int]:
    # A share, not a number: where a delimiter is none, lines within quoted cells count as records.
    wide = ((counts.count(count) / len(counts), count) for count in set(counts) if count > 1)
    return max(wide, default=(0.0, 1))


def _counts(text: str, delimiter: str) -> list[int]:
    rows = csv.reader(io.StringIO(text[:_SAMPLED_TEXT], newline=""), delimiter=delimiter)
    counts: list[int] = []
    try:
        for row in rows:
            if row:
                counts.append(len(row))
            if len(counts) == _SAMPLED_RECORDS:
                break
    except csv.Error:
        pass
    return counts

"""The files of an import: opened, told apart by their first bytes, read as records."""

import stat
import sys
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple, TypeVar, cast

from contactsctl.address_book.import_result import Elsewhere, ImportFile
from contactsctl.address_book.matching import MatchKey
from contactsctl.address_book.preparing import Preparation, Prepared
from contactsctl.cli.input import open_file
from contactsctl.domain.record import Record
from contactsctl.domain.value import Value, value
from contactsctl.errors import InvalidFileError, UsageError

if TYPE_CHECKING:
    from contactsctl.formats.csv_contacts import Reader

Kind = Literal["vcard", "csv", "json", "ndjson"]
Item = TypeVar("Item")
_BY_SUFFIX: dict[str, Kind] = {
    ".vcf": "vcard", ".vcard": "vcard", ".csv": "csv", ".tsv": "csv", ".json": "json", ".ndjson": "ndjson",
    ".jsonl": "ndjson",
}  # fmt: skip
_PEEKED = 4096
_SAMPLED = 3
LARGE = 1024 * 1024
"""Octets from which a file is worth the start of other processes."""
_BINARY = (
    (b"SQLite format 3\0", "a SQLite file"), (b"\xff\xd8\xff", "a JPEG image"), (b"\x89PNG", "a PNG image"),
    (b"%PDF", "a PDF"), (b"PK\x03\x04", "a ZIP archive, or an Excel file: save it as CSV"),
    (b"\x1f\x8b", "a gzip archive: unpack it first"), (b"\x7fELF", "a program"),
)  # fmt: skip


class Reading(NamedTuple):
    """How the records of a file are read; all plain values, so that another process can be told.

    `dialect` and `mapping`, headers and fields, are those of a CSV file.
    """

    kind: Kind
    encoding: str | None = None
    dialect: str = "auto"
    mapping: tuple[tuple[str, str], ...] = ()

    def records(self, stream: BinaryIO, wanted: Callable[[int], bool] | None = None) -> Iterator[Record]:
        """Return the records of a stream; those whose number, from 1, is not `wanted` are passed over."""
        if self.kind == "vcard":
            from contactsctl.formats import vcard

            return vcard.read(stream, encoding=self.encoding, wanted=wanted)
        if self.kind == "csv":
            return self.rows(stream).records(wanted)
        from contactsctl.formats import json_records

        return json_records.read(stream, kind=self.kind, wanted=wanted)

    def rows(self, stream: BinaryIO) -> "Reader":
        """Return the reader of a CSV stream."""
        from contactsctl.formats.csv_contacts import Reader

        return Reader(stream, dialect=self.dialect, encoding=self.encoding, mapping=dict(self.mapping))


@value()
class Opened(Value):
    """One file of an import; `size` in bytes is 0 where it is not known."""

    name: str
    stream: BufferedReader
    kind: Kind
    size: int


def silent(_text: str) -> None:
    """Say nothing."""


@value()
class Sources(Value):
    """How the files are read."""

    file_type: str
    dialect: str
    mapping: Mapping[str, str]
    encoding: str | None
    source: str | None
    explain: Callable[[str], None] | None = None
    note: Callable[[str], None] = silent

    def open_all(self, names: list[str], stack: ExitStack) -> list[Opened]:
        """Open every file before any is imported, and pass over those that are empty.

        Raises InvalidFileError for what is no contact file.
        """
        opened = (self._open(name, stack) for each in names for name in _expanded(each))
        return [file for file in opened if file is not None]

    def _open(self, name: str, stack: ExitStack) -> Opened | None:
        if name == "-":
            return self._opened("-", cast(BufferedReader, sys.stdin.buffer), 0)
        stream = stack.enter_context(open_file(Path(name)))
        return self._opened(name, cast(BufferedReader, stream), Path(name).stat().st_size)

    def _opened(self, name: str, stream: BufferedReader, size: int) -> Opened | None:
        head = _head(stream)
        if not head:
            self.note(f"{_shown(name)} is empty: nothing to import")
            return None
        for magic, what in _BINARY:
            if head.startswith(magic):
                raise InvalidFileError(f"{_shown(name)} is {what}", field="file", value=name)
        kind = cast(Kind, self.file_type) if self.file_type != "auto" else _kind_of(name, head)
        return Opened(name, stream, kind, size)

    def records(self, files: list[Opened], rejects: BinaryIO | None) -> Iterator[ImportFile]:
        """Yield the files as records; raises InvalidFileError for a file that is none of contacts."""
        for file in files:
            records = self._checked(self._read(file, rejects), file)
            source = self.source or f"{file.kind}:{Path(_shown(file.name)).name}"
            yield ImportFile(records, source, rejects, self._elsewhere(file, with_raw=rejects is not None))

    def _elsewhere(self, file: Opened, *, with_raw: bool) -> Elsewhere | None:
        """Return how other processes prepare a file's records, or None where that would not be faster."""
        if file.size < LARGE or self.explain is not None:
            return None
        from contactsctl.cli import import_workers

        if import_workers.processors() == 1:
            return None

        def prepared(how: Preparation) -> Iterator[Prepared]:
            records = import_workers.prepared(file, self._reading(file), how, with_raw=with_raw)
            return self._checked(records, file)

        return prepared

    def _reading(self, file: Opened) -> Reading:
        return Reading(file.kind, self.encoding, self.dialect, tuple(self.mapping.items()))

    def _read(self, file: Opened, rejects: BinaryIO | None) -> Iterator[Record]:
        reading = self._reading(file)
        if file.kind != "csv":
            return reading.records(file.stream)
        reader = reading.rows(file.stream)
        if rejects is not None:
            rejects.write(reader.header_raw)
        return reader.records() if self.explain is None else self._explained(reader, file.name)

    def _explained(self, reader: "Reader", name: str) -> Iterator[Record]:
        """Say what becomes of a CSV file's columns, and of its first rows."""
        from contactsctl.formats.json_text import dumps

        found = reader.describe()
        say = self.explain or silent
        say(f"{name}: {found['dialect']}, {found['encoding']}, delimiter {found['delimiter']!r}")
        for column in found["columns"]:
            say(f"  {column['header'] or '(no header)'} -> {column['field']}")
        for record in reader.records():
            if record.number <= _SAMPLED and record.draft is not None:
                say(f"  row {record.number}: {dumps(record.draft)}")
            yield record

    def _checked(self, records: Iterator[Item], file: Opened) -> Iterator[Item]:
        """Yield the records; a file may lack any, but what is no card at all is no file of cards."""
        first = next(records, None)
        if first is not None:
            yield first
            yield from records
        elif file.kind == "vcard":
            raise InvalidFileError(f"{_shown(file.name)} holds no contact", field="file", value=file.name)
        else:
            self.note(f"{_shown(file.name)} holds no contact: nothing to import")


def _shown(name: str) -> str:
    return "stdin" if name == "-" else name


def _head(stream: BufferedReader) -> bytes:
    """Return the first bytes of a stream, without what is white space before them; none of an empty one."""
    head = stream.peek(_PEEKED)[:_PEEKED]
    while head and not head.removeprefix(BOM_UTF8).strip():
        stream.read(len(head))
        head = stream.peek(_PEEKED)[:_PEEKED]
    return head


def _expanded(name: str) -> list[str]:
    if not name:  # which pathlib takes for this folder
        raise InvalidFileError("the name of the file is empty", field="file", value=name)
    path = Path(name)
    try:
        is_folder = name != "-" and stat.S_ISDIR(path.stat().st_mode)
    except (OSError, ValueError):
        return [name]
    if not is_folder:
        return [name]
    found = sorted(
        str(file) for file in path.iterdir() if file.suffix.lower() in (".vcf", ".vcard") and file.is_file()
    )
    if not found:
        raise InvalidFileError(f"{name} is a folder without .vcf files", field="file", value=name)
    return found


def _kind_of(name: str, head: bytes) -> Kind:
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if b"BEGIN:VCARD" in text[:_PEEKED].upper().replace(b" ", b""):
        return "vcard"
    known = _BY_SUFFIX.get(Path(name).suffix.lower())
    if known:
        return known
    if text[:1] in (b"{", b"["):
        lines = [line for line in text.splitlines() if line.strip()]
        return "ndjson" if text[:1] == b"{" and len(lines) > 1 and lines[1].lstrip()[:1] == b"{" else "json"
    if head.count(b"\0") > len(head) // 2 or b"\0" in head[:200].replace(b"\0", b"", 100):
        raise InvalidFileError(f"{name} is not a contact file", field="file", value=name)
    if any(separator in text for separator in (b",", b";", b"\t")):
        return "csv"
    unknown = f"{_shown(name)}: cannot tell what it is; give --type vcard, csv, json or ndjson"
    raise InvalidFileError(unknown, field="file", value=name)


def parse_match(text: str) -> tuple[MatchKey, ...]:
    """Read the keys of --match."""
    found = [key.strip() for key in text.split(",") if key.strip()]
    unknown = [key for key in found if key not in ("uid", "email", "phone")]
    if unknown or not found:
        raise UsageError(
            f"--match takes uid, email and phone, with commas between them: {text!r}", value=text
        )
    return tuple(cast(MatchKey, key) for key in found)


def parse_mapping(texts: list[str]) -> dict[str, str]:
    """Read the HEADER=FIELD pairs of --map."""
    mapping = {}
    for text in texts:
        header, equals, field = text.rpartition("=")
        if not equals or not header.strip() or not field.strip():
            raise UsageError(f"--map must be HEADER=FIELD: {text!r}", value=text)
        mapping[header.strip()] = field.strip()
    return mapping

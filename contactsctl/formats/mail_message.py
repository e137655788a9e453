"""The people in the headers of a mail."""

from collections.abc import Iterator, Sequence
from email.header import decode_header
from email.message import Message
from email.parser import HeaderParser
from email.utils import getaddresses
from typing import BinaryIO, cast

from contactsctl.domain.text import repair_text
from contactsctl.errors import TooLongError

HEADERS = ("from", "sender", "reply-to", "to", "cc", "bcc")
MAX_HEAD = 1024 * 1024
_CHUNK = 64 * 1024


def read_head(stream: BinaryIO) -> bytes:
    """Return the headers of a mail and read it to its end, so that its sender is not cut off.

    Raises TooLongError for headers above 1 MiB.
    """
    head = bytearray()
    for line in iter(lambda: stream.readline(MAX_HEAD), b""):
        if not line.strip():
            break
        head += line
        if len(head) > MAX_HEAD:
            raise TooLongError(f"the mail's headers are larger than {MAX_HEAD:,} bytes", field="mail")
    while stream.read(_CHUNK):
        pass
    return bytes(head)


def people(head: bytes, headers: Sequence[str]) -> list[tuple[str, str]]:
    """Return (name, address) of everyone in some headers, each address once, in their order.

    Names are decoded (RFC 2047), broken ones too; a name that is missing is "".
    """
    message = HeaderParser().parsestr(_text(head))
    found: dict[str, tuple[str, str]] = {}
    for name, text in getaddresses(_values(message, headers)):
        address = _decoded(text)
        if address:
            found.setdefault(address.lower(), (_decoded(name).strip(" '\""), address))
    return list(found.values())


def _text(head: bytes) -> str:
    try:
        return head.decode()
    except UnicodeDecodeError:
        return head.decode("latin-1")


def _values(message: Message, headers: Sequence[str]) -> Iterator[str]:
    for header in headers:
        yield from (str(value) for value in message.get_all(header, []))


def _decoded(text: str) -> str:
    # Mailers write encoded words where they must not, in charsets that do not exist.
    try:
        parts = cast("list[tuple[str | bytes, str | None]]", decode_header(text))
    except ValueError:
        parts = [(text, None)]
    return " ".join(repair_text("".join(_part(part, charset) for part, charset in parts)).split())


def _part(part: str | bytes, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    try:
        return part.decode(
            charset or "raw-unicode-escape", "replace"
        )  # so says `email.header` of plain parts
    except LookupError:
        return part.decode("utf-8", "replace")

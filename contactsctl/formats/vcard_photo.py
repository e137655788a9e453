"""Photos of vCard: base64, data: URIs; told by their bytes, not by what the card says they are."""

from base64 import b64encode
from hashlib import sha256
from urllib.parse import unquote_to_bytes

from contactsctl.domain.contact import Photo
from contactsctl.formats.content_lines import Line, Version
from contactsctl.formats.vcard_base64 import decode_base64

_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"<svg", "image/svg+xml"),
)


def read_photo(line: Line) -> Photo | None:
    """Return the photo that a property holds; None for a link, which is never followed, and for no data."""
    value = line.value
    if value[:5].lower() == "data:":
        data = _data_uri(value)
    elif line.param("ENCODING") or _looks_like_base64(value):
        data = decode_base64(value)
    else:
        return None
    if not data:
        return None
    return Photo(media_type(data, line), len(data), sha256(data).hexdigest(), data)


def _looks_like_base64(value: str) -> bool:
    return len(value) > 64 and ":" not in value[:16] and value[:16].isalnum()


def _data_uri(value: str) -> bytes | None:
    head, comma, body = value.replace("\\,", ",").replace("\\;", ";").partition(",")
    if not comma:
        return None
    return decode_base64(body) if head.lower().endswith("base64") else unquote_to_bytes(body)


def is_exactly(line: Line, photo: Photo) -> bool:
    """Tell whether the photo's bytes give the text of the line again; faulty base64 does not."""
    return line.value.endswith(b64encode(photo.data or b"").decode())


def media_type(data: bytes, line: Line) -> str:
    """Return the media type of an image by its first bytes, else by what its property says."""
    for magic, found in _MAGIC:
        if data.startswith(magic):
            return found
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    uri = line.value[5:].partition(";")[0] if line.value[:5].lower() == "data:" else ""
    said = next(
        (value.lower() for value in (uri, *line.param("TYPE"), *line.param("MEDIATYPE")) if value), ""
    )
    name = said.rpartition("/")[2]
    return f"image/{name}" if name.isalnum() else "application/octet-stream"


def photo_head(photo: Photo, version: Version) -> tuple[str, dict[str, tuple[str, ...]]]:
    """Return what stands before the base64 in a PHOTO's value, and the parameters."""
    if version == "4.0":
        return f"data:{photo.media_type};base64,", {}
    return "", {"ENCODING": ("b",), "TYPE": (photo.media_type.rpartition("/")[2].upper(),)}

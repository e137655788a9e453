"""vCard 2.1, 3.0 and 4.0 in; 3.0 and 4.0 out; nothing lost between (RFC 2426, RFC 6350)."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import BinaryIO, Literal, NamedTuple

from contactsctl.domain.contact import Contact
from contactsctl.domain.dnc import DncEntry
from contactsctl.domain.record import Problem, Record
from contactsctl.domain.value import replace
from contactsctl.formats.content_lines import Groups, Line, Version, escape, fold, format_line, split_head
from contactsctl.formats.kept_card import keep, kept_lines, line_of, parse_lines, version_of_card
from contactsctl.formats.vcard_cards import RawCard, cut
from contactsctl.formats.vcard_convert import convert
from contactsctl.formats.vcard_decode import LISTED, decode_lines
from contactsctl.formats.vcard_edited import edited_lines
from contactsctl.formats.vcard_fields import LISTS, SINGLES
from contactsctl.formats.vcard_lines import read_lines
from contactsctl.formats.vcard_reading import Reading

Photos = Literal["embed", "none"]


def read(
    stream: BinaryIO, *, encoding: str | None = None, wanted: Callable[[int], bool] | None = None
) -> Iterator[Record]:
    """Yield a record for every card of a stream, good or not; memory does not grow with the stream.

    `encoding` is that of bytes that are neither UTF-8 nor marked; a card whose number, from 1, is not
    `wanted` is passed over. A stream without a card yields nothing. Raises InvalidFileError for an unknown
    encoding only.
    """
    for number, raw in enumerate(cut(stream, encoding), start=1):
        if wanted is None or wanted(number):
            yield _record(number, raw)


def _record(number: int, raw: RawCard) -> Record:
    problems = list(raw.problems)
    if raw.too_large:
        problems.append(Problem(raw.line, None, "too_long", raw.too_large))
        return Record(number, raw.line, None, bytes, problems)
    version, lines = read_lines(raw, problems)
    if not lines:
        problems.append(Problem(raw.line, None, "name_required", "the card is empty"))
    problems.sort(key=lambda problem: problem.code == "too_long")  # the last one says why
    if not lines or (problems[-1:] and problems[-1].code == "too_long"):
        return Record(number, raw.line, None, raw.as_it_stood, problems)
    reading = Reading(version, lines)
    decode_lines(reading)
    draft = reading.draft
    draft["other_properties"] = reading.others()
    draft["card"] = keep(reading)
    members = tuple(reading.members) if draft.get("kind") == "group" else ()
    return Record(number, raw.line, draft, raw.as_it_stood, problems + reading.problems, members)


def encode(
    contact: Contact,
    *,
    version: Version = "3.0",
    photos: Photos = "embed",
    listed: Sequence[DncEntry] = (),
) -> bytes:
    """Return a contact as one card: CRLF, folded at 75 octets, one VERSION, FN always, N always in 3.0.

    A contact that came as a card gives its lines back as they were, those of edited fields aside.
    `listed` are the entries of the do-not-call list that its numbers and addresses have.
    """
    if photos == "none":
        contact = replace(contact, photo=None)
    texts = _unfolded(contact, version)
    if photos == "none":
        texts = [text for text in texts if not _is_photo(text)]
    texts += (f"{LISTED}:{escape(entry.value)};{escape(entry.reason or '')}" for entry in listed)
    return _assembled(contact, version, texts).encode()


def _is_photo(text: str) -> bool:
    """Tell whether a line holds a photo: not a link to one."""
    found = split_head(text) if _start_of(text.partition(":")[0]).name == "PHOTO" else None
    return found is not None and (found[1][:5].lower() == "data:" or ":" not in found[1])


def _unfolded(contact: Contact, version: Version) -> list[str]:
    card = contact.card
    if card is None:
        return [format_line(line) for line in _from_model(contact, version)]
    kept = list(kept_lines(contact, card))
    unchanged = card.revision == contact.revision
    if unchanged and version == card.version:
        return kept
    lines = parse_lines(kept)
    own = version_of_card(card)
    if not unchanged:
        lines = edited_lines(contact, own, lines)
    if own != version:
        lines = convert(lines, version)
    return [format_line(line) for line in lines]


def _from_model(contact: Contact, version: Version) -> list[Line]:
    others = convert([line_of(line) for line in contact.other_properties], version)
    groups = Groups(line.group for line in others if line.group)
    lines: list[Line] = []
    for kind, (_, encode_field) in SINGLES.items():
        if kind == "birthday":
            lines += [
                line
                for key, write in LISTS.items()
                for item in getattr(contact, key)
                for line in write(item, version, groups)
            ]
        lines += encode_field(contact, version)
    return lines + others


_NAME_OF = re.compile(r"(?:[A-Za-z0-9_.-]*\.)?([^.:;]*)")
_BAD_NAME = re.compile(r"^(?:[A-Za-z0-9_.-]+\.)?[A-Za-z0-9_-]*[ /][^:;]*")


class _Start(NamedTuple):
    """The text before a line's first colon: its name in capitals, where that begins, how it is written."""

    name: str
    place: int
    written: str


def _start_of(text: str) -> _Start:
    return _known_start(text) if len(text) < _LONGEST_KNOWN else _read_start(text)


def _read_start(text: str) -> _Start:
    found = _NAME_OF.match(text)
    name, place = (found[1].upper(), found.start(1)) if found else ("", 0)
    return _Start(name, place, _BAD_NAME.sub(_with_hyphens, text))


_LONGEST_KNOWN = 200
_known_start = lru_cache(4096)(_read_start)  # the same few stand in every card

_ONCE = {"N", "REV", "PRODID"}
"""What other readers refuse a second time in vCard 3.0."""
_NEVER_GROUPED = {"UID", "PRODID", "CATEGORIES"}
"""Where other readers refuse a group."""
_ONCE_OR_BARE = _ONCE | _NEVER_GROUPED


def _assembled(contact: Contact, version: Version, texts: list[str]) -> str:
    """Put lines between BEGIN and END, with the names that every card must have, each once."""
    names: set[str] = set()
    body = []
    for text in texts:
        start, colon, value = text.partition(":")
        name, place, written = _start_of(start)
        if name == "FN" and text[-1:] == ":" and _is_empty(text):
            continue
        if version == "3.0" and name in _ONCE_OR_BARE:
            group = "" if name in _NEVER_GROUPED else start[:place]
            again = "X-" if name in names and name in _ONCE else ""
            written = _start_of(f"{group}{again}{start[place:]}").written
        names.add(name)
        body.append(f"{written}{colon}{value}")
    head = ["BEGIN:VCARD", f"VERSION:{version}"]
    if "FN" not in names:
        head.append(f"FN:{escape(contact.display_name)}")
    if version == "3.0" and "N" not in names:
        head.append("N:;;;;")
    return "".join(map(fold, (*head, *body, "END:VCARD")))


def _is_empty(text: str) -> bool:
    found = split_head(text)
    return found is not None and not found[1]


def _with_hyphens(found: re.Match[str]) -> str:
    return found.group().replace(" ", "-").replace("/", "-")

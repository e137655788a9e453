"""Files of real programs, kept beside the repository: nothing that they say is lost.

They are other people's test data, so the repository holds none of them; without them this is skipped.
"""

import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from contactsctl.domain.checks import Checks
from contactsctl.domain.contact import Contact
from contactsctl.domain.draft import make_contact
from contactsctl.domain.record import Record
from contactsctl.domain.value import replace
from contactsctl.formats import vcard
from tests.formats.naive_vcard import Said, cards

CORPUS = Path(__file__).parents[2] / ".." / "shared" / "corpus" / "vcf"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the repository")
ID = "0d1ff4c2-4be5-4b1f-9a4f-0c8f2f3b6a10"
NOW = "2026-01-02T03:04:05.678Z"
NOT_CONTENT = {"VERSION", "BEGIN", "END", "PROFILE", "X-ABLABEL", "AGENT"}


@cache
def read_corpus() -> tuple[tuple[Path, bytes, tuple[Record, ...]], ...]:
    files = sorted(path for path in CORPUS.rglob("*") if path.is_file())
    read = ((path, path.read_bytes()) for path in files)
    return tuple((path, data, tuple(vcard.read(io.BytesIO(data)))) for path, data in read)


def contact_of(record: Record) -> Contact:
    return make_contact(record.draft or {}, Checks(lenient=True), contact_id=ID, now=NOW)


def pairs() -> Iterator[tuple[Path, list[Said], Record]]:
    """Yield each card of a file as both readers see it, where they agree on how many there are."""
    for path, data, records in read_corpus():
        said = [card for card in cards(data) if card]
        whole = [record for record in records if record.draft is not None]
        if len(said) == len(whole):
            yield from ((path, *pair) for pair in zip(said, whole, strict=True))


def content(card: list[Said]) -> list[Said]:
    return [said for said in card if said.name not in NOT_CONTENT and said.value.strip("; ")]


def shown(losses: list[str]) -> str:
    return f"{len(losses)} lost:\n" + "\n".join(losses[:40])


def test_every_card_is_a_record() -> None:
    """Both readers find the same cards; all but those without a single property make a contact."""
    different = [
        f"{path.name}: {len(said)} cards, {len(records)} records"
        for path, data, records in read_corpus()
        if len(said := [card for card in cards(data) if card])
        != len(records) - sum(record.draft is None for record in records)
    ]
    assert len(different) <= 0.01 * len(read_corpus()), shown(different)


def digits(text: str) -> str:
    return re.sub("[^0-9A-Za-z]", "", re.sub("(?i)^tel:|;?ext(ension)?[=.]?", "", text))


def squeezed(text: object) -> str:
    return re.sub(r"[\s,;]+", " ", str(text or "")).strip().casefold()


def found_in_draft(said: Said, record: Record) -> bool:
    """Tell whether a draft says under its key what a property says, or keeps the property."""
    draft = record.draft or {}
    keys: dict[str, tuple[str, ...]] = {
        "FN": ("display_name",), "ORG": ("company", "department"), "TITLE": ("job_title",),
        "NOTE": ("notes",), "NICKNAME": ("nickname",), "UID": ("uid",), "CATEGORIES": ("tags",),
        "N": ("family_name", "given_name", "middle_name", "name_prefix", "name_suffix"),
    }  # fmt: skip
    lists = {"EMAIL": ("emails", "address"), "TEL": ("phones", "number"), "URL": ("urls", "url")}
    kept = [squeezed(line.value.replace("\\n", " ").replace("\\", "")) for line in draft["other_properties"]
            if line.name.upper() == said.name]  # fmt: skip
    if squeezed(said.value.replace("\\", "")) in kept:
        return True
    if said.name in keys:
        text = " ".join(squeezed(draft.get(key)) for key in keys[said.name])
        return all(word in re.sub(r"['\[\]]", "", text) or word in text or word in ("mycontacts", "starred")
                   for part in said.parts or (said.value,) for word in squeezed(part).split())  # fmt: skip
    if said.name in lists:
        key, field = lists[said.name]
        wanted = re.sub("(?i)^mailto:", "", said.value) if key != "phones" else digits(said.value)
        have = [str(item[field]) + str(item.get("extension", "")) for item in draft.get(key, ())]
        return wanted in ([digits(text) for text in have] if key == "phones" else have)
    if said.name == "ADR":
        parts = {squeezed(part) for part in said.parts if squeezed(part)}
        return any(
            parts <= {squeezed(value) for value in item.values()} for item in draft.get("addresses", ())
        )
    return True


def test_every_value_is_in_the_draft() -> None:
    """Names, emails, phones, addresses and the like stand under their keys, or are kept as they came."""
    all_said = [(path, said, record) for path, card, record in pairs() for said in content(card)]
    lost = [
        f"{path.name}:{record.line} {said.name}: {said.value[:100]!r}"
        for path, said, record in all_said
        if not found_in_draft(said, record)
    ]
    assert len(lost) <= 0.002 * len(all_said), shown(lost)


def written(record: Record) -> list[Said]:
    contact = contact_of(record)
    version = contact.card.version if contact.card else "3.0"
    (card,) = cards(vcard.encode(contact, version="4.0" if version == "4.0" else "3.0"))
    return card


def is_written(said: Said, card: list[Said]) -> bool:
    names = {said.name, f"X-{said.name}"}
    return any(
        other.name in names
        and (other.value == said.value or (said.is_binary() and other.data() == said.data()))
        for other in card
    )


def test_every_value_is_exported() -> None:
    """The export in the version of the card holds every value that the card held."""
    losses, count = [], 0
    for path, card, record in pairs():
        export = written(record)
        count += len(content(card))
        losses += [
            f"{path.name}:{record.line} {said.name}: {said.value[:100]!r}"
            for said in content(card)
            if not is_written(said, export)
        ]
    assert count > 3500
    assert len(losses) <= 0.002 * count, shown(losses)


def test_every_label_and_parameter_is_exported() -> None:
    """Types, X-ABLabels and other parameters are exported with the values that they belong to."""
    losses, count = [], 0
    for path, card, record in pairs():
        export = written(record)
        for said in content(card):
            same = [other for other in export if is_written(said, [other])]
            count += len(said.types) + len(said.params) + bool(said.label)
            missing = min((_missing(said, other) for other in same), key=len, default=[])
            losses += [f"{path.name}:{record.line} {said.name}: {text}" for text in missing]
    assert count > 1500
    assert len(losses) <= 0.005 * count, shown(losses)


def _missing(said: Said, other: Said) -> list[str]:
    label = [said.label] if said.label and said.label != other.label else []
    return sorted((said.types - other.types) | (said.params - other.params)) + label


def test_photos_are_the_same_to_the_byte() -> None:
    """The first photo of a card comes out of the reader, and out of the writer, as it went in."""
    count = 0
    for path, card, record in pairs():
        photo = (record.draft or {}).get("photo")
        if photo is None:
            continue
        count += 1
        datas = [said.data() for said in card if said.name == "PHOTO" and "http" not in said.value[:4]]
        exported = [said.data() for said in written(record) if said.name == "PHOTO"]
        assert photo.data in datas, path.name
        assert photo.data in exported, path.name
    assert count > 20


def under_valid_names(contact: Contact) -> Contact:
    """Return the contact with its kept lines named as they are written: no spaces, no N twice."""
    lines = [replace(line, name=re.sub("[ /]", "-", line.name).removeprefix("X-").upper())
             for line in contact.other_properties]  # fmt: skip
    return replace(contact, other_properties=tuple(lines))


def test_a_written_card_reads_as_the_same_contact() -> None:
    """What is exported in the version of the card is read as an equal contact."""
    different = []
    for path, _, records in read_corpus():
        for record in records:
            if record.draft is None:
                continue
            contact = contact_of(record)
            version = contact.card.version if contact.card else "3.0"
            (again,) = vcard.read(
                io.BytesIO(vcard.encode(contact, version="4.0" if version == "4.0" else "3.0"))
            )
            if under_valid_names(contact_of(again)) != under_valid_names(contact):
                different.append(f"{path.name}:{record.line}")
    assert different == []

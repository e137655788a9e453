"""Real files of real programs, where they are at hand: nothing in them is lost."""

import io
import json
import quopri
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from contactsctl.domain.checks import Checks
from contactsctl.domain.contact import Contact
from contactsctl.domain.draft import make_contact
from contactsctl.domain.names import full_name
from contactsctl.formats import csv_contacts, vcard
from contactsctl.formats.contact_json import to_json
from contactsctl.formats.content_lines import unescape
from contactsctl.formats.fidelity import losses
from contactsctl.formats.json_records import decode_document
from contactsctl.formats.json_text import dumps
from contactsctl.formats.vcard_cards import cut
from contactsctl.formats.vcard_lines import read_lines

CORPUS = Path(__file__).parent.parent.parent.parent / "shared" / "corpus"
VCARDS = sorted(CORPUS.glob("vcf/**/*.v*"))
pytestmark = pytest.mark.skipif(not VCARDS, reason="the corpus of real files is not here")
WANTED = (
    "FN",
    "N",
    "EMAIL",
    "TEL",
    "ORG",
    "TITLE",
    "ROLE",
    "NOTE",
    "ADR",
    "URL",
    "CATEGORIES",
    "NICKNAME",
    "UID",
)


def contact_of(draft: dict[str, Any]) -> Contact:
    return make_contact(draft, Checks(lenient=True), contact_id="0", now="2026-01-01T00:00:00.000Z")


def cards() -> list[tuple[Path, Any, Any]]:
    return [
        (file, record, raw)
        for file in VCARDS
        for record, raw in zip(
            vcard.read(io.BytesIO(file.read_bytes())), cut(io.BytesIO(file.read_bytes())), strict=True
        )
    ]


def test_a_contact_for_every_card() -> None:
    """No crash, and every card that has a property becomes a contact."""
    rejected = [record.problems[-1].message for _, record, _ in cards() if record.draft is None]
    assert set(rejected) <= {"the card is empty"}
    assert len(cards()) - len(rejected) >= 400


def naive_values(file: Path) -> list[tuple[str, str]]:
    """Read a file's properties in the plainest way, sharing nothing with our reader but the unescaping."""
    data = file.read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:400]:
        return []
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"\n[ \t]", "", text)
    found = []
    for line in text.split("\n"):
        head, colon, value = line.partition(":")
        name = head.split(";")[0].split(".")[-1].upper()
        upper = head.upper()
        if not colon or name not in WANTED or '"' in head or "CHARSET" in upper or "\ufffd" in value:
            continue
        if "QUOTED-PRINTABLE" in upper:
            if value.endswith("="):
                continue
            value = quopri.decodestring(value.encode()).decode("utf-8", "replace")
        found.append((name, value))
    return found


def pieces(name: str, value: str) -> list[str]:
    separators = {"N": ";,", "ADR": ";,", "ORG": ";", "CATEGORIES": ",;", "NICKNAME": ","}.get(name, "")
    parts = re.split(rf"(?<!\\)[{separators}]", value) if separators else [value]
    texts = [" ".join(unescape(part).replace("\\n", " ").split()) for part in parts]
    if name == "TEL":
        return [re.sub(r"\D", "", text.removeprefix("tel:").partition(";")[0]) for text in texts]
    return [text.removeprefix("mailto:").lower() if name == "EMAIL" else text for text in texts]


def test_every_value_is_in_the_json() -> None:
    """Names, emails, phones, organisations, notes, addresses and the like all stand in the contact's JSON."""
    missing, total = [], 0
    for file in VCARDS:
        drafts = [record.draft for record in vcard.read(io.BytesIO(file.read_bytes())) if record.draft]
        documents = [to_json(contact_of(draft)) for draft in drafts]
        text = json.dumps(documents, ensure_ascii=False)
        flat = " ".join(unescape(json.dumps(documents, ensure_ascii=False).replace("\\n", " ")).split())
        digits = re.sub(r"\D", "", text)
        for name, value in naive_values(file):
            for piece in pieces(name, value):
                total += 1
                hay = digits if name == "TEL" else flat.lower() if name == "EMAIL" else flat
                if piece.strip() and unescape(piece).replace('\\"', '"') not in hay.replace('\\"', '"'):
                    missing.append((file.name, name, piece[:60]))
    assert total > 2000
    assert len(missing) / total <= 0.005, missing


def test_every_kept_line_is_one_of_json() -> None:
    """What cards hold beside the model comes back from their JSON."""
    for _, record, _ in cards():
        if record.draft is not None:
            contact = contact_of(record.draft)
            document = {**to_json(contact), "photo": None}
            assert decode_document(dumps(document).encode())["other_properties"] == contact.other_properties


def test_every_property_is_in_the_export() -> None:
    """An independent reader finds every property of every card in the export of the same version."""
    lost, total = [], 0
    for file, record, raw in cards():
        if record.draft is None:
            continue
        contact = contact_of(record.draft)
        assert contact.card is not None
        lines = read_lines(raw, [])[1]
        total += len(lines)
        exported = vcard.encode(contact, version="4.0" if contact.card.version == "4.0" else "3.0")
        lost += [(file.name, *loss) for loss in losses(lines, exported)]
    assert len(lost) / total <= 0.002, lost


def test_parameters_and_groups_are_in_the_export() -> None:
    """Labels, types and groups stay with their properties."""
    lost, total = Counter[str](), 0
    for _, record, raw in cards():
        if record.draft is None:
            continue
        contact = contact_of(record.draft)
        version = "4.0" if contact.card and contact.card.version == "4.0" else "3.0"
        again = next(iter(cut(io.BytesIO(vcard.encode(contact, version=version)))))
        wanted, found = (Counter(marks(read_lines(each, [])[1])) for each in (raw, again))
        total += sum(wanted.values())
        lost += wanted - found
    assert sum(lost.values()) / total <= 0.005, lost


def marks(lines: list[Any]) -> list[str]:
    return [
        f"{line.key}:{name}={value}:{line.group}"
        for line in lines
        for name, values in line.params.items()
        for value in values
    ]


def test_a_second_import_gives_the_same_contact() -> None:
    """What is exported and imported again is equal, but for names that no other reader would take."""
    unequal = []
    for file, record, _ in cards():
        if record.draft is None:
            continue
        first = contact_of(record.draft)
        version = "4.0" if first.card and first.card.version == "4.0" else "3.0"
        draft = next(iter(vcard.read(io.BytesIO(vcard.encode(first, version=version))))).draft
        second = contact_of(draft or {})
        unequal += [
            (file.name, key)
            for key in Contact.__slots__
            if key not in ("card", "other_properties") and getattr(first, key) != getattr(second, key)
        ]
    assert unequal == []


def test_other_readers_accept_the_export() -> None:
    """vobject's strict validation takes every exported 3.0 card, with an equal FN."""
    import vobject

    refused = []
    for file, record, _ in cards():
        if record.draft is None:
            continue
        exported = vcard.encode(contact_of(record.draft), version="3.0")
        try:
            vobject.readOne(exported.decode(), validate=True)
        except Exception as error:
            refused.append((file.name, repr(error)))
    assert refused == []


def test_csv_files_become_what_they_must() -> None:
    """The described CSV files give the described names, emails, phones, companies, dates, tags and notes."""
    folder = CORPUS / "csv" / "synthetic"
    wrong = []
    for name, expected in json.loads((folder / "EXPECTED.json").read_text()).items():
        drafts = [record.draft or {} for record in csv_contacts.read((folder / name).open("rb"))]
        assert len(drafts) == len(expected), name
        for draft, wanted in zip(drafts, expected, strict=True):
            wrong += [(name, key, got(draft, key)) for key in wanted if not meets(draft, key, wanted[key])]
    assert wrong == []


def got(draft: dict[str, Any], key: str) -> Any:
    reading = {
        "name": draft.get("display_name") or full_name(draft) or None,
        "emails": [email["address"].lower() for email in draft.get("emails", [])],
        "phones": [re.sub(r"\D", "", phone["number"]) for phone in draft.get("phones", [])],
        "company": draft.get("company"),
        "title": draft.get("job_title"),
        "birthday": draft.get("birthday"),
        "tags": sorted(draft.get("tags", [])),
        "note": draft.get("notes") or "",
    }
    return reading[key]


def meets(draft: dict[str, Any], key: str, wanted: Any) -> bool:
    if key == "phones":
        wanted = [re.sub(r"\D", "", phone) for phone in wanted]
    if key == "note":
        return wanted in got(draft, key)
    return bool(got(draft, key) == (sorted(wanted or []) if key == "tags" else wanted))

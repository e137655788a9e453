"""Real CSV files of real programs, where they are at hand."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from contactsctl.domain.checks import Checks
from contactsctl.domain.draft import make_contact
from contactsctl.domain.names import full_name
from contactsctl.errors import InvalidFileError
from contactsctl.formats import csv_contacts
from contactsctl.formats.csv_export import Dialect, widths_of, write
from contactsctl.formats.csv_rows import Rows

CORPUS = Path(__file__).parent.parent.parent.parent / "shared" / "corpus" / "csv"
FILES = sorted(CORPUS.glob("**/*.csv"))
HEADERLESS = {"NoHeader.csv", "Palm.csv", "horde+Data/Thunderbird.csv", "tab_comma_mixed.csv"}
pytestmark = pytest.mark.skipif(not FILES, reason="the corpus of real files is not here")


def has_header(file: Path) -> bool:
    return not {file.name, f"{file.parent.name}/{file.name}"} & HEADERLESS


def drafts_of(file: Path) -> list[dict[str, Any]]:
    with file.open("rb") as stream:
        return [record.draft or {} for record in csv_contacts.read(stream)]


def expected_records() -> list[tuple[str, int, dict[str, Any]]]:
    file = CORPUS / "synthetic" / "EXPECTED.json"
    described = json.loads(file.read_text()) if file.exists() else {}
    return [(name, number, each) for name, rows in described.items() for number, each in enumerate(rows)]


@pytest.mark.parametrize("name, number, expected", expected_records())
def test_described_files(name: str, number: int, expected: dict[str, Any]) -> None:
    """Names, emails, phones, company, title, birthday, tags and note are those that were described."""
    draft = drafts_of(CORPUS / "synthetic" / name)[number]
    found = {
        "name": draft.get("display_name") or full_name(draft) or None,
        "emails": [email["address"].lower() for email in draft.get("emails", ())],
        "phones": [digits(phone["number"]) for phone in draft.get("phones", ())],
        "company": draft.get("company"),
        "title": draft.get("job_title"),
        "birthday": draft.get("birthday"),
        "tags": sorted(draft.get("tags", ())),
    }
    wanted = {key: value for key, value in expected.items() if key != "note"}
    wanted["phones"] = [digits(phone) for phone in expected["phones"]]
    if "tags" in wanted:
        wanted["tags"] = sorted(expected["tags"] or ())
    assert {key: found[key] for key in wanted} == wanted
    assert expected.get("note", "") in draft.get("notes", "")


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_file_is_read_or_refused(file: Path) -> None:
    """Each file with a header gives contacts; those without one are refused with a word on --map."""
    if has_header(file):
        assert drafts_of(file)
    else:
        with pytest.raises(InvalidFileError, match="--map"):
            drafts_of(file)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_word_is_in_the_draft(file: Path) -> None:
    """No word of a row is lost, but for what programs write into cells that nobody filled."""
    if not has_header(file):
        return
    with file.open("rb") as stream:
        cells = {row.line: row.cells for row in Rows(stream)}
    with file.open("rb") as stream:
        reader = csv_contacts.Reader(stream)
        records = list(reader.records())
    headers = [column.header for column in reader.columns]
    for record in records:
        shown = json.dumps(record.draft, ensure_ascii=False).casefold()
        missing = {
            word
            for header, cell in zip(headers, cells[record.line], strict=False)
            for word in re.findall(r"\w+", cell.casefold())
            if not header.endswith("Formatted") and not word.isdecimal() and word not in shown
        }
        assert missing <= NOT_FILLED, (file.name, record.line)


NOT_FILLED = {"smtp", "unspecified", "normal", "false", "keine", "angabe", "my", "other", "contacts", "mycontacts", "starred"}  # fmt: skip


@pytest.mark.parametrize("dialect", ["plain", "google", "outlook"])
def test_what_is_exported_is_read_again(dialect: Dialect) -> None:
    """All real contacts, exported in each layout, come back with their names, emails and notes."""
    drafts = [draft for file in FILES if has_header(file) for draft in drafts_of(file)]
    contacts = [
        make_contact(draft, Checks(lenient=True), contact_id=str(number), now="2026-01-01T00:00:00.000Z")
        for number, draft in enumerate(drafts)
    ]
    data = b"".join(write(contacts, dialect, widths_of(contacts)))
    again = [record.draft or {} for record in csv_contacts.read(io.BytesIO(data))]
    assert len(again) == len(contacts)
    for contact, draft in zip(contacts, again, strict=True):
        emails = {email.address for email in contact.emails}
        assert {email["address"] for email in draft.get("emails", ())} == emails
        assert draft.get("given_name") in (contact.given_name, contact.display_name)
        assert draft.get("notes") == contact.notes

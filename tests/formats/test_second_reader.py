"""A second independent reader, ical.js under node, takes what we write; skipped where node or npm is missing."""

import io
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from contactsctl.domain.checks import Checks
from contactsctl.domain.contact import Contact
from contactsctl.domain.draft import make_contact
from contactsctl.formats import vcard
from tests.conftest import CORPUS, DATA

FILES = sorted([*DATA.glob("*.vcf"), *CORPUS.glob("vcf/**/*.v*")])


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("node and npm are not here")
    folder = tmp_path_factory.mktemp("node")
    install = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), "ical.js@2"]
    done = subprocess.run(install, capture_output=True, check=False, timeout=120)
    if done.returncode:
        pytest.skip("ical.js could not be installed")
    return folder


def contacts() -> list[Contact]:
    drafts = [record.draft for file in FILES for record in vcard.read(io.BytesIO(file.read_bytes()))]
    return [make_contact(draft, Checks(lenient=True), contact_id="0", now="x") for draft in drafts if draft]


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_it_reads_every_card(modules: Path, version: str) -> None:
    """Every exported card parses; the first FN is ours, and it has as many emails and phones as we do, or more."""
    everyone = contacts()
    cards = b"".join(vcard.encode(contact, version=version, photos="none") for contact in everyone)
    script = Path(__file__).with_name("second_reader.mjs")
    done = subprocess.run(["node", str(script), str(modules)], input=cards, capture_output=True, check=True)
    read = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert len(read) == len(everyone)
    refused = [
        (contact.display_name, found["error"])
        for contact, found in zip(everyone, read, strict=True)
        if "error" in found
    ]
    assert refused == []
    for contact, found in zip(everyone, read, strict=True):
        assert len(found["fn"]) >= 1
        assert len(found["email"]) >= len(contact.emails), contact.display_name
        assert len(found["tel"]) >= len(contact.phones), contact.display_name

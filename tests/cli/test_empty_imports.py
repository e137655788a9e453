"""Importing what is empty: nothing, said on stderr, and no obstacle to the other files."""

from pathlib import Path

import pytest

from tests.conftest import Cli

CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Zoe\nEND:VCARD\n"
NOTHING = "created\t0\nupdated\t0\nunchanged\t0\nskipped\t0\nrejected\t0\n"
EXPORTS = [
    ["export-vcard", "-q", "nobody"],
    ["export-csv", "-q", "nobody"],
    ["export-csv", "-q", "nobody", "--dialect", "google"],
    ["export-csv", "-q", "nobody", "--dialect", "outlook"],
    ["list", "-q", "nobody", "--format", "ndjson"],
    ["list", "-q", "nobody", "--json"],
]


@pytest.mark.parametrize("export", EXPORTS, ids=" ".join)
def test_an_export_of_nobody_can_be_imported(cli: Cli, export: list[str]) -> None:
    cli("add", "Ana")
    done = cli("import", "-", stdin=cli(*export).out)
    assert (done.status, done.out) == (0, NOTHING)
    assert done.err in ("stdin is empty: nothing to import\n", "stdin holds no contact: nothing to import\n")


@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff", "\n" * 10_000])
def test_an_empty_file_stops_no_other(cli: Cli, tmp_path: Path, content: str) -> None:
    empty, full = tmp_path / "empty.vcf", tmp_path / "full.vcf"
    empty.write_text(content, encoding="utf-8")
    full.write_text(content + CARD, encoding="utf-8")
    done = cli("import", str(empty), str(full))
    assert (done.status, done.out.startswith("created\t1\n")) == (0, True)
    assert done.err == f"{empty} is empty: nothing to import\n"
    done = cli("import", str(empty), "--json")
    assert (done.status, done.json["created"], done.json["batch"], done.err) == (0, 0, None, "")
    assert cli("verify", str(empty)).status == 0


def test_what_is_no_contact_is_refused_beside_what_is_empty(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.vcf").write_text("")
    (tmp_path / "b.vcf").write_text("Dear Ana\n")
    (tmp_path / "c.vcf").write_text(CARD)
    done = cli("import", str(tmp_path))
    assert (done.status, done.err.splitlines()[-1]) == (4, f"error: {tmp_path / 'b.vcf'} holds no contact")
    assert cli("list", "--count").out == "0\n"

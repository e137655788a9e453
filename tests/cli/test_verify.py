"""`verify`: what an import and an export would lose of a file."""

from pathlib import Path

from tests.conftest import DATA, Cli


def test_nothing_of_a_phones_cards_is_lost(cli: Cli) -> None:
    """The counts on stderr, or as JSON; the book is neither made nor touched."""
    file = str(DATA / "phone-2009.vcf")
    done = cli("verify", file)
    assert (done.status, done.out) == (0, "")
    assert done.err.endswith(", 0 lost\n")
    found = cli("verify", file, "--json")
    assert (found.status, found.err, found.json["lost"]) == (0, "", [])
    assert found.json["properties"] > 5
    assert not cli.db.exists()


def test_rejected_records_are_named(cli: Cli, tmp_path: Path) -> None:
    """With their places, as an import names them; the exit status tells, also when nothing else is there."""
    file = tmp_path / "empty.vcf"
    file.write_text("BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n")
    done = cli("verify", str(file))
    assert (done.status, done.out) == (6, "")
    assert done.err.startswith(f"{file}:1:1: the card is empty\n")
    found = cli("verify", str(file), "--json")
    assert (found.status, found.err, found.json["rejected"]) == (6, "", 1)

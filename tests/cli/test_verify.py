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


def test_what_was_looked_at_is_counted(cli: Cli, tmp_path: Path) -> None:
    """One is not several, and a CSV has no properties."""
    file = tmp_path / "one.csv"
    file.write_text("Name,Email\nAna,ana@example.org\n")
    assert cli("verify", str(file)).err == "1 contact, 0 records rejected, 0 lost\n"
    card = tmp_path / "one.vcf"
    card.write_text(
        "BEGIN:VCARD\nVERSION:3.0\nFN:Ana\nN:;Ana;;;\nEND:VCARD\nBEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n"
    )
    counts = cli("verify", str(card)).err.splitlines()[-1]
    assert counts == "1 contact, 1 record rejected, 2 properties, 0 lost"


def test_what_is_no_file_is_refused(cli: Cli, tmp_path: Path) -> None:
    """A folder, whose cards an import takes, and stdin, which can be read but once."""
    (tmp_path / "one.vcf").write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Ana\nEND:VCARD\n")
    done = cli("verify", str(tmp_path))
    assert (done.status, done.err) == (4, f"error: {tmp_path} is a folder\n")
    done = cli("verify", "-", stdin="BEGIN:VCARD\nVERSION:3.0\nFN:Ana\nEND:VCARD\n")
    assert (done.status, done.err.splitlines()[0].endswith("give a file")) == (2, True)

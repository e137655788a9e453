"""Hostile content and hostile places: what a terminal, a spreadsheet, a file system or a query would obey."""

import csv
import io
import json
import os
import pty
import resource
import subprocess
from pathlib import Path

import pytest

from tests.conftest import PROGRAM, Cli
from tests.faults.harness import figure, scaled

# ESC and C1 sequences (colours, titles, OSC 52, OSC 8), controls, bidi, invisible characters, markup.
EVIL = "[red]x[/red] [/foo] [link=http://x]y[/link] :warning: \u202eevil\u2066\u200b\u00ad\U000e0041\ufeff"
OBEYED = set(map(chr, (*range(0x20), *range(0x7F, 0xA0)))) | set(
    "\xad\u200b\u202e\u2066\ufeff\U000e0041\u2028"
)
OURS = {"\x1b[1m", "\x1b[2m", "\x1b[0m", "\r", "\n"}


def on_terminal(cli: Cli, *arguments: str) -> str:
    """Run the program on a terminal of its own and return what it showed."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(PROGRAM, [str(PROGRAM), *arguments], {**cli.env, "TERM": "xterm", "COLUMNS": "200"})
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # closed by the program's end
            break
        if not piece:
            break
        shown += piece
    os.close(terminal)
    os.waitpid(pid, 0)
    text = shown.decode()
    for each in OURS:
        text = text.replace(each, "")
    return text


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    cli = Cli(tmp_path_factory.mktemp("evil"))
    everywhere = {
        "name": EVIL, "nickname": EVIL, "company": EVIL, "job_title": EVIL, "notes": f"{EVIL}\n\t{EVIL}", "tags": [EVIL],
        "emails": [{"address": "evil@example.org", "label": EVIL}], "urls": [{"url": EVIL, "label": EVIL}],
        "phones": [{"number": EVIL, "label": EVIL}], "addresses": [{"street": EVIL, "label": EVIL}],
        "custom": {EVIL: EVIL}, "source": EVIL, "avatar_path": EVIL, "birthday": None,
    }  # fmt: skip
    done = cli("import", "-", "--type", "json", stdin=json.dumps([everywhere]))
    assert done.status == 0, done.err
    return cli


SHOWN = [
    ["list"], ["list", "--fields", "display_name,notes,custom_fields,tags"],
    ["list", "--json"], ["search", "evil"], ["show", "evil@example.org"],
    ["show", "evil@example.org", "--json"], ["show", f"{EVIL}\x1b]52;c;eA==\x07\x9b31m"], ["show", "evil@example.org", EVIL],
    ["add", "x", "--email", "evil@example.org"], ["add", "x", "--email", f"\x1b]0;t\x07{EVIL}@x"], ["add", f"\x1b[2J{EVIL}"],
    ["list", "--fields", f"\x1b[31m{EVIL}"], ["list", "--sort", f"\x1b[31m{EVIL}"], [f"\x1b[31m{EVIL}"], ["list", f"--\x1b[31m{EVIL}"],
    ["import", f"/nowhere/\x1b[31m{EVIL}.vcf"], ["--db", f"/dev/null/\x1b[31m{EVIL}", "list"], ["rm", "evil@example.org", "--dry-run"],
    ["log"], ["history", "evil@example.org"], ["backup", f"/nowhere/\x1b[31m{EVIL}"], ["--as", f"\x1b[31m{EVIL}", "list"],
    ["access", "show", "evil@example.org"], ["lookup", "evil"], ["book", "path"], ["trash", "list"],
]  # fmt: skip


@pytest.mark.parametrize(
    "arguments", SHOWN, ids=[" ".join(row)[:30].encode("ascii", "replace").decode() for row in SHOWN]
)
def test_nothing_obeys_a_contact(evil: Cli, arguments: list[str]) -> None:
    """On a terminal no control, no bidi override and nothing invisible of a contact or an argument comes through."""
    shown = on_terminal(evil, *arguments)
    assert {character for character in shown if character in OBEYED} == set(), shown
    assert "Traceback" not in shown


def test_json_is_lossless(evil: Cli) -> None:
    """JSON says every character, the hidden ones as escapes: what is shown is what is there."""
    out = evil("show", "evil@example.org", "--json").out
    assert not OBEYED & (set(out) - {"\n"})
    assert json.loads(out)["company"] == EVIL
    figure("texts that a terminal would obey", len(SHOWN), len(SHOWN))


FORMULAS = [
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x","y")',
    "+1+cmd",
    "-1+cmd",
    "@SUM(A1)",
    "\uff1d1+1",
    "'=1+1",
]


@pytest.mark.parametrize("arguments", [["export-csv"], ["export-csv", "--dialect", "google"], ["export-csv", "--dialect", "outlook"],
                                       ["list", "--format", "csv", "--limit", "0"]])  # fmt: skip
def test_spreadsheets_get_no_formula(cli: Cli, arguments: list[str]) -> None:
    """No cell begins a formula, in any CSV that the program writes; our own comes back as it was."""
    people = [{"name": f"{text} n", "company": text, "notes": text, "nickname": text, "tags": [text.replace(",", " ")], "custom": {"k": text}}
              for text in FORMULAS]  # fmt: skip
    assert cli("import", "-", "--type", "json", stdin=json.dumps(people)).status == 0
    rows = list(csv.reader(io.StringIO(cli(*arguments).out, newline="")))
    assert len(rows) == len(FORMULAS) + 1
    assert [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r\uff1d" and cell[:1]] == []
    if arguments == ["export-csv"]:
        copy = Cli(cli.home / "copy")
        copy.home.mkdir()
        assert copy("import", "-", "--type", "csv", stdin=cli(*arguments).out).status == 0
        fields = ["--format", "json", "--fields", "display_name,company,notes,nickname,tags", "--limit", "0"]
        assert copy("list", *fields).json["data"] == cli("list", *fields).json["data"]


UIDS = ["../../../evil", "/etc/evil", "CON", "nul.txt", "x" * 300, ".hidden", "..", "a/b", "a\\b", "A", "a", "-rf", "~root", "a b",
        "\u202e", "com1", "aux.", "evil:stream", "*", "$(id)", "`id`", "%2e%2e%2f", "a\u0301", "\u00e1"]  # fmt: skip


def test_file_names(cli: Cli, tmp_path: Path) -> None:
    """A file for each contact, all in the folder, with names that no file system or shell takes amiss."""
    cards = "".join(
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{uid}\r\nFN:{n}\r\nEND:VCARD\r\n" for n, uid in enumerate(UIDS)
    )
    assert cli("import", "-", "--type", "vcard", stdin=cards).status == 0
    before = sorted(file for file in tmp_path.rglob("*"))
    target = tmp_path / "out" / "cards"
    assert cli("export-vcard", "--per-contact", "--output", str(target)).status == 0
    made = sorted(target.iterdir())
    assert len(made) == len({file.name.lower() for file in made}) == len(UIDS)
    assert all(file.name.replace("-", "").replace(".", "").replace("_", "").isalnum() for file in made)
    assert sorted(set(tmp_path.rglob("*")) - {target, target.parent, *made}) == before


WRITES = [
    ["export-vcard", "--output", "{link}"],
    ["export-csv", "--output", "{link}"],
    ["import", "{bad}", "--rejects", "{link}"],
    ["show", "ana@example.org", "--photo", "{link}"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", WRITES, ids=[row[0] for row in WRITES])
def test_links_are_not_followed(cli: Cli, tmp_path: Path, arguments: list[str]) -> None:
    """A link where a file is to be written is replaced by the file; what it led to stays."""
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\r\nEMAIL:ana@example.org\r\nPHOTO;ENCODING=b;TYPE=PNG:iVBORw0KGgo=\r\nEND:VCARD\r\n"
    assert cli("import", "-", stdin=card).status == 0
    (tmp_path / "bad.vcf").write_text("BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n")
    victim, link = tmp_path / "victim", tmp_path / "link"
    victim.write_text("precious")
    link.symlink_to(victim)
    done = cli(*[each.format(link=link, bad=tmp_path / "bad.vcf") for each in arguments])
    assert done.status in (0, 6), done.err
    assert (victim.read_text(), link.is_symlink(), link.stat().st_mode & 0o777) == ("precious", False, 0o600)


def test_photos_that_are_links_are_not_opened(cli: Cli) -> None:
    """A PHOTO or avatar that names a file is text: neither import nor export reads it."""
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\r\nPHOTO;VALUE=uri:file:///etc/passwd\r\nEND:VCARD\r\n"
    assert cli("import", "-", stdin=card).status == 0
    assert "PHOTO;VALUE=uri:file:///etc/passwd\r\n" in cli.bytes("export-vcard").stdout.decode()


QUERIES = ['"', '""', "o'neil", "z*", "-x", "NEAR(", "NEAR(a b)", "z AND", "note:secret", "%", "_", "\\", "(" * 999, "^z", "{z b}",
           "z OR b", "z NOT b", "İ", "٣", "🙂", "z" + "\u0301" * 900, "'; DROP TABLE contact; --", "a" * 1000, "z " * 500]  # fmt: skip


@pytest.fixture(scope="module")
def ana(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    cli = Cli(tmp_path_factory.mktemp("ana"))
    cli("add", "Ana Silva", "--email", "ana@example.org", "--company", "Acme")
    return cli


@pytest.mark.parametrize("query", scaled(QUERIES[::3], QUERIES), ids=ascii)
def test_text_is_never_syntax(ana: Cli, query: str) -> None:
    """Search, look-up and filters take any text as text: no error, and no one who does not have it."""
    lookups = (["--email-contains", query], ["--", query])
    listed = (["-q", query], ["--company", query])
    for arguments in (
        *(["lookup", "--json", *a] for a in lookups),
        *(["list", "--json", *a] for a in listed),
    ):
        done = ana(*arguments)
        assert done.status == 0, done.err
        matches = [contact["display_name"] for contact in done.json["data"]]
        assert matches == [], arguments


NUMBERS = ["9223372036854775807", "9223372036854775808", "-1", "1e3", "0x10", "9" * 5000, "NaN", ""]


@pytest.mark.parametrize("number", scaled(NUMBERS[1::3], NUMBERS), ids=lambda number: number[:20])
def test_numbers(ana: Cli, number: str) -> None:
    """Numbers that are none, or fit nowhere, are usage errors."""
    for arguments in (["list", "--limit", number], ["list", "--offset", number]):
        assert ana(*arguments).status == 2
    assert ana("edit", "ana@example.org", "--if-revision", number, "--company", "x").status in (2, 5)


SAME = [
    "ana@müller.example",
    "ANA@MÜLLER.EXAMPLE",
    "ana@mu\u0308ller.example",
    "ana@xn--mller-kva.example",
    "ana@ｍüller.example",
]


def test_one_address_in_every_spelling(cli: Cli) -> None:
    """Composed or not, in Unicode or Punycode, an address is one; a look-alike is another, and shown as such."""
    assert cli("add", "Ana", "--email", SAME[0]).status == 0
    assert [cli("add", "B", "--email", each).status for each in SAME] == [5] * len(SAME)
    assert [cli("lookup", "--email", each, "--json").json["meta"]["total"] for each in SAME] == [1] * len(
        SAME
    )
    assert cli("add", "C", "--email", "ana@ex\u0430mple.org").status == 0
    assert cli("add", "D", "--email", "ana@example.org").status == 0
    assert "(domain: xn--exmple-4nf.org)" in cli("show", "ana@ex\u0430mple.org").out
    assert "domain:" not in cli("show", SAME[0]).out


MEBIBYTE = 1024 * 1024
SIZE = scaled(1, 16)
HEAD, END = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:X\r\n", "\r\nEND:VCARD\r\n"
QUOTED = "BEGIN:VCARD\r\nVERSION:2.1\r\nFN:X\r\nNOTE;ENCODING=QUOTED-PRINTABLE:"
BOMBS = {
    "a line.vcf": HEAD + "NOTE:" + "x" * (SIZE * 3 * MEBIBYTE) + END,
    "folds.vcf": HEAD + "NOTE:" + "x\r\n " * (SIZE * MEBIBYTE // 4) + END,
    "soft breaks.vcf": QUOTED + "=41=\r\n" * (SIZE * MEBIBYTE // 8) + END,
    "an open soft break.vcf": QUOTED + "=\r\n" * (SIZE * MEBIBYTE // 4),
    "properties.vcf": HEAD + "X-A:1\r\n" * (SIZE * MEBIBYTE // 8) + END,
    "parameters.vcf": HEAD + "TEL" + ";P=v" * (SIZE * MEBIBYTE // 8) + ":1" + END,
    "a line that has no colon.vcf": HEAD + "TEL;a" + "=" * 40_000 + '"' + END,
    "commas.vcf": HEAD + "TEL;TYPE=" + "," * 40_000 + END,
    "nested.vcf": "BEGIN:VCARD\r\n" * (SIZE * MEBIBYTE // 32),
    "marks.vcf": HEAD + "NOTE:a" + "\u0301\u0316" * (SIZE * MEBIBYTE // 8) + END,
    "base64.vcf": HEAD + "PHOTO;ENCODING=b:" + "QUJD" * (SIZE * MEBIBYTE) + END,
    "escapes.vcf": HEAD + "NOTE:" + "\\n" * (SIZE * MEBIBYTE // 4) + END,
    "an open quote.csv": 'name,notes\nA,"' + "x" * (SIZE * 3 * MEBIBYTE),
    "columns.csv": ",".join(f"c{n}" for n in range(SIZE * 5000)) + "\n" + "v," * (SIZE * 5000),
    "delimiters.csv": "name,notes\n" + "," * (SIZE * MEBIBYTE),
    "quotes.csv": 'name,notes\nA,"' + '""' * (SIZE * MEBIBYTE) + '"\n',
    "depth.json": '[{"name": "A", "x": ' + "[" * (SIZE * MEBIBYTE // 4),
    "balanced depth.json": '[{"name": "A", "x": ' + '{"a":' * (SIZE * MEBIBYTE // 16) + "1" + "}" * (SIZE * MEBIBYTE // 16) + "}]",
    "digits.json": '[{"name": "A", "x": ' + "9" * (SIZE * MEBIBYTE) + "}]",
    "keys.json": '[{"name": "A", "custom": {' + ",".join(f'"k{n}":1' for n in range(SIZE * 20_000)) + "}}]",
    "emails.json": '[{"name": "A", "emails": [' + ",".join(f'"a{n}@x.org"' for n in range(SIZE * 10_000)) + "]}]",
    "a string.json": '[{"name": "' + "x" * (SIZE * 3 * MEBIBYTE),
    "a tower.json": '[{"name": "a' + "\u0301" * (SIZE * MEBIBYTE // 4) + '"}]',
}  # fmt: skip
MOST_SECONDS, MOST_MEMORY = 60, 1024 * MEBIBYTE


@pytest.mark.parametrize("name", scaled(list(BOMBS)[::3], list(BOMBS)))
def test_bombs(cli: Cli, tmp_path: Path, name: str) -> None:
    """A file that is made to cost time or memory: an answer within a minute of CPU and a GiB, the book is sound."""
    (tmp_path / name).write_text(BOMBS[name], encoding="utf-8", newline="")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))

    done = subprocess.run(
        [PROGRAM, "import", str(tmp_path / name)],
        capture_output=True,
        env=cli.env,
        check=False,
        preexec_fn=limit,
    )
    said = done.stderr.decode()
    assert (done.returncode in (0, 4, 6), "Traceback" in said, "internal" in said) == (True, False, False), (
        said[:500]
    )
    figure("files that are made to cost time or memory", 1, 1)

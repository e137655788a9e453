"""Every refusal: one line on stderr, the documented status, nothing written."""

import json
import os
import sqlite3
from pathlib import Path

import pytest

from contactsctl.formats.event_json import KEYS
from contactsctl.store.schema import SCHEMA_VERSION
from tests.conftest import Cli

REFUSALS = [
    (["add"], "", 4, "name_required"),
    (["add", "A", "--email", "nope"], "", 4, "invalid_email"),
    (["add", "A", "--email", "a@b.cd", "--email", "A@B.cd"], "", 4, "duplicate_value"),
    (["add", "A", "--phone", "12345"], "", 4, "invalid_phone"),
    (["add", "A", "--phone", "+14155551234", "--phone", "(415) 555-1234", "--region", "US"], "", 4, "duplicate_value"),
    (["add", "A", "--birthday", "1985-02-30"], "", 4, "invalid_date"),
    (["add", "A", "--date", "x"], "", 4, "invalid_date"),
    (["add", "A" * 256], "", 4, "too_long"),
    (["add", "A", "--tag", "t" * 101], "", 4, "too_long"),
    (["add", "A\x1b[31mB"], "", 4, "invalid_text"),
    (["add", "e" + "\u0301" * 31], "", 4, "invalid_text"),
    (["add", "A", "--type", "friend"], "", 4, "invalid_value"),
    (["add", "A", "--mention-name", "a b"], "", 4, "invalid_value"),
    (["add", "A", "--region", "USA", "--phone", "1"], "", 4, "invalid_value"),
    (["add", "A", "--email", "taken@example.org"], "", 5, "duplicate_contact"),
    (["add", "A", "--mention-name", "@Taken"], "", 5, "duplicate_contact"),
    (["add", "--json-in", "-"], "{", 4, "invalid_json"),
    (["add", "--json-in", "-"], "[]", 4, "invalid_json"),
    (["add", "--json-in", "-"], '{"name": NaN}', 4, "invalid_json"),
    (["add", "--json-in", "-"], '{"name": "A", "name": "B"}', 4, "invalid_json"),
    (["add", "--json-in", "-"], '{"name": "\\ud800"}', 4, "invalid_json"),
    (["add", "--json-in", "-"], '{"name": "A", "x": ' + "[" * 5000 + "]" * 5000 + "}", 4, "invalid_json"),
    (["add", "--json-in", "-"], '{"name": "A", "custom": {"k": 1e999}}', 4, "invalid_json"),
    (["add", "--json-in", "-"], '{"name": "A", "fisrt_name": "B"}', 4, "unknown_field"),
    (["add", "--json-in", "-"], '{"name": 5}', 4, "invalid_value"),
    (["add", "--json-in", "-"], '{"name": "A\\u0000"}', 4, "invalid_text"),
    (["add", "--json-in", "-"], '{"name":"A","emails":[{"value":"a@b.cd","primary":true},{"value":"c@d.ef","primary":true}]}',
     4, "several_primary"),
    (["add", "--json-in", "-"], '{"name": "A", "photo": {"media_type": "image/png", "size": 3, "sha256": "00"}}',
     4, "invalid_value"),
    (["edit", "taken@example.org", "--patch", "-"], '{"photo": {"media_type": "image/png", "size": 3, "sha256": "00"}}',
     4, "invalid_value"),
    (["add", "--json-in", "nowhere.json"], "", 4, "invalid_file"),
    (["show", "ffffffff-0000-4000-8000-000000000000"], "", 3, "not_found"),
    (["show", "abc"], "", 3, "not_found"),
    (["show", "nobody@example.org"], "", 3, "not_found"),
    (["show", "taken@example.org", "--photo", "-"], "", 3, "not_found"),
    (["edit", "taken@example.org", "--clear", "display_name"], "", 4, "name_required"),
    (["edit", "taken@example.org", "--clear", "colour"], "", 4, "unknown_field"),
    (["edit", "taken@example.org", "--if-revision", "7", "--company", "X"], "", 5, "revision_mismatch"),
    (["edit", "taken@example.org", "--remove-email", "x@y.zz"], "", 3, "not_found"),
    (["edit", "taken@example.org", "--remove-tag", "x"], "", 3, "not_found"),
    (["edit", "taken@example.org"], "", 2, "usage"),
    (["rm", "taken@example.org", "nobody@example.org"], "", 3, "not_found"),
    (["rm"], "", 2, "usage"),
    (["rm", "--permanent", "taken@example.org"], "", 2, "usage"),
    (["rm", "-q", "taken"], "", 2, "usage"),
    (["restore", "taken@example.org"], "", 3, "not_found"),
    (["trash", "empty", "--older-than", "soon"], "", 2, "usage"),
    (["lookup"], "", 2, "usage"),
    (["lookup", "--email", "a@b.cd", "--phone", "1"], "", 2, "usage"),
    (["lookup", "--phone", "12"], "", 4, "invalid_phone"),
    (["lookup", "--email-domain", "x" * 254], "", 4, "invalid_email"),
    (["list", "--limit", "-1"], "", 2, "usage"),
    (["list", "--limit", "9" * 30], "", 2, "usage"),
    (["list", "--sort", "shoe_size"], "", 2, "usage"),
    (["list", "--fields", "id,shoe_size"], "", 4, "unknown_field"),
    (["list", "-q", "x" * 1001], "", 4, "invalid_filter"),
    (["list", "--type", "friend"], "", 2, "usage"),
    (["lst"], "", 2, "usage"),
    (["list", "--shoe"], "", 2, "usage"),
    (["import", "nowhere.vcf"], "", 4, "invalid_file"),
    (["import", "-"], "?", 4, "invalid_file"),
    (["import", "-", "--match", "shoe"], "BEGIN:VCARD", 2, "usage"),
    (["import", "-", "--type", "csv"], "a,b\n1,2\n", 4, "invalid_file"),
    (["import", "-", "--type", "csv", "--map", "a=shoe"], "a,b\n1,2\n", 4, "unknown_field"),
    (["--as", "nobody", "list"], "", 7, "denied"),
    (["--book", "../x", "list"], "", 4, "invalid_value"),
    (["export-vcard", "--per-contact"], "", 2, "usage"),
]  # fmt: skip


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    cli = Cli(tmp_path_factory.mktemp("home"))
    assert cli("add", "Taken", "--email", "taken@example.org", "--mention-name", "taken").status == 0
    return cli


def dump(cli: Cli) -> str:
    connection = sqlite3.connect(cli.db)
    try:
        return "\n".join(connection.iterdump())
    finally:
        connection.close()


@pytest.mark.parametrize(
    "arguments, stdin, status, code", REFUSALS, ids=[" ".join(row[0])[:50] for row in REFUSALS]
)
def test_refusals(stocked: Cli, arguments: list[str], stdin: str, status: int, code: str) -> None:
    """The status and code of SPEC, one line (and candidates or a hint), and the book is untouched."""
    before = dump(stocked)
    env = {} if arguments[0].startswith("--book") else None
    plain = stocked(*arguments, stdin=stdin, env={"CONTACTSCTL_DB": "", **env} if env is not None else None)
    assert (plain.status, plain.out) == (status, "")
    assert plain.err.startswith("error: ")
    assert "Traceback" not in plain.err
    as_json = stocked(
        *arguments, "--json", stdin=stdin, env={"CONTACTSCTL_DB": ""} if env is not None else None
    )
    if as_json.status == status:
        assert as_json.error["code"] == code
    assert dump(stocked) == before


def test_json_errors_say_all(stocked: Cli) -> None:
    """The JSON error object has code, message, field, value and candidates."""
    error = stocked("add", "B", "--email", "Taken@example.org", "--json").error
    [candidate] = error.pop("candidates")
    assert error == {
        "code": "duplicate_contact",
        "message": "Taken already has the email taken@example.org",
        "field": "emails",
        "value": "taken@example.org",
    }
    assert candidate["display_name"] == "Taken"


@pytest.mark.parametrize(
    "content, code",
    [
        (b"not a database, just text that is long enough to be looked at " * 20, "not_a_book"),
        (b"SQLite format 3\0" + b"\0" * 4080, None),
    ],
)
def test_a_file_that_is_no_book_is_refused(cli: Cli, content: bytes, code: str | None) -> None:
    """Text and broken files as --db: exit 8, the file is not touched."""
    cli.db.write_bytes(content)
    done = cli("list", "--json")
    assert done.status == 8
    assert code in (None, done.error["code"])
    assert cli.db.read_bytes() == content


@pytest.mark.parametrize(
    "arguments, told",
    [
        (["list", "--limit"], "option '--limit' requires an argument\ntry: contactsctl list --help"),
        (["list", "--limit", "x"], "invalid value for '--limit': 'x' is not a whole number\ntry: contactsctl list --help"),
        (["tag", "add", "--zq"], "no such option: --zq\ntry: contactsctl tag add --help"),
        (["tag", "shoe"], "no such command 'shoe'\ntry: contactsctl tag --help"),
        (["--db"], "option '--db' requires an argument\ntry: contactsctl --help"),
    ],
)  # fmt: skip
def test_a_mistake_names_the_page_that_helps(cli: Cli, arguments: list[str], told: str) -> None:
    """The second line is that of the command that was meant."""
    assert cli(*arguments).err == f"error: {told}\n"


def test_another_programs_database_is_refused(cli: Cli) -> None:
    """A foreign SQLite file: exit 8, not_a_book, byte for byte as it was."""
    connection = sqlite3.connect(cli.db)
    connection.execute("CREATE TABLE shoes (size)")
    connection.commit()
    connection.close()
    before = cli.db.read_bytes()
    assert (cli("list").status, cli("add", "A", "--json").error["code"]) == (8, "not_a_book")
    assert cli.db.read_bytes() == before


def test_a_newer_book_is_refused(cli: Cli) -> None:
    """A book of the next schema: exit 8, newer_schema, untouched."""
    cli("add", "A")
    connection = sqlite3.connect(cli.db)
    connection.execute(f"PRAGMA user_version = {(SCHEMA_VERSION // 1000 + 1) * 1000}")
    connection.close()
    before = cli.db.read_bytes()
    assert cli("list", "--json").error["code"] == "newer_schema"
    assert cli.db.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder(cli: Cli) -> None:
    """In a folder that cannot be written a new book is refused, and one that is there can be read."""
    cli("add", "A")
    cli.home.chmod(0o500)
    try:
        assert cli("list", "--count").out == "1\n"
        assert cli("add", "B", "--json").error["code"] == "read_only"
    finally:
        cli.home.chmod(0o700)


def test_a_folder_as_book(cli: Cli, tmp_path: Path) -> None:
    """A folder as --db is no book, with a slash behind it or without."""
    for path in (f"{tmp_path}", f"{tmp_path}/"):
        assert cli("--db", path, "list", "--json").error["code"] == "not_a_book"


IMPORTS = [
    (b"\0", "invalid_file"),
    (b"\xff\xd8\xff\xe0JFIF", "invalid_file"),
    (b"SQLite format 3\0rest", "invalid_file"),
    (b"just a sentence", "invalid_file"),
    (b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "invalid_file"),
    (b'[{"name": "A"', "invalid_file"),
]


@pytest.mark.parametrize("content, code", IMPORTS)
def test_files_that_hold_no_contacts(cli: Cli, tmp_path: Path, content: bytes, code: str) -> None:
    """Images, databases, calendars and cut files: exit 4, one line, nothing imported."""
    file = tmp_path / "file.dat"
    file.write_bytes(content)
    done = cli("import", str(file), "--json")
    assert (done.status, done.error["code"]) == (4, code)
    assert cli("list", "--count").out == "0\n"


def test_output_that_goes_nowhere(cli: Cli) -> None:
    """`| head` ends quietly; a full disk behind stdout is one line and status 1."""
    import subprocess

    from tests.conftest import PROGRAM

    records = "\n".join(json.dumps({"name": f"Person {n}", "notes": "x" * 500}) for n in range(2000))
    assert cli("import", "-", "--type", "ndjson", stdin=records).status == 0
    command = f"{PROGRAM} list --format ndjson --limit 0 | head -1 | wc -l"
    done = subprocess.run(["sh", "-c", command], capture_output=True, env=cli.env, check=False)
    assert (done.stdout.strip(), done.stderr) == (b"1", b"")
    full = subprocess.run(
        ["sh", "-c", f"{PROGRAM} list --json > /dev/full"], capture_output=True, env=cli.env, check=False
    )
    assert (full.returncode, full.stderr.count(b"\n")) == (1, 1)


MESSAGES = [
    (["completion"], "missing argument 'SHELL'. Choose from: bash, zsh, fish, powershell"),
    (["access", "set"], "give a contact, - for ids on stdin, or a filter; then identities"),
    (["access", "grant"], "give a contact, - for ids on stdin, or a filter; then identities"),
    (["access", "grant", "taken@example.org"], "name an identity"),
    (
        ["identity", "add", "Everyone"],
        "the name 'Everyone' is reserved: in access lists it means every agent",
    ),
    (["list", "--filter", ""], "the name of the file is empty"),
    (["add", "--json-in", ""], "the name of the file is empty"),
    (["import", ""], "the name of the file is empty"),
    (["export-vcard", "--per-contact", "--output", ""], "--per-contact needs --output DIR"),
    (["import", "-", "--type", "vcard"], "stdin holds no contact"),
    (["add", "A", "--address", "home:street"], "--address must be LABEL:street=...;city=...: 'home:street'"),
    (
        ["edit", "@taken", "--if-revision", "x"],
        "invalid value for '--if-revision': 'x' is not a whole number",
    ),
    (["log", "--follow", "--fields", "shoe"], f"unknown field 'shoe' (known: {', '.join(KEYS)})"),
    (["value", "set", "k", "-"], "a value is at most 1,048,576 bytes long"),
    (["duplicates", "--min-score", "x"], "invalid value for '--min-score': 'x' is not a number"),
    (["rm", "--permanent", "@nobody"], "no contact '@nobody'"),
]


@pytest.mark.parametrize("arguments, message", MESSAGES, ids=[" ".join(row[0]) for row in MESSAGES])
def test_messages(stocked: Cli, arguments: list[str], message: str) -> None:
    """The first line of stderr says what is wrong, and nothing else is wrong with it."""
    stdin = "x" * 1_048_577 if "value" in arguments else "?"
    assert stocked(*arguments, stdin=stdin).err.splitlines()[0] == f"error: {message}"

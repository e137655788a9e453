"""What the commands print and do, run as a user runs them."""

import json
import os
import re
import sqlite3
import stat
from pathlib import Path

import pytest

from tests.conftest import DATA, Cli

BODIES = [
    ('{"given_name":"Ana","emails":[{"value":"Ana@Example.org","is_primary":true}]}',
     {"display_name": "Ana", "emails": [{"address": "ana@example.org", "label": None, "primary": True}]}),
    ('{"fullName":"Jane Smith","mentionName":"jsmith","email":"jane@example.org","type":"client","isActive":true,"metadata":{}}',
     {"display_name": "Jane Smith", "mention_name": "jsmith", "type": "client", "is_active": True}),
    ('{"firstName":"John","lastName":"Smith","phone":"+14155551234"}',
     {"display_name": "John Smith",
      "phones": [{"number": "+14155551234", "label": None, "primary": True, "extension": None, "raw": "+14155551234"}]}),
    ('{"preferred_name":"Kim","phones":[{"value":"(415) 555-1234","value_e164":"+14155551234","type":"mobile"}],'
     '"addresses":[{"type":"home","street":"1 Main","region":"CA","postal":"94103"}],"websites":["https://k.example"]}',
     {"display_name": "Kim", "urls": [{"url": "https://k.example", "label": None}]}),
    ('{"first_name":"Bo","last_name":"Li","company_name":"Acme","custom_fields":[{"label":"plan","value":"pro"}],'
     '"accessIdentityIds":null,"workspaceId":"w1","createdAt":"2024-01-02T03:04:05Z"}',
     {"company": "Acme", "custom_fields": {"plan": "pro"}, "access": "everyone", "created_at": "2024-01-02T03:04:05.000Z"}),
]  # fmt: skip


@pytest.mark.parametrize("body, expected", BODIES)
def test_bodies_of_hosted_apis_go_in_unchanged(cli: Cli, body: str, expected: dict[str, object]) -> None:
    """The documented request bodies of five contact services are taken as they are."""
    document = cli("add", "--json-in", "-", "--json", stdin=body).json
    assert {key: document[key] for key in expected} == expected


def test_a_contact_has_every_key_in_order(cli: Cli) -> None:
    """`--json` prints the object of SPEC, all keys, with the values that were given."""
    document = cli(
        "add", "--given-name", "Ana", "--last-name", "Silva", "--email", "work:Ana@Example.org", "--phone",
        "mobile:(415) 555-1234", "--region", "US", "--address", "home:street=1 Main\\; rear;city=Rome", "--url",
        "https://a.example", "--date", "anniversary:2010-06-01", "--birthday", "--02-29", "--tag", "b", "--tag", "A",
        "--custom", "n=3", "--custom", "t=x", "--json",
    ).json  # fmt: skip
    stamps = [document.pop(key) for key in ("id", "uid", "created_at", "updated_at")]
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", stamps[0])
    assert stamps[1] == f"urn:uuid:{stamps[0]}"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", stamps[2])
    assert document == {
        "revision": 1, "display_name": "Ana Silva", "name_prefix": None, "given_name": "Ana", "middle_name": None,
        "family_name": "Silva", "name_suffix": None, "nickname": None, "mention_name": None, "company": None,
        "department": None, "job_title": None, "type": "other", "kind": "individual", "is_active": True,
        "emails": [{"address": "ana@example.org", "label": "work", "primary": True}],
        "phones": [{"number": "+14155551234", "label": "mobile", "primary": True, "extension": None, "raw": "(415) 555-1234"}],
        "addresses": [{"label": "home", "po_box": None, "extended": None, "street": "1 Main; rear", "city": "Rome",
                       "state": None, "postal_code": None, "country": None}],
        "urls": [{"url": "https://a.example", "label": None}], "dates": [{"date": "2010-06-01", "label": "anniversary"}],
        "birthday": "--02-29", "notes": None, "avatar_path": None, "photo": None, "tags": ["A", "b"],
        "custom_fields": {"n": 3, "t": "x"}, "source": "manual", "access": "everyone", "dnc": False,
        "other_properties": [], "deleted_at": None,
    }  # fmt: skip


def test_edit_in_every_way_but_the_editor(cli: Cli) -> None:
    """Options set, add, remove and clear; a merge patch keeps, clears and replaces; the revision counts."""
    cli(
        "add",
        "--given-name",
        "Ana",
        "--company",
        "Acme",
        "--email",
        "a@b.cd",
        "--tag",
        "x",
        "--custom",
        "k=1",
    )
    first = cli("edit", "a@b.cd", "--family-name", "Silva", "--add-tag", "y", "--add-email", "home:c@d.ef",
                "--custom", "m=2", "--clear", "company", "--json").json  # fmt: skip
    assert (first["revision"], first["display_name"], first["company"]) == (2, "Ana Silva", None)
    assert (first["tags"], first["custom_fields"]) == (["x", "y"], {"k": 1, "m": 2})
    patch = '{"nickname": "Annie", "custom_fields": {"k": null}, "emails": [{"email": "c@d.ef"}], "jobTitle": "Boss"}'
    second = cli("edit", "c@d.ef", "--patch", "-", "--if-revision", "2", "--json", stdin=patch).json
    assert (second["nickname"], second["job_title"], second["custom_fields"]) == ("Annie", "Boss", {"m": 2})
    assert [email["address"] for email in second["emails"]] == ["c@d.ef"]
    third = cli("edit", "c@d.ef", "--nickname", "Annie", "--json").json
    assert third == second  # nothing changed: no new revision


def test_trash_and_back(cli: Cli) -> None:
    """A removed contact is gone from everything but the trash; it comes back, unless its email was taken."""
    cli("add", "Ana", "--email", "a@b.cd")
    contact_id = cli("list", "--format", "ids").out.strip()
    assert cli("rm", contact_id[:8]).out.strip() == contact_id
    assert (cli("show", contact_id).status, cli("edit", contact_id, "--company", "X").status) == (3, 3)
    assert cli("show", contact_id, "--include-deleted", "--json").json["deleted_at"] is not None
    assert (cli("list", "--count").out, cli("list", "--only-deleted", "--count").out) == ("0\n", "1\n")
    assert cli("list", "--include-deleted", "--json").json["meta"]["total"] == 1
    cli("add", "Other", "--email", "a@b.cd")
    assert cli("restore", contact_id).status == 5
    cli("edit", "a@b.cd", "--clear", "emails")
    assert cli("restore", contact_id).status == 0
    assert cli("show", "a@b.cd", "--json").json["revision"] == 2
    assert cli("rm", "--permanent", contact_id, "--yes").status == 0
    assert cli("show", contact_id, "--include-deleted").status == 3
    cli("rm", cli("list", "--format", "ids").out.strip())
    assert cli("trash", "empty", "--older-than", "1d", "--yes", "--json").json["erased"] == 0
    assert cli("trash", "empty", "--yes", "--json").json["erased"] == 1


LOOKUPS = [
    (["--email", "ANA@example.ORG"], ["Ana"]),
    (["--email", "nobody@example.org"], []),
    (["--email-contains", "a@ex"], ["Ana"]),
    (["--email-contains", "@"], ["Ana", "Bo"]),
    (["--email-contains", "%"], []),
    (["--email-domain", "@Example.org"], ["Ana"]),
    (["--email-domain", "ample.org"], []),
    (["--phone", "+1 (415) 555-1234"], ["Ana"]),
    (["--phone", "415.555.1234", "--region", "US"], ["Ana"]),
    (["--phone-contains", "555-12"], ["Ana"]),
    (["--phone-contains", "49"], ["Bo"]),
    (["an"], ["Ana"]),
    (["bo bo@"], ["Bo"]),
    (["+4930"], ["Bo"]),
    (["na"], []),
]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    cli = Cli(tmp_path_factory.mktemp("two"))
    cli("add", "Ana", "--email", "ana@example.org", "--phone", "+14155551234")
    cli("add", "Bo", "--email", "bo@mail.example.com", "--phone", "+4930123456")
    return cli


@pytest.mark.parametrize("arguments, names", LOOKUPS, ids=[" ".join(row[0]) for row in LOOKUPS])
def test_lookups(two: Cli, arguments: list[str], names: list[str]) -> None:
    """Each key finds whom it must, and nobody else."""
    assert [contact["display_name"] for contact in two("lookup", *arguments, "--json").json["data"]] == names


def test_formats_of_a_list(two: Cli) -> None:
    """Each format, byte for byte; ids shortened where that is what the format is for."""
    ids = [contact["id"] for contact in two("list", "--json").json["data"]]
    assert two("list", "--json").json["meta"] == {"total": 2, "limit": 50, "offset": 0, "has_more": False}
    assert two("list").out == (
        f"{ids[0]}\tAna\t\tana@example.org\t+14155551234\t\n{ids[1]}\tBo\t\tbo@mail.example.com\t+4930123456\t\n"
    )
    assert two("list", "--format", "ids").out == "".join(f"{each}\n" for each in ids)
    assert two("list", "--format", "compact", "--limit", "1").out == (
        f"id|name|company|email|phone|tags\n{ids[0][:8]}|Ana||ana@example.org|+14155551234\n"
    )
    assert two("list", "--limit", "1").err == "1 of 2\n"
    assert two("list", "--format", "csv", "--fields", "display_name,emails.0.address").out == (
        "display_name,emails.0.address\r\nAna,ana@example.org\r\nBo,bo@mail.example.com\r\n"
    )
    lines = two("list", "--format", "ndjson", "--fields", "display_name,phones.0.number").out.splitlines()
    assert [json.loads(line) for line in lines] == [
        {"display_name": "Ana", "phones.0.number": "+14155551234"},
        {"display_name": "Bo", "phones.0.number": "+4930123456"},
    ]
    assert two("list", "-q", "zzz", "--json").json == {
        "data": [],
        "meta": {"total": 0, "limit": 50, "offset": 0, "has_more": False},
    }


def test_text_is_data(cli: Cli) -> None:
    """Escapes, markup and formulas in a name are shown harmless where they could harm, and kept in JSON."""
    name = "[bold]=1+1 \u202eevil"
    cli("add", name, "--nickname", "=cmd|x", "--notes", "a\tb\nc")
    assert cli("list", "--json").json["data"][0]["display_name"] == name
    assert "\\u202e" in cli("list", "--json").out
    assert "'=cmd|x" in cli("list", "--format", "csv", "--fields", "nickname").out
    assert "\n=cmd|x" in cli("list", "--format", "csv", "--fields", "nickname", "--raw-csv").out
    assert cli("list", "--fields", "notes").out == "a\\tb\\nc\n"
    assert "\\x1b" in cli("show", "\x1b[31m").err


def test_imports_of_every_kind(cli: Cli) -> None:
    """Four exporters' files at once; the same again creates nobody; the summary is SPEC's object."""
    files = [str(DATA / name) for name in ("phone-2009.vcf", "apple.vcf", "google.csv", "outlook-de.csv")]
    first = cli("import", *files, "--region", "DE", "--json").json
    assert {key: first[key] for key in ("created", "updated", "rejected")} == {
        "created": 9,
        "updated": 1,
        "rejected": 0,
    }
    assert isinstance(first["batch"], int)
    again = cli("import", *files, "--region", "DE", "--json").json
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 10)
    begona = cli("show", "b.ibanez@puerto.example", "--json").json
    assert (begona["birthday"], begona["tags"], begona["nickname"]) == ("1971-02-28", ["Sailing"], "Bego")
    soren = cli("show", "soren@fjord.example", "--json").json
    assert ("Crew" in soren["tags"], soren["birthday"], soren["photo"]["media_type"]) == (
        True,
        "--04-12",
        "image/png",
    )


def test_rejects_can_be_mended_and_imported(cli: Cli, tmp_path: Path) -> None:
    """A rejected record is kept as it stood, exit 6; --strict writes nothing at all."""
    file = tmp_path / "people.ndjson"
    file.write_text('{"name": "Good"}\n{"name": "' + "x" * 300 + '"}\n{bad\n')
    strict = cli("import", str(file), "--strict", "--json")
    assert (strict.status, strict.json["rejected"], cli("list", "--count").out) == (6, 2, "0\n")
    done = cli("import", str(file), "--rejects", str(tmp_path / "rejects.ndjson"), "--json")
    assert (done.status, done.json["created"], done.json["rejected"]) == (6, 1, 2)
    assert [(error["record"], error["line"], error["code"]) for error in done.json["errors"]] == [
        (2, 2, "too_long"),
        (3, 3, "invalid_json"),
    ]
    kept = (tmp_path / "rejects.ndjson").read_text().splitlines()
    assert kept == ['{"name": "' + "x" * 300 + '"}', "{bad"]
    dry = cli("import", "-", "--type", "ndjson", "--dry-run", "--json", stdin='{"name": "Mended"}').json
    assert (dry["created"], dry["batch"], cli("list", "--count").out) == (1, None, "1\n")


def test_full_export_is_full_import(cli: Cli, tmp_path: Path) -> None:
    """NDJSON and JSON of the whole book, imported into an empty one, give the same JSON, ids included."""
    cli("import", str(DATA / "apple.vcf"), str(DATA / "google.csv"))
    for kind in ("ndjson", "json"):
        everyone = cli("list", "--format", kind, "--limit", "0", "--sort", "created_at").out
        other = {"CONTACTSCTL_DB": str(tmp_path / f"{kind}.db")}
        assert cli("import", "-", "--type", kind, stdin=everyone, env=other).status == 0
        assert (
            cli("list", "--format", kind, "--limit", "0", "--sort", "created_at", env=other).out == everyone
        )


def test_export_to_files_and_folders(cli: Cli, tmp_path: Path) -> None:
    """A file is whole and private; a folder has a card each, safely named, untouched when nothing changed."""
    cli("import", str(DATA / "apple.vcf"))
    cli("add", "Odd", "--email", "odd@example.org")
    cli("edit", "odd@example.org", "--patch", "-", stdin='{"uid": "../../etc/passwd"}')
    target = tmp_path / "out.vcf"
    assert cli("export-vcard", "--output", str(target)).status == 0
    assert (target.read_bytes().count(b"BEGIN:VCARD"), stat.S_IMODE(target.stat().st_mode)) == (4, 0o600)
    folder = tmp_path / "cards"
    assert cli("export-vcard", "--output", str(folder), "--per-contact").err == "4 written, 0 unchanged\n"
    assert cli("export-vcard", "--output", str(folder), "--per-contact").err == "0 written, 4 unchanged\n"
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+\.vcf", file.name) for file in folder.iterdir())
    assert cli("import", str(folder), "--json").json["created"] == 0


def test_the_book_is_private_and_found(cli: Cli) -> None:
    """The default book is made in the data folder, mode 0600 in 0700; named books are apart."""
    home = {"CONTACTSCTL_DB": ""}
    cli("add", "Ana", env=home)
    cli("--book", "work", "add", "Bo", env=home)
    folder = cli.home / "data" / "contactsctl"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "default.db")] == [0o700, 0o600]
    assert sorted(path.name for path in folder.iterdir()) == ["default.db", "work.db"]
    assert [book["name"] for book in cli("book", "list", "--json", env=home).json["data"]] == [
        "default",
        "work",
    ]
    assert cli("--book", "work", "book", "path", env=home).out == f"{folder / 'work.db'}\n"
    assert cli("list", "--count", env={**home, "CONTACTSCTL_BOOK": "work"}).out == "1\n"


def test_config_file(cli: Cli) -> None:
    """Region and limit come from config.toml; a faulty one is named."""
    folder = cli.home / "config" / "contactsctl"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('region = "US"\nlimit = 1\n')
    assert cli("add", "A", "--phone", "(415) 555-1234").status == 0
    cli("add", "B")
    assert cli("list", "--json").json["meta"]["limit"] == 1
    (folder / "config.toml").write_text("shoe = 1\n")
    assert (cli("list").status, "shoe" in cli("list").err) == (4, True)


def test_nothing_heavy_is_loaded(two: Cli) -> None:
    """Plain commands load neither Typer nor what loads half of Python; help pages none but Typer."""
    heavy = {"rich", "sqlite_utils", "vobject", "email_validator", "pydantic", "importlib.metadata", "click"}
    of_typer = {"typer", "dataclasses", "inspect", "pathlib"}
    code = (
        "import sys; from contactsctl.cli.app import run;"
        "heavy, *arguments = sys.argv[1:]; status = run(arguments);"
        "loaded = sorted(set(heavy.split()) & set(sys.modules)); print(loaded, file=sys.stderr);"
        "print(sorted(m for m in sys.modules if m.startswith('contactsctl.cli.im')), file=sys.stderr)"
    )
    import subprocess
    import sys

    for arguments in (
        ["lookup", "--email", "ana@example.org", "--json"],
        ["lookup", "--email-domain", "example.org", "--json"],
        ["lookup", "ana", "--format", "mutt"],
        ["list", "--json"],
        ["list", "-q", "an"],
        ["show", "ana@example.org", "--json"],
        ["add", "Bo", "--email", "bo@example.org", "--tag", "x"],
        ["edit", "bo@example.org", "--notes", "called", "--json"],
        ["rm", "bo@example.org"],
        ["log", "--json"],
        ["--help"],
    ):
        names = " ".join(heavy if arguments == ["--help"] else heavy | of_typer)
        done = subprocess.run(
            [sys.executable, "-c", code, names, *arguments],
            capture_output=True, text=True, env=two.env, check=True,
        )  # fmt: skip
        assert done.stderr.splitlines()[-2:] == ["[]", "[]"], arguments


def test_it_runs_anywhere(cli: Cli) -> None:
    """No HOME, LC_ALL=C, a closed stdin: a book that is named works, in UTF-8."""
    cli("add", "Łukasz")
    env = {"LC_ALL": "C", "HOME": "", "XDG_CONFIG_HOME": "", "XDG_DATA_HOME": ""}
    assert "Łukasz" in cli("list", env=env).out


def test_one_file_at_rest(cli: Cli) -> None:
    """After a command only the book is left, in rollback-journal mode."""
    cli("add", "A")
    assert [name for name in os.listdir(cli.home) if name.startswith("book")] == ["book.db"]
    assert sqlite3.connect(cli.db).execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_help_of_every_command(cli: Cli) -> None:
    """Each command's page says what it does, in sections, with examples; short help is the table's."""
    from contactsctl.cli.table import TABLE

    root = cli("--help").out
    for name, (_, _, short_help) in TABLE.items():
        assert re.search(rf"^  {name} +{re.escape(short_help)}$", root, re.MULTILINE)
        page = cli(name, "--help").out
        assert page.startswith(f"Usage: contactsctl {name} ")
        assert "Examples:" in page or "Commands:" in page

"""Mail clients: addresses as they ask for them, at every keystroke, and senders added from mails."""

import subprocess
from pathlib import Path

import pytest

from contactsctl import addr, settings
from tests.conftest import PROGRAM, Cli, Done

ADDR = str(PROGRAM.with_name("contactsctl-addr"))


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    cli = Cli(tmp_path_factory.mktemp("people"))
    cli("add", "Silvia Ana Costa", "--email", "sil@example.org", "--tag", "board", "--phone", "+14155551234")
    cli(
        "add",
        "Ana Silva",
        "--email",
        "work:a.silva@example.org",
        "--email",
        "home:ana@example.com",
        "--tag",
        "Board",
    )
    cli("add", "Jürgen Müller, PhD", "--email", "jm@example.org", "--mention-name", "jm")
    cli("add", "Bo Li", "--email", "anabel@example.org", "--mention-name", "friends")
    cli("add", "Kim Anasen", "--email", "kim@example.org", "--notes", "knows Zora")
    cli("add", "Lee", "--phone", "+4930123456")
    cli("add", "Pat O'Neil", "--email", "pat@example.org")
    cli("add", "Luc D’Arcy", "--email", "arc@example.org")
    cli("add", "No Mail", "--email", "no mail at all", "--keep-invalid")
    return cli


def addresses(cli: Cli, *arguments: str, env: dict[str, str] | None = None) -> Done:
    done = subprocess.run(
        [ADDR, *arguments], capture_output=True, text=True, env={**cli.env, **(env or {})}, check=False
    )
    return Done(done.returncode, done.stdout, done.stderr)


TYPED = [
    (
        "ana",
        [
            "a.silva@example.org",
            "ana@example.com",
            "anabel@example.org",
            "kim@example.org",
            "sil@example.org",
        ],
    ),
    ("ana si", ["a.silva@example.org", "ana@example.com", "sil@example.org"]),
    ("SIL ana", ["sil@example.org", "a.silva@example.org", "ana@example.com"]),
    ("a.sil", ["a.silva@example.org", "ana@example.com"]),
    ("ana@ex", ["ana@example.com", "a.silva@example.org", "sil@example.org"]),
    ("muller", ["jm@example.org"]),
    ("+1 415", ["sil@example.org"]),
    ("zora", []),
    ("no mail", []),
    ("", []),
    ('"; drop', []),
    ("@board", ["a.silva@example.org", "ana@example.com", "sil@example.org"]),
    ("@JM", ["jm@example.org"]),
    ("@friends", ["anabel@example.org"]),
    ("@nobody", []),
    ("o'n", ["pat@example.org"]),
    ("o’neil pa", ["pat@example.org"]),
    ("d’ar", ["arc@example.org"]),
    ("d'arcy", ["arc@example.org"]),
]


@pytest.mark.parametrize("text, expected", TYPED)
def test_the_best_match_comes_first(people: Cli, text: str, expected: list[str]) -> None:
    """Beginnings of the name, then of the address, then of words; one line an address; both programs agree."""
    done = people("lookup", text, "--format", "alot")
    assert sorted(_first_column(done.out)) == sorted(expected)
    assert _first_column(done.out)[:1] == expected[:1]
    assert addresses(people, text).out == done.out


def _first_column(out: str) -> list[str]:
    return [line.split("\t")[0] for line in out.splitlines()]


CLIENTS = [
    ("mutt", "mull", 0, "1 address for mull\njm@example.org\tJürgen Müller, PhD\n"),
    ("mutt", "ana si", 0, "3 addresses for ana si\na.silva@example.org\tAna Silva\twork\n"
     "ana@example.com\tAna Silva\thome\nsil@example.org\tSilvia Ana Costa\n"),
    ("mutt", "nobody", 1, "no address for nobody\n"),
    ("aerc", "mull", 0, "jm@example.org\tJürgen Müller, PhD\n"),
    ("aerc", "nobody", 0, ""),
    ("alot", "nobody", 0, ""),
    ("notmuch", "mull", 0, '"Jürgen Müller, PhD" <jm@example.org>\n'),
    ("notmuch", "anabel", 0, "Bo Li <anabel@example.org>\n"),
    ("notmuch", "nobody", 0, ""),
]  # fmt: skip


@pytest.mark.parametrize("client, text, status, expected", CLIENTS)
def test_what_each_client_is_told(people: Cli, client: str, text: str, status: int, expected: str) -> None:
    """The lines and the exit status that each client takes, from both programs."""
    whole, quick = people("lookup", text, "--format", client), addresses(people, "--format", client, text)
    assert [(done.status, done.out, done.err) for done in (whole, quick)] == [(status, expected, "")] * 2


def test_a_view_is_a_group(people: Cli) -> None:
    """`@name` gives the addresses of a view of that name, from either program; a tag goes before it."""
    people("view", "save", "seniors", "--where", "name^=ana")
    expected = ["a.silva@example.org", "ana@example.com"]
    assert _first_column(people("lookup", "@seniors", "--format", "alot").out) == expected
    assert _first_column(addresses(people, "@seniors").out) == expected


def test_the_beginnings_of_words_are_those_of_a_search() -> None:
    """What is sought here is what a search seeks: the quick module has its own rule of it."""
    from contactsctl.domain.search import beginning
    from contactsctl.store import addresses as quick

    assert [quick._beginning(word) for word in ("a", "an", "ana")] == [
        beginning(word) for word in ("a", "an", "ana")
    ]


def test_aerc_takes_a_hundred_lines(cli: Cli) -> None:
    """aerc gets no more than it shows; the others all."""
    people = "".join(f'{{"name": "Ana {n}", "email": "ana{n}@example.org"}}\n' for n in range(120))
    cli("import", "-", "--type", "ndjson", stdin=people)
    assert [cli("lookup", "ana", "--format", client).out.count("\n") for client in ("aerc", "alot")] == [
        100,
        120,
    ]


def test_words_find_contacts_best_first(people: Cli) -> None:
    """`lookup TEXT --json` has the same order, those without an address too, and never what notes say."""

    def names(text: str) -> list[str]:
        return [contact["display_name"] for contact in people("lookup", text, "--json").json["data"]]

    assert (names("sil"), names("lee"), names("+4930"), names("zora")) == (
        ["Silvia Ana Costa", "Ana Silva"], ["Lee"], ["Lee"], [],
    )  # fmt: skip


def test_an_identity_completes_only_whom_it_sees(cli: Cli) -> None:
    """Hidden contacts are in no line, by name, tag or mention name, from either program."""
    import sqlite3

    cli(
        "add",
        "Ana Silva",
        "--email",
        "ana@example.org",
        "--tag",
        "board",
        "--mention-name",
        "ana",
        "--access-nobody",
    )
    cli("add", "Ana Costa", "--email", "costa@example.org", "--tag", "board")
    with sqlite3.connect(cli.db) as connection:
        connection.execute("INSERT INTO identity VALUES ('bo', 'agent', NULL, '')")
    agent = {"CONTACTSCTL_AS": "bo"}
    for text, seen in (
        ("ana", ["costa@example.org"]),
        ("@board", ["costa@example.org"]),
        ("@ana", ["costa@example.org"]),
    ):
        assert _first_column(cli("lookup", text, "--format", "alot", env=agent).out) == seen
        assert _first_column(addresses(cli, text, env=agent).out) == seen
        assert _first_column(addresses(cli, "--as", "bo", text).out) == seen
    assert addresses(cli, "--as", "nobody", "ana").status == 7


LEFT_TO_THE_WHOLE = [
    (["ana"], {"CONTACTSCTL_DB": "/nonexistent-folder/\0"}, 4), ([], {}, 2), (["--shoe", "ana"], {}, 2),
    (["--format", "outlook", "ana"], {}, 2), (["--book", "../x", "ana"], {}, 4), (["--", "-ana"], {}, 0),
]  # fmt: skip


@pytest.mark.parametrize("arguments, env, status", LEFT_TO_THE_WHOLE[1:])
def test_mistakes_are_those_of_the_whole_program(
    people: Cli, arguments: list[str], env: dict[str, str], status: int
) -> None:
    """What the quick program does not answer has the whole program's words and status; no traceback."""
    done = addresses(people, *arguments, env=env)
    assert (done.status, "Traceback" in done.err) == (status, False)


def test_a_book_that_is_none_is_refused(cli: Cli, tmp_path: Path) -> None:
    """A file of another kind, or none yet, is left to the whole program, which says so or makes it."""
    (tmp_path / "other.db").write_text("not a book")
    assert addresses(cli, "--db", str(tmp_path / "other.db"), "ana").status == 8
    assert (addresses(cli, "ana").status, cli.db.exists()) == (0, True)


PLACES = [
    ({}, {"HOME": "/h"}), ({}, {"HOME": "/h", "XDG_DATA_HOME": "/d"}), ({}, {"HOME": "/h", "XDG_DATA_HOME": "rel"}),
    ({}, {"HOME": "/h", "CONTACTSCTL_BOOK": "acme"}), ({}, {"HOME": "/h", "CONTACTSCTL_DB": "/x.db"}),
    ({"--book": "b"}, {"HOME": "/h", "CONTACTSCTL_DB": "/x.db"}), ({"--db": "y.db"}, {"HOME": "/h", "CONTACTSCTL_BOOK": "b"}),
    ({"--db": "y.db", "--book": "b"}, {"HOME": "/h"}),
]  # fmt: skip


@pytest.mark.parametrize("options, environment", PLACES)
def test_both_programs_open_the_same_book(
    options: dict[str, str], environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The quick program finds the book where the settings say it is."""
    monkeypatch.setenv("HOME", environment["HOME"])
    place = settings.book_path(options.get("--db"), options.get("--book"), environment)
    assert addr.book_path(options, environment) == str(place)


def test_a_keystroke_loads_next_to_nothing(people: Cli) -> None:
    """Neither Typer nor rich, nor what makes dataclasses, nor the address book."""
    code = ("import sys; sys.argv = ['contactsctl-addr', 'ana']\nfrom contactsctl.addr import main\n"
            "try: main()\nexcept SystemExit: print(*sys.modules, file=sys.stderr)")  # fmt: skip
    done = subprocess.run(
        [PROGRAM.with_name("python"), "-c", code], capture_output=True, text=True, env=people.env, check=True
    )
    heavy = {
        "typer",
        "rich",
        "dataclasses",
        "inspect",
        "pathlib",
        "typing",
        "email",
        "contactsctl.address_book",
    }
    assert (done.stdout.count("\n"), heavy & set(done.stderr.split())) == (5, set())


MAILS = [
    ("From: Ana Silva <Ana@Example.org>\n\n", [("Ana Silva", "ana@example.org")]),
    ("From: ana@example.org\n", [("ana@example.org", "ana@example.org")]),
    ("From: =?utf-8?q?J=C3=BCrgen_M=C3=BCller?= <j@example.org>\n\n", [("Jürgen Müller", "j@example.org")]),
    (
        "From: =?iso-8859-1?q?M=FCller=2C_Ana?=\n =?utf-8?b?IChWaXAp?= <j@example.org>\n\n",
        [("Müller, Ana (Vip)", "j@example.org")],
    ),
    ('From: "=?utf-8?q?=C3=84nn?=" <a@example.org>\n\n', [("Änn", "a@example.org")]),
    ("From: =?nonsense?q?Ana?= <a@example.org>\n\n", [("Ana", "a@example.org")]),
    ("From: Jürgen <a@example.org>\n\n", [("Jürgen", "a@example.org")]),
    ('From: "Silva, Ana" <a@example.org>\n\n', [("Silva, Ana", "a@example.org")]),
    (
        "From sender Mon Jan  1 00:00:00 2024\nFrom: Bo <b@example.org>\n\nFrom: Trick <t@example.org>\n",
        [("Bo", "b@example.org")],
    ),
    ("FROM: Bo\n\t<b@example.org>\r\n\r\nbody", [("Bo", "b@example.org")]),
]


@pytest.mark.parametrize("mail, expected", MAILS)
def test_the_sender_of_a_mail_is_added(cli: Cli, mail: str, expected: list[tuple[str, str]]) -> None:
    """Names are decoded as RFC 2047 says, and as mailers break it; folded headers and mbox lines are read."""
    data = cli("add-email", "--json", stdin=mail).json["data"]
    assert [(contact["display_name"], contact["emails"][0]["address"]) for contact in data] == expected


def test_several_headers_and_those_who_are_known(cli: Cli) -> None:
    """--headers takes several; a known address is an error, all or none, unless they are skipped."""
    mail = "From: Ana <ana@example.org>\nTo: undisclosed-recipients:;\nCc: Bo <bo@example.org>, ANA@example.org\n\nHi"
    assert cli("add-email", "--headers", "from,cc", "--tag", "met", "--dry-run", stdin=mail).status == 0
    assert cli("list", "--count").out == "0\n"
    cli("add", "Bo", "--email", "bo@example.org")
    assert cli("add-email", "--headers", "from,cc", stdin=mail).status == 5
    assert cli("list", "--count").out == "1\n"
    done = cli("add-email", "--headers", "from,cc", "--skip-existing", "--tag", "met", "--json", stdin=mail)
    assert ([c["display_name"] for c in done.json["data"]], done.err) == (
        ["Ana"],
        "Bo is in the book already\n",
    )
    assert cli("list", "--tag", "met", "--count").out == "1\n"


@pytest.mark.parametrize("headers, mail, status", [
    ("from", "Subject: x\n\n", 4), ("from", "", 4), ("subject", "From: a@example.org\n\n", 2),
    ("", "From: a@example.org\n\n", 2), ("from", "From: not an address\n\n", 4),
])  # fmt: skip
def test_mails_that_give_nobody(cli: Cli, headers: str, mail: str, status: int) -> None:
    """A mail without an address, and a header that has none, are refused."""
    assert cli("add-email", "--headers", headers, stdin=mail).status == status


def test_contactsctl_addr_tells_of_itself(cli: Cli) -> None:
    """--help and --version go to stdout, without a book; after -- they are text."""
    assert addresses(cli, "--help").out.startswith("usage: contactsctl-addr ")
    assert addresses(cli, "--version").out == cli("--version").out
    assert not cli.db.exists()
    assert addresses(cli, "--", "--help").out == ""

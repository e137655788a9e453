"""Completion: what is offered for a line, in real shells, and that nothing hidden is."""

import re
import shutil
import sqlite3
import subprocess

import pytest

from contactsctl.cli import complete
from contactsctl.cli.table import TABLE
from tests.conftest import PROGRAM, Cli


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    cli = Cli(tmp_path_factory.mktemp("people"))
    cli("add", "Ana Silva", "--email", "ana@example.org", "--tag", "board", "--mention-name", "ana")
    cli("add", "Anton Li", "--email", "li@example.org", "--tag", "very big", "--mention-name", "anton")
    cli("add", "Zoë Gone", "--email", "zoe@example.org", "--tag", "gone")
    cli("rm", "zoe@example.org")
    cli(
        "add",
        "Hidden Ana",
        "--email",
        "anahid@example.org",
        "--tag",
        "hidden",
        "--access-nobody",
        "--mention-name",
        "anah",
    )
    cli("identity", "add", "mail-bot")
    return cli


def offered(cli: Cli, *words: str, shell: str = "fish", env: dict[str, str] | None = None) -> list[str]:
    done = cli("__complete", shell, *words, env=env)
    assert (done.status in (0, complete.FILES), done.err) == (True, "")
    return [line.split("\t")[0] for line in done.out.splitlines()]


LINES = [
    (["sho"], ["show"]),
    (["trash", ""], ["list", "empty"]),
    (["show", "ana"], ["ana@example.org", "anahid@example.org"]),
    (["show", "@an"], ["@ana", "@anah", "@anton"]),
    (["show", "silva"], ["ana@example.org"]),
    (["show", "nobody"], []),
    (["list", "--tag", "b"], ["board"]),
    (["list", "--tag", ""], ["board", "hidden", "very big"]),
    (["list", "--tag=b"], ["--tag=board"]),
    (["--as", "m"], ["mail-bot"]),
    (["access", "set", "ana@example.org", "m"], ["mail-bot"]),
    (["list", "--offs"], ["--offset"]),
    (["list", "--format", "nd"], ["ndjson"]),
    (["list", "--fields", "id,display"], ["id,display_name"]),
    (["edit", "ana@example.org", "--clear", "birth"], ["birthday"]),
    (["completion", "p"], ["powershell"]),
    (["shoe", ""], []),
]


@pytest.mark.parametrize("words, expected", LINES, ids=[" ".join(row[0]) for row in LINES])
def test_what_is_offered(people: Cli, words: list[str], expected: list[str]) -> None:
    """Commands, options, choices, people, tags, fields and identities that begin with the last word."""
    assert offered(people, *words) == expected


def test_the_script_of_powershell(people: Cli) -> None:
    """It hands over the words up to the cursor, and quotes what the shell would read itself."""
    script = people("completion", "powershell").out
    assert "$new = @(if ($wordToComplete -eq '') { '--new' })" in script
    assert "Where-Object { $_.Extent.StartOffset -lt $cursorPosition }" in script
    [pattern] = re.findall(r"-match '(.*?)'", script)
    quoted = ["@ana", "a,b", "Ana Silva", "it's", "a;b", "$x", "(a)"]
    assert [
        value for value in ["ana@example.org", "--tag", "a.b:c=d", *quoted] if re.search(pattern, value)
    ] == quoted


def test_ids_and_the_trash(people: Cli) -> None:
    """An id is completed from its beginning; `restore` offers the trash by name; files are left to the shell."""
    contact_id = people("show", "ana@example.org", "--json").json["id"]
    assert contact_id in offered(people, "show", contact_id[:4])
    gone = people("trash", "list", "--format", "ids").out.strip()
    assert offered(people, "restore", "zoë") == [gone]
    assert [
        people("__complete", "bash", *words).status
        for words in (["import", "x"], ["show", "x", "--photo", ""])
    ] == [9, 9]


def test_an_identity_is_offered_what_it_sees(people: Cli) -> None:
    """By the environment or by --as in the line; no hidden person, tag, mention name or identity."""
    for words, env in (
        (["show", "ana"], {"CONTACTSCTL_AS": "mail-bot"}),
        (["--as", "mail-bot", "show", "ana"], {}),
    ):
        assert offered(people, *words, env=env) == ["ana@example.org"]
    agent = {"CONTACTSCTL_AS": "mail-bot"}
    assert offered(people, "show", "@an", env=agent) == ["@ana", "@anton"]
    assert offered(people, "list", "--tag", "", env=agent) == ["board", "very big"]
    hidden = people("show", "@anah", "--json").json["id"]
    assert hidden not in offered(people, "show", hidden[:4], env=agent)
    assert offered(people, "show", "ana", env={"CONTACTSCTL_AS": "nobody"}) == []


def test_a_completion_makes_nothing(cli: Cli) -> None:
    """Without a book nothing is offered and none is made; a damaged one is no error in the shell."""
    assert (offered(cli, "show", "a"), cli.db.exists()) == ([], False)
    cli.db.write_text("not a book")
    assert offered(cli, "show", "a") == []


def test_the_table_names_what_there_is() -> None:
    """Every command of the tables that is in this program takes arguments; options begin with dashes."""
    known = [path for path in complete.BY_COMMAND if path.split()[0] in TABLE]
    assert {"show", "edit", "rm", "restore", "merge"} <= set(known)
    assert set(complete.THEN) <= set(complete.BY_COMMAND)
    assert all(option.startswith("--") for option in complete.BY_OPTION)


SHELLS = [
    ("bash", 'source <(contactsctl completion bash); COMP_WORDS=(contactsctl {words}); COMP_CWORD=$(({n} - 1));'
     ' _contactsctl; printf "%s\\n" "${{COMPREPLY[@]}}"'),
    ("zsh", 'compdef() {{ :; }}; compadd() {{ print -l -- $values; }}; _files() {{ print files; }};'
     " source <(contactsctl completion zsh); words=(contactsctl {words}); CURRENT={n}; _contactsctl"),
    ("fish", "contactsctl completion fish | source; complete -C 'contactsctl {words}' | string split -f1 \\t"),
]  # fmt: skip
IN_SHELLS = [
    ("show silva", ["ana@example.org"]), ("show @ant", ["@anton"]), ("list --tag ver", ["very big"]), ("compl", ["completion"]),
]  # fmt: skip


@pytest.mark.parametrize("words, expected", IN_SHELLS)
@pytest.mark.parametrize("shell, script", SHELLS, ids=[row[0] for row in SHELLS])
def test_real_shells(people: Cli, shell: str, script: str, words: str, expected: list[str]) -> None:
    """Each shell takes its script and offers the same; bash quotes what needs quotes."""
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    env = {**people.env, "PATH": f"{PROGRAM.parent}:{people.env['PATH']}"}
    code = script.format(words=words, n=len(words.split()) + 1)
    done = subprocess.run([shell, "-c", code], capture_output=True, text=True, env=env, check=False)
    shown = [line.replace("\\ ", " ") for line in done.stdout.splitlines()]
    assert (shown, done.stderr) == (expected, "")


def test_values_need_no_typer(people: Cli) -> None:
    """People and tags are offered without Typer and rich: a completion must be there at once."""
    code = "import sys; from contactsctl.cli.complete import main\nmain(['bash', 'show', 'an']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [PROGRAM.with_name("python"), "-c", code], capture_output=True, text=True, env=people.env, check=True
    )
    assert (bool(done.stdout), {"typer", "rich"} & set(done.stderr.split())) == (True, set())


def test_hostile_names_stay_text(cli: Cli) -> None:
    """What a shell would run or a terminal obey is quoted or left out."""
    cli("add", "Ana $(touch x)", "--email", "ana@example.org", "--tag", "$(touch pwned)")
    with sqlite3.connect(cli.db) as connection:
        connection.execute("UPDATE tag SET name = 'a\x1b[31m', key = 'a\x1b[31m' WHERE key = 'nothing'")
    env = {**cli.env, "PATH": f"{PROGRAM.parent}:{cli.env['PATH']}"}
    code = SHELLS[0][1].format(words="list --tag '$'", n=4)
    done = subprocess.run(
        ["bash", "-c", code], capture_output=True, text=True, env=env, cwd=cli.home, check=False
    )
    assert (done.stdout, (cli.home / "pwned").exists()) == ("\\$\\(touch\\ pwned\\)\n", False)

"""`value` and `render`: what a template gives for a contact, and what is refused."""

import json

import pytest

from tests.conftest import Cli

ANA = {
    "display_name": "Ana Silva", "given_name": "Ana", "emails": ["ana@example.org", "ana@example.com"],
    "tags": ["vip", "press"], "notes": "{{ custom_values.sender }}",
    "custom_fields": {"plan": "pro", "Shoe size": 41, "deep": {"a": {"b": False}}},
}  # fmt: skip
ROWS = [
    ("Dear {{ contact.given_name }},", "Dear Ana,"),
    ("{{contact.given_name}}{{  contact . given_name\n}}", "AnaAna"),
    ("{{ contact.emails.0.address }} {{ contact.emails.1.address }}", "ana@example.org ana@example.com"),
    ("{{ contact.emails.address }}", "ana@example.org; ana@example.com"),
    ("{{ contact.emails }}, {{ contact.tags }}", "ana@example.org; ana@example.com, press; vip"),
    ("[{{ contact.emails.7.address }}{{ contact.family_name }}]", "[]"),
    ("{{ contact.custom_fields.plan }} {{ contact.custom_fields.Shoe size }}", "pro 41"),
    ("{{ contact.custom_fields.deep.a.b }} {{ contact.custom_fields.deep.a }}", 'false {"b":false}'),
    ("[{{ contact.custom_fields.defined }}]", "[]"),
    ("[{{ contact.custom_fields.of_bo }}]", "[]"),
    ("{{ custom_values.sender }}", "Bo & Sons"),
    ("{{ custom_values.office.city }} {{ custom_values.office.floor }}", "Rome 3"),
    ("{{ custom_values.list.1 }}{{ custom_values.office.none }}", "b"),
    ("{{ contact.notes }}", "{{ custom_values.sender }}"),
    ("}} { { x } }", "}} { { x } }"),
    ("100%\\n$x", "100%\\n$x"),
    ("", ""),
]
REFUSED = [
    ("{{ contact.gven_name }}", "did you mean 'contact.given_name'?"),
    ("{{ display_name }}", "did you mean 'contact.display_name'?"),
    ("{{ contact.emails.0.adress }}", "unknown name 'contact.emails.0.adress'"),
    ("{{ custom_values.sendr }}", "did you mean 'custom_values.sender'?"),
    ("{{ custom_values.office.town }}", "unknown name 'custom_values.office.town'"),
    ("{{ custom_values.list.2 }}", "unknown name 'custom_values.list.2'"),
    ("{{ contact.custom_fields.paln }}", "unknown name 'contact.custom_fields.paln'"),
    ("{{ contact }}", "unknown name 'contact'"),
    ("{{ 1 + 1 }}", "names begin with 'custom_values.' or 'contact.'"),
    ("a\n{{ contact.given_name", "{{ in line 2 is not closed by }}"),
    ("{{ }}", "{{ in line 1 holds no name"),
    ("{{ contact..given_name }}", "{{ in line 1 holds no name"),
    ("{{ {{ contact.given_name }} }}", "{{ in line 1 is not closed by }}"),
]


@pytest.fixture
def stocked(cli: Cli) -> Cli:
    lines = [ANA, {"display_name": "Bo", "emails": ["bo@example.org"], "custom_fields": {"of_bo": 1}}]
    cli("import", "--type", "ndjson", "-", stdin="\n".join(map(json.dumps, lines)))
    cli("field", "create", "defined")
    for key, value in (("sender", "Bo & Sons"), ("office", '{"city": "Rome", "floor": 3, "none": null}'),
                       ("list", '["a", "b"]')):  # fmt: skip
        assert cli("value", "set", key, value).status == 0
    return cli


def test_templates_are_filled(stocked: Cli) -> None:
    """Each template, from an argument and from stdin, gives the text; values are never read as templates."""
    for template, text in ROWS:
        done = stocked("render", template, "--contact", "ana@example.org", "--json")
        assert [each["text"] for each in done.json["data"]] == [text], (template, done.err)
        again = stocked("render", "-", "--contact", "ana@example.org", stdin=template)
        assert (again.status, again.out) == (0, f"{text}\n")


def test_unknown_names_are_refused(stocked: Cli) -> None:
    """Exit 4, one line that names it and the nearest known one, and no output."""
    for template, message in REFUSED:
        done = stocked("render", template, "--contact", "ana@example.org")
        assert (done.status, done.out, done.err.count("\n"), message in done.err) == (4, "", 1, True), (
            done.err
        )


def test_several_contacts_and_none(stocked: Cli) -> None:
    """One rendering each, by ids, stdin or filters; without contacts only when the template names none."""
    template = "Hi {{ contact.display_name }}"
    both = "Hi Ana Silva\nHi Bo\n"
    ids = stocked("list", "--format", "ids").out
    assert stocked("render", template, "-q", "example.org").out == both
    assert stocked("render", template, "--contact", "-", stdin=ids).out == both
    assert stocked("render", template, "--contact", "@x", "-q", "a").status == 2
    assert stocked("render", template, "--contact", "nobody@example.org").status == 3
    found = stocked("render", template, "-q", "example.org", "--json").json
    assert (found["data"][1], found["meta"]) == ({"id": ids.splitlines()[1], "text": "Hi Bo"}, {"total": 2})
    assert stocked("render", template).status == 2
    assert stocked("render", "{{ custom_values.sender }}").out == "Bo & Sons\n"
    assert stocked("render", "{{ custom_values.sender }}", "--json").json["data"] == [
        {"id": None, "text": "Bo & Sons"}
    ]


def test_a_file_is_a_template_only_where_it_is_said(stocked: Cli) -> None:
    """The argument is the text, whatever files there are; --file reads one; a note says so."""
    file = stocked.home / "letter.txt"
    file.write_text("Dear {{ contact.given_name }},\n", encoding="utf-8")
    done = stocked("render", str(file), "--contact", "ana@example.org")
    assert (done.out, "--file" in done.err) == (f"{file}\n", True)
    assert stocked("render", "--file", str(file), "--contact", "ana@example.org").out == "Dear Ana,\n"
    assert stocked("render", "--file", str(file), "x").status == 2
    assert stocked("render").status == 2
    file.write_bytes(b"\xff")
    assert stocked("render", "--file", str(file)).status == 4
    assert stocked("render", "-", stdin="x" * (1024 * 1024 + 1)).status == 4


VALUES = [
    ("Ana", "Ana", "Ana"), ("3", 3, "3"), ('{"a": [1]}', {"a": [1]}, '{"a":[1]}'), ("null", None, "null"), ("", "", ""),
    ('"3"', "3", "3"), ("two\nlines", "two\nlines", "two\nlines"), ("{broken", "{broken", "{broken"),
]  # fmt: skip


@pytest.mark.parametrize("text, value, printed", VALUES)
def test_values(cli: Cli, text: str, value: object, printed: str) -> None:
    """JSON stays JSON, all else is text; `get` prints a text as it is; --json the record."""
    assert cli("value", "set", "k", text).status == 0
    assert cli("value", "get", "k").out == f"{printed}\n"
    record = cli("value", "get", "k", "--json").json
    assert (list(record), record["value"]) == (["key", "value", "created_at", "updated_at"], value)
    assert cli("value", "list", "--json").json == {"data": [record], "meta": {"total": 1}}
    assert (
        cli("value", "set", "k", "-", "--json", stdin=f"{text}\n").json["created_at"] == record["created_at"]
    )
    assert cli("value", "delete", "k").status == 0
    assert cli("value", "get", "k").status == 3


@pytest.mark.parametrize(
    "arguments, status",
    [
        (("set", "a b", "x"), 4), (("set", "a.b", "x"), 4), (("set", "", "x"), 4), (("set", "a{", "x"), 4),
        (("set", "x" * 256, "x"), 4), (("set", "k", "a\x07"), 4), (("set", "k", "[" * 70 + "]" * 70), 0),
        (("set", "k", "x" * (1024 * 1024 + 1)), 4), (("get", "k"), 3), (("delete", "known", "k"), 3),
    ],
)  # fmt: skip
def test_bad_values_are_refused(cli: Cli, arguments: tuple[str, ...], status: int) -> None:
    """Keys that a template cannot name, texts with controls, too large ones, unknown keys."""
    cli("value", "set", "known", "1")
    stdin = ""
    if len(arguments[-1]) > 100_000:
        arguments, stdin = (*arguments[:-1], "-"), arguments[-1]
    assert cli("value", *arguments, stdin=stdin).status == status
    assert cli("value", "get", "known").out == "1\n"

"""Filters and views by the program itself: options, documents, refusals in one line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Cli

BAD_EXPRESSIONS = [
    ("email:zoe", "character 6", "did you mean email=zoe?"),
    ("emial=zoe", "character 1", "did you mean email?"),
    ("tag=vip emails.adress~x", "character 9", "did you mean emails.address?"),
    ("company==acme", "character 8", "did you mean company=acme?"),
    ('company="acme', "character 9", "a quote that is not closed"),
    ('company="acme"inc', "character 15", "quote the whole value"),
    ("company=", "character 9", "!field finds what is empty"),
    ('company=""', "character 1", "compared with nothing"),
    ("birthday>=soon", "character 1", "needs a date"),
    ("birthday=5", "character 1", "needs a date"),
    ("created_at>=--05-17", "character 1", "needs a date or a time"),
    ("revision>=many", "character 1", "needs a number"),
    ("is_active=maybe", "character 1", "true or false"),
    ("type=friend", "character 1", "is one of client"),
    ("type>lead", "character 1", "does not go with type"),
    ("phone>4", "character 1", "does not go with phones"),
    ("photo~x", "character 1", "can only be is_set"),
    ("!tag=vip", "character 5", "takes no value"),
    ("name=a or name=b", "character 8", "give --where once more"),
    ("=acme", "character 1", "no field"),
    ("custom.=1", "character 8", "no name after the dot"),
    ("company & acme", "character 9", "no field '&'"),
    ("", "character 1", "no condition"),
    ("x" * 100_000 + "=1", "character 1", "unknown field"),
    (" ".join(["name!=x"] * 10_000), "10,000 conditions", "1,000 are the limit"),
    ("custom." + ".".join("a" * 100) + "=1", "character 1", "more than 64 parts"),
]


@pytest.mark.parametrize("where, place, hint", BAD_EXPRESSIONS, ids=[row[0][:30] for row in BAD_EXPRESSIONS])
def test_expressions_that_are_refused(cli: Cli, where: str, place: str, hint: str) -> None:
    """A bad --where is one line that says where it stands and what to write; exit 4 invalid_filter."""
    done = cli("list", "--where", where)
    assert (done.status, done.out, done.err.count("\n")) == (4, "", 1)
    assert place in done.err
    assert hint in done.err
    assert cli("list", "--where", where, "--json").error["code"] == "invalid_filter"


def group(**condition: Any) -> str:
    return json.dumps({"groups": [{"conditions": [condition]}]})


BAD_DOCUMENTS = [
    ("", "invalid JSON"),
    ("{", "invalid JSON"),
    ("[]", "a filter is an object"),
    ('{"limit": -1}', "limit: must be a whole number"),
    ('{"limit": 100000000000000000000}', "out of range"),
    ('{"limit": 10000000000}', "from 0 to 1,000,000,000"),
    ('{"offset": true}', "offset: must be a whole number"),
    ('{"q": 5}', "q: must be text"),
    ('{"query": "a", "q": "b"}', "given twice"),
    ('{"querry": {}}', "did you mean query?"),
    ('{"groups": {}}', "must be a list"),
    ('{"groups": [{"conditions": []}]}', "has no condition"),
    ('{"groups": [{"condition": []}]}', "list of conditions"),
    (group(field="emial", op="equals", value="x"), "groups[0].conditions[0]: unknown field 'emial'"),
    (group(field="email", op="equal", value="x"), "did you mean equals?"),
    (group(field="birthday", op="gt", value=5), "needs a date"),
    (group(field="email", op="is_set", value="x"), "takes no value"),
    (group(field="email", op="in", value=[]), "at least one value"),
    (group(field="email", op="equals"), "conditions[0].value: is missing: equals needs one"),
    (group(field="email"), "conditions[0].value: is missing: equals needs one"),
    (group(field="email", op="not_in"), "conditions[0].value: is missing: not_in needs one"),
    (group(field="email", op=None, value="x"), "unknown operator 'None': there are equals"),
    (group(field="email", op="equals", value={"a": 1}), "must be text"),
    (group(field="email", op="equals", value="a\0b"), "control character"),
    ('{"q": "a\\u0000b"}', "control character"),
    ('{"filters": {"colour": "red"}}', "filters.colour: unknown field"),
    ('{"groups": ' + "[" * 5000 + "]" * 5000 + "}", "nested deeper than 66 levels (64 in custom_fields)"),
    (
        json.dumps({"groups": [{"conditions": [{"field": "name", "op": "ne", "value": "x"}] * 5000}]}),
        "5,000 conditions",
    ),
    (json.dumps({"q": "x" * 1_000_000}), "larger than 262,144 bytes"),
]


@pytest.mark.parametrize("document, hint", BAD_DOCUMENTS, ids=[row[0][:40] for row in BAD_DOCUMENTS])
def test_documents_that_are_refused(cli: Cli, document: str, hint: str) -> None:
    """A bad --filter is one line that says where in the document it stands; exit 4 invalid_filter."""
    done = cli("list", "--filter", "-", "--json", stdin=document)
    assert (done.status, done.out, done.error["code"]) == (4, "", "invalid_filter")
    assert hint in done.error["message"]
    assert "\n" not in done.error["message"]


@pytest.fixture
def people(cli: Cli) -> Iterator[Cli]:
    drafts = [
        {"first_name": "John", "last_name": "Smith", "company": "Acme Inc", "tags": ["vip"], "custom": {"tier": "gold"}},
        {"first_name": "John", "last_name": "Smith-Jones", "company": "Globex", "email": "jsj@globex.example"},
        {"first_name": "Ana", "last_name": "Silva", "company": "Acme Inc", "birthday": "1990-05"},
    ]  # fmt: skip
    for draft in drafts:
        assert cli("add", "--json-in", "-", stdin=json.dumps(draft)).status == 0
    return cli


def names(cli: Cli, *arguments: str, stdin: str = "") -> list[str]:
    done = cli("list", *arguments, "--json", stdin=stdin)
    assert done.status == 0, done.err
    return [contact["display_name"] for contact in done.json["data"]]


REQUESTS = [
    ({"query": "John Smith", "filters": {"company": "Acme Inc"}, "limit": 10}, ["John Smith"]),
    ({"query": "John Smith", "filters": {"company": "acme"}, "limit": 10}, ["John Smith"]),
    ({"query": "john", "limit": 1}, ["John Smith"]),
    ({"q": "john", "offset": 1}, ["John Smith-Jones"]),
    ({"query": {"groups": [{"conditions": [{"field": "company", "op": "eq", "value": "acme inc"}]}]}, "q": "a", "limit": 5},
     ["Ana Silva", "John Smith"]),
    ({"filters": {"lastName": ["Silva", "Smith"], "organization": "acme inc"}}, ["Ana Silva", "John Smith"]),
    ({"groups": [{"conditions": [{"field": "birthday", "op": "gte", "value": 1990}]},
                 {"conditions": [{"field": "tag", "operator": "equals", "value": "VIP"}]}]}, ["Ana Silva", "John Smith"]),
    ({"groups": []}, ["Ana Silva", "John Smith", "John Smith-Jones"]),
    ({}, ["Ana Silva", "John Smith", "John Smith-Jones"]),
]  # fmt: skip


@pytest.mark.parametrize("request_document, expected", REQUESTS)
def test_request_documents(
    people: Cli, tmp_path: Path, request_document: dict[str, Any], expected: list[str]
) -> None:
    """The requests of other systems work as they are, from stdin, a file or the command line."""
    text = json.dumps(request_document)
    (tmp_path / "request.json").write_text(text)
    assert names(people, "--filter", "-", stdin=text) == expected
    assert names(people, "--filter", str(tmp_path / "request.json")) == expected
    assert names(people, "--filter", text) == expected


def test_options_go_before_the_document(people: Cli) -> None:
    """-q, --limit and --offset replace what the document says; --where and --tag hold beside it."""
    text = json.dumps({"q": "john", "limit": 1, "filters": {"company": "Acme Inc"}})
    assert names(people, "--filter", text, "-q", "ana") == ["Ana Silva"]
    assert names(people, "--filter", '{"q": "john", "limit": 1}', "--limit", "0") == [
        "John Smith",
        "John Smith-Jones",
    ]
    assert names(people, "--filter", text, "--tag", "none") == []
    assert names(people, "--filter", text, "--where", "tag=vip", "--where", "tag=x") == ["John Smith"]
    meta = people("search", "smith", "--filter", '{"limit": 1}', "--json").json["meta"]
    assert meta == {"total": 2, "limit": 1, "offset": 0, "has_more": True}


def test_filters_work_wherever_contacts_are_chosen(people: Cli) -> None:
    """list, search, show, edit, rm, restore, trash list and the exports take --where, --filter and --view."""
    assert people("view", "save", "vips", "--where", "tag=vip").status == 0
    for filters in (["--where", "tag=vip"], ["--filter", '{"filters": {"tag": "vip"}}'], ["--view", "vips"]):
        assert people("list", "--count", *filters).out == "1\n"
        assert people("search", "smith", "--count", *filters).out == "1\n"
        assert people("show", *filters, "--json").json["data"][0]["display_name"] == "John Smith"
        assert people("export-vcard", *filters).out.count("BEGIN:VCARD") == 1
        assert people("export-csv", *filters).out.count("\n") == 2
        assert people("edit", *filters, "--nickname", "J", "--yes").status == 0
        assert people("rm", *filters, "--yes").status == 0
        assert people("list", "--count", *filters).out == "0\n"
        assert people("trash", "list", *filters, "--format", "ids").out.count("\n") == 1
        assert people("restore", *filters, "--yes").status == 0
    assert people("export-vcard", "--filter", '{"q": "smith", "limit": 1}').out.count("BEGIN:VCARD") == 1


def test_views(people: Cli) -> None:
    """A view keeps all filters, is replaced by its name, exported, imported, used and removed."""
    save = ["view", "save", "gold", "-q", "john", "--company", "acme", "--where", "custom.tier=gold"]
    assert people(*save).err == "saved view gold\n"
    assert people(*save, "--tag", "vip").err == "replaced view gold\n"
    assert names(people, "--view", "gold") == ["John Smith"]
    assert names(people, "--view", "gold", "--where", "!tag") == []
    assert names(people, "--filter", "-", stdin=people("view", "show", "gold").out) == ["John Smith"]
    exported = people("view", "export").out
    assert people("view", "save", "second", "--view", "gold").status == 0
    assert [view["name"] for view in people("view", "list", "--json").json["data"]] == ["gold", "second"]
    assert people("view", "import", "-", stdin=exported).err == "1 view imported\n"
    assert people("view", "list").out.count("\n") == 1
    assert people("view", "export").out == exported
    assert people("view", "rm", "gold").status == 0
    assert people("view", "export").json == {"views": []}


VIEW_REFUSALS = [
    (["list", "--view", "glod"], 3, "not_found", "no view 'glod' (there is gold)"),
    (["view", "rm", "x"], 3, "not_found", "no view 'x'"),
    (["view", "save", "all"], 4, "invalid_filter", "a view needs a filter"),
    (["view", "save", " ", "-q", "x"], 4, "invalid_data", "a view needs a name"),
    (["view", "import", "-"], 4, "invalid_filter", "view 'bad': filter: query.groups[0].conditions[0]: unknown field 'emial'"),
]  # fmt: skip


@pytest.mark.parametrize("arguments, status, code, message", VIEW_REFUSALS)
def test_views_that_are_refused(
    people: Cli, arguments: list[str], status: int, code: str, message: str
) -> None:
    """Unknown names, empty filters and unknown fields: one line, and the views stay as they are."""
    assert people("view", "save", "gold", "--where", "custom.tier=gold").status == 0
    model = {"groups": [{"conditions": [{"field": "emial", "op": "equals", "value": "x"}]}]}
    views = json.dumps({"views": [{"name": "bad", "query": {"query": model}}]})
    done = people(*arguments, "--json", stdin=views)
    assert (done.status, done.error["code"]) == (status, code)
    assert message in done.error["message"]
    assert people("view", "list").out.count("\n") == 1


def test_a_view_whose_field_is_gone(people: Cli) -> None:
    """A view that names a field that there is no more says so in one line, exit 4, and is still listed."""
    from contactsctl.address_book import AddressBook
    from contactsctl.store import journal

    row = {"label": "Tier", "type": "text", "options": None, "folder": None, "required": 0,
           "created_at": "2026-01-01T00:00:00.000Z", "updated_at": "2026-01-01T00:00:00.000Z"}  # fmt: skip
    with (
        AddressBook(people.db) as book,
        book.writing("field create", "2026-01-01T00:00:00.000Z") as connection,
    ):
        journal.put(connection, "field", "tier", row)
    assert people("view", "save", "gold", "--where", "custom.tier=gold").status == 0
    assert names(people, "--view", "gold") == ["John Smith"]
    with (
        AddressBook(people.db) as book,
        book.writing("field delete", "2026-01-01T00:00:00.000Z") as connection,
    ):
        journal.put(connection, "field", "tier", None)
    done = people("list", "--view", "gold", "--json")
    assert (done.status, done.error["code"]) == (4, "invalid_filter")
    assert "names the custom field 'tier', which was deleted" in done.error["message"]
    assert people("view", "show", "gold").status == 0

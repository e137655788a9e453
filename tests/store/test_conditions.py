"""Filters answer as docs/find.md says: by table, through both languages, live and in the trash."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contactsctl.address_book import AddressBook
from contactsctl.domain import filter_json, filter_text
from contactsctl.domain.filter import Filter
from contactsctl.domain.query import Query

PEOPLE: list[dict[str, Any]] = [
    {
        "id": "11111111-0000-4000-8000-000000000001", "uid": "Card-77", "display_name": "Zoé Ångström",
        "given_name": "Zoé", "family_name": "Ångström", "nickname": "Zo", "mention_name": "zoe",
        "company": "Acme Inc", "job_title": "Head of Sales", "type": "lead", "birthday": "1990-05-17",
        "emails": [{"address": "zoe@acme.example", "label": "work"}, {"address": "zo@gmail.com", "label": "personal"}],
        "phones": [{"number": "+1 (415) 555-1234", "label": "mobile"}],
        "addresses": [{"label": "home", "street": "Main Street 5", "city": "Kraków", "country": "PL"}],
        "urls": [{"url": "https://zoe.example/blog", "label": "blog"}],
        "dates": [{"date": "2015-06-20", "label": "wedding"}], "tags": ["VIP", "press"],
        "notes": "met at the\nfair", "source": "csv:fair.csv",
        "custom_fields": {"plan": {"tier": "gold", "seats": 5}, "renewal": "2026-03-15", "score": 9.5, "ok": True},
    },
    {
        "display_name": "Łukasz Wójcik", "given_name": "Łukasz", "family_name": "Wójcik", "company": "ACME Polska",
        "department": "Sales", "birthday": "1985-11", "emails": [{"address": "lukasz@acme.pl"}],
        "phones": [{"number": "+48 22 123 45 67", "label": "work"}], "tags": ["vip-2024"], "type": "client",
        "custom_fields": {"plan": {"tier": "silver", "seats": 12}, "score": "10", "langs": ["pl", "de"]},
        "is_active": False,
    },
    {
        "display_name": "Søren Kjær", "birthday": "1979", "company": "Fjord", "notes": "likes æbler",
        "emails": [{"address": "soren@fjord.example"}], "phones": [{"number": "+45 20 30 40 50"}], "tags": ["press"],
        "addresses": [{"city": "Oslo", "country": "NO"}, {"city": "Krakow", "country": "PL"}],
        "custom_fields": {"renewal": "2026-01", "score": 10, "a.b": {"c d": "deep"}}, "type": "client",
    },
    {
        "display_name": "Jürgen Groß", "birthday": "--05-17", "phones": [{"number": "0221 / 123-456"}], "region": "DE",
        "custom_fields": {"score": -1, "note": "N/A", "ok": False},
    },
    {"company": "Acme", "kind": "organization", "urls": [{"url": "http://acme.example"}], "source": "manual"},
    {"display_name": "Bo", "access": ["ana"], "tags": ["100%", 'say "hi"', "a,b"], "custom_fields": {"empty": [], "none": None}},
]  # fmt: skip
ZOE, LUKASZ, SOREN, JURGEN, ACME, BO = "ZLSJAB"
NAMES = {
    "Zoé Ångström": ZOE, "Łukasz Wójcik": LUKASZ, "Søren Kjær": SOREN, "Jürgen Groß": JURGEN, "Acme": ACME, "Bo": BO,
}  # fmt: skip
EVERYONE = "ABJLSZ"
OPERATORS = {
    "=": "equals", "!=": "not_equals", "~": "contains", "!~": "not_contains", "^=": "starts_with", "$=": "ends_with",
    ">": "gt", ">=": "gte", "<": "lt", "<=": "lte", "in": "in", "not in": "not_in", "set": "is_set", "empty": "is_empty",
}  # fmt: skip

# A row is a condition, or several of a group, and the initials of whom it finds.
CONDITIONS = [
    ("display_name = ZOE ANGSTROM", "Z"), ("name = lukasz wojcik", "L"), ("name ~ kjaer", "S"), ("name ~ gross", "J"),
    ("name ^= l", "L"), ("name $= o", "B"), ("name ~ ö", "BJLSZ"), ("name != bo", "AJLSZ"), ("name !~ o", "A"),
    ("name > m", "SZ"), ("name <= bo", "AB"), ("name < bo", "A"), ("name >= soren kjaer", "SZ"),
    ("name in bo|acme", "AB"), ("name not in bo|acme", "JLSZ"), ("given_name ~ zoe", "Z"), ("firstName = Zoé", "Z"),
    ("family_name = wójcik", "L"), ("family_name set", "LZ"), ("family_name empty", "ABJS"), ("nickname = zo", "Z"),
    ("mention_name = ZOE", "Z"), ("mention_name ^= z", "Z"), ("mention_name empty", "ABJLS"),
    ("company = acme", "A"), ("company ~ acme", "ALZ"), ("company ^= acme ", "LZ"), ("company $= INC", "Z"),
    ("company != acme", "BJLSZ"), ("company !~ acme", "BJS"), ("company in acme|fjord", "AS"), ("company empty", "BJ"),
    ("department = sales", "L"), ("job_title ~ sales", "Z"), ("job_title set", "Z"), ("notes ~ at the", "Z"), ("notes ~ the fair", ""),
    ("notes ~ fair", "Z"), ("notes ~ aebl", "S"), ("notes ^= met", "Z"), ("source = manual", "ABJLS"),
    ("type = LEAD", "Z"), ("type != other", "LSZ"), ("type in lead|client", "LSZ"), ("type not in lead|client", "ABJ"),
    ("kind = organization", "A"), ("is_active = no", "L"), ("is_active = 1", "ABJSZ"), ("is_active set", "ABJSZ"),
    ("is_active empty", "L"), ("is_active != true", "L"), ("dnc = false", EVERYONE), ("dnc set", ""),
    ("revision = 1", EVERYONE), ("revision > 1", ""), ("revision <= 1.5", EVERYONE),
    ("id = 11111111-0000-4000-8000-000000000001", "Z"), ("id ^= 11111111", "Z"), ("id != 11111111-0000-4000-8000-000000000001", "ABJLS"),
    ("uid = CARD-77", "Z"), ("uid ~ card", "Z"), ("uid = urn:uuid:card-77", "Z"),
    ("email = ZOE@acme.EXAMPLE", "Z"), ("email ~ acme", "LZ"), ("email $= @acme.example", "Z"), ("email ^= zo", "Z"),
    ("email !~ gmail", "ABJLS"), ("email empty", "ABJ"), ("email in lukasz@acme.pl|zo@gmail.com", "LZ"),
    ("emails.label = personal", "Z"), ("emails.0.label = personal", ""), ("emails.1.address ~ gmail", "Z"),
    ("emails.address != zo@gmail.com", "ABJLS"), ("emails.primary = true", "LSZ"), ("emails.valid = false", ""),
    ("phone = +14155551234", "Z"), ("phone = +1 415-555-1234", "Z"), ("phone = (415) 555-1234", "Z"),
    ("phone = 415.555.1234", "Z"), ("phone = 5551234", "Z"), ("phone = 0221/123456", "J"), ("phone = +49221123456", "J"),
    ("phone ~ 555-12", "Z"), ("phone ^= +48", "L"), ("phone $= 4050", "S"), ("phone !~ 415", "ABJLS"),
    ("phone != +14155551234", "ABJLS"), ("phone in +4520304050|22 1234567", "LS"), ("phones.label = work", "L"),
    ("phones.raw ~ /", "J"), ("city = krakow", "SZ"), ("city != krakow", "ABJL"), ("addresses.0.city = oslo", "S"),
    ("country in PL|NO", "SZ"), ("address ~ main street", "Z"), ("addresses.label = home", "Z"), ("address set", "SZ"),
    ("url ~ .example", "AZ"), ("url ^= https", "Z"), ("urls.label = blog", "Z"), ("url empty", "BJLS"),
    ("tag = vip", "Z"), ("tag != vip", "ABJLS"), ("tags ~ vip", "LZ"), ("tags !~ vip", "ABJS"), ("tag in vip|press", "SZ"),
    ("tag not in vip|press", "ABJL"), ("tag empty", "AJ"), ("tag set", "BLSZ"), ("tag $= %", "B"), ("tag = say \"hi\"", "B"),
    ("tag = a,b", "B"), ("tags.0 = press", "S"), ("tag >= vip", "LZ"),
    ("birthday = 1990-05-17", "Z"), ("birthday = 1990", "Z"), ("birthday = 1990-05", "Z"), ("birthday = --05-17", "J"),
    ("birthday >= 1985", "LZ"), ("birthday > 1985", "Z"), ("birthday > 1985-11", "Z"), ("birthday < 1985-11", "S"),
    ("birthday <= 1985-11", "LS"), ("birthday <= 1979-06", ""), ("birthday >= 1979", "LSZ"), ("birthday < 1980", "S"),
    ("birthday >= --05-01", "J"), ("birthday $= -05-17", "JZ"), ("birthday empty", "AB"), ("birthday != 1990", "ABJLS"),
    ("birthday in 1979|1985", "LS"), ("dates.date >= 2015-06", "Z"), ("dates = 2015", "Z"), ("dates.label = wedding", "Z"),
    ("created_at >= 2020", EVERYONE), ("created_at < 2020-02-03T04:05:06Z", ""), ("created_at != 2020", EVERYONE),
    ("updated_at <= 2020-01", ""), ("deleted_at empty", EVERYONE), ("deleted_at > 2020", ""),
    ("access = ana", "B"), ("access = everyone", "AJLSZ"), ("photo empty", EVERYONE), ("photo.size > 1", ""),
    ("custom.plan.tier = GOLD", "Z"), ("custom.plan.tier in gold|silver", "LZ"), ("custom.plan.seats > 5", "L"),
    ("custom_fields.plan.seats >= 5", "LZ"), ("custom.score = 10", "LS"), ("custom.score >= 9.5", "LSZ"),
    ("custom.score < 0", "J"), ("custom.score != 10", "ABJZ"), ("custom.renewal >= 2026-02", "Z"),
    ("custom.renewal <= 2026-03", "SZ"), ("custom.renewal = 2026", "SZ"), ("custom.langs = de", "L"),
    ("custom.langs.0 = de", ""), ("custom.ok = yes", "Z"), ("custom.ok = false", "J"), ('custom."a.b"."c d" = deep', "S"),
    ("custom.empty empty", EVERYONE), ("custom.none empty", EVERYONE), ("custom.plan set", "LZ"), ("custom ~ gold", "Z"),
    ("custom.note ~ n/a", "J"), ("custom.plan !~ gold", "ABJLS"), ("custom.a empty", EVERYONE),
]  # fmt: skip


def condition_of(row: str) -> tuple[str, str, str]:
    words = row.split(" ")
    field = words[0] if not row.startswith('custom."') else 'custom."a.b"."c d"'
    rest = row[len(field) + 1 :]
    operator = next(
        each for each in sorted(OPERATORS, key=len, reverse=True) if f"{rest} ".startswith(f"{each} ")
    )
    return field, operator, rest[len(operator) + 1 :]


def expression(row: str) -> str:
    field, operator, value = condition_of(row)
    if operator in ("set", "empty"):
        return field if operator == "set" else f"!{field}"
    symbol = {"in": "=", "not in": "!="}.get(operator, operator)
    values = value.split("|") if operator in ("in", "not in") else [value]
    quoted = (each.replace("\\", "\\\\").replace('"', '\\"') for each in values)
    return f"{field}{symbol}" + ",".join(f'"{each}"' for each in quoted)


def document(row: str) -> dict[str, Any]:
    field, operator, value = condition_of(row)
    made: dict[str, Any] = {"field": field, "op": OPERATORS[operator]}
    if operator not in ("set", "empty"):
        made["value"] = value.split("|") if operator in ("in", "not in") else value
    return made


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, AddressBook]]:
    folder: Path = tmp_path_factory.mktemp("filters")
    with AddressBook(folder / "live.db", "US") as live, AddressBook(folder / "trash.db", "US") as trash:
        for book in (live, trash):
            for draft in PEOPLE:
                region = draft.get("region", "US")
                book.region = region
                book.contacts.add({key: value for key, value in draft.items() if key != "region"})
            book.region = "US"
        trash.contacts.remove([contact.id for contact in trash.contacts.stream(Query(limit=0))])
        yield {"live": live, "trash": trash}


def initials(book: AddressBook, wanted: Filter, scope: Any) -> str:
    page = book.contacts.find(Query(filter=wanted, scope=scope, limit=0))
    assert page.total == len(page.contacts) == book.contacts.count(Query(filter=wanted, scope=scope))[0]
    return "".join(sorted(NAMES[contact.display_name] for contact in page.contacts))


@pytest.mark.parametrize("row, expected", CONDITIONS, ids=[row for row, _ in CONDITIONS])
def test_conditions(books: dict[str, AddressBook], row: str, expected: str) -> None:
    """Each operator on each kind of field, said in both languages, of live contacts and of trashed ones."""
    said = filter_text.parse_filter((expression(row),))
    assert filter_json.parse_filter({"groups": [{"conditions": [document(row)]}]}) == said
    assert initials(books["live"], said, "live") == expected
    if not row.startswith("deleted_at"):
        assert initials(books["trash"], said, "trash") == expected
    assert initials(books["live"], said, "live_and_trash") == expected


def test_what_was_deleted(books: dict[str, AddressBook]) -> None:
    """deleted_at has a value in the trash alone."""
    assert initials(books["trash"], filter_text.parse_filter(("deleted_at>=2020",)), "trash") == EVERYONE
    assert initials(books["trash"], filter_text.parse_filter(("!deleted_at",)), "trash") == ""


GROUPS = [
    ([["company ~ acme", "tag = vip"]], "Z"),
    ([["company ~ acme"], ["tag = press"]], "ALSZ"),
    ([["email = zo@gmail.com"], ["phone = +4520304050"]], "SZ"),
    ([["email = zo@gmail.com", "type = client"], ["name = bo"]], "B"),
    ([["email ~ acme", "tag != vip"], ["phone ~ 221"], ["id ^= 11111111", "type = lead"]], "JLZ"),
    ([["tag != vip", "tag != press", "birthday empty"]], "AB"),
    ([["birthday >= 1980", "birthday < 1990"], ["birthday = --05-17"]], "JL"),
    ([["custom.plan.tier = gold"], ["custom.score >= 10", "country = NO"]], "SZ"),
    ([["name ~ zoe", "name ~ angstrom", "notes ~ fair", "email $= @acme.example", "type = lead"]], "Z"),
    ([["company = acme"], ["company = acme inc"], ["name = bo"], ["created_at < 2020"]], "ABZ"),
]


@pytest.mark.parametrize("groups, expected", GROUPS)
def test_groups(books: dict[str, AddressBook], groups: list[list[str]], expected: str) -> None:
    """One of the groups must hold, and all conditions of a group; both languages say the same."""
    said = filter_text.parse_filter(tuple(" ".join(map(expression, group)) for group in groups))
    model = {"groups": [{"conditions": [document(row) for row in group]} for group in groups]}
    assert (
        filter_json.parse_filter(model) == said == filter_json.parse_filter(filter_json.filter_document(said))
    )
    assert initials(books["live"], said, "live") == expected
    assert initials(books["trash"], said, "trash") == expected


BESIDE = [
    (Query(text="acme", tags=("vip",)), "email~gmail", "Z"),
    (Query(text="zoe"), "tag=press", "Z"),
    (Query(text="s"), "tag=press", "SZ"),
    (Query(text="sales", type="lead"), "name~zoe", "Z"),
    (Query(company="acme"), "birthday>=1986", "Z"),
    (Query(active=False), "company~acme", "L"),
    (Query(text="+1 415 555 1234"), "email=zo@gmail.com", "Z"),
    (Query(text="nobody"), "email=zo@gmail.com", ""),
]


@pytest.mark.parametrize("query, where, expected", BESIDE)
def test_filters_beside_other_options(
    books: dict[str, AddressBook], query: Query, where: str, expected: str
) -> None:
    """A filter holds together with the text, tags and all other filters of a query."""
    for scope in ("live", "trash"):
        found = books[scope].contacts.find(
            query._replace(filter=filter_text.parse_filter((where,)), scope=scope)
        )
        assert "".join(sorted(NAMES[contact.display_name] for contact in found.contacts)) == expected


def test_a_thousand_conditions(books: dict[str, AddressBook]) -> None:
    """As many conditions and groups as there may be are one statement that SQLite takes."""
    ands = filter_text.parse_filter((" ".join(["name!=x"] * 1000),))
    ors = filter_text.parse_filter(("name=bo", *["name=x"] * 999))
    emails = filter_text.parse_filter(("email=" + ",".join(f"a{n}@b.example" for n in range(1000)),))
    found = [initials(books[scope], each, scope) for scope in books for each in (ands, ors, emails)]
    assert found == [EVERYONE, "B", "", EVERYONE, "B", ""]

"""Mutated files into every reader: only our own errors come out, and what is made of them can be written.

The quick set takes some hundred inputs of each kind, the long one as many as there is time for.
"""

import base64
import json
import random
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest

from contactsctl.domain.checks import Checks
from contactsctl.domain.contact import Contact
from contactsctl.domain.draft import make_contact
from contactsctl.domain.record import Record
from contactsctl.domain.search import parse_search_text, search_document
from contactsctl.errors import ContactsError, InvalidDataError
from contactsctl.formats import csv_contacts, csv_export, json_records, vcard
from contactsctl.formats.contact_json import to_json
from contactsctl.formats.json_text import dumps, loads, shown
from contactsctl.store.row_json import contact_as_json
from contactsctl.store.rows import from_row, to_row
from tests.conftest import DATA
from tests.faults.harness import LONG, SEED, figure

ID, NOW = "aaaa1111-0000-4000-8000-000000000001", "2026-01-01T00:00:00.000Z"
INPUTS = 120
SECONDS = 150
"""Of each of four kinds: ten minutes in all."""

VCARDS = [file.read_bytes() for file in sorted(DATA.rglob("*.vcf"))]
CSVS = [file.read_bytes() for file in sorted(DATA.rglob("*.csv"))]
DRAFT = {
    "name": "Łukasz Kowalski", "nickname": "Lu", "mention_name": "lu", "company": "Acme", "job_title": "CEO",
    "emails": [{"address": "lu@example.org", "label": "work", "primary": True}, "l2@example.org"],
    "phones": [{"number": "+1 415 555 1234", "label": "mobile", "extension": "9"}], "birthday": "--02-29",
    "addresses": [{"street": "1 Main St\nFloor 2", "postalCode": "94105", "country": "US"}],
    "urls": ["https://example.org"], "dates": [{"date": "2020-05-31", "label": "anniversary"}], "tags": ["vip", "Ünï"],
    "custom_fields": {"plan": "pro", "deep": {"a": [1, 2.5, None, True]}}, "access": ["me"], "notes": "a\n\tb", "kind": "group",
    "other_properties": [{"name": "X-A", "group": "item1", "params": {"P": ["1", "2"]}, "value": "v"}], "is_active": False,
}  # fmt: skip
JSONS = [json.dumps([DRAFT, DRAFT], ensure_ascii=False).encode(), json.dumps({"data": [DRAFT]}).encode(),
         b"\n".join(json.dumps(DRAFT).encode() for _ in range(3))]  # fmt: skip
FILTERS = [b'name~ana company="Acme Inc" !email custom.plan=pro,free created_at>=2026-01-01 tag!=vip',
           b'{"groups":[{"conditions":[{"field":"email","op":"ends_with","value":"@x.org"},{"field":"custom.a.b","op":"gte","value":1}]}]}',
           b'{"query":{"groups":[{"conditions":[{"field":"phone","op":"in","value":["+1","2"]}]}]},"q":"an","limit":5,"offset":0}',
           b'{"query":"text","filters":{"company":"Acme"},"limit":3}', b"birthday^=--02 !dnc is_active=true phone~555"]  # fmt: skip

TOKENS = [
    b"BEGIN:VCARD\r\n", b"END:VCARD\r\n", b"VERSION:2.1\r\n", b"VERSION:4.0\r\n", b"item1.", b";TYPE=", b";PREF=1", b";CHARSET=", b"UTF-7",
    b";ENCODING=QUOTED-PRINTABLE:", b"=\r\n", b"=C3", b"=FF", b";ENCODING=b:", b"PHOTO;", b"data:image/png;base64,", b"\r\n ", b"\r\n\t", b"\\n",
    b"\\,", b"\\;", b"\\", b'"', b"^n", b"^'", b"N:", b"TEL;", b"EMAIL:", b"ADR:;;;;;;", b"BDAY:", b"X-ABLabel:", b"_$!<Home>!$_", b"CATEGORIES:",
    b"KIND:group\r\n", b"MEMBER:urn:uuid:", b"UID:", b"REV:", b"GEO:", b"AGENT:", b"--0229", b"19850412T101010Z", b"-02-30",
    b",", b";", b"\t", b'""', b"\n", b"\r", b"E-mail 1 - Value", b" ::: ", b"First Name", b"sep=;\r\n", b"'=", b"\xef\xbb\xbf", b"\xff\xfe",
    b"\xfe\xff", b"\0", b"{", b"}", b"[", b"]", b":", b"null", b"true", b"1e999", b"-0", b"NaN", b"\\u0000", b"\\ud800", b"\\udc00", b'"id":',
    b'"emails":', b'"photo":{"sha256":"x","size":1,"media_type":"a"}', b'"card":{}', b'"custom_fields":', b'"tags":', b"9" * 30, b"\xc3", b"\x80",
    b"\xed\xa0\x80", "\u0301".encode() * 40, "\u202e".encode(), "\U0001f600".encode(), "\u2028".encode(), "İ".encode(), b"!=", b"~", b"^=", b"$=",
    b">=", b"<", b"custom.", b"..", b"emails.0.", b"groups", b"conditions", b"is_set", b"()", b"*", b"' OR 1=1 --", b"%", b"\x1b[31m", b"\x85",
]  # fmt: skip


def mutated(seed: bytes, chance: random.Random) -> bytes:
    """Return a seed with some bytes changed, removed, doubled or put in from the tokens of all formats."""
    data = bytearray(seed)
    for _ in range(chance.choice((1, 1, 2, 3, 5, 12))):
        at, length = chance.randrange(len(data) + 1), chance.choice((0, 1, 2, 8, 40))
        match chance.randrange(5):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = data[at : at + length] * chance.choice((1, 2, 50))
            case 3:
                data[at:at] = chance.choice(TOKENS)
            case _:
                data[at : at + length] = chance.choice(TOKENS) * chance.choice((1, 1, 3))
    return bytes(data)


def read_vcards(data: bytes) -> Iterator[Record]:
    return vcard.read(BytesIO(data))


def read_csv(data: bytes) -> Iterator[Record]:
    return csv_contacts.read(BytesIO(data), mapping={"1": "display_name"} if data[:1] == b"#" else None)


def read_json(data: bytes) -> Iterator[Record]:
    return json_records.read(BytesIO(data), kind="ndjson" if data.count(b"\n") > 1 else "json")


def take(read: Callable[[bytes], Iterator[Record]], data: bytes) -> None:
    """Read a file as an import does and write every contact in every format; raises what is no error of ours."""
    with suppress(InvalidDataError):  # no contact file at all
        for record in read(data):
            assert isinstance(record.raw(), bytes)
            if record.draft is not None:
                with suppress(InvalidDataError):  # a rejected record
                    write(_made(record.draft))


def _made(draft: dict[str, Any]) -> Contact:
    return make_contact(draft, Checks("US", lenient=True), contact_id=ID, now=NOW)


def write(contact: Contact) -> None:
    """Write a contact in every format; what the book and JSON give back is what was there."""
    assert _bare(from_row(to_row(contact))) == _bare(contact)
    assert loads(dumps(to_json(contact))) == to_json(contact)
    assert shown(contact_as_json(contact)) == dumps(to_json(contact))
    for version in ("3.0", "4.0"):
        [again] = vcard.read(BytesIO(vcard.encode(contact, version=version)))
        assert again.draft is not None
    for dialect in ("plain", "google", "outlook"):
        b"".join(csv_export.write([contact], dialect, csv_export.widths_of([contact])))
    assert search_document(from_row(to_row(contact))) == search_document(contact)


def _bare(contact: Contact) -> dict[str, object]:
    return {key: value for key, value in to_json(contact).items() if key != "photo"}


def take_filter(data: bytes) -> None:
    """Read a text as an expression, as a JSON filter and as a search."""
    from contactsctl.domain.filter_json import parse_request
    from contactsctl.domain.filter_text import parse_filter

    text = data.decode(errors="replace")
    for parse in (
        lambda: parse_filter((text,)),
        lambda: parse_request(loads(data)),
        lambda: parse_search_text(text[:1000]),
    ):
        try:
            parse()
        except ContactsError:
            continue


KINDS: dict[str, tuple[list[bytes], Callable[[bytes], None]]] = {
    "vCard": (VCARDS, lambda data: take(read_vcards, data)),
    "CSV": (CSVS, lambda data: take(read_csv, data)),
    "JSON": (JSONS, lambda data: take(read_json, data)),
    "filter": (FILTERS, take_filter),
}


@pytest.mark.parametrize("kind", KINDS)
def test_mutated_files(kind: str) -> None:
    """Nothing but our errors comes out of any of them."""
    seeds, do = KINDS[kind]
    chance = random.Random(f"{SEED} {kind}")
    end, tried = time.monotonic() + SECONDS, 0
    while time.monotonic() < end if LONG else tried < INPUTS:
        data = mutated(chance.choice(seeds), chance)
        try:
            do(data)
        except ContactsError:
            raise
        except Exception as error:
            raise AssertionError(f"{kind}: {base64.b64encode(data).decode()}") from error
        tried += 1
    figure(f"mutated {kind} inputs", tried, tried)

"""JSON in as a stream: every frame, every fault, flat memory; text out that no terminal obeys."""

import io
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contactsctl.errors import InvalidFileError, InvalidJsonError
from contactsctl.formats import json_records
from contactsctl.formats.json_text import dumps, loads


def read(data: bytes, kind: Any = "json") -> list[Any]:
    records = list(json_records.read(io.BytesIO(data), kind=kind))
    return [(r.line, r.draft["display_name"] if r.draft else r.problems[-1].code) for r in records]


FRAMES = [
    (b'{"name": "A"}', [(1, "A")]),
    (b'[{"name": "A"},\n {"name": "B"}]', [(1, "A"), (2, "B")]),
    (b'{"data": [{"name": "A"}], "meta": {}}', [(1, "A")]),
    (b'\xef\xbb\xbf[{"name": "A"}]', [(1, "A")]),
    ('[{"name": "Å"}]'.encode("utf-16"), [(1, "Å")]),
    (b"[]", []),
    (b'[{"name": "}]\\""}, 5, {"name": "B"}]', [(1, '}]"'), (1, "invalid_json"), (1, "B")]),
    (b'[{"name": NaN}, {"name": "B"}]', [(1, "invalid_json"), (1, "B")]),
    (b'[{"name": "A", "name": "B"}]', [(1, "invalid_json")]),
    (b'[{"name": "\\ud800"}]', [(1, "invalid_json")]),
    (b'[{"name": 5}]', [(1, "invalid_value")]),
    (b'[{"name": "A", "custom": {"n": 99999999999999999999}}]', [(1, "invalid_json")]),
    (b"nope", [(1, "invalid_json")]),
]


@pytest.mark.parametrize("data, expected", FRAMES)
def test_frames(data: bytes, expected: list[Any]) -> None:
    """Each document gives its records with their lines; a bad one never stops the others."""
    assert read(data) == expected


BROKEN = [b'[{"name": "A"}', b'[{"name": "A"} {"name": "B"}]', b'[{"name": "A', b"[" * 3000, b'[{"a":1},']


@pytest.mark.parametrize("data", BROKEN)
def test_broken_frames(data: bytes) -> None:
    """A frame that does not hold its records together is one error that names the line."""
    with pytest.raises(InvalidFileError, match=r"line \d"):
        read(data)


def test_lines_of_ndjson() -> None:
    """One record a line; blank lines count, bad lines are rejected alone."""
    data = b'{"name": "A"}\n\n{bad\n{"fullName": "B"}\n' + b'"' + b"x" * 17_000_000 + b'"\n{"name": "C"}'
    assert read(data, "ndjson") == [(1, "A"), (3, "invalid_json"), (4, "B"), (5, "invalid_json"), (6, "C")]


def test_records_across_chunks() -> None:
    """Records longer than a chunk, with braces in their texts, are whole."""
    documents = [{"name": f"n{n}", "notes": '}{"' + "é" * 200_000} for n in range(4)]
    data = json.dumps(documents, ensure_ascii=False).encode()
    assert [name for _, name in read(data)] == ["n0", "n1", "n2", "n3"]


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_text_out_is_text_in(value: Any) -> None:
    """Whatever is written is read again, by us and by the standard library, and holds nothing that a terminal obeys."""
    text = dumps(value)
    assert json.loads(text) == value
    assert loads(text) == value
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2066\u200b\ufeff" for c in text)


@given(st.binary(max_size=60))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    """Any bytes give records, or one of our errors."""
    for kind in ("json", "ndjson"):
        with suppress(InvalidFileError):
            assert isinstance(read(data, kind), list)


DOCUMENTS = [b"[]", b"5", b'"x"', b"{", b'{"a": }', b"\xff", b'{"a": Infinity}', b'{"x": "' + b"\x00" + b'"}']


@pytest.mark.parametrize("data", DOCUMENTS)
def test_documents_that_are_none(data: bytes) -> None:
    """A single document must be an object of RFC 8259."""
    with pytest.raises(InvalidJsonError):
        json_records.decode_document(data)

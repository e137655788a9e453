"""JSON in as a stream: every frame, every fault, flat memory; text out that no terminal obeys."""

import io
import itertools
import json
import tracemalloc
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contactsctl.errors import InvalidFileError, InvalidJsonError, InvalidValueError
from contactsctl.formats import json_elements, json_records
from contactsctl.formats.content_lines import parse_head
from contactsctl.formats.json_text import MAX_DEPTH, dumps, loads


def read(data: bytes, kind: Any = "json") -> list[Any]:
    records = list(json_records.read(io.BytesIO(data), kind=kind))
    return [
        (r.line, r.problems[-1].code if r.draft is None else r.draft.get("display_name")) for r in records
    ]


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
    (b'[{"name": "A\xff"}, {"name": "B"}]', [(1, "invalid_json"), (1, "B")]),
    (b'[{"name": "A"}, {"name" "B"},\n"x", {"name": "C"}]',
     [(1, "A"), (1, "invalid_json"), (2, "invalid_json"), (2, "C")]),
    (b'{"meta": {"total": 1}, "data": [{"name": "A"}]}', [(1, "A")]),
    (b'{\n  "name": "A"\n}\n{\n  "name": "B"\n}\n[{"name": "C"}]', [(1, "A"), (4, "B"), (7, "C")]),
    (b'{"data": [{"name": "A"}]}\n{"data": [{"name": "B"}]}', [(1, "A"), (2, "B")]),
    (b'[{"name": "A"}]\nand more {', [(1, "A"), (2, "invalid_json")]),
    (b'{"name": "A", "data": [1]}', [(1, "A")]),
    (b"nope", [(1, "invalid_json")]),
]  # fmt: skip


@pytest.mark.parametrize("data, expected", FRAMES)
def test_frames(data: bytes, expected: list[Any]) -> None:
    """Each document gives its records with their lines; a bad one never stops the others."""
    assert read(data) == expected


BROKEN = [
    b'[{"name": "A"}', b'[{"name": "A"} {"name": "B"}]', b'[{"name": "A', b"[" * 3000, b'[{"a":1},', b'[{"a":1},]',
    b"[,]", b"[}]", b"[5", b'{"data": [{"name": "A"}]', b'{"data": [], "meta"}', b'{"data": [], "data": []}',
    b'{"name": "A"', b'[{"name": "A\\',
]  # fmt: skip


@pytest.mark.parametrize("data", BROKEN)
def test_broken_frames(data: bytes) -> None:
    """A frame that does not hold its records together is one error that names the line."""
    with pytest.raises(InvalidFileError, match=r"line \d"):
        read(data)


def test_lines_of_ndjson() -> None:
    """One record a line; blank lines count, bad lines are rejected alone."""
    data = b'{"name": "A"}\n\n{bad\n{"fullName": "B"}\n' + b'"' + b"x" * 17_000_000 + b'"\n{"name": "C"}'
    assert read(data, "ndjson") == [(1, "A"), (3, "invalid_json"), (4, "B"), (5, "too_long"), (6, "C")]


def test_records_across_chunks() -> None:
    """Records longer than a chunk, with braces in their texts, are whole."""
    documents = [{"name": f"n{n}", "notes": '}{"' + "é" * 200_000} for n in range(4)]
    data = json.dumps(documents, ensure_ascii=False).encode()
    assert [name for _, name in read(data)] == ["n0", "n1", "n2", "n3"]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_text_out_is_text_in(value: Any) -> None:
    """Whatever is written is read again, by us and by the standard library, and holds nothing that a terminal obeys."""
    text = dumps(value)
    assert json.loads(text) == value
    assert loads(text) == value
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2066\u200b\ufeff" for c in text)


FORMS = st.tuples(
    st.sampled_from([None, 0, 3]), st.booleans(), st.sampled_from(["{}", '{{"data": {}}}', "\n{0}\n{0}"])
)


@given(st.lists(JSON | st.text('"\\\\{}[],\n', max_size=40), max_size=5), FORMS, st.integers(1, 40))
def test_elements_are_cut_where_they_end(items: list[Any], form: Any, chunk: int) -> None:
    """However a list is written and wherever its chunks end, its elements are those of the standard library."""
    indent, ascii_only, frame = form
    text = frame.format(json.dumps(items, indent=indent, ensure_ascii=ascii_only))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_elements, "_CHUNK", 80)
        stream = Dribble(text.encode(), chunk)
        found = list(json_elements.elements(stream))
    assert [json.loads(each.text) for each in found] == items * (2 if frame.count("0") == 2 else 1)
    lines = text.split("\n")
    assert all(
        lines[each.line - 1][each.column - 1 :].startswith(each.text.decode().split("\n")[0])
        for each in found
    )


class Dribble(io.BytesIO):
    """A stream that gives less than it is asked for, as a pipe may; but enough to tell its encoding."""

    def __init__(self, data: bytes, most: int) -> None:
        super().__init__(data)
        self.most = most

    def read(self, size: int | None = -1) -> bytes:
        return super().read(max(4, min(size or 0, self.most)))


LIMITED = [
    (b'[{"name": "A"}, {"n": "' + b"x" * 99 + b'"}, {"name": "B"}]', ["A", "too_long", "B"]),
    (b'[{"n": [' + b"5, " * 99 + b'5]}, {"name": "B"}]', ["too_long", "B"]),
    (b'[{"n": "' + b'\\"}]' * 99 + b'"}, {"name": "B"}]', ["too_long", "B"]),
    (b'{"n": "' + b"x" * 99 + b'"} {"name": "B"}', ["too_long", "B"]),
    (b'[{"n": "' + "é".encode() * 30 + b'"}, {"name": "B"}]', ["too_long", "B"]),
]


@pytest.mark.parametrize("data, expected", LIMITED)
@pytest.mark.parametrize("chunk", [8, 60, 5000])
def test_records_over_the_limit(data: bytes, expected: list[str], chunk: int, monkeypatch: Any) -> None:
    """A record over the limit is rejected alone, wherever the chunks end, and not held to be given back."""
    monkeypatch.setattr(json_elements, "MAX_RECORD", 64)
    monkeypatch.setattr(json_elements, "_CHUNK", chunk)
    assert [name for _, name in read(data)] == expected
    refused = [each for each in json_records.read(io.BytesIO(data), kind="json") if each.draft is None]
    assert [each.raw() for each in refused] == [b""]


LONG = [
    (b"[", b'{"name": "A", "notes": "' + b"n" * 1000 + b'"},', b"0]", 4001, 500_000),
    (b'[{"a": [', b'"' + b"x" * 1000 + b'",', b"0]}]", 1, 5_000_000),
    (b'[{"a": "', b"x" * 1000, b'"}]', 1, 5_000_000),
]


@pytest.mark.parametrize("head, part, tail, expected, most", LONG)
def test_memory_is_flat(
    head: bytes, part: bytes, tail: bytes, expected: int, most: int, monkeypatch: Any
) -> None:
    """Many records take the memory of a chunk; a record without end that of the limit, and not its own."""
    monkeypatch.setattr(json_elements, "MAX_RECORD", 1_000_000)
    monkeypatch.setattr(json_elements, "_CHUNK", 64_000)
    tracemalloc.start()
    found = sum(
        1 for _ in json_elements.elements(Repeated(head, part, 4000 if expected > 1 else 20_000, tail))
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found, peak < most) == (expected, True)


class Repeated(io.RawIOBase):
    """A long stream that is nowhere held."""

    def __init__(self, head: bytes, part: bytes, times: int, tail: bytes) -> None:
        self.parts = itertools.chain([head], itertools.repeat(part, times), [tail])
        self.held = b""

    def read(self, size: int = -1) -> bytes:
        while len(self.held) < size and (part := next(self.parts, b"")):
            self.held += part
        data, self.held = self.held[:size], self.held[size:]
        return data


def nested(levels: int) -> str:
    return '{"a":' * levels + "{}" + "}" * levels


def test_nesting() -> None:
    """The deepest document that is taken, and one level more."""
    assert dumps(loads(nested(MAX_DEPTH - 1))) == nested(MAX_DEPTH - 1)
    for levels in (MAX_DEPTH, 900, 100_000):
        with pytest.raises(InvalidJsonError, match="66 levels"):
            loads(nested(levels))


LINES = [
    ({"name": "X-A", "group": "item1", "params": {"X-P": ["a b"], "type": "home"}}, True),
    ({"name": "X-GOOGLE TALK"}, True), ({"name": "X-MESSAGING/AIM-All"}, True), ({"name": "_1"}, True),
    ({"name": "-A"}, False), ({"name": "/A"}, False), ({"name": " A"}, False), ({"name": "A "}, False),
    ({"name": "A\n"}, False), ({"name": ""}, False), ({"name": "A" * 256}, False), ({"name": "A.B"}, False),
    ({"name": "A", "params": {"X P": "1"}}, False), ({"name": "A", "params": {"": "1"}}, False),
    ({"name": "A", "params": {"X/P": "1"}}, False), ({"name": "A", "params": {"P=1": "1"}}, False),
    ({"name": "A", "group": "my group"}, False), ({"name": "A", "group": "a.b"}, False),
    ({"name": "A", "group": ""}, False), ({"name": 5}, False), ({"name": "A", "params": {"P": [5]}}, False),
]  # fmt: skip


@pytest.mark.parametrize("line, good", LINES)
def test_kept_lines_have_the_names_that_cards_have(line: dict[str, Any], good: bool) -> None:
    """What would be no name of a property, parameter or group in a card is refused."""
    document = dumps({"name": "Ana", "other_properties": [{"value": "v", **line}]}).encode()
    if not good:
        with pytest.raises(InvalidValueError, match="no vCard line has this form"):
            json_records.decode_document(document)
        return
    [kept] = json_records.decode_document(document)["other_properties"]
    found = parse_head(kept.name)
    assert found is not None
    assert found.name == line["name"]


def test_rejected_records_can_be_mended_and_read_again() -> None:
    """What a list's bad records give back is a JSON file of just these, which stand where the message says."""
    data = b'[\n  {\n    "name": 5\n  },\n  {"name": "B"},\n  {\n    "name": x\n  }\n]'
    bad = [each for each in json_records.read(io.BytesIO(data), kind="json") if each.draft is None]
    assert [each.problems[0].message for each in bad] == [
        "name must be text",
        "invalid JSON: Expecting value at line 7, column 13",
    ]
    mended = b"".join(each.raw() for each in bad).replace(b"5", b'"A"').replace(b"x", b'"C"')
    assert read(mended) == [(1, "A"), (4, "C")]


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

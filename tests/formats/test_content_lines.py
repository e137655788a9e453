"""Content lines: heads, parameters, escapes and folds, each against what it must become."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contactsctl.formats.content_lines import (
    Line,
    escape,
    fold,
    format_line,
    format_param_value,
    parse_head,
    split_escaped,
    split_head,
    split_unquoted,
    unescape,
)

SPLITS = [
    ("FN:Ana", ("FN", "Ana")),
    ("URL:http://a.example", ("URL", "http://a.example")),
    ('ADR;LABEL="a:b":;;c', ('ADR;LABEL="a:b"', ";;c")),
    ('TEL;TYPE="home:1', ('TEL;TYPE="home', "1")),
    ('X;A="":b":c"', ('X;A=""', 'b":c"')),
    ("no colon", None),
]


@pytest.mark.parametrize("text, expected", SPLITS)
def test_the_head_ends_at_the_first_colon_outside_quotes(text: str, expected: tuple[str, str] | None) -> None:
    """A colon in double quotes belongs to a parameter; quotes that never close are as good as none."""
    assert split_head(text) == expected


HEADS = [
    ("fn", ("fn", None, {}, False, "FN")),
    ("item1.TEL", ("TEL", "item1", {}, False, "TEL")),
    ("a.b.TEL", ("TEL", "a-b", {}, False, "TEL")),
    ("X-GOOGLE TALK", ("X-GOOGLE TALK", None, {}, False, "X-GOOGLE TALK")),
    ("TEL;HOME;voice", ("TEL", None, {"TYPE": ("HOME", "voice")}, True, "TEL")),
    ("N;QUOTED-PRINTABLE", ("N", None, {"ENCODING": ("QUOTED-PRINTABLE",)}, True, "N")),
    ("PHOTO;url", ("PHOTO", None, {"VALUE": ("url",)}, True, "PHOTO")),
    ("TEL;type=a,b;TYPE=c", ("TEL", None, {"TYPE": ("a", "b", "c")}, False, "TEL")),
    ('TEL;TYPE="a,b"', ("TEL", None, {"TYPE": ("a", "b")}, False, "TEL")),
    ('ADR;LABEL="1^n^^2^\'"', ("ADR", None, {"LABEL": ("1\n^2\"",)}, False, "ADR")),
    ("TEL;;TYPE=", ("TEL", None, {"TYPE": ("",)}, False, "TEL")),
]  # fmt: skip


@pytest.mark.parametrize("text, expected", HEADS)
def test_heads_have_a_name_a_group_and_parameters(text: str, expected: tuple[object, ...]) -> None:
    """Names keep their spelling, parameter names are in capitals, bare parameters get the name they stand for."""
    head = parse_head(text)
    assert head is not None
    assert (head.name, head.group, head.params, head.bare, head.key) == expected


@pytest.mark.parametrize("text", ["", ";TYPE=a", "a b.TEL", "Straße", "(x)", ".TEL", "#x"])
def test_what_is_no_name_is_no_head(text: str) -> None:
    """A line that does not begin with a name is text of the line before it."""
    assert parse_head(text) is None


ESCAPES = [
    ("a\\,b\\;c\\\\d\\ne\\Nf", "a,b;c\\d\ne\nf"),
    ("http\\://a", "http://a"),
    ("C:\\temp \\", "C:\\temp \\"),
    ("plain, as it is; too", "plain, as it is; too"),
]


@pytest.mark.parametrize("value, expected", ESCAPES)
def test_escapes_become_what_they_stand_for(value: str, expected: str) -> None:
    """Known escapes are resolved; a backslash before anything else is a backslash."""
    assert unescape(value) == expected


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\u0085\u2028\u2029")))
def test_any_text_survives_its_escapes(text: str) -> None:
    """An escaped text has no line break and no separator, and gives the text again."""
    escaped = escape(text)
    assert "\n" not in escaped
    assert split_escaped(escaped, ";") == [escaped]
    assert split_escaped(escaped, ",") == [escaped]
    assert unescape(escaped) == text


PARTS = [
    ("a;b;;", ["a", "b", "", ""]),
    ("a\\;b;c", ["a\\;b", "c"]),
    ("a\\\\;b", ["a\\\\", "b"]),
    ("", [""]),
]


@pytest.mark.parametrize("value, expected", PARTS)
def test_values_are_split_at_bare_separators(value: str, expected: list[str]) -> None:
    """A separator behind an odd number of backslashes belongs to the text."""
    assert split_escaped(value, ";") == expected


UNQUOTED = [
    ('a;"b;c";d', ["a", '"b;c"', "d"]),
    ('a"b;c"d;e', ['a"b;c"d', "e"]),
    ('a;"b;c', ["a", '"b', "c"]),
]


@pytest.mark.parametrize("text, expected", UNQUOTED)
def test_parameters_are_split_outside_quotes(text: str, expected: list[str]) -> None:
    """Quotes guard a separator, anywhere in a parameter; one that does not close guards nothing."""
    assert split_unquoted(text, ";") == expected


PARAM_VALUES = [
    ("work", "work"),
    ("a,b", '"a,b"'),
    ('say "x"', "say ^'x^'"),
    ("1^2\n3:", '"1^^2^n3:"'),
    ("work\r\nNOTE:inj", '"work^nNOTE:inj"'),
    ("bell\x07\x00", "bell"),
]


@pytest.mark.parametrize("value, expected", PARAM_VALUES)
def test_parameter_values_cannot_break_out(value: str, expected: str) -> None:
    """Quotes, carets and breaks are encoded (RFC 6868), other controls go: a value stays one value."""
    assert format_param_value(value) == expected


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_any_parameter_survives_a_line(value: str) -> None:
    """A line with any text as a parameter is read as the same line."""
    text = format_line(Line("TEL", "1", "item1", {"TYPE": ("x",), "X-P": (value.strip(),)}))
    found = split_head(text)
    assert found is not None
    head = parse_head(found[0])
    assert head is not None
    assert (head.group, head.params, found[1]) == ("item1", {"TYPE": ("x",), "X-P": (value.strip(),)}, "1")


@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=("Cs",)), max_size=400))
def test_folds_are_of_75_octets_and_whole_characters(text: str) -> None:
    """Every physical line has at most 75 octets and is UTF-8 by itself; unfolding gives the text again."""
    lines = fold(text).encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert lines[0].decode() + "".join(line.decode()[1:] for line in lines[1:]) == text


HOSTILE = {
    "equals": "TEL;a" + "=" * 200_000 + '"',
    "quotes": "TEL;" + '"' * 200_000 + ":1",
    "quotes and colons": "TEL;a=" + '":' * 200_000,
    "bare parameters": "TEL" + ";a" * 100_000,
    "commas": "TEL;TYPE=" + "a," * 100_000,
    "quoted parameters": "TEL" + ';a="b"' * 50_000,
    "dots": "a." * 200_000 + "TEL",
    "spaces": "X- " + " " * 400_000 + "!",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_heads_end(name: str) -> None:
    """Heads of hundreds of kilobytes, on which backtracking readers hang for days, are read at once."""
    found = split_head(HOSTILE[name])
    head = parse_head(found[0] if found else HOSTILE[name])
    assert head is None or head.name.startswith(("TEL", "X-"))

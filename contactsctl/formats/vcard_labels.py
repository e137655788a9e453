"""Labels of vCard: TYPE parameters and Apple's X-ABLabel, to a label of ours and back."""

from functools import lru_cache

from contactsctl.formats.content_lines import Line, Version, unescape

_NO_LABELS = {"pref", "internet", "voice", "msg", "postal", "parcel", "intl", "dom", "x400", "uri", ""}
_OURS = {"cell": "mobile", "cellular": "mobile"}
_THEIRS = {"mobile": "CELL"}
_LAST = ("fax", "pager", "video", "car", "main", "text")
_WRITABLE = {
    "home", "work", "mobile", "fax", "pager", "main", "other", "iphone", "car", "video", "text", "assistant",
}  # fmt: skip
_BUILT_IN = {
    "Anniversary", "Assistant", "Brother", "Child", "Father", "Friend", "HomePage", "Manager", "Mother",
    "Other", "Parent", "Partner", "School", "Sister", "Spouse",
}  # fmt: skip
_LOWERED = {"Home": "home", "Work": "work", "Mobile": "mobile", "Other": "other"}


def types_of(line: Line) -> tuple[str, ...]:
    """Return the TYPE values of a property in lower case; `TYPE="a,b"` counts as two."""
    return _lowered(line.params.get("TYPE", ()))


@lru_cache(512)
def _lowered(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part.strip().lower() for value in values for part in value.split(","))


def label_of(line: Line, apple_label: str | None) -> str | None:
    """Return the label of a property: X-ABLabel before TYPE; fax and the like stand last (`work_fax`)."""
    if apple_label:
        return apple_label
    return _label(types_of(line))


@lru_cache(512)
def _label(types: tuple[str, ...]) -> str | None:
    words = list(dict.fromkeys(_OURS.get(word, word) for word in types if word not in _NO_LABELS))
    words.sort(key=lambda word: word in _LAST)
    return "_".join(words) or None


def is_preferred(line: Line) -> bool:
    """Return whether a property is marked as preferred: TYPE=pref, or PREF."""
    return "pref" in types_of(line) or bool(line.param("PREF"))


def read_apple_label(value: str) -> str | None:
    """Return the label in an X-ABLabel: Apple's built-in ones without their marks; None for an empty one."""
    text = unescape(value).strip()
    if text.startswith("_$!<") and text.endswith(">!$_"):
        text = text[4:-4].strip()
    return _LOWERED.get(text, text) or None


def write_apple_label(label: str) -> str:
    """Return the text of an X-ABLabel; Apple's built-in labels get their marks."""
    return f"_$!<{label}>!$_" if label in _BUILT_IN else label


def types_for(label: str | None) -> tuple[str, ...] | None:
    """Return the TYPE values that say a label; None when only an X-ABLabel can."""
    if not label:
        return ()
    words = label.split("_")
    if not all(word in _WRITABLE for word in words):
        return None
    return tuple(_THEIRS.get(word, word.upper()) for word in words)


def type_params(
    kind: str, label_types: tuple[str, ...], primary: bool, version: Version
) -> dict[str, tuple[str, ...]]:
    """Return the parameters of an email or phone (`EMAIL`, `TEL`) with a label, primary or not."""
    if version == "4.0":
        types = tuple(word.lower() for word in label_types)
        return ({"TYPE": types} if types else {}) | ({"PREF": ("1",)} if primary else {})
    base = ("INTERNET",) if kind == "EMAIL" else ()
    types = (*base, *label_types, *(("PREF",) if primary else ()))
    return {"TYPE": types} if types else {}

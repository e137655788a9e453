"""Labels of vCard: TYPE parameters and Apple's X-ABLabel, to a label of ours and back."""

from functools import lru_cache

from contactsctl.formats.content_lines import Line, Version, unescape, with_params

ABLABEL = "X-ABLABEL"
"""The parameter in which some write what Apple writes as a property of the group."""
_NO_LABELS = {
    "pref", "internet", "smtp", "voice", "msg", "postal", "parcel", "intl", "dom", "x400", "uri", "",
}  # fmt: skip
_OURS = {"cell": "mobile", "cellular": "mobile", "homefax": "home_fax", "workfax": "work_fax"}
_THEIRS = {"mobile": "CELL"}
_LAST = ("fax", "pager", "video", "car", "main", "text")
_WRITABLE = {
    "home", "work", "mobile", "fax", "pager", "main", "other", "iphone", "car", "video", "text", "assistant",
}  # fmt: skip
_BUILT_IN = {
    "Assistant", "Brother", "Child", "Father", "Friend", "HomePage", "Manager", "Mother", "Parent", "Partner",
    "School", "Sister", "Spouse",
}  # fmt: skip
_OURS_OF_APPLE = {name: name.lower() for name in ("Anniversary", "Home", "Mobile", "Other", "Work")}
_APPLES = {ours: name for name, ours in _OURS_OF_APPLE.items()}


def types_of(line: Line) -> tuple[str, ...]:
    """Return the TYPE values of a property in lower case; `TYPE="a,b"` counts as two."""
    return _lowered(line.params.get("TYPE", ()))


@lru_cache(512)
def _lowered(values: tuple[str, ...]) -> tuple[str, ...]:
    # Some escape the comma, as in a text.
    return tuple(part.strip(" \\").lower() for value in values for part in value.split(","))


def label_of(line: Line, apple_label: str | None) -> str | None:
    """Return the label of a property: X-ABLabel before TYPE; fax and the like stand last (`work_fax`)."""
    return apple_label or _label_of_types(line.params.get("TYPE", ()))


@lru_cache(512)
def _label_of_types(values: tuple[str, ...]) -> str | None:
    return _label(_lowered(values))


@lru_cache(512)
def _label(types: tuple[str, ...]) -> str | None:
    words = list(dict.fromkeys(_OURS.get(word, word) for word in types if word not in _NO_LABELS))
    if "iphone" in words and "mobile" in words:  # Apple says CELL with it, and shows one word
        words.remove("mobile")
    words.sort(key=lambda word: word in _LAST)
    return "_".join(words) or None


def preference(line: Line) -> int | None:
    """Return how preferred a property is, 1 the most: TYPE=pref, or PREF; None when it says nothing."""
    params = line.params
    return _preference(params.get("TYPE", ()), params.get("PREF", ())) if params else None


@lru_cache(512)
def _preference(types: tuple[str, ...], ranks: tuple[str, ...]) -> int | None:
    if "pref" in _lowered(types):
        return 1
    rank = next(iter(ranks), "")
    return int(rank) if rank.isascii() and rank.isdigit() and len(rank) < 4 else None


def read_apple_label(value: str) -> str | None:
    """Return the label in an X-ABLabel: Apple's built-in ones without their marks; None for an empty one."""
    text = unescape(value).strip()
    if text.startswith("_$!<") and text.endswith(">!$_"):
        text = text[4:-4].strip()
        return _OURS_OF_APPLE.get(text, text) or None
    return text or None


def write_apple_label(label: str) -> str:
    """Return the text of an X-ABLabel; Apple's built-in labels get their marks."""
    name = _APPLES.get(label, label)
    return f"_$!<{name}>!$_" if label in _BUILT_IN or label in _APPLES else label


def types_for(label: str | None) -> tuple[str, ...] | None:
    """Return the TYPE values that say a label; None when only an X-ABLabel can."""
    if not label:
        return ()
    words = label.split("_")
    types = tuple(_THEIRS.get(word, word.upper()) for word in words)
    if all(word in _WRITABLE for word in words) and _label(_lowered(types)) == label:
        return types
    return None


def with_types(line: Line, types: tuple[str, ...], version: Version) -> Line:
    """Return the line with the TYPE values of another label; those that are no labels stay."""
    words = [word for word in _words(line) if word.lower() in _NO_LABELS]
    at = sum(word.lower() != "pref" for word in words)
    words[at:at] = [word.lower() for word in types] if version == "4.0" else types
    return with_params(line, {"TYPE": words, ABLABEL: None})


def with_preference(line: Line, preferred: bool, version: Version) -> Line:
    """Return the line marked as preferred, or not."""
    words = [word for word in _words(line) if word.lower() != "pref"]
    if version == "4.0":
        return with_params(line, {"TYPE": words, "PREF": ("1",) if preferred else None})
    return with_params(line, {"TYPE": [*words, "PREF"] if preferred else words, "PREF": None})


def _words(line: Line) -> list[str]:
    words = [part.strip() for value in line.param("TYPE") for part in value.split(",") if part.strip()]
    return sorted(words, key=lambda word: word.lower() == "pref")


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

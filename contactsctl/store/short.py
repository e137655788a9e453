"""What a contact's row stores shorter than it is read; statements that read it ask for `read(column)`.

Lists are JSON, whose usual pieces are stored as one control character each: JSON has those in escapes
alone. Of the characters taken no two are one bit apart, so that a flipped bit makes no other list of one.
Times are milliseconds since 1970; one that is no such time stays the text that it is.

Rows in books have these characters: pieces may be added, at an end and with the view `whole_contact` made
anew, never changed.
"""

from collections.abc import Iterable, Sequence

_LABELS = (('","label":"work"', "\x06"), ('","label":"home"', "\x11"))
_PIECES: dict[str, tuple[tuple[str, str], ...]] = {
    "emails": (
        (',"primary":true', "\x05"), *_LABELS, ('[{"address":"', "\x12"), (',{"address":"', "\x14"),
    ),
    "phones": (
        (',"primary":true', "\x05"), *_LABELS, ('","label":"mobile"', "\x17"), ('[{"number":"+', "\x12"),
        (',{"number":"+', "\x14"), (',"raw":"+', "\x18"),
    ),
    "addresses": (
        ('[{"label":"home","street":"', "\x12"), ('[{"label":"work","street":"', "\x14"),
        ('","city":"', "\x05"), ('","state":"', "\x06"), ('","postal_code":"', "\x11"),
        ('","country":"', "\x17"),
    ),
}  # fmt: skip

SHORT_LISTS = tuple(_PIECES)
STORED = {
    **{column: f"short_{column}" for column in SHORT_LISTS},
    **{column: f"{column}_ms" for column in ("created_at", "updated_at")},
}
"""What is read but not stored as it is: the column that is stored for it."""


def stored(columns: Sequence[str]) -> list[str]:
    """Return the names of the columns that are stored for those that are read."""
    return [STORED.get(column, column) for column in columns]


def to_store(column: str, value: str = "?") -> str:
    """Return the SQL of what is stored for a column, given the SQL of what is read there."""
    if column in _PIECES:
        for piece, sign in _PIECES[column]:
            value = f"replace({value}, '{piece}', char({ord(sign)}))"
        return value
    return milliseconds(value) if column in STORED else value


def shorten_all(column: str, texts: Iterable[str | None]) -> list[str | None]:
    """Return what is stored for the lists of many contacts, as `to_store` does it: all at once."""
    found = "\n".join([text or "" for text in texts])  # JSON holds no line feed
    for piece, sign in _PIECES[column]:
        found = found.replace(piece, sign)
    return [text or None for text in found.split("\n")]


def lengthen(column: str, text: str) -> str:
    """Return a list as it is read."""
    for piece, sign in reversed(_PIECES[column]):
        text = text.replace(sign, piece)
    return text


def lengthen_all(column: str, texts: Iterable[str | None]) -> list[str]:
    """Return the lists of many contacts as they are read, empty where there is none: all at once.

    Raises ValueError where a line feed stands in one, in a row that was damaged.
    """
    given = [text or "" for text in texts]
    found = lengthen(column, "\n".join(given)).split("\n")
    if len(found) != len(given):
        raise ValueError(f"a line feed in {STORED[column]}")
    return found


def assignment(column: str) -> str:
    """Return the assignment of an UPDATE that stores a bound value for a column."""
    return f"{STORED.get(column, column)} = {to_store(column)}"


def milliseconds(moment: str = "?") -> str:
    """Return the SQL of a moment, RFC 3339 UTC with milliseconds, in milliseconds since 1970."""
    return f"CAST(round((julianday({moment}) - 2440587.5) * 86400000) AS INTEGER)"


def text_of(milliseconds: str) -> str:
    """Return the SQL of the moment, RFC 3339 UTC with milliseconds, at some milliseconds since 1970."""
    return f"strftime('%Y-%m-%dT%H:%M:%fZ', {milliseconds} / 1000.0, 'unixepoch')"


def read(column: str, table: str | None = None) -> str:
    """Return the SQL of what is read in a column, whether it is stored short or as it is.

    A generated column would do the same, but SQLite makes it of every row that it inserts.
    """
    of = f"{table}." if table else ""
    value = f"{of}{STORED.get(column, column)}"
    if column in _PIECES:
        for piece, sign in reversed(_PIECES[column]):
            value = f"replace({value}, char({ord(sign)}), '{piece}')"
    elif column in STORED:
        return f"iif(typeof({value}) = 'integer', {text_of(value)}, {value})"
    return value

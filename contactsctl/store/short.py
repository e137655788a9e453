"""What a contact's row stores shorter than it is read; a generated column of the old name gives it whole.

Lists are JSON, whose usual pieces are stored as one control character each: JSON has those in escapes
alone. Of the characters taken no two are one bit apart, so that a flipped bit makes no other list of one.
Times are milliseconds since 1970; one that is no such time stays the text that it is.
"""

from collections.abc import Sequence

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

STORED = {
    **{column: f"short_{column}" for column in _PIECES},
    **{column: f"{column}_ms" for column in ("created_at", "updated_at")},
}
"""The columns that are read but not stored, each with the one that is stored for it."""


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


def assignment(column: str) -> str:
    """Return the assignment of an UPDATE that stores a bound value for a column."""
    return f"{STORED.get(column, column)} = {to_store(column)}"


def milliseconds(moment: str = "?") -> str:
    """Return the SQL of a moment, RFC 3339 UTC with milliseconds, in milliseconds since 1970."""
    return f"CAST(round((julianday({moment}) - 2440587.5) * 86400000) AS INTEGER)"


def text_of(milliseconds: str) -> str:
    """Return the SQL of the moment, RFC 3339 UTC with milliseconds, at some milliseconds since 1970."""
    return f"strftime('%Y-%m-%dT%H:%M:%fZ', {milliseconds} / 1000.0, 'unixepoch')"


def definitions() -> list[str]:
    """Return the definitions of the generated columns."""
    return [f"{column} TEXT AS ({_read(column)})" for column in STORED]


def _read(column: str) -> str:
    read = STORED[column]
    if column not in _PIECES:
        return f"iif(typeof({read}) = 'integer', {text_of(read)}, {read})"
    for piece, sign in reversed(_PIECES[column]):
        read = f"replace({read}, char({ord(sign)}), '{piece}')"
    return read

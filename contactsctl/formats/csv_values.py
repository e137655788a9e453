"""Several values in one cell, and the one word for each."""

import re
from collections.abc import Callable

MAIN_KEYS = {"emails": "address", "phones": "number", "urls": "url", "dates": "date"}
JOINED = " ::: "
"""What Google puts between the values of one cell."""
_SYSTEM_TAGS = {"mycontacts", "starred", "othercontacts"}
_DIGITS_OF_A_NUMBER = 7


def split_google(text: str) -> list[str]:
    """Return the values of a cell of Google's."""
    return [part.strip() for part in text.split(JOINED.strip()) if part.strip()] or [text]


def split_values(name: str, text: str, dialect: str) -> list[str]:
    """Return the emails, phones or urls of a cell: several only when each part looks like one."""
    if dialect == "google":
        return split_google(text)
    parts = [part.strip() for part in _SEPARATORS[name].split(text) if part.strip()]
    if len(parts) > 1 and (dialect == "pipedrive" or all(map(_LOOKS_LIKE_ONE[name], parts))):
        return parts
    return [text]


_SEPARATORS = {
    "emails": re.compile(r"[,;\n]"),
    "phones": re.compile(r"[,;\n]"),
    "urls": re.compile(r"[,;\s]+"),
}
_LOOKS_LIKE_ONE: dict[str, Callable[[str], bool]] = {
    "emails": lambda part: "@" in part,
    "phones": lambda part: sum(map(str.isdecimal, part)) >= _DIGITS_OF_A_NUMBER,
    "urls": lambda part: "://" in part,
}


def split_tags(text: str, dialect: str) -> list[str]:
    """Return the tags of a cell, without those that a system gives to all its contacts."""
    if JOINED.strip() in text or dialect == "google":
        tags = split_google(text)
    elif text[:1] == text[-1:] == '"':  # Mailchimp has quotes within its cell
        tags = text[1:-1].split('","')
    else:
        tags = re.split(r"[;,]", text)
    if dialect == "google":  # a star marks the groups of the system
        tags = [tag for tag in tags if not tag.startswith("*")]
    system = _SYSTEM_TAGS if dialect in ("google", "outlook") else ()
    named = (tag.strip() for tag in tags)
    return [tag for tag in named if tag and tag.replace(" ", "").lower() not in system]

"""People as lines of addresses, in the forms that mail clients ask for; imports next to nothing."""

from collections.abc import Iterable, Iterator

CLIENTS = ("mutt", "aerc", "alot", "notmuch")
Person = tuple[str, str, str | None]
"""A name, an address, and its label."""

_MOST = {"aerc": 100}
_NOTHING = {"mutt": 1}
_SPECIALS = frozenset('()<>[]:;@\\,."')


def lines(people: Iterable[Person], client: str, text: str) -> Iterator[str]:
    """Yield a line an address: `address TAB name`, for notmuch `name <address>` (RFC 5322 section 3.4).

    mutt shows the first line to its user, and takes a label after another tab; aerc takes 100 lines.
    """
    texts = [_line(name, address, label, client) for name, address, label in people if address]
    if client == "mutt":
        many = f"{len(texts)} address{'es' if len(texts) != 1 else ''}"
        yield f"{many} for {_one_line(text)}\n" if texts else f"no address for {_one_line(text)}\n"
    yield from texts[: _MOST.get(client)]


def status(count: int, client: str) -> int:
    """Return the exit status that a client expects: mutt shows its user the line when nothing was found."""
    return 0 if count else _NOTHING.get(client, 0)


def _line(name: str, address: str, label: str | None, client: str) -> str:
    name, address = _one_line(name), _one_line(address)
    if client == "notmuch":
        return f"{_quoted(name)} <{address}>\n" if name != address else f"{address}\n"
    return f"{address}\t{name}{f'{chr(9)}{_one_line(label)}' if client == 'mutt' and label else ''}\n"


def _one_line(text: str) -> str:
    if not text.isprintable():  # what stands in the book is, but a text on the command line need not be
        from contactsctl.domain.text import repair_text

        text = repair_text(text)
    return " ".join(text.split())


def _quoted(name: str) -> str:
    if name.isascii() and _SPECIALS.isdisjoint(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

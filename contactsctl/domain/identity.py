"""Who asks: identities, their roles, and what a role may do."""

import re
from typing import Literal, NamedTuple, get_args

from contactsctl.errors import InvalidValueError

Role = Literal["admin", "agent", "restricted"]
ROLES: tuple[Role, ...] = get_args(Role)
_NAME = re.compile(r"\w[\w.@+-]{0,63}")


class Viewer(NamedTuple):
    """An identity that is not an admin: it sees a part of the book.

    An `agent` sees the contacts that everyone may see and those granted to it, a `restricted` identity
    only those granted to it. Admins, and whoever names no identity, are no viewer: they see all.
    """

    name: str
    role: Role


def check_identity_name(name: str) -> str:
    """Return the name of a new identity; raises InvalidValueError for what cannot be one."""
    stripped = name.strip()
    if _NAME.fullmatch(stripped) and stripped.isprintable():
        return stripped
    raise InvalidValueError(
        f"an identity's name has letters, digits, '.', '_', '-', '@' and '+', at most 64: {name[:80]!r}",
        field="identity",
        value=name,
    )

"""Who asks: identities, their roles, and what a role may do."""

import re
from typing import Literal, NamedTuple, get_args

from contactsctl.domain.contact import EVERYONE, Access, Contact
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


def access_of_new(viewer: Viewer | None) -> Access:
    """Return who may see a contact that a viewer adds: a restricted one would not see its own else."""
    return (viewer.name,) if viewer and viewer.role == "restricted" else EVERYONE


class Identity(NamedTuple):
    """`contact_id` and `contact` (a display name) say who it is, where it is a contact; `granted` is to
    how many contacts its name was added.
    """

    name: str
    role: Role
    contact_id: str | None
    contact: str | None
    granted: int
    created_at: str


def check_identity_name(name: str) -> str:
    """Return the name of a new identity; raises InvalidValueError for what cannot be one."""
    stripped = name.strip()
    if stripped.lower() == EVERYONE:
        raise InvalidValueError(
            f"the name {stripped!r} is reserved: in access lists it means every agent",
            field="identity",
            value=name,
        )
    if _NAME.fullmatch(stripped) and stripped.isprintable():
        return stripped
    raise InvalidValueError(
        f"an identity's name has letters, digits, '.', '_', '-', '@' and '+', at most 64: {name[:80]!r}",
        field="identity",
        value=name,
    )


def name_for(contact: Contact) -> str:
    """Return the name for the identity of a contact: its mention name, else its name in ASCII letters."""
    if contact.mention_name:
        return contact.mention_name
    from contactsctl.domain.fold import fold

    words = re.findall(r"[a-z0-9]+", fold(contact.display_name))
    return "-".join(words)[:60].strip("-") or f"contact-{contact.id[:8]}"

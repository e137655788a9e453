"""Which contacts are asked for, in which order, which page of them."""

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from contactsctl.domain.contact import Contact
    from contactsctl.domain.filter import Filter
    from contactsctl.domain.identity import Viewer

Scope = Literal["live", "live_and_trash", "trash"]
Sort = Literal["display_name", "created_at", "updated_at", "company", "family_name", "relevance"]

DEFAULT_LIMIT = 50
LOOKUP_LIMIT = 200
MAX_TEXT = 1000
"""Characters of a search text."""
TOTAL_CAP = 100_000
"""Up to this many matches of a text search are counted exactly."""


class Query(NamedTuple):
    """Every condition that is set must hold; `limit` 0 means all.

    `text`: every word must occur somewhere in the contact. `tags`: all of them. `company`: contains.
    `filter`: one of its groups of conditions. `view`: what is kept under that name holds too.
    `viewer` is set by the store, which knows who asks.
    """

    text: str | None = None
    tags: tuple[str, ...] = ()
    company: str | None = None
    source: str | None = None
    type: str | None = None
    kind: str | None = None
    active: bool | None = None
    dnc: bool | None = None
    filter: "Filter | None" = None
    view: str | None = None
    scope: Scope = "live"
    sort: Sort = "display_name"
    descending: bool = False
    limit: int = DEFAULT_LIMIT
    offset: int = 0
    viewer: "Viewer | None" = None

    @property
    def has_condition(self) -> bool:
        """Whether anything must hold, but for the scope."""
        from contactsctl.domain.fold import fold, is_blank

        texts = (not is_blank(self.text or ""), fold(self.company or ""), self.view)
        given = (self.source, self.type, self.kind, self.active, self.dnc)
        groups = self.filter.groups if self.filter else ()
        return any(texts) or any(each is not None for each in given) or bool(self.tags) or any(groups)


LookupBy = Literal["email", "email_contains", "email_domain", "phone", "phone_contains", "words"]


class Lookup(NamedTuple):
    """A reverse lookup: `value` as the user gave it, by one key; `words` match beginnings, best first."""

    by: LookupBy
    value: str
    limit: int = LOOKUP_LIMIT
    offset: int = 0


class Page(NamedTuple):
    """The contacts of one page and how many match in all."""

    contacts: "tuple[Contact, ...]"
    total: int
    limit: int
    offset: int
    has_more: bool
    total_is_lower_bound: bool = False

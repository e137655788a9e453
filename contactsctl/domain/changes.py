"""What an edit asks for: a merge patch, and additions to and removals from the lists."""

from collections.abc import Mapping
from typing import Any

from contactsctl.domain.value import Value, field, value


@value(kw_only=True)
class Changes(Value):
    """`patch` is an RFC 7396 merge patch over the JSON keys of a contact; lists in it replace the whole list.

    `add_emails` and `add_phones` hold drafts (`{"address", "label"}`, `{"number", "label"}`). `remove_emails`
    and `remove_phones` hold the values as typed. `custom` is merged into the custom fields one level
    deep; `clear_custom` names keys to drop.
    """

    patch: Mapping[str, Any] = field(default_factory=dict)
    add_emails: tuple[Mapping[str, Any], ...] = ()
    remove_emails: tuple[str, ...] = ()
    add_phones: tuple[Mapping[str, Any], ...] = ()
    remove_phones: tuple[str, ...] = ()
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    custom: Mapping[str, Any] = field(default_factory=dict)
    clear_custom: tuple[str, ...] = ()

"""A contact as a QR code that a phone reads into its address book."""

import io
from collections.abc import Callable, Sequence

from contactsctl.domain.contact import Contact
from contactsctl.domain.value import replace
from contactsctl.errors import TooLongError, UsageError

# What a code has no room for goes first.
_LEAVE_OUT: tuple[dict[str, object], ...] = (
    {"photo": None, "card": None, "other_properties": (), "custom_fields": {}, "avatar_path": None,
     "source": None},
    {"notes": None, "tags": ()},
    {"addresses": (), "urls": (), "dates": ()},
)  # fmt: skip


def qr(contact: Contact, encode: Callable[[Contact], bytes]) -> str:
    """Return the contact's vCard as a QR code of text lines; what has no room is left out, notes first.

    Raises UsageError where segno is not installed, TooLongError for a contact that no code holds.
    """
    try:
        import segno
    except ImportError as error:
        raise UsageError("--qr needs the extra `qr`: pip install 'contactsctl[qr]'") from error
    for slim in _slimmer(contact, _LEAVE_OUT):
        try:
            code = segno.make(encode(slim), error="l", boost_error=False, micro=False)
        except segno.DataOverflowError:
            continue
        drawn = io.StringIO()
        code.terminal(drawn, compact=True)
        return drawn.getvalue()
    raise TooLongError(f"{contact.display_name} has more than a QR code holds", field="qr")


def _slimmer(contact: Contact, steps: Sequence[dict[str, object]]) -> list[Contact]:
    found = []
    for step in steps:
        contact = replace(contact, **step)  # type: ignore[arg-type]
        found.append(contact)
    return found

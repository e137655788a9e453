"""The options of `add` and `edit` that say what a contact is, and the draft they make."""

from typing import Annotated, Any

from contactsctl.cli.parameters import option, options
from contactsctl.domain.contact import TYPES
from contactsctl.domain.custom_fields import Typed
from contactsctl.errors import InvalidDateError, InvalidJsonError, UsageError

NAMES, WORK, REACH, MORE = "Names", "Work", "Email, phone, places", "More"
_ADDRESS_PARTS = ("po_box", "extended", "street", "city", "state", "postal_code", "country")
_LONGEST_LABEL = 40


def _text(*names: str, panel: str, help_text: str, metavar: str = "TEXT") -> Any:
    return option(*names, metavar=metavar, panel=panel, help=help_text)


@options
class ContactOptions:
    """What a contact is; a list option given once or more is the whole list."""

    given_name: Annotated[
        str | None, _text("--given-name", "--first-name", panel=NAMES, help_text="Given name.")
    ] = None
    family_name: Annotated[
        str | None, _text("--family-name", "--last-name", panel=NAMES, help_text="Family name.")
    ] = None
    middle_name: Annotated[str | None, _text("--middle-name", panel=NAMES, help_text="Middle name.")] = None
    name_prefix: Annotated[str | None, _text("--name-prefix", panel=NAMES, help_text="Dr., Ms, ...")] = None
    name_suffix: Annotated[str | None, _text("--name-suffix", panel=NAMES, help_text="Jr., PhD, ...")] = None
    nickname: Annotated[str | None, _text("--nickname", panel=NAMES, help_text="Nickname.")] = None
    display_name_option: Annotated[
        str | None,
        _text("--display-name", panel=NAMES, help_text="The name to show; made from the others when absent."),
    ] = None
    mention_name: Annotated[
        str | None, _text("--mention-name", panel=NAMES, help_text="A unique short name, for @mentions.")
    ] = None
    company: Annotated[str | None, _text("--company", panel=WORK, help_text="Company.")] = None
    department: Annotated[str | None, _text("--department", panel=WORK, help_text="Department.")] = None
    job_title: Annotated[str | None, _text("--job-title", panel=WORK, help_text="Job title.")] = None
    type: Annotated[
        str | None, _text("--type", panel=WORK, metavar="TYPE", help_text=f"One of {', '.join(TYPES)}.")
    ] = None
    is_active: Annotated[
        bool | None,
        option("--active/--inactive", panel=WORK, help="Whether the contact is active."),
    ] = None
    email: Annotated[
        list[str] | None,
        _text(
            "--email",
            panel=REACH,
            metavar="[LABEL:]ADDR",
            help_text="Email; repeat for several, the first is primary.",
        ),
    ] = None
    phone: Annotated[
        list[str] | None,
        _text(
            "--phone",
            panel=REACH,
            metavar="[LABEL:]NUMBER",
            help_text="Phone, in any format; repeat for several.",
        ),
    ] = None
    address: Annotated[
        list[str] | None,
        _text(
            "--address", panel=REACH, metavar="LABEL:PART=TEXT;...",
            help_text="Postal address: street, city, state, postal_code, country, po_box, extended.",
        ),
    ] = None  # fmt: skip
    url: Annotated[
        list[str] | None, _text("--url", panel=REACH, metavar="[LABEL:]URL", help_text="Web address.")
    ] = None
    date: Annotated[
        list[str] | None,
        _text(
            "--date",
            panel=MORE,
            metavar="LABEL:DATE",
            help_text="A date: YYYY-MM-DD, --MM-DD, YYYY-MM or YYYY.",
        ),
    ] = None
    birthday: Annotated[
        str | None, _text("--birthday", panel=MORE, metavar="DATE", help_text="Birthday.")
    ] = None
    notes: Annotated[str | None, _text("--notes", panel=MORE, help_text="Notes, of any length.")] = None
    avatar_path: Annotated[
        str | None,
        _text("--avatar-path", panel=MORE, metavar="PATH", help_text="An image in the file system."),
    ] = None
    tag: Annotated[list[str] | None, _text("--tag", panel=MORE, metavar="TAG", help_text="Tag.")] = None
    custom: Annotated[
        list[str] | None,
        _text(
            "--custom",
            panel=MORE,
            metavar="KEY=VALUE",
            help_text="Custom field; JSON values are taken as JSON.",
        ),
    ] = None
    source: Annotated[str | None, _text("--source", panel=MORE, help_text="Where the contact came from.")] = (
        None
    )
    access: Annotated[
        list[str] | None,
        _text("--access", panel=MORE, metavar="IDENTITY", help_text="Only this identity may see it; repeat."),
    ] = None
    access_everyone: Annotated[
        bool, option("--access-everyone", panel=MORE, help="Every identity may see it.")
    ] = False
    access_nobody: Annotated[bool, option("--access-nobody", panel=MORE, help="Only admins may see it.")] = (
        False
    )

    def draft(self) -> dict[str, Any]:
        """Return the JSON keys that the options set; an empty text clears its key (None)."""
        draft: dict[str, Any] = {
            key: value or None for key in _SCALARS if (value := getattr(self, key)) is not None
        }
        if self.display_name_option is not None:
            draft["display_name"] = self.display_name_option or None
        if self.is_active is not None:
            draft["is_active"] = self.is_active
        lists = {
            "emails": (self.email, parse_email), "phones": (self.phone, parse_phone),
            "addresses": (self.address, parse_address), "urls": (self.url, parse_url),
            "dates": (self.date, parse_date),
        }  # fmt: skip
        draft |= {
            key: [parse(text) for text in texts] for key, (texts, parse) in lists.items() if texts is not None
        }
        if self.tag is not None:
            draft["tags"] = list(self.tag)
        access = self._access()
        return draft if access is None else {**draft, "access": access}

    def custom_fields(self) -> dict[str, Any]:
        """Return the custom fields that the options set."""
        return dict(parse_custom(text) for text in self.custom or ())

    def _access(self) -> Any:
        given = [self.access is not None, self.access_everyone, self.access_nobody]
        if sum(given) > 1:
            raise UsageError("--access, --access-everyone and --access-nobody cannot go together")
        if self.access_everyone:
            return "everyone"
        return [] if self.access_nobody else self.access


_SCALARS = (
    "given_name", "family_name", "middle_name", "name_prefix", "name_suffix", "nickname", "mention_name",
    "company", "department", "job_title", "type", "birthday", "notes", "avatar_path", "source",
)  # fmt: skip


def _labelled(text: str) -> tuple[str | None, str]:
    """Split `LABEL:VALUE`; a scheme such as `https:` or `tel:` is no label."""
    label, colon, value = text.partition(":")
    if not colon or not label or len(label) > _LONGEST_LABEL or value.startswith("//"):
        return None, text
    return (
        (None, text) if label.lower() in ("mailto", "tel", "sip", "xmpp") else (label.strip(), value.strip())
    )


def parse_email(text: str) -> dict[str, Any]:
    """Read `[LABEL:]ADDR`."""
    label, address = _labelled(text)
    return {"address": address, "label": label}


def parse_phone(text: str) -> dict[str, Any]:
    """Read `[LABEL:]NUMBER`."""
    label, number = _labelled(text)
    return {"number": number, "label": label}


def parse_url(text: str) -> dict[str, Any]:
    """Read `[LABEL:]URL`."""
    label, url = _labelled(text)
    return {"url": url, "label": label}


def parse_date(text: str) -> dict[str, Any]:
    """Read `LABEL:DATE`."""
    label, colon, date = text.partition(":")
    if not colon or not date.strip():
        raise InvalidDateError(f"--date must be LABEL:DATE: {text!r}", field="dates", value=text)
    return {"date": date.strip(), "label": label.strip() or None}


def parse_address(text: str) -> dict[str, Any]:
    """Read `LABEL:street=...;city=...`; a backslash keeps a semicolon in a value."""
    head, equals, rest = text.partition("=")
    if not equals:
        raise UsageError(
            f"--address must be LABEL:street=...;city=...: {text!r}", field="addresses", value=text
        )
    label, colon, first_key = head.rpartition(":")
    address: dict[str, Any] = {"label": label.strip() or None if colon else None}
    pairs = f"{first_key}={rest}".replace("\\;", "\0").split(";")
    for pair in pairs:
        key, equals, value = pair.replace("\0", ";").partition("=")
        if not pair.strip():
            continue
        if not equals or key.strip() not in _ADDRESS_PARTS:
            raise UsageError(
                f"--address must be LABEL:street=...;city=...: {key.strip()!r} is none of"
                f" {', '.join(_ADDRESS_PARTS)}",
                field="addresses",
                value=text,
            )
        address[key.strip()] = value.strip()
    return address


def parse_custom(text: str) -> tuple[str, Typed]:
    """Read `KEY=VALUE`; see `parse_typed`."""
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise UsageError(f"--custom must be KEY=VALUE: {text!r}", field="custom_fields", value=text)
    return key.strip(), parse_typed(value)


def parse_typed(text: str) -> Typed:
    """Read a value of a custom field: JSON when it parses as JSON, else text; its definition goes first."""
    from contactsctl.formats.json_text import loads

    try:
        return Typed(text, loads(text))
    except InvalidJsonError:
        return Typed(text, text)

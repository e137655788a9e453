"""One contact as a card."""

from collections.abc import Iterator

from contactsctl.cli.output.cells import cell
from contactsctl.cli.output.terminal import BOLD, DIM, RESET, has_colour, is_terminal, shown, width
from contactsctl.domain.contact import Address, Contact
from contactsctl.domain.names import derive_display_name

Line = tuple[str, str]


def card(contact: Contact) -> str:
    """Return a contact as lines of `label  value`, the name on top; what is empty is left out."""
    lines = [line for line in _lines(contact) if line[1]]
    column = max((width(label) for label, _ in lines), default=0)
    bold, dim, reset = (BOLD, DIM, RESET) if has_colour() else ("", "", "")
    safe = shown if is_terminal() else _as_it_is
    title = f"{bold}{safe(contact.display_name)}{reset}"
    if contact.dnc:
        title += " (do not call)"
    if contact.deleted_at:
        title += f" {dim}(in the trash){reset}"
    texts = [title]
    for label, value in lines:
        pad = " " * (column - width(label))
        first, *rest = value.split("\n")
        texts.append(f"  {dim}{safe(label)}{pad}{reset}  {safe(first)}")
        texts += [f"  {' ' * column}  {safe(line)}" for line in rest]
    return "\n".join(texts) + "\n"


def _as_it_is(text: str) -> str:
    return text


def _lines(contact: Contact) -> Iterator[Line]:
    names = {name: getattr(contact, name) for name in contact.__slots__}
    if derive_display_name(names) != contact.display_name:
        for key in ("given_name", "middle_name", "family_name"):
            yield key.replace("_", " "), names[key] or ""
    yield "nickname", contact.nickname or ""
    yield "mention", f"@{contact.mention_name}" if contact.mention_name else ""
    yield "company", ", ".join(text for text in (contact.company, contact.department) if text)
    yield "job title", contact.job_title or ""
    yield from _channels(contact)
    for address in contact.addresses:
        yield address.label or "address", _postal(address)
    for url in contact.urls:
        yield url.label or "url", url.url
    yield "birthday", contact.birthday or ""
    for date in contact.dates:
        yield date.label or "date", date.date
    yield "tags", ", ".join(contact.tags)
    yield from ((key, cell(value)) for key, value in contact.custom_fields.items())
    yield "notes", contact.notes or ""
    yield from _facts(contact)


def _channels(contact: Contact) -> Iterator[Line]:
    for email in contact.emails:
        yield (
            email.label or "email",
            email.address
            + _in_ascii(email.address)
            + _marks(email.primary and len(contact.emails) > 1, email.valid),
        )
    for phone in contact.phones:
        number = phone.number + (f" ext. {phone.extension}" if phone.extension else "")
        yield phone.label or "phone", number + _marks(phone.primary and len(contact.phones) > 1, phone.valid)


def _in_ascii(address: str) -> str:
    """Return how a domain is written in ASCII, where its letters may look like others."""
    if address.isascii():
        return ""
    from contactsctl.domain.email import key, mixes_scripts

    domain = address.rpartition("@")[2]
    return f" (domain: {key(address).partition('@')[0]})" if mixes_scripts(domain) else ""


def _marks(primary: bool, valid: bool) -> str:
    marks = [mark for mark, is_so in (("primary", primary), ("not valid", not valid)) if is_so]
    return f" ({', '.join(marks)})" if marks else ""


def _postal(address: Address) -> str:
    place = " ".join(text for text in (address.postal_code, address.city) if text)
    region = ", ".join(text for text in (place, address.state) if text)
    parts = (address.po_box, address.extended, address.street, region, address.country)
    return "\n".join(text for text in parts if text)


def _facts(contact: Contact) -> Iterator[Line]:
    if contact.photo:
        yield "photo", f"{contact.photo.media_type}, {contact.photo.size:,} bytes"
    others = len(contact.other_properties)
    yield (
        "kept",
        f"{others} more vCard line{'s' if others != 1 else ''} (--json shows them)" if others else "",
    )
    kind = "" if contact.kind == "individual" else contact.kind
    type_ = "" if contact.type == "other" else contact.type
    yield "is", ", ".join(text for text in (kind, type_, "" if contact.is_active else "inactive") if text)
    yield "id", contact.id
    yield "revision", f"{contact.revision}, {contact.updated_at[:16].replace('T', ' ')} UTC"
    yield "source", contact.source or ""

"""Phone numbers: any spelling to E.164, by the numbering plans of libphonenumber."""

from typing import NamedTuple

from contactsctl.errors import InvalidPhoneError

MAX_LENGTH = 64


class ParsedPhone(NamedTuple):
    """`number` is E.164."""

    number: str
    extension: str | None


def parse(text: str, region: str | None) -> ParsedPhone:
    """Return the number that a text spells; `region` (ISO 3166-1 alpha-2) is for numbers without a +.

    Raises InvalidPhoneError for what no numbering plan has.
    """
    spelled = text.strip().removeprefix("tel:")
    if len(spelled) > MAX_LENGTH:
        raise InvalidPhoneError(
            f"phone is longer than {MAX_LENGTH} characters", field="phone", value=text[:100]
        )
    import phonenumbers

    try:
        number = phonenumbers.parse(spelled, region)
    except phonenumbers.NumberParseException as error:
        raise _invalid(text, region) from error
    if not phonenumbers.is_valid_number(number):
        raise _invalid(text, region)
    return ParsedPhone(
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), number.extension
    )


def _invalid(text: str, region: str | None) -> InvalidPhoneError:
    hint = f" for region {region}" if region else " (give a + and the country code, or a region)"
    return InvalidPhoneError(f"not a valid phone number{hint}: {text[:80]!r}", field="phone", value=text)

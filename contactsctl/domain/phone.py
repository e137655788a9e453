"""Phone numbers: any spelling to E.164, by the numbering plans of libphonenumber."""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from contactsctl.errors import InvalidPhoneError

MAX_LENGTH = 64
_INTERNATIONAL = re.compile(r"\+[1-9][\d .()-]{5,24}", re.ASCII)
_SEPARATORS = str.maketrans("", "", " .()-")
_KINDS = (
    "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "voip", "personal_number", "pager",
    "uan", "voicemail",
)  # fmt: skip


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
    number = spelled_in_full(spelled)
    if number and _is_plainly_valid(number[1:]):
        return ParsedPhone(number, None)
    return _parse_with_library(text, spelled, region)


def spelled_in_full(text: str) -> str | None:
    """Return a text with + and a country code as E.164 if it is a number, which is not looked at."""
    return text.translate(_SEPARATORS) if _INTERNATIONAL.fullmatch(text) else None


def _parse_with_library(text: str, spelled: str, region: str | None) -> ParsedPhone:
    import phonenumbers

    try:
        number = phonenumbers.parse(spelled, region)
    except phonenumbers.NumberParseException as error:
        raise _invalid(text, region) from error
    if not phonenumbers.is_valid_number(number):
        raise _invalid(text, region)
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return ParsedPhone(written, number.extension)


def _is_plainly_valid(digits: str) -> bool:
    """Tell whether the library would take these digits as they are; False means that it must be asked."""
    plan = _plan(digits[:1]) or _plan(digits[:2]) or _plan(digits[:3])
    if plan is None:
        return False
    national = digits[len(plan.code) :]
    pattern = plan.by_length.get(len(national))
    return pattern is not None and pattern.fullmatch(national) is not None


class _Plan(NamedTuple):
    """The numbering plan of a country code's main region, which the library tries first.

    `by_length` has one pattern for each length that a national number may have: no trunk prefix before
    it, as the plan describes every number and also as it describes one of its kinds.
    """

    code: str
    by_length: Mapping[int, re.Pattern[str]]


@cache
def _plan(code: str) -> _Plan | None:
    import phonenumbers

    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(code or 0))
    if not regions or regions[0] == "001":
        return None
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(regions[0])
    general = metadata.general_desc if metadata else None
    if metadata is None or metadata.leading_digits or general is None or not general.national_number_pattern:
        return None
    kinds = [
        each for each in (getattr(metadata, kind) for kind in _KINDS) if each and each.national_number_pattern
    ]
    trunk = f"(?!{metadata.national_prefix_for_parsing})" if metadata.national_prefix_for_parsing else ""
    by_length = {}
    for length in general.possible_length:
        patterns = [
            each.national_number_pattern
            for each in kinds
            if length in (each.possible_length or general.possible_length)
        ]
        if patterns:
            text = f"{trunk}(?=(?:{general.national_number_pattern})\\Z)(?:{'|'.join(patterns)})"
            by_length[length] = re.compile(text)
    return _Plan(code, by_length)


def normalize(text: str, region: str | None) -> dict[str, str | bool | None]:
    """Return what is known of a number, with the keys of `normalize`'s JSON; nothing is raised.

    `country_code` is the region of the number (ISO 3166-1 alpha-2, `001` where it has none);
    `area_code` is None for numbers of no area, and all but `original` for those that are not valid.
    """
    known: dict[str, str | bool | None] = {"original": text, "normalized": None, "is_valid": False}
    try:
        parsed = parse(text, region)
    except InvalidPhoneError:
        return known | dict.fromkeys(("country_code", "area_code", "type"))
    import phonenumbers

    number = phonenumbers.parse(parsed.number)
    area = phonenumbers.length_of_geographical_area_code(number)
    return known | {
        "normalized": parsed.number,
        "is_valid": True,
        "country_code": phonenumbers.region_code_for_number(number),
        "area_code": phonenumbers.national_significant_number(number)[:area] or None,
        "type": phonenumbers.PhoneNumberType.to_string(phonenumbers.number_type(number)).lower(),
    }


def _invalid(text: str, region: str | None) -> InvalidPhoneError:
    hint = f" for region {region}" if region else " (give a + and the country code, or a region)"
    return InvalidPhoneError(f"not a valid phone number{hint}: {text[:80]!r}", field="phone", value=text)

"""What a condition means: the one implementation of every comparison, whatever finds the contacts.

A field of a contact is looked at as its items: none when it is empty, one for a scalar, one for each
item of a list. A condition holds when it holds for an item; a negation when what it denies holds for
none, so that it holds for what is empty.

Texts are compared folded: blind to case and accents. Dates may be partial and stand for all their days:
`=` holds for dates within it, `>=` for those that begin with it or later, `>` for those after its end,
`<` for those that end before it, `<=` for those that end with it or earlier. A date without a year is
compared only with dates without a year.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from contactsctl.domain import dates
from contactsctl.domain.email import key as email_key
from contactsctl.domain.filter import Condition, Filter, Operator
from contactsctl.domain.filter_fields import Field, Kind
from contactsctl.domain.fold import fold
from contactsctl.domain.value import replace
from contactsctl.errors import InvalidDateError, InvalidFilterError

Test = Callable[[Any], bool]

_EQUALITY: tuple[Operator, ...] = ("equals", "in")
_TEXT: tuple[Operator, ...] = ("contains", "starts_with", "ends_with")
_ORDER: tuple[Operator, ...] = ("gt", "gte", "lt", "lte")
_TAKES: dict[Kind, tuple[Operator, ...]] = {
    "text": (*_EQUALITY, *_TEXT, *_ORDER), "uid": (*_EQUALITY, *_TEXT), "email": (*_EQUALITY, *_TEXT),
    "phone": (*_EQUALITY, *_TEXT), "number": (*_EQUALITY, *_ORDER), "boolean": _EQUALITY,
    "choice": _EQUALITY, "date": (*_EQUALITY, *_TEXT, *_ORDER), "time": (*_EQUALITY, *_ORDER),
    "any": (*_EQUALITY, *_TEXT, *_ORDER), "object": (),
}  # fmt: skip
_TRUE, _FALSE = ("true", "yes", "1"), ("false", "no", "0")
_NUMBER = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,2})?", re.ASCII)
_NOT_DIGITS = re.compile(r"\D+", re.ASCII)
_PHONE = re.compile(r"[\d\s()+./\u2010-\u2015-]*\d[\d\s()+./\u2010-\u2015-]*")
_LOCAL_DIGITS = 7
_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "gt": lambda item, operand: bool(item > operand),
    "gte": lambda item, operand: bool(item >= operand),
    "lt": lambda item, operand: bool(item < operand),
    "lte": lambda item, operand: bool(item <= operand),
}


def check_condition(condition: Condition) -> Condition:
    """Return the condition; raises InvalidFilterError for an operator or value that its field cannot take."""
    wanted = condition.affirmed.operator
    if wanted == "is_set":
        return condition
    field = condition.field
    if wanted not in _TAKES[field.kind]:
        raise InvalidFilterError(_misfit(field, condition.operator), field="filter", value=field.name)
    if any(not fold(value) for value in condition.values):
        raise InvalidFilterError(
            f"{field.name} is compared with nothing: !{field.name} and is_empty find what is empty",
            field="filter",
            value=field.name,
        )
    item_test(condition.affirmed)
    return condition


def _misfit(field: Field, operator: Operator) -> str:
    if field.kind == "object":
        return f"{field.name} can only be is_set or is_empty; its parts can be compared"
    article = "an" if field.kind == "any" else "a"
    return f"{operator} does not go with {field.name}, which is {article} {field.kind}"


def item_test(condition: Condition) -> Test:
    """Return the test by which an item passes a condition that is no negation."""
    if condition.operator == "is_set":
        return _is_true if condition.field.kind == "boolean" else _is_something
    make = _TESTS[condition.field.kind]
    operator: Operator = "equals" if condition.operator == "in" else condition.operator
    tests = [make(condition.field, operator, value) for value in condition.values]
    return tests[0] if len(tests) == 1 else lambda item: any(test(item) for test in tests)


def holds(condition: Condition) -> Callable[[Iterable[Any]], bool]:
    """Return the test by which the items of a field pass a condition."""
    test = item_test(condition.affirmed)
    if condition.is_negation:
        return lambda items: not any(test(item) for item in items)
    return lambda items: any(test(item) for item in items)


def _is_something(item: Any) -> bool:
    return item not in (None, "", [], {})


def _is_true(item: Any) -> bool:
    return bool(item)


def _text_test(_field: Field, operator: Operator, value: str) -> Test:
    return _compared(operator, fold(value), fold)


def _compared(operator: Operator, operand: str, spelled: Callable[[str], str]) -> Test:
    """Compare texts, each spelled in the one way in which the operand is."""
    if operator == "equals":
        return lambda item: spelled(item) == operand
    if operator == "contains":
        return lambda item: operand in spelled(item)
    if operator == "starts_with":
        return lambda item: spelled(item).startswith(operand)
    if operator == "ends_with":
        return lambda item: spelled(item).endswith(operand)
    compare = _COMPARED[operator]
    return lambda item: compare(spelled(item), operand)


def _uid_test(_field: Field, operator: Operator, value: str) -> Test:
    if operator == "equals":
        return _compared(operator, _bare_uid(value), _bare_uid)
    return _compared(operator, fold(value), fold)


def _bare_uid(uid: str) -> str:
    return uid.strip().lower().removeprefix("urn:uuid:")


def _email_test(_field: Field, operator: Operator, value: str) -> Test:
    if operator == "equals":
        return _compared(operator, email_key(value.strip()), email_key)
    return _compared(operator, value.lower(), str.lower)


def _phone_test(_field: Field, operator: Operator, value: str) -> Test:
    """Items are the spellings of one number: E.164, or as given, then as typed."""
    if not _PHONE.fullmatch(value):
        text = _compared(operator, fold(value), fold)
        return lambda item: any(text(spelling) for spelling in item)
    if operator == "equals":
        return _number_test(value)
    digits = _NOT_DIGITS.sub("", value)
    test = _compared(operator, digits, _digits)
    return lambda item: any(test(spelling) for spelling in item)


def _digits(text: str) -> str:
    return _NOT_DIGITS.sub("", text)


def _number_test(value: str) -> Test:
    """A whole number with its + is that number; one without is its digits, or the end of a number."""
    whole = e164(value, None)
    if whole:
        return lambda item: bool(item[0] == whole)
    digits = _digits(value)
    local = digits.lstrip("0")
    ending = local if len(local) >= _LOCAL_DIGITS else None

    def is_number(item: tuple[str, ...]) -> bool:
        spelled = [_digits(spelling) for spelling in item]
        return digits in spelled or bool(ending and spelled[0].endswith(ending))

    return is_number


def e164(value: str, region: str | None) -> str | None:
    """Return the E.164 number that a text spells, without its extension; None when it spells none."""
    from contactsctl.domain import phone
    from contactsctl.errors import InvalidPhoneError

    try:
        return phone.parse(value, region).number
    except InvalidPhoneError:
        return None


def with_region(found: Filter, region: str) -> Filter:
    """Return the filter with the phones that it compares spelled in full, as a region (ISO 3166-1) does."""
    return Filter(
        tuple(tuple(_with_region(condition, region) for condition in group) for group in found.groups)
    )


def _with_region(condition: Condition, region: str) -> Condition:
    if condition.field.kind != "phone" or condition.affirmed.operator not in _EQUALITY:
        return condition
    return replace(condition, values=tuple(e164(value, region) or value for value in condition.values))


def _number_operand(field: Field, value: str) -> float:
    number = as_number(value)
    if number is None:
        raise InvalidFilterError(f"{field.name} needs a number: {value[:80]!r}", field="filter", value=value)
    return number


def as_number(text: str) -> float | None:
    """Return the number that a text spells in decimal; None when it spells none."""
    stripped = text.strip()
    if not _NUMBER.fullmatch(stripped):
        return None
    return int(stripped) if stripped.lstrip("+-").isdigit() else float(stripped)


def _amount_test(field: Field, operator: Operator, value: str) -> Test:
    return _ordered(operator, _number_operand(field, value))


def _ordered(operator: Operator, operand: float) -> Test:
    if operator == "equals":
        return lambda item: bool(item == operand)
    compare = _COMPARED[operator]
    return lambda item: compare(item, operand)


def _boolean_test(field: Field, _operator: Operator, value: str) -> Test:
    wanted = as_boolean(value)
    if wanted is None:
        raise InvalidFilterError(
            f"{field.name} is true or false: {value[:80]!r}", field="filter", value=value
        )
    return lambda item: bool(item) == wanted


def as_boolean(text: str) -> bool | None:
    """Return what true, false, yes, no, 1 or 0 says; None for anything else."""
    folded = text.strip().lower()
    return True if folded in _TRUE else False if folded in _FALSE else None


def _choice_test(field: Field, operator: Operator, value: str) -> Test:
    if fold(value) not in field.choices:
        raise InvalidFilterError(
            f"{field.name} is one of {', '.join(field.choices)}: {value[:80]!r}",
            field="filter",
            value=value,
            candidates=field.choices,
        )
    return _text_test(field, operator, value)


def _date_test(field: Field, operator: Operator, value: str) -> Test:
    if operator in _TEXT:
        return _compared(operator, value, str)
    try:
        operand = dates.parse(value)
    except InvalidDateError as error:
        raise InvalidFilterError(
            f"{field.name} needs a date (YYYY-MM-DD, YYYY-MM, YYYY or --MM-DD): {value[:80]!r}",
            field="filter",
            value=value,
        ) from error
    return _dates_compared(operator, operand)


def _dates_compared(operator: Operator, operand: str) -> Test:
    has_year = not operand.startswith("-")
    first, last = _first_day(operand), _last_day(operand)
    tests: dict[str, Test] = {
        "equals": lambda item: bool(item.startswith(operand)),
        "gte": lambda item: _first_day(item) >= first,
        "gt": lambda item: _first_day(item) > last,
        "lt": lambda item: _last_day(item) < first,
        "lte": lambda item: _last_day(item) <= last,
    }
    test = tests[operator]
    return lambda item: item.startswith("-") != has_year and test(item)


_ANY_DATE = "", "~"


def date_span(operator: Operator, value: str) -> tuple[str, str]:
    """Return two texts between which all dates lie that pass a comparison with a date."""
    if operator in _TEXT:
        return _ANY_DATE
    operand = dates.parse(value)
    if operator in _EQUALITY:
        return operand, f"{operand}~"
    if operand.startswith("-"):
        return "-", "-~"
    year = operand[:4]
    return (year, "~") if operator in ("gt", "gte") else ("0", f"{year}~")


def _first_day(date: str) -> str:
    return date + "-01-01"[len(date) - 4 :] if date[0] != "-" else date


def _last_day(date: str) -> str:
    return date + "-12-31"[len(date) - 4 :] if date[0] != "-" else date


def moments(field: Field, value: str) -> tuple[str, str]:
    """Return the first and the last moment, RFC 3339 UTC with milliseconds, that a date or a time covers.

    Raises InvalidFilterError for anything else. A time without an offset is UTC.
    """
    try:
        if "T" in value.upper() or ":" in value:
            return _moments_of_time(value)
        date = dates.parse(value)
        if not date.startswith("-"):
            return f"{_first_day(date)}T00:00:00.000Z", f"{_last_day(date)}T23:59:59.999Z"
    except (InvalidDateError, ValueError, OverflowError):
        pass
    raise InvalidFilterError(
        f"{field.name} needs a date or a time (YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ):"
        f" {value[:80]!r}",
        field="filter",
        value=value,
    )


_TIME_ENDS = {16: ":59.999", 19: ".999"}


def _moments_of_time(value: str) -> tuple[str, str]:
    moment = datetime.fromisoformat(value.strip())
    utc = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    first = f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z".rjust(24, "0")
    written = re.split(r"[Zz+]|-(?=\d\d:?\d\d$)", value.strip()[11:])[0]
    size = 11 + len(written)
    return first, first[:size] + _TIME_ENDS[size] + "Z" if size in _TIME_ENDS else first


def _time_test(field: Field, operator: Operator, value: str) -> Test:
    first, last = moments(field, value)
    tests: dict[str, Test] = {
        "equals": lambda item: first <= item <= last,
        "gte": lambda item: item >= first,
        "gt": lambda item: item > last,
        "lt": lambda item: item < first,
        "lte": lambda item: item <= last,
    }
    return tests[operator]


def _any_test(field: Field, operator: Operator, value: str) -> Test:
    """Compare a custom value by what it is: a number with a number, a date with a date, else as text."""
    text = _text_test(field, operator, value)
    number, truth, date = as_number(value), as_boolean(value), _date_or_none(value)
    in_order = operator not in _TEXT
    of_numbers = _ordered(operator, number) if number is not None and in_order else None
    of_dates = _dates_compared(operator, date) if date and in_order else None

    def passes(item: Any) -> bool:
        if isinstance(item, bool):
            return operator == "equals" and item is truth
        if isinstance(item, int | float):
            return of_numbers(item) if in_order and of_numbers else not in_order and text(str(item))
        return _text_passes(item)

    def _text_passes(item: str) -> bool:
        amount = as_number(item) if of_numbers else None
        if of_numbers and amount is not None:
            return of_numbers(amount)
        day = _date_or_none(item) if of_dates else None
        if of_dates and day:
            return of_dates(day)
        return text(item) if operator not in _ORDER or number is None else False

    return passes


def _date_or_none(text: str) -> str | None:
    try:
        return dates.parse(text)
    except InvalidDateError:
        return None


_TESTS: dict[Kind, Callable[[Field, Operator, str], Test]] = {
    "text": _text_test, "uid": _uid_test, "email": _email_test, "phone": _phone_test, "number": _amount_test,
    "boolean": _boolean_test, "choice": _choice_test, "date": _date_test, "time": _time_test,
    "any": _any_test,
}  # fmt: skip

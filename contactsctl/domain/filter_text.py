"""The expressions of `--where`: `company~acme tag=vip !birthday custom.plan=gold,silver`."""

import re
from typing import NamedTuple, NoReturn

from contactsctl.domain.filter import MAX_TEXT, Condition, Filter, Operator, make_filter
from contactsctl.domain.filter_comparison import check_condition
from contactsctl.domain.filter_fields import Field, field_at
from contactsctl.errors import InvalidFilterError

SYMBOLS: dict[str, Operator] = {
    "!=": "not_equals", "!~": "not_contains", "^=": "starts_with", "$=": "ends_with", ">=": "gte",
    "<=": "lte", "=": "equals", "~": "contains", ">": "gt", "<": "lt",
}  # fmt: skip
_SPACE = re.compile(r"\s*")
_NAME = re.compile(r"[^\W\d][\w-]*")
_PART = re.compile(r"[\w-]+")
_OPERATOR = re.compile("|".join(map(re.escape, SYMBOLS)))
_MISTAKES = {
    "==": "=",
    "=~": "~",
    "<>": "!=",
    "=>": ">=",
    "=<": "<=",
    "~=": "~",
    "*=": "~",
    "!^=": "!~",
    ":": "=",
}
_MISTAKE = re.compile("|".join(map(re.escape, _MISTAKES)))
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_BARE = re.compile(r'[^\s"]*')
_BARE_OF_SEVERAL = re.compile(r'[^\s",]*')
_WORDS = {
    "and": "conditions beside each other must all hold: leave it out",
    "or": "give --where once more for what may hold instead",
    "not": "write !field, != or !~",
}


class _Read(NamedTuple):
    """What was read of an expression, and where the rest begins."""

    value: str
    end: int


def parse_filter(expressions: tuple[str, ...]) -> Filter:
    """Return the filter of some expressions, of which one must hold.

    Raises InvalidFilterError, which says at which character: for unknown fields and operators, values
    that do not go with their field, unbalanced quotes, more than 256 KiB or 1,000 conditions.
    """
    size = sum(len(expression) for expression in expressions)
    if size > MAX_TEXT:
        raise InvalidFilterError(
            f"the filter is longer than {MAX_TEXT:,} characters ({size:,})", field="where"
        )
    return make_filter(tuple(_Expression(text).group() for text in expressions))


class _Expression:
    """One expression; every method reads at a position and says where it ended."""

    def __init__(self, text: str) -> None:
        self.text = text

    def group(self) -> tuple[Condition, ...]:
        conditions, at = [], self._skip_space(0)
        while at < len(self.text):
            condition, at = self._condition(at)
            conditions.append(condition)
            at = self._skip_space(at)
        if not conditions:
            self._refuse(0, "", "no condition", "such as tag=vip")
        return tuple(conditions)

    def _skip_space(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at

    def _condition(self, start: int) -> tuple[Condition, int]:
        is_denied = self.text.startswith("!", start)
        field, at = self._field(start + is_denied)
        if is_denied or self._is_end(at):
            if not self._is_end(at):
                self._refuse(at, self._piece(at), "unexpected text", f"!{field.name} takes no value")
            return self._checked(start, field, "is_empty" if is_denied else "is_set", ()), at
        operator, at = self._operator(start, at)
        values, at = self._values(at, several=operator in ("equals", "not_equals"))
        if len(values) > 1:
            operator = "in" if operator == "equals" else "not_in"
        return self._checked(start, field, operator, values), at

    def _is_end(self, at: int) -> bool:
        return at >= len(self.text) or self.text[at].isspace()

    def _field(self, at: int) -> tuple[Field, int]:
        name = _NAME.match(self.text, at)
        if not name:
            self._refuse(at, self._piece(at), "no field", "a condition begins with one, such as email~acme")
        parts, end = [name.group()], name.end()
        while self.text.startswith(".", end):
            part = self._part(end + 1)
            parts.append(part.value)
            end = part.end
        if len(parts) == 1 and self._is_end(end) and parts[0].lower() in _WORDS:
            self._refuse(at, parts[0], "no field", _WORDS[parts[0].lower()])
        try:
            return field_at(self.text[at:end], tuple(parts)), end
        except InvalidFilterError as error:
            raise self._placed(at, error) from error

    def _part(self, at: int) -> _Read:
        if self.text.startswith('"', at):
            return self._quoted(at)
        part = _PART.match(self.text, at)
        if not part:
            self._refuse(at, self._piece(at), "no name after the dot", "quote names with other characters")
        return _Read(part.group(), part.end())

    def _operator(self, start: int, at: int) -> tuple[Operator, int]:
        mistake = _MISTAKE.match(self.text, at)
        if mistake:
            meant = f"{self.text[start:at]}{_MISTAKES[mistake.group()]}{self._piece(mistake.end())[:40]}"
            self._refuse(at, mistake.group(), "unknown operator", f"did you mean {meant}?")
        found = _OPERATOR.match(self.text, at)
        if not found:
            self._refuse(at, self._piece(at)[:20], "unknown operator", f"there are {' '.join(SYMBOLS)}")
        return SYMBOLS[found.group()], found.end()

    def _values(self, at: int, *, several: bool) -> tuple[tuple[str, ...], int]:
        values = []
        while True:
            value = self._value(at, several=several)
            values.append(value.value)
            if not several or not self.text.startswith(",", value.end):
                break
            at = value.end + 1
        if not self._is_end(value.end):
            self._refuse(
                value.end, self._piece(value.end), "unexpected text",
                'quote the whole value, and write \\" for a quote in it',
            )  # fmt: skip
        return tuple(values), value.end

    def _value(self, at: int, *, several: bool) -> _Read:
        if self.text.startswith('"', at):
            return self._quoted(at)
        found = (_BARE_OF_SEVERAL if several else _BARE).match(self.text, at)
        if not found or not found.group():
            self._refuse(at, self._piece(at), "no value", "!field finds what is empty")
        return _Read(found.group(), found.end())

    def _quoted(self, at: int) -> _Read:
        found = _QUOTED.match(self.text, at)
        if not found:
            self._refuse(at, self.text[at:], "a quote that is not closed", 'end the text with "')
        return _Read(_ESCAPE.sub(r"\1", found[1]), found.end())

    def _checked(self, start: int, field: Field, operator: Operator, values: tuple[str, ...]) -> Condition:
        try:
            return check_condition(Condition(field, operator, values))
        except InvalidFilterError as error:
            raise self._placed(start, error) from error

    def _piece(self, at: int) -> str:
        return self.text[at:].split(maxsplit=1)[0] if self.text[at:].strip() else ""

    def _placed(self, at: int, error: InvalidFilterError) -> InvalidFilterError:
        return InvalidFilterError(
            f"{self._place(at)}: {error.message}",
            field="where",
            value=error.value,
            candidates=error.candidates,
        )

    def _place(self, at: int) -> str:
        shown = self.text if len(self.text) <= 60 else f"{self.text[max(0, at - 20) : at + 40]} ..."
        return f"--where {shown!r}, character {at + 1}"

    def _refuse(self, at: int, piece: str, problem: str, hint: str) -> NoReturn:
        what = f"{problem} {piece[:40]!r}" if piece else problem
        raise InvalidFilterError(f"{self._place(at)}: {what}: {hint}", field="where", value=piece[:200])

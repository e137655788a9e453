"""From the conditions of a filter to clauses: the test of each on a row, and the index that answers it."""

from collections.abc import Callable

from contactsctl.domain.email import key as email_key
from contactsctl.domain.filter import Condition, Filter
from contactsctl.domain.filter_comparison import as_boolean, date_span, e164, moments
from contactsctl.domain.filter_fields import Field
from contactsctl.domain.fold import fold
from contactsctl.domain.search import SHORT, company_code, needle, tag_code
from contactsctl.store import dnc, keys
from contactsctl.store.functions import condition_text, passes
from contactsctl.store.index import phone_key, tag_key, uid_key
from contactsctl.store.rows import UID_OF
from contactsctl.store.short import SHORT_LISTS, STORED, milliseconds, read
from contactsctl.store.sql import Clause, Sql, all_of, any_of, union_of
from contactsctl.store.text_index import phrase, select_of

_MOST_GROUPS = 50
"""More groups than this are not looked up one by one."""
_MOST_PHRASES = 20
_EQUALITY = ("equals", "in")
_TEXT = (*_EQUALITY, "contains", "starts_with", "ends_with")
_OWN_KEY = {"emails": "emails.address", "phones": "phones.number"}
_SHARP = ("emails", "emails.address", "phones", "phones.number", "id", "uid", "mention_name")
_SORT_KEYS = {"display_name": "name_key", "company": "company_key"}
_CODED = ("tags", "company")
_PLAIN = ("type", "kind", "is_active")
_ON_SORT_KEYS = {
    "equals": "{key} = ?", "in": "{key} = ?", "contains": "instr({key}, ?)",
    "starts_with": "instr({key}, ?) = 1",
}  # fmt: skip
"""What a condition says of a folded sort key, which compares texts as `filter_comparison` does."""
_IN_DOCUMENT = (
    "display_name", "name_prefix", "given_name", "middle_name", "family_name", "name_suffix", "nickname",
    "mention_name", "company", "job_title", "notes", "emails.address", "phones.number", "phones.raw", "tags",
)  # fmt: skip
_LAST = "\U0010ffff"


def filter_clauses(found: Filter, *, live: bool) -> list[Clause]:
    """Return the clauses of a filter: one a condition, or one for all of several groups."""
    groups = [[_clause(condition, live=live) for condition in group] for group in found.groups]
    if len(groups) == 1:
        return groups[0]
    test = any_of([all_of([clause.test for clause in group]) for group in groups])
    ways = [_way_in(group) for group in groups] if live and len(groups) <= _MOST_GROUPS else []
    known = [way for way in ways if way and way.select]
    tables = tuple(dict.fromkeys(table for group in groups for each in group for table in each.tables))
    if not known or len(known) < len(groups):
        return [Clause(test, tables)]
    return [
        Clause(
            test,
            tables,
            select=union_of([way.select for way in known if way.select]),
            select_is_exact=all(way.select_is_exact for way in known),
            is_sharp=all(way.is_sharp for way in known),
        )
    ]


def _way_in(group: list[Clause]) -> Clause | None:
    """Return a clause with a SELECT that finds all who pass a group; exact when it finds nobody else."""
    selects = sorted((clause for clause in group if clause.select), key=lambda clause: not clause.is_sharp)
    if selects and (selects[0].is_sharp or len(group) == 1):
        return selects[0]._replace(select_is_exact=selects[0].select_is_exact and len(group) == 1)
    matches = [clause.match for clause in group if clause.match]
    if matches:
        return group[0]._replace(select=select_of(matches), select_is_exact=False, is_sharp=False)
    return selects[0]._replace(select_is_exact=False) if selects else None


def _clause(condition: Condition, *, live: bool) -> Clause:
    field, is_equality = condition.field, condition.affirmed.operator in _EQUALITY
    plain = _plain_clause(condition, live=live)
    if not live or condition.operator == "is_empty":
        return plain
    is_coded = field.name in _CODED and is_equality
    if condition.is_negation:
        return plain._replace(unmatch=_match(condition.affirmed) if is_coded else None)
    select = _select(condition)
    return plain._replace(
        match=_match(condition),
        select=select,
        match_is_exact=is_coded,
        select_is_exact=select is not None,
        is_sharp=select is not None and field.name in _SHARP and is_equality,
    )


def _plain_clause(condition: Condition, *, live: bool) -> Clause:
    """Return the clause of the test alone: on the folded sort key where there is one, else on the column."""
    field = condition.field
    values = [fold(value) for value in condition.values]
    if field.name in _SORT_KEYS and condition.operator in _ON_SORT_KEYS and all(values):
        terms = [
            Sql(_ON_SORT_KEYS[condition.operator].format(key=_SORT_KEYS[field.name]), (v,)) for v in values
        ]
        return Clause(any_of(terms), ("contact_sort",))
    if field.column in _PLAIN and condition.affirmed.operator in _EQUALITY:
        return Clause(_is_one_of(condition), ("contact",))
    test = passes(field.name, condition.operator, condition.values, _column(field, live=live))
    return Clause(test, ("contact",))


def _is_one_of(condition: Condition) -> Sql:
    """Return the test of a column that SQLite compares as `filter_comparison` does, and faster."""
    is_flag = condition.field.kind == "boolean"
    values = [as_boolean(value) if is_flag else fold(value) for value in condition.values]
    word = "NOT IN" if condition.is_negation else "IN"
    return Sql(f"{condition.field.column} {word} ({', '.join('?' * len(values))})", tuple(values))


def _column(field: Field, *, live: bool) -> str:
    if field.column == "uid":
        return UID_OF
    if field.column == "dnc":
        return dnc.IS_LISTED
    if field.column in SHORT_LISTS:
        return STORED[field.column]
    return "NULL" if live and field.column == "deleted_at" else read(field.column)


def _match(condition: Condition) -> str | None:
    """Return the expression on the index of parts of words that finds all who pass, and others too."""
    name = _OWN_KEY.get(condition.field.name, condition.field.name)
    if name not in _IN_DOCUMENT or condition.operator not in _TEXT:
        return None
    pieces = [_pieces(name, condition.operator, value) for value in condition.values]
    if len(pieces) > _MOST_PHRASES or not all(pieces):
        return None
    phrases = [" AND ".join(phrase(needle(piece)) for piece in each) for each in pieces]
    return f"({' OR '.join(f'({each})' for each in phrases)})"


def _pieces(name: str, operator: str, value: str) -> list[str]:
    """Return the texts of three characters and more that the document of whoever passes must have."""
    if name.startswith("phones"):
        return _phone_pieces(value, whole=name == "phones.number" and operator in _EQUALITY)
    folded = fold(value)
    if name == "tags" and operator in _EQUALITY:
        return [tag_code(value)]
    if name == "company" and operator in _EQUALITY and folded:
        return [company_code(folded)]
    # Notes stand in the document with single spaces between their words.
    pieces = folded.split() if name == "notes" else [folded]
    return [piece for piece in pieces if len(piece) > SHORT]


def _phone_pieces(value: str, *, whole: bool) -> list[str]:
    if any(character.isalpha() for character in value):
        pieces = [piece for piece in fold(value).split() if any(c.isalpha() for c in piece)]
    else:
        spelled = (e164(value, None) if whole else None) or value
        pieces = ["".join(c for c in spelled if c in "0123456789").lstrip("0")]
    return [piece for piece in pieces if len(piece) > SHORT]


def _select(condition: Condition) -> Sql | None:
    """Return the SELECT of exactly the live contacts that pass, where an index has them."""
    name = _OWN_KEY.get(condition.field.name, condition.field.name)
    make = _SELECTS.get(name)
    return make(condition) if make else None


def _by_keys(table: str, column: str, number: str, keys: list[str]) -> Sql:
    distinct = "DISTINCT " if len(keys) > 1 else ""
    marks = ", ".join("?" * len(keys))
    return Sql(f"SELECT {distinct}{number} AS contact FROM {table} WHERE {column} IN ({marks})", tuple(keys))


def _by_range(table: str, column: str, number: str, first: str, end: str) -> Sql:
    return Sql(
        f"SELECT DISTINCT {number} AS contact FROM {table} WHERE {column} >= ? AND {column} < ?",
        (first, end),
    )


def _emails(condition: Condition) -> Sql | None:
    if condition.operator in _EQUALITY:
        return _by_keys("email_key", "key", "contact", [email_key(v.strip()) for v in condition.values])
    domain = condition.values[0].lower().removeprefix("@") if condition.values else ""
    is_domain = condition.operator == "ends_with" and condition.values[0].startswith("@")
    if not is_domain or not domain.isascii() or "@" in domain or "xn--" in domain:
        return None
    # Keys begin with the domain, so that a whole domain is one range; "A" is what follows "@".
    return _by_range("email_key", "key", "contact", f"{domain}@", f"{domain}A")


def _phones(condition: Condition) -> Sql | None:
    numbers = [e164(value, None) for value in condition.values]
    if condition.operator not in _EQUALITY or not all(numbers):
        return None
    return _by_keys("phone_key", "key", "contact", [phone_key(number) for number in numbers if number])


def _tags(condition: Condition) -> Sql | None:
    if condition.operator == "is_set":
        return None
    if condition.operator == "equals":
        has_tag = "SELECT contact FROM contact_tag WHERE tag = (SELECT number FROM tag WHERE key = ?)"
        return Sql(has_tag, (tag_key(condition.values[0]),))
    text = condition_text(condition.field.name, condition.operator, condition.values)
    wanted = "SELECT number FROM tag WHERE item_passes(?, name)"
    return Sql(f"SELECT DISTINCT contact FROM contact_tag WHERE tag IN ({wanted})", (text,))


def _id(condition: Condition) -> Sql | None:
    values = [fold(value) for value in condition.values]
    if condition.operator in _EQUALITY:
        return _by_keys("contact", "id", "number", values)
    if condition.operator == "starts_with" and values[0]:
        return _by_range("contact", "id", "number", values[0], values[0] + _LAST)
    return None


def _uid(condition: Condition) -> Sql | None:
    if condition.operator not in _EQUALITY:
        return None
    return keys.uid_in([uid_key(value) for value in condition.values])


def _mention_name(condition: Condition) -> Sql | None:
    if condition.operator not in _EQUALITY:
        return None
    return _by_keys("contact", "mention_name", "number", [fold(value) for value in condition.values])


def _sorted_text(condition: Condition) -> Sql | None:
    column = _SORT_KEYS[condition.field.name]
    values = [fold(value) for value in condition.values]
    if not all(values):
        return None
    if condition.operator in _EQUALITY:
        return _by_keys("contact_sort", column, "contact", values)
    if condition.operator == "starts_with":
        return _by_range("contact_sort", column, "contact", values[0], values[0] + _LAST)
    return None


def _times(condition: Condition) -> Sql | None:
    if not condition.values:
        return None
    column = STORED[condition.field.column]
    ranges = [moments(condition.field, value) for value in condition.values]
    if condition.operator in _EQUALITY:
        terms = [Sql(f"{column} BETWEEN {milliseconds()} AND {milliseconds()}", each) for each in ranges]
    else:
        first, last = ranges[0]
        symbol, moment = {"gte": (">=", first), "gt": (">", last), "lt": ("<", first), "lte": ("<=", last)}[
            condition.operator
        ]
        terms = [Sql(f"{column} {symbol} {milliseconds()}", (moment,))]
    wanted = any_of(terms)
    return Sql(f"SELECT number AS contact FROM contact WHERE {wanted.text}", wanted.params)


def _birthday(condition: Condition) -> Sql | None:
    spans = [date_span(condition.operator, value) for value in condition.values] or [("", _LAST)]
    span = any_of([Sql("birthday BETWEEN ? AND ?", each) for each in spans])
    test = passes("birthday", condition.operator, condition.values, "birthday")
    wanted = all_of([span, test])
    return Sql(f"SELECT number AS contact FROM contact WHERE {wanted.text}", wanted.params)


_SELECTS: dict[str, Callable[[Condition], Sql | None]] = {
    "emails.address": _emails, "phones.number": _phones, "tags": _tags, "id": _id, "uid": _uid,
    "mention_name": _mention_name, "display_name": _sorted_text, "company": _sorted_text,
    "created_at": _times, "updated_at": _times, "birthday": _birthday,
}  # fmt: skip

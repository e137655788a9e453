"""Whether two contacts are one person: a lane, a score from 0 to 1, and why."""

from collections.abc import Sequence
from typing import Literal, NamedTuple, get_args

from contactsctl.domain.name_match import Fit, Name, compare, differ_in_first
from contactsctl.errors import InvalidValueError

Lane = Literal["safe", "conflict", "shared_line", "name_only"]
LANES: tuple[Lane, ...] = get_args(Lane)

_ROLES = frozenset(
    ("info", "office", "sales", "contact", "hello", "mail", "support", "admin", "team", "service", "kontakt",
     "help", "billing", "accounts", "reception", "secretary", "hr", "jobs", "press", "marketing", "webmaster",
     "postmaster", "family", "familie")
)  # fmt: skip
_NAMES: dict[Fit, float] = {
    "equal": 1, "nickname": 0.95, "part": 0.93, "initial": 0.9, "typo": 0.9, "unknown": 0.85,
    "first_only": 0.7, "different": 0.3,
}  # fmt: skip
_NAME_ALONE: dict[Fit, float] = {
    "equal": 0.45, "nickname": 0.4, "typo": 0.35, "part": 0.3, "initial": 0.3,
}  # fmt: skip
"""How far the same name alone goes; a name that does not fit goes nowhere."""
_EMAIL, _PHONE, _COMPANY, _BIRTHDAY, _PLACE, _LOCAL = 0.95, 0.92, 0.3, 0.6, 0.5, 0.4
_MOST_BY_NAME = 0.9
_WORDS: dict[Fit, str] = {
    "equal": "same name", "nickname": "names are forms of one", "part": "one name is a part of the other",
    "initial": "one name has an initial", "typo": "names differ by a letter", "unknown": "one has no name",
    "first_only": "same first name, other family name", "different": "different names",
}  # fmt: skip


class Profile(NamedTuple):
    """What of a contact tells whom it is; `number` is the contact's. Tuples hold each value once.

    `emails` are valid addresses, `phones` E.164 numbers each with its extension, `places` folded streets
    with their postal codes or cities; `company` is folded.
    """

    number: int
    name: Name
    emails: tuple[str, ...] = ()
    phones: tuple[tuple[str, str | None], ...] = ()
    company: str | None = None
    birthday: str | None = None
    places: tuple[str, ...] = ()
    access: str | None = None

    @property
    def lines(self) -> set[str]:
        """The numbers without their extensions."""
        return {number for number, _ in self.phones}


class Verdict(NamedTuple):
    lane: Lane
    score: float
    reasons: tuple[str, ...]


class _Shared(NamedTuple):
    """What two contacts have in common; `line`: one number, but other extensions, as behind a switchboard."""

    emails: list[str]
    phones: list[tuple[str, str | None]]
    line: bool

    @property
    def is_personal_email(self) -> bool:
        return any(not is_role(address) for address in self.emails)


def judge(first: Profile, second: Profile) -> Verdict | None:
    """Return what two contacts are to each other; None where nothing says that they are one person."""
    shared = _shared(first, second)
    if not (shared.emails or shared.phones or shared.line):
        fit = compare(first.name, second.name)
        return _by_name(first, second, fit) if fit in _NAME_ALONE else None
    fit = compare(first.name, second.name)
    against = _contradictions(first, second)
    kinds = ("a person and an organisation",) if first.name.is_person != second.name.is_person else ()
    reasons = (*_reasons(shared), _WORDS[fit], *kinds, *against)
    strength = _strength(first, second, shared) * _NAMES[fit]
    if fit in ("first_only", "different") or not (shared.emails or shared.phones):
        if fit == "first_only" and (shared.emails or shared.phones) and not _only_role(shared):
            return Verdict("conflict", _rounded(0.3 + 0.3 * strength), reasons)
        return Verdict("shared_line", _rounded(0.1 + 0.3 * strength), reasons)
    doubt = _doubt(first, second, shared, fit)
    if against or doubt:
        return Verdict("conflict", _rounded(0.3 + 0.4 * strength), (*reasons, *doubt))
    return Verdict("safe", _rounded(strength), reasons)


def check_lanes(names: Sequence[str]) -> tuple[Lane, ...]:
    """Return the lanes of some names; raises InvalidValueError for what is none."""
    wanted = {name.replace("-", "_"): name for name in names}
    for lane, name in wanted.items():
        if lane not in LANES:
            raise InvalidValueError(
                f"a lane is one of {', '.join(LANES)}: {name[:80]!r}",
                field="lane",
                value=name,
                candidates=LANES,
            )
    return tuple(lane for lane in LANES if lane in wanted)


def is_role(address: str) -> bool:
    """Tell whether an address is that of a role, such as info@ or sales@, which several people read."""
    return address.partition("@")[0].partition("+")[0] in _ROLES


def _shared(first: Profile, second: Profile) -> _Shared:
    theirs = second.emails
    emails = [address for address in first.emails if address in theirs] if theirs else []
    if not (first.phones and second.phones):
        return _Shared(emails, [], line=False)
    phones = [phone for phone in first.phones if phone in second.phones]
    return _Shared(emails, phones, not phones and not first.lines.isdisjoint(second.lines))


def _only_role(shared: _Shared) -> bool:
    return not shared.phones and not shared.is_personal_email


def _strength(first: Profile, second: Profile, shared: _Shared) -> float:
    keys = _either(_EMAIL if shared.emails else 0, _PHONE if shared.phones or shared.line else 0)
    return _either(keys, *_support(first, second).values()) if keys else 0


def _either(*chances: float) -> float:
    """Return the chance that one of several independent signs is right."""
    missed = 1.0
    for chance in chances:
        missed *= 1 - chance
    return 1 - missed


def _support(first: Profile, second: Profile) -> dict[str, float]:
    found: dict[str, float] = {}
    if first.company and first.company == second.company:
        found["same company"] = _COMPANY
    if first.birthday and first.birthday == second.birthday:
        found["same birthday"] = _BIRTHDAY
    if first.places and not set(first.places).isdisjoint(second.places):
        found["same address"] = _PLACE
    return found


def _contradictions(first: Profile, second: Profile) -> tuple[str, ...]:
    found = []
    if not _birthdays_fit(first.birthday, second.birthday):
        found.append(f"birthdays differ: {first.birthday}, {second.birthday}")
    if first.name.generation != second.name.generation:
        found.append("one is junior or senior")
    if first.access != second.access:
        found.append("not seen by the same people")
    return tuple(found)


def _birthdays_fit(ours: str | None, theirs: str | None) -> bool:
    if not ours or not theirs:
        return True
    if ours[:2] == "--" or theirs[:2] == "--":
        return len(ours) < len("--MM-DD") or len(theirs) < len("--MM-DD") or ours[-5:] == theirs[-5:]
    shorter = min(len(ours), len(theirs))
    return ours[:shorter] == theirs[:shorter]


def _doubt(first: Profile, second: Profile, shared: _Shared, fit: Fit) -> tuple[str, ...]:
    """Return why a name that fits is not enough for what is shared: lines of families and offices."""
    if fit == "equal":
        return ()
    if shared.is_personal_email:
        ours, theirs = first.name, second.name
        is_sure = fit != "typo" or ours.family == theirs.family or ours.first == theirs.first
        return () if is_sure else ("may be a relative",)
    if fit in ("typo", "initial", "part") and differ_in_first(first.name, second.name):
        return ("may be a relative",)
    return ("a role's address",) if shared.emails else ()


def _by_name(first: Profile, second: Profile, fit: Fit) -> Verdict | None:
    support = _support(first, second)
    local = _locals(first) & _locals(second)
    if local:
        support["same name before the @"] = _LOCAL
    against = _contradictions(first, second)
    score = min(_either(_NAME_ALONE[fit], *support.values()), _MOST_BY_NAME)
    reasons = (_WORDS[fit], *support, *against)
    return Verdict("name_only", _rounded(score * 0.4 if against else score), reasons)


def _locals(profile: Profile) -> set[str]:
    return {address.partition("@")[0] for address in profile.emails if not is_role(address)}


def _reasons(shared: _Shared) -> tuple[str, ...]:
    emails = tuple(f"same email {address}" for address in sorted(shared.emails))
    phones = tuple(
        f"same number {number}" + (f" ext. {extension}" if extension else "")
        for number, extension in sorted(shared.phones, key=str)
    )
    return (*emails, *phones, *(("same line, other extension",) if shared.line else ()))


def _rounded(score: float) -> float:
    return round(score, 3)

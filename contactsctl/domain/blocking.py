"""Which contacts are worth comparing: those in one block, never all with all.

Blocks are contacts that share an address, a number, the words of a name, or nearly those. A block that
is too large to compare everyone in it (a switchboard, a name that thousands have) is split by further
keys; what is too large even then is left out and counted.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from contactsctl.domain.duplicate import Profile, is_role
from contactsctl.domain.nicknames import forms_of

LARGEST = 20
"""Contacts of a block that are compared each with each."""
_SHORT_LOCAL = 4


class Blocks:
    """The pairs of some contacts to compare; `left_out` counts the blocks that were too large."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self._profiles = profiles
        self.left_out = 0

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Yield each pair once, as positions, the smaller first."""
        seen: set[int] = set()
        width = len(self._profiles)
        for block in self._blocks():
            for first, second in combinations(block, 2):
                code = first * width + second
                if code not in seen:
                    seen.add(code)
                    yield first, second

    def _blocks(self) -> Iterator[list[int]]:
        # Sharing an address or number matters most; equal names split what is too large of those.
        # Names that are nearly one come in two turns: a million contacts have a million keys in each.
        near = ((_near_first_names, _supports), (_near_family_names, _supports))
        for keys, further in ((_channels, _name), (_name, _supports), *near):
            for block in self._grouped(range(len(self._profiles)), keys):
                yield from self._small_enough(block, further)

    def _small_enough(self, block: list[int], further: "Keys") -> Iterator[list[int]]:
        if len(block) <= LARGEST:
            yield block
            return
        for part in self._grouped(block, further):
            if len(part) <= LARGEST:
                yield part
            else:
                self.left_out += 1

    def _grouped(self, positions: Iterable[int], keys: "Keys") -> list[list[int]]:
        first: dict[str, int] = {}
        groups: dict[str, list[int]] = {}
        for position in positions:
            for key in keys(self._profiles[position]):
                known = first.setdefault(key, position)
                if known == position:
                    continue
                group = groups.setdefault(key, [known])
                if group[-1] != position:  # a key that comes twice would compare a contact with itself
                    group.append(position)
        return list(groups.values())


Keys = Callable[[Profile], Iterable[str]]


def _channels(profile: Profile) -> Iterator[str]:
    yield from profile.emails
    yield from profile.lines


def _name(profile: Profile) -> tuple[str, ...]:
    return (profile.name.key,) if profile.name.words else ()


def _near_first_names(profile: Profile) -> Iterator[str]:
    """Yield keys of a family name: an initial, a short form or a typing error may tell first names apart."""
    name = profile.name
    if name.first and name.family and len(name.words) > 1:
        yield f"{name.family}|{name.first[0]}"
        yield from (f"{name.family}~{form}" for form in forms_of(name.first))
        if name.nickname:
            yield f"{name.family}|{name.nickname[0]}"


def _near_family_names(profile: Profile) -> Iterator[str]:
    """Yield the key of a first name: a typing error may tell family names apart."""
    name = profile.name
    if name.first and name.family and len(name.words) > 1:
        yield f"{name.first}/{name.family[0]}"


def _supports(profile: Profile) -> Iterator[str]:
    """Yield what else may tell that two contacts of one name are one person."""
    if profile.birthday:
        yield profile.birthday
    yield from profile.places
    for address in profile.emails:
        local = address.partition("@")[0]
        if len(local) > _SHORT_LOCAL and not is_role(address):
            yield local
    if profile.company:
        yield f"company {profile.company}"

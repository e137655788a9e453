"""Tags against a model in plain Python: any sequence of commands, live contacts and the trash."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from contactsctl.address_book import AddressBook
from contactsctl.domain.fold import fold
from contactsctl.errors import NotFoundError

NAMES = ["vip", "VIP", "Víp", "press", "Press", "x", "ß", "ss"]
People = list[list[str]]
names = st.sampled_from(NAMES)
steps = st.one_of(
    st.tuples(st.just("rename"), names, names),
    st.tuples(st.just("delete"), names, names),
    st.tuples(st.just("add"), names, names),
    st.tuples(st.just("remove"), names, names),
)


def expected(people: People, live: int, step: tuple[str, str, str]) -> People:
    """Return everyone's tags after a step; the first `live` of them are not in the trash."""
    deed, first, second = step
    everywhere = [tag for tags in people[:live] for tag in tags]
    old = fold(first)
    if deed == "rename":
        known = [tag for tag in everywhere if fold(tag) == fold(second)]
        keep = bool(known) and fold(first) != fold(second)
        return [_renamed(tags, old, second, set(known) if keep else {second}) for tags in people]
    if deed == "delete":
        return [[tag for tag in tags if fold(tag) != old] for tags in people]
    if deed == "remove":
        return [[t for t in tags if n >= live or fold(t) != old] for n, tags in enumerate(people)]
    return [tags if n >= live or old in map(fold, tags) else [*tags, first] for n, tags in enumerate(people)]


def _renamed(tags: list[str], old: str, new: str, spellings: set[str]) -> list[str]:
    if old not in map(fold, tags):
        return tags
    rest = [tag for tag in tags if fold(tag) != old]
    return rest if fold(new) in map(fold, rest) else [*rest, min(spellings)]


def spelled(people: People) -> list[list[str]]:
    return [sorted(map(fold, tags)) for tags in people]


@settings(max_examples=40)
@given(
    st.lists(st.lists(names, max_size=3, unique_by=fold), min_size=1, max_size=4),
    st.integers(0, 4),
    st.lists(steps, min_size=1, max_size=6),
)
def test_tags_follow_the_model(people: People, live: int, sequence: list[tuple[str, str, str]]) -> None:
    """After each step everyone has the tags of the model, counts agree, and each tag is found by filter."""
    live = min(live, len(people))
    with TemporaryDirectory() as folder, AddressBook(Path(folder) / "book.db") as book:
        ids = [book.contacts.add({"display_name": "P", "tags": tags}).id for tags in people]
        if ids[live:]:
            book.contacts.remove(ids[live:])
        for step in sequence:
            deed, first, second = step
            try:
                if deed == "rename":
                    book.tags.rename(first, second)
                elif deed == "delete":
                    book.tags.delete([first])
                else:
                    (book.tags.add if deed == "add" else book.tags.remove)(ids[:live], [first])
            except NotFoundError:
                assert fold(first) not in {fold(tag) for tags in people for tag in tags}
                continue
            people = expected(people, live, step)
            found = [list(book.contacts.get(each, include_deleted=True).tags) for each in ids]
            assert spelled(found) == spelled(people)
            held = {fold(tag) for tags in people[:live] for tag in tags}
            counted = {fold(tag.name): tag.contacts for tag in book.tags.find()}
            assert counted == {key: sum(key in map(fold, tags) for tags in people[:live]) for key in held}

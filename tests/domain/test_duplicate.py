"""Whether two contacts are one person: names, lanes, blocks, and how well it goes on people who are known."""

from typing import Any

import pytest

from benchmarks.known_duplicates import Record, records, true_pairs
from contactsctl.domain.blocking import LARGEST, Blocks
from contactsctl.domain.duplicate import Profile, judge
from contactsctl.domain.judged import Judged
from contactsctl.domain.name_match import Name, compare, name_of


def name(text: str, **names: Any) -> Name:
    return name_of({"display_name": text, "kind": "individual", **names}, known=bool(text))


NAMES = [
    ("Ana Silva", "ana SILVA", "equal"),
    ("Łukasz Wójcik", "Lukasz Wojcik", "equal"),
    ("Silva, Ana", "Ana Silva", "equal"),
    ("Silva Ana", "Ana Silva", "equal"),
    ("Dr. Ana Silva", "Ana Silva", "equal"),
    ("Ana Maria Silva", "Ana Silva", "part"),
    ("Ana", "Ana Silva", "part"),
    ("Silva", "Ana Silva", "part"),
    ("A. Silva", "Ana Silva", "initial"),
    ("Bob Smith", "Robert Smith", "nickname"),
    ("Jon Smith", "John Smith", "typo"),
    ("Ana Silav", "Ana Silva", "first_only"),
    ("Ana Slivers", "Ana Silvers", "typo"),
    ("Ana Silva", "", "unknown"),
    ("Ana Silva", "Ana Costa", "first_only"),
    ("Ana Maria Silva", "Ana Paula Silva", "different"),
    ("Maria Rossi", "Mario Rossi", "different"),
    ("Paul Braun", "Paula Braun", "different"),
    ("Tim Braun", "Tom Braun", "different"),
    ("Lena Braun", "Lina Braun", "different"),
    ("Ana Silva", "Bo Li", "different"),
    ("A. B.", "Ana Braun", "different"),
    ("健二 高橋", "高橋 健二", "equal"),
]


@pytest.mark.parametrize("ours, theirs, fit", NAMES)
def test_names(ours: str, theirs: str, fit: str) -> None:
    """Spellings of one name fit; names of relatives, a letter apart, do not; the order does not matter."""
    assert (compare(name(ours), name(theirs)), compare(name(theirs), name(ours))) == (fit, fit)


def test_a_nickname_of_the_contact_fits() -> None:
    """A nickname that a contact has stands for its first name, whatever it is."""
    assert compare(name("Maria Silva", nickname="Zuzu"), name("Zuzu Silva")) == "nickname"


def profile(number: int, text: str = "", emails: str = "", phones: str = "", **values: Any) -> Profile:
    channels = tuple((text.partition("x")[0], text.partition("x")[2] or None) for text in phones.split())
    kind = values.pop("kind", "individual")
    return Profile(
        number, name(text, kind=kind, name_suffix=values.pop("suffix", None)), tuple(emails.split()), channels, **values,
    )  # fmt: skip


E, P = "ana@example.org", "+14155551234"
LANES = [
    (profile(1, "Ana Silva", E), profile(2, "Ana Silva", E), "safe"),
    (profile(1, "Ana Silva", E), profile(2, "", E), "safe"),
    (profile(1, "Ana Silva", E), profile(2, "A Silva", E), "safe"),
    (profile(1, "Ana Silva", phones=P), profile(2, "Silva, Ana", phones=P), "safe"),
    (profile(1, "Ana Silva", phones=P), profile(2, "Ana", phones=P), "safe"),
    (profile(1, "Ana Silva", phones=P), profile(2, "Ana M Silva", phones=P), "safe"),
    (profile(1, "Acme Inc", phones=P, kind="organization"), profile(2, "ACME", phones=P, kind="organization"), "safe"),
    (profile(1, "Ana Silva", phones=P), profile(2, "Silva", phones=P), "conflict"),
    (profile(1, "Ana Silva", phones=P), profile(2, "A Silva", phones=P), "conflict"),
    (profile(1, "Jon Smith", phones=P), profile(2, "John Smith", phones=P), "conflict"),
    (profile(1, "Jon Smith", "jon@example.org"), profile(2, "John Smith", "jon@example.org"), "safe"),
    (profile(1, "Ana Silva", "info@example.org"), profile(2, "Ana", "info@example.org"), "conflict"),
    (profile(1, "Ana Silva", "info@example.org"), profile(2, "Ana Silva", "info@example.org"), "safe"),
    (profile(1, "Ana Silva", E), profile(2, "Ana Costa", E), "conflict"),
    (profile(1, "Ana Silva", E, birthday="1980-01-01"), profile(2, "Ana Silva", E, birthday="1990-02-02"), "conflict"),
    (profile(1, "Ana Silva", E, birthday="1980-01-01"), profile(2, "Ana Silva", E, birthday="--01-01"), "safe"),
    (profile(1, "Ana Silva", E, birthday="1980-01-01"), profile(2, "Ana Silva", E, birthday="1980"), "safe"),
    (profile(1, "John Smith", phones=P), profile(2, "John Smith", phones=P, suffix="Jr."), "conflict"),
    (profile(1, "Ana Silva", E, access='["bo"]'), profile(2, "Ana Silva", E), "conflict"),
    (profile(1, "Ana Silva", phones=P), profile(2, "Bo Silva", phones=P), "shared_line"),
    (profile(1, "Ana Silva", E), profile(2, "Bo Silva", E), "shared_line"),
    (profile(1, "Maria Rossi", phones=P), profile(2, "Mario Rossi", phones=P), "shared_line"),
    (profile(1, "Ana Silva", phones=f"{P}x12"), profile(2, "Bo Li", phones=f"{P}x13"), "shared_line"),
    (profile(1, "Ana Silva", phones=P), profile(2, "Acme", phones=P, kind="organization"), "shared_line"),
    (profile(1, "Ana Silva", E), profile(2, "Ana Silva", "other@example.org"), "name_only"),
    (profile(1, "Ana Silva"), profile(2, "Bo Li"), None),
    (profile(1), profile(2), None),
]  # fmt: skip


@pytest.mark.parametrize("first, second, lane", LANES)
def test_lanes(first: Profile, second: Profile, lane: str | None) -> None:
    """A pair is in its lane whichever comes first, and its score is from 0 to 1."""
    verdicts = (judge(first, second), judge(second, first))
    assert [verdict and verdict.lane for verdict in verdicts] == [lane, lane]
    assert all(verdict is None or (0 < verdict.score <= 1 and verdict.reasons) for verdict in verdicts)


def test_more_in_common_scores_higher() -> None:
    """Scores rise with what two contacts share, and fall with what speaks against them."""
    alone = profile(1, "Ana Silva"), profile(2, "Ana Silva")
    company = profile(1, "Ana Silva", company="acme"), profile(2, "Ana Silva", company="acme")
    email = profile(1, "Ana Silva", E), profile(2, "Ana Silva", E)
    both = profile(1, "Ana Silva", E, P), profile(2, "Ana Silva", E, P)
    against = profile(1, "Ana Silva", birthday="1980"), profile(2, "Ana Silva", birthday="1990")
    scores = [judge(*pair).score for pair in (against, alone, company, email, both)]  # type: ignore[union-attr]
    assert scores == sorted(set(scores))


def test_blocks_never_compare_all_with_all() -> None:
    """A thousand behind one number are compared by name alone; a name of a thousand by what goes with it."""
    line = [profile(n, f"Person{n} Number{n}", phones=P) for n in range(998)]
    line += [profile(n, "Ana Silva", phones=P) for n in (998, 999)]
    blocks = Blocks(line)
    assert list(blocks.pairs()) == [(998, 999)]
    namesakes = Blocks([profile(n, "Ana Silva", company="acme" if n < 2 else f"c{n}") for n in range(1000)])
    assert list(namesakes.pairs()) == [(0, 1)]
    too_many = Blocks([profile(n, "Ana Silva", company="acme") for n in range(LARGEST + 1)])
    assert (list(too_many.pairs()), too_many.left_out > 0) == ([], True)


def test_people_who_are_known() -> None:
    """On invented people whose truth is known: precision and recall of the lane `safe`, as the docs state."""
    written = list(records(4000))
    judged = Judged([_as_profile(n, record) for n, record in enumerate(written)], set())
    safe = {(pair.first.number, pair.second.number) for pair in judged.in_lane("safe")}
    truth = true_pairs(written)
    assert len(safe & truth) / len(safe) >= 0.99
    assert len(safe & truth) / len(truth) >= 0.95


def _as_profile(number: int, record: Record) -> Profile:
    given, family = record.get("given_name"), record.get("family_name")
    shown = record.get("display_name") or " ".join(part for part in (given, family) if part)
    return profile(
        number, shown, " ".join(item["address"] for item in record.get("emails") or ()),
        " ".join(item["number"] for item in record.get("phones") or ()),
        suffix=record.get("name_suffix"), birthday=record.get("birthday"),
    )  # fmt: skip

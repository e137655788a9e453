"""Texts that are one text to who searches."""

import pytest

from contactsctl.domain.fold import fold
from tests.conftest import Cli

ALIKE = [
    ("O’Reilly", "o'reilly"), ("OʼReilly", "o'reilly"), ("O‘Reilly", "o'reilly"), ("Hawaiʻi", "hawai'i"), ("O＇Neil", "o'neil"),
    ("Jean‑Luc", "jean-luc"), ("Jean‐Luc", "jean-luc"), ("Müller–Schmidt", "muller-schmidt"),
    ("Łódź", "lodz"), ("Straße", "strasse"), ("ﬁne", "fine"), ("Ｔｏｋｙｏ", "tokyo"), ("Åsa", "asa"), ("Ελένη", "ελενη"),
]  # fmt: skip


@pytest.mark.parametrize("text, typed", ALIKE)
def test_texts_are_folded_to_what_is_typed(text: str, typed: str) -> None:
    """A text, its capitals and what somebody types for it are one; folded twice, it is as folded once."""
    assert fold(text) == fold(text.upper()) == fold(typed) == fold(fold(text)) == typed


def test_an_apostrophe_of_a_word_processor(cli: Cli) -> None:
    """Found by the one that is on keyboards, and the other way round: by text, field, tag and name."""
    cli("add", "Tim O’Reilly", "--tag", "rock’n’roll", "--company", "Jean‑Luc SA")
    cli("add", "Ann O'Neil")
    for said in ("o'reilly", "O’REILLY", "jean-luc"):
        assert cli("list", "-q", said, "--count").out == "1\n"
    assert cli("list", "-q", "o’neil", "--count").out == "1\n"
    assert cli("list", "--tag", "rock'n'roll", "--where", 'name="tim o\'reilly"', "--count").out == "1\n"

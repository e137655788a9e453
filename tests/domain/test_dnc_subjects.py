"""Which numbers and addresses a cell or a line holds."""

import pytest

from contactsctl.domain.dnc import Subject, mended_remark, subjects_in

CELLS = [
    ("+1 (415) 555-1234", [("phone", "+14155551234")]),
    ("415.555.1234", [("phone", "+14155551234")]),
    ("tel:+1-415-555-1234;ext=5", [("phone", "+14155551234")]),
    ("+1 415 555 1234 ext. 5", [("phone", "+14155551234")]),
    ("Ana <Ana@Example.org>", [("email", "ana@example.org")]),
    ("mailto:ana@example.org?subject=x", [("email", "ana@example.org")]),
    ("+14155551234 ::: +442071838750", [("phone", "+14155551234"), ("phone", "+442071838750")]),
    ("ana@example.org; bo@example.org", [("email", "ana@example.org"), ("email", "bo@example.org")]),
    ("Phone", []), ("", []), (" ", []), ("12", []), ("@", []), ("a@b", []), (";;;", []), ("x" * 10_000, []),
]  # fmt: skip


@pytest.mark.parametrize("text, expected", CELLS, ids=lambda each: str(each)[:30])
def test_cells(text: str, expected: list[tuple[str, str]]) -> None:
    """Every valid number and address is found, in any spelling; nothing else is."""
    assert subjects_in(text, "US") == tuple(Subject(*each) for each in expected)


def test_remarks_of_files_are_mended() -> None:
    """A reason of a file never stops an import: it is cleaned and cut."""
    assert mended_remark("a\x00b\nc " + "x" * 5000) == ("a\N{REPLACEMENT CHARACTER}b c " + "x" * 5000)[:4096]
    assert mended_remark("  ") is None

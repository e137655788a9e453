"""The apostrophe that keeps a spreadsheet from taking a cell for a formula (OWASP, CSV injection)."""

import re

# The fullwidth signs are formulas to spreadsheets set to Chinese, Japanese or Korean.
_FORMULA = re.compile(r"'*[=+@\t\r\uff1d\uff0b\uff20\uff0d-]")
_GUARDED = re.compile(r"'+[=+@\t\r\uff1d\uff0b\uff20\uff0d-]")
_NUMBER = re.compile(r"[+-]?[\d ().-]+", re.ASCII)


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; phone numbers stay as they are.

    A cell that looks guarded gets one apostrophe more, so that `unguarded` gives back what was there.
    """
    if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def unguarded(cell: str) -> str:
    """Return what was guarded; any other apostrophe is text."""
    return cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell

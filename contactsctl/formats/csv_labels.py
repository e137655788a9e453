"""What Google calls the labels of the book; any other label is text, kept as it stands."""

_TITLES = {
    "home": "Home", "work": "Work", "mobile": "Mobile", "other": "Other", "main": "Main", "pager": "Pager",
    "work_fax": "Work Fax", "home_fax": "Home Fax", "other_fax": "Other Fax", "fax": "Fax",
    "personal": "Personal", "homepage": "Home Page", "blog": "Blog", "profile": "Profile",
    "anniversary": "Anniversary",
}  # fmt: skip
_LABELS = {
    **{title.casefold(): label for label, title in _TITLES.items()},
    "cell": "mobile", "workfax": "work_fax", "homefax": "home_fax", "otherfax": "other_fax",
    "homepage": "homepage",
}  # fmt: skip


def to_google(label: str | None) -> str:
    """Return a label as Google spells it."""
    return _TITLES.get(label or "", label or "")


def from_google(text: str) -> tuple[str | None, bool]:
    """Return a label of the book, and whether its star makes the value the primary one."""
    is_primary = text.startswith("*")
    label = text.lstrip("* ").strip() if is_primary else text.strip()
    return _LABELS.get(label.casefold(), label) or None, is_primary

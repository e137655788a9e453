"""What looking over a book finds: a finding for each check, good or bad."""

from typing import Literal

from contactsctl.domain.value import Value, value

Severity = Literal["ok", "warning", "problem"]
EXAMPLES = 10
"""So many problems of a check are told; all are counted."""


@value(kw_only=True)
class Finding(Value):
    """One check of a book: what it looked at, how many problems it met, the first of them.

    `advice` says what to do about problems that `doctor --fix` cannot repair; `fixed` is how many it
    did repair.
    """

    check: str
    severity: Severity
    count: int = 0
    problems: tuple[str, ...] = ()
    fixable: bool = False
    fixed: int = 0
    advice: str | None = None


@value(kw_only=True)
class Health(Value):
    """The findings of all checks, and what the book is; `copies` are backups beside it, `size` in bytes."""

    path: str
    contacts: int | None
    trash: int | None
    size: int
    schema: str
    sqlite: str
    copies: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def is_ok(self) -> bool:
        """Whether no check met a problem; warnings do not count."""
        return all(finding.severity != "problem" for finding in self.findings)

"""`contactsctl doctor`."""

from typing import TYPE_CHECKING, Annotated, Any

from contactsctl.cli.options import Json
from contactsctl.cli.parameters import option
from contactsctl.cli.session import Session
from contactsctl.cli.status import Exit
from contactsctl.cli.tree import App, command
from contactsctl.domain.value import as_dict

if TYPE_CHECKING:
    from contactsctl.domain.finding import Finding, Health

app = App()
UNSOUND = 8


@command(
    app,
    "doctor",
    examples="""
    contactsctl doctor
    contactsctl doctor --fix --json
    """,
)
def doctor(
    session: Session,
    fix: Annotated[bool, option("--fix", help="Repair what can be derived from the contacts.")] = False,
    json: Json = False,
) -> None:
    """Look over the book: the file, its pages, and whether everything in it fits together.

    --fix takes the file from everyone but you, and makes search indexes, keys and what else is derived
    anew; before that it keeps a copy of the book beside it. The exit status is 8 when something is
    wrong that is not repaired; warnings do not count.
    """
    from contactsctl.cli.output.contacts import write
    from contactsctl.formats.json_text import dumps

    with session.book() as book:
        health = book.upkeep.examine(fix=fix)
    write(dumps(_document(health)) + "\n" if json else _report(health))
    if not json:
        _note_problems(session, health)
    if not health.is_ok:
        raise Exit(UNSOUND)


def _document(health: "Health") -> dict[str, Any]:
    document = as_dict(health)
    findings = [as_dict(each) for each in document.pop("findings")]
    return {"ok": health.is_ok, **document, "checks": findings}


def _report(health: "Health") -> str:
    from contactsctl.cli.output.cells import tsv_line
    from contactsctl.cli.output.table import table
    from contactsctl.cli.output.terminal import is_terminal

    rows = [[finding.check, _state(finding), str(finding.count)] for finding in health.findings]
    if is_terminal():
        return table(("CHECK", "STATE", "PROBLEMS"), rows)
    return "".join(tsv_line(row) for row in rows)


def _state(finding: "Finding") -> str:
    return "fixed" if finding.fixed and not finding.count else finding.severity


def _note_problems(session: Session, health: "Health") -> None:
    for finding in health.findings:
        if finding.fixed:
            session.note(f"{finding.check}: repaired {finding.fixed:,}")
        for problem in finding.problems:
            session.note(f"{finding.severity}: {finding.check}: {problem}")
        if finding.count > len(finding.problems):
            session.note(f"{finding.check}: {finding.count - len(finding.problems):,} more")
        if finding.fixable:
            session.note(f"{finding.check}: --fix repairs this")
        elif finding.advice:
            session.note(f"{finding.check}: not repaired by --fix: {finding.advice}")
    if not health.is_ok:
        copies = ", ".join(health.copies) or "none"
        session.note(f"copies beside the book: {copies}")

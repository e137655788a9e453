"""`contactsctl stats`."""

from typing import Annotated, Any

from contactsctl.cli.options import OUTPUT, Json, limit_option
from contactsctl.cli.session import Session
from contactsctl.cli.tree import App, command
from contactsctl.domain.value import as_dict

app = App()
BAR = 24
WIDEST = 30


@command(
    app,
    "stats",
    examples="""
    contactsctl stats
    contactsctl stats --json --limit 0
    """,
)
def stats(
    session: Session,
    limit: Annotated[
        int,
        limit_option(OUTPUT, "Of each list at most so many; 0 is all."),
    ] = 10,
    json: Json = False,
) -> None:
    """Count contacts: live ones and the trash; by kind, type, tag, company, source, label and month.

    With bars on a terminal, as JSON through a pipe.
    """
    from contactsctl.cli.output.contacts import write
    from contactsctl.cli.output.terminal import is_terminal
    from contactsctl.formats.json_text import dumps

    with session.book() as book:
        found = book.stats(limit)
    figures: dict[str, Any] = as_dict(found)
    if is_terminal() and not json:
        write(_bars(figures))
        return
    write(dumps({name: _listed(value) for name, value in figures.items()}) + "\n")


def _listed(value: Any) -> Any:
    return [{"name": name, "count": count} for name, count in value] if isinstance(value, tuple) else value


def _bars(figures: dict[str, Any]) -> str:
    lines = [
        f"{figures['total']:,} contacts: {figures['active']:,} active, {figures['inactive']:,} inactive;"
        f" {figures['trash']:,} in the trash"
    ]
    for title, counts in figures.items():
        if isinstance(counts, tuple) and counts:
            lines += ["", title.replace("_", " ").upper(), *_section(counts)]
    return "\n".join(lines) + "\n"


def _section(counts: tuple[tuple[str | None, int], ...]) -> list[str]:
    from contactsctl.cli.output.terminal import DIM, RESET, fitted, has_colour, shown, width

    names = [shown(name) if name is not None else "(none)" for name, _ in counts]
    column = min(max(map(width, names)), WIDEST)
    digits = max(len(f"{count:,}") for _, count in counts)
    most = max(count for _, count in counts)
    dim, reset = (DIM, RESET) if has_colour() else ("", "")
    return [
        f"  {fitted(name, column)}  {count:>{digits},}  {dim}{'█' * max(1, round(BAR * count / most))}{reset}"
        for name, (_, count) in zip(names, counts, strict=True)
    ]

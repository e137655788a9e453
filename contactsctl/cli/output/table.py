"""Aligned columns that fit the terminal."""

from collections.abc import Sequence

from contactsctl.cli.output.terminal import BOLD, DIM, RESET, columns, fitted, has_colour, shown, width

GAP = 2
NARROWEST = 8


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return rows under a header; the widest columns give way until the terminal holds them all."""
    texts = [[shown(text) for text in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(header, *texts, strict=True)]
    _shrink(widths, columns() - GAP * (len(widths) - 1))
    colour = has_colour()
    lines = [_line(header, widths, BOLD if colour else "")]
    lines += [_line(row, widths, "", DIM if colour else "") for row in texts]
    return "\n".join(lines) + "\n"


def _shrink(widths: list[int], room: int) -> None:
    while sum(widths) > room:
        widest = max(range(len(widths)), key=widths.__getitem__)
        if widths[widest] <= NARROWEST:
            return
        widths[widest] -= 1


def _line(row: Sequence[str], widths: Sequence[int], style: str, first_style: str = "") -> str:
    cells = [fitted(text, cells) for text, cells in zip(row, widths, strict=True)]
    if first_style:
        cells[0] = f"{first_style}{cells[0]}{RESET}"
    line = (" " * GAP).join(cells).rstrip()
    return f"{style}{line}{RESET}" if style else line

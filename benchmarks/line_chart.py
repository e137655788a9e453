"""A chart of lines as SVG, readable on light and dark pages: how some figures grow with the contacts."""

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise

WIDTH, HEIGHT = 720, 380
LEFT, RIGHT, TOP, BOTTOM = 64, 210, 56, 44
LINE_HEIGHT = 17
_ON_LIGHT = ("#2a6fc9", "#c2571a", "#0f8a5f", "#8250c4", "#b0306a")
_ON_DARK = ("#6aa8f5", "#f0955c", "#45c798", "#b795ee", "#ee7fae")
FLOOR = "the standard library"
"""The series that others are held to: grey and dashed."""


def line_chart(
    title: str, unit: str, counts: Sequence[int], series: Mapping[str, Sequence[float]], note: str = ""
) -> str:
    """Return the SVG of some series of values, one a count of contacts, the counts on a logarithmic axis.

    `note` stands under the title; values begin at zero and are in `unit`.
    """
    top = _step(max(max(values) for values in series.values())) * 5
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
            f"<title>{escape(title)}</title>",
            f"<style>{_style(len(series))}</style>",
            f'<text class="title" x="{LEFT}" y="22">{escape(title)}</text>',
            f'<text x="{LEFT}" y="41">{escape(note or unit)}</text>',
            *_axes(unit, counts, top),
            *_lines(counts, series, top),
            "</svg>\n",
        )
    )


def _style(number: int) -> str:
    return (
        "text{font:13px system-ui,sans-serif;fill:#57606a}.title{font-size:16px;font-weight:600;fill:#1f2328}"
        ".grid{stroke:#d0d7de}.line{fill:none;stroke-width:2.25;stroke-linejoin:round}"
        f".floor{{stroke-dasharray:5 4}}{_colours(_ON_LIGHT[:number], '#848d97')}"
        "@media(prefers-color-scheme:dark){text{fill:#9198a1}.title{fill:#e6edf3}.grid{stroke:#3d444d}"
        f"{_colours(_ON_DARK[:number], '#848d97')}}}"
    )


def _colours(colours: Sequence[str], grey: str) -> str:
    named = {**{f"c{place}": colour for place, colour in enumerate(colours)}, "floor": grey}
    return "".join(
        f".{name}{{stroke:{colour}}}.dot.{name},.label.{name}{{fill:{colour};stroke:none}}"
        for name, colour in named.items()
    )


def _step(most: float) -> float:
    """Return a fifth of the axis: 1, 2, 2.5 or 5 times a power of ten."""
    power = 10 ** math.floor(math.log10(most / 5))
    return power * next(factor for factor in (1, 2, 2.5, 5, 10) if factor * power * 5 >= most)


def _axes(unit: str, counts: Sequence[int], top: float) -> Iterator[str]:
    for fifth in range(6):
        value = top * fifth / 5
        y = _y(value, top)
        yield f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
        mark = f"{value:,.4g} {unit}" if fifth == 5 else f"{value:,.4g}"
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{mark}</text>'
    for count in counts:
        yield f'<text x="{_x(count, counts):.1f}" y="{HEIGHT - 18}" text-anchor="middle">{count:,}</text>'
    yield f'<text x="{WIDTH - RIGHT + 12}" y="{HEIGHT - 18}" dx="28">contacts</text>'


def _lines(counts: Sequence[int], series: Mapping[str, Sequence[float]], top: float) -> Iterator[str]:
    ends = _label_places({name: _y(values[-1], top) for name, values in series.items()})
    for place, (name, values) in enumerate(series.items()):
        colour = "floor" if name == FLOOR else f"c{place}"
        points = [(_x(count, counts), _y(value, top)) for count, value in zip(counts, values, strict=True)]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        yield f'<path class="line {colour}" d="M{path}"/>'
        for x, y in points:
            yield f'<circle class="dot {colour}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>'
        label = f'class="label {colour}" x="{WIDTH - RIGHT + 12}" y="{ends[name] + 4:.1f}"'
        yield f"<text {label}>{escape(name)}: {_number(values[-1])}</text>"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def _label_places(wanted: Mapping[str, float]) -> dict[str, float]:
    """Return where labels stand: beside the ends of their lines, a line's height apart."""
    names = sorted(wanted, key=lambda name: wanted[name])
    places = {name: wanted[name] for name in names}
    for upper, lower in pairwise(names):
        places[lower] = max(places[lower], places[upper] + LINE_HEIGHT)
    return places


def _x(count: int, counts: Sequence[int]) -> float:
    span = math.log(counts[-1] / counts[0]) or 1
    return LEFT + 20 + (WIDTH - LEFT - RIGHT - 40) * math.log(count / counts[0]) / span


def _y(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top

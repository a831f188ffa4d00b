"""Growth curves, drawn from the first table of `docs/explanation/scale.md`, so that picture and table cannot differ.

Both axes are logarithmic: twice the work in twice the time is a line that rises by one step for each step to the right.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

SCALE = Path(__file__).parents[1] / "docs" / "explanation" / "scale.md"
WIDTH, HEIGHT = 880, 430
LEFT, RIGHT, TOP, BOTTOM = 76, 316, 56, 44
# Told apart by dashes and marks too, and dark enough on white (4.5 to 1).
LOOKS = (
    ("#00703c", "", "circle"),
    ("#1d70b8", "7 4", "square"),
    ("#505a5f", "2 4", "diamond"),
    ("#912b88", "10 3 2 3", "triangle"),
    ("#aa4a00", "4 3", "square"),
    ("#d4351c", "12 4", "diamond"),
)
LABEL_GAP = 17.0


@dataclass(frozen=True)
class Curve:
    """Seconds by millions of cases; ``name`` as the table has it, without what follows a colon."""

    name: str
    points: tuple[tuple[float, float], ...]


def curves(text: str) -> list[Curve]:
    """The curves of the first table whose heads are sizes in millions."""
    lines = iter(text.splitlines())
    head = next(line for line in lines if line.startswith("| |") and "million" in line)
    sizes = {at: float(found[1]) for at, cell in enumerate(_cells(head)) if (found := re.match(r"(\d+) million", cell))}
    next(lines)
    return [Curve(*_named(_cells(line), sizes)) for line in _while_a_table(lines)]


def _while_a_table(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if not line.startswith("|"):
            return
        yield line


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _named(cells: list[str], sizes: dict[int, float]) -> tuple[str, tuple[tuple[float, float], ...]]:
    numbers = ((size, cells[at]) for at, size in sizes.items())
    name = cells[0].replace("`", "").replace("count --checked, ", "on ").partition(":")[0]
    return name, tuple((size, float(cell)) for size, cell in numbers if re.fullmatch(r"[\d.]+", cell))


def drawn(text: str) -> str:
    """The picture of the curves as SVG."""
    found = curves(text)
    sizes = sorted({size for curve in found for size, _ in curve.points})
    seconds = [taken for curve in found for _, taken in curve.points]
    low, high = (
        10.0 ** round_(math.log10(end)) for round_, end in ((math.floor, min(seconds)), (math.ceil, max(seconds)))
    )
    across = _Scale(sizes[0], sizes[-1], LEFT, WIDTH - RIGHT)
    up = _Scale(low, high, HEIGHT - BOTTOM, TOP)
    ends = _apart([(up.at(curve.points[-1][1]), place) for place, curve in enumerate(found)])
    parts = [
        *_frame(across, up, sizes),
        *(line for place, curve in enumerate(found) for line in _curve(curve, place, across, up, ends[place])),
    ]
    told = "; ".join(f"{one.name}: {', '.join(f'{t:g} s at {s:g} million' for s, t in one.points)}" for one in found)
    title = "Seconds to count cases from files, by millions of cases"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
            ' aria-labelledby="t d" font-family="Helvetica, Arial, sans-serif" font-size="14" fill="#0b0c0c">',
            f'<title id="t">{title}</title>',
            f'<desc id="d">{escape(told)}</desc>',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
            f'<text x="{LEFT}" y="26" font-size="17" font-weight="bold">{title}</text>',
            *parts,
            "</svg>",
            "",
        ]
    )


@dataclass(frozen=True)
class _Scale:
    """A logarithmic axis from one value to another, between two places of the picture."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return round(self.start + share * (self.end - self.start), 1)


def _frame(across: _Scale, up: _Scale, sizes: list[float]) -> Iterator[str]:
    """Lines of the grid with their numbers."""
    for step in range(round(math.log10(up.high / up.low)) + 1):
        value = up.low * 10**step
        y = up.at(value)
        yield f'<path d="M{across.start} {y}H{across.end}" stroke="#b1b4b6"/>'
        yield f'<text x="{across.start - 10}" y="{y + 5}" text-anchor="end">{value:g} s</text>'
    for size in sizes:
        x = across.at(size)
        yield f'<path d="M{x} {up.start}V{up.end}" stroke="#b1b4b6"/>'
        yield f'<text x="{x}" y="{up.start + 24}" text-anchor="middle">{size:g} million</text>'


def _curve(curve: Curve, place: int, across: _Scale, up: _Scale, label: float) -> Iterator[str]:
    colour, dashes, mark = LOOKS[place % len(LOOKS)]
    points = [(across.at(size), up.at(taken)) for size, taken in curve.points]
    way = "L".join(f"{x} {y}" for x, y in points)
    width = 3 if place == 0 else 2
    line = f'stroke="{colour}" stroke-width="{width}" stroke-dasharray="{dashes or "none"}"'
    yield f'<path d="M{way}" fill="none" {line}/>'
    yield from (_mark(mark, x, y, colour) for x, y in points)
    x, y = points[-1]
    end = across.end + 26
    yield f'<path d="M{x + 8} {y}L{end - 6} {label}" stroke="{colour}" stroke-width="1"/>'
    bold = ' font-weight="bold"' if place == 0 else ""
    taken = curve.points[-1][1]
    at = "" if x == across.end else f" at {curve.points[-1][0]:g} million"
    yield f'<text x="{end}" y="{label + 5}" fill="{colour}"{bold}>{escape(curve.name)}: {taken:g} s{at}</text>'


def _mark(mark: str, x: float, y: float, colour: str) -> str:
    if mark == "circle":
        return f'<circle cx="{x}" cy="{y}" r="5" fill="{colour}"/>'
    shapes = {
        "square": f"M{x - 4} {y - 4}h8v8h-8z",
        "diamond": f"M{x} {y - 6}l6 6l-6 6l-6 -6z",
        "triangle": f"M{x} {y - 6}l6 10h-12z",
    }
    return f'<path d="{shapes[mark]}" fill="{colour}"/>'


def _apart(wanted: list[tuple[float, int]]) -> dict[int, float]:
    """Heights of labels by their curve's place: as near to what is wanted as they can be without touching."""
    placed: dict[int, float] = {}
    last = -math.inf
    for y, place in sorted(wanted):
        last = max(y, last + LABEL_GAP)
        placed[place] = round(last, 1)
    return placed


def counting() -> str:
    """The picture beside the page's first table."""
    return drawn(SCALE.read_text())

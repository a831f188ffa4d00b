"""Draws a layout or boundaries as SVG, to be looked at: ``python -m scripts.map pictures``."""

from __future__ import annotations

from math import cos, pi, sin

from scripts.map.hexagons import middle
from scripts.map.scoring import Layout

COLOURS = {
    "North East": "#8dd3c7", "North West": "#ffffb3", "Yorkshire and The Humber": "#bebada", "East Midlands": "#fb8072",
    "West Midlands": "#80b1d3", "East of England": "#fdb462", "London": "#b3de69", "South East": "#fccde5",
    "South West": "#bc80bd",
}  # fmt: skip


def hexagons(layout: Layout, regions: dict[str, str], names: dict[str, str]) -> str:
    """The layout in colours by region, each cell with the first letters of its name."""
    corners = [(cos(pi / 6 + turn * pi / 3) / 3**0.5, sin(pi / 6 + turn * pi / 3) / 3**0.5) for turn in range(6)]
    drawn = []
    for one, cell in layout.items():
        x, y = middle(cell)
        points = " ".join(f"{30 * (x + dx):.1f},{30 * (y + dy):.1f}" for dx, dy in corners)
        drawn.append(f'<polygon points="{points}" fill="{COLOURS[regions[one]]}" stroke="white"/>')
        drawn.append(f'<text x="{30 * x:.1f}" y="{30 * y + 3:.1f}">{names[one][:5]}</text>')
    x, y = zip(*(middle(cell) for cell in layout.values()), strict=True)
    left, top, right, bottom = (30 * end for end in (min(x) - 1, min(y) - 1, max(x) + 1, max(y) + 1))
    box = f"{left:.0f} {top:.0f} {right - left:.0f} {bottom - top:.0f}"
    style = 'font-size="9" font-family="sans-serif" text-anchor="middle"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" {style}>{"".join(drawn)}</svg>'

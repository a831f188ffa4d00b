"""The funnel of an authority's group with the authority marked.

A kind's drawing is made once for each bundle; a page only adds its own authority's mark: drawing some hundred dots
anew takes several times as long as the rest of the page.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.template import engines
from django.urls import reverse
from markupsafe import Markup

from upheld.publication.website.funnel import Dot, Point
from upheld.publication.website.group_funnel import group_funnel
from upheld.publication.website.in_use import Bundle

END = Markup("</svg>")


@dataclass(frozen=True)
class Drawn:
    """A kind's funnel as SVG without a mark, and where each authority's dot is, by code."""

    svg: Markup
    places: dict[str, Dot]


drawings: WeakKeyDictionary[Bundle, dict[tuple[int, str, str], Drawn | None]] = WeakKeyDictionary()


@dataclass(frozen=True)
class OwnFunnel:
    """The funnel of an authority's group as SVG, and whether the authority has a dot in it, which is then marked."""

    svg: Markup
    is_marked: bool


def authority_funnel(bundle: Bundle, year: int, authority: sqlite3.Row, measure: dict[str, Any]) -> OwnFunnel | None:
    """The funnel of its kind in a year, with its own dot marked if it has one. None where nothing can be drawn."""
    kept = drawings.setdefault(bundle, {})
    key = (year, authority["kind"], measure["id"])
    if key not in kept:
        kept[key] = _drawn(bundle, year, authority["kind"], measure)
    drawn = kept[key]
    if drawn is None:
        return None
    place = drawn.places.get(authority["code"])
    if place is None:
        return OwnFunnel(drawn.svg, False)
    before, _, after = drawn.svg.partition(END)
    mark = _macros().marked_dot(place, _point(place, authority["code"]), bundle.said)
    return OwnFunnel(before + mark + END + after, True)


def _drawn(bundle: Bundle, year: int, kind: str, measure: dict[str, Any]) -> Drawn | None:
    found = group_funnel(bundle, year, kind, measure)
    if found.drawn is None or found.group is None:
        return None
    said = bundle.said
    rate_name = said.terms.measures[measure["id"]].title
    name = said.national.funnel_name(
        measure=rate_name,
        group=said.terms.kinds[kind].group,
        year=bundle.editions[year]["label"],
        count=len(found.rows) - found.undrawn,
    )
    svg = _macros().funnel_chart(
        found.drawn,
        said.national,
        said,
        name,
        said.national.bases[measure["base"]],
        rate_name,
        measure["shown_as"] == "percent",
        reverse("national_kind", args=[year, kind]),
    )
    places = {point.code: dot for dot in found.drawn.dots for point in dot.points}
    return Drawn(svg, places)


def _point(dot: Dot, code: str) -> Point:
    return next(point for point in dot.points if point.code == code)


def _macros() -> Any:
    return engines["jinja2"].env.get_template("components/funnel.html").module

"""Charts as files of their own: SVG that loads nothing, runs nothing and says below itself where it comes from."""

from __future__ import annotations

import sqlite3

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path

from upheld.publication.website import (
    cards,
    year_in_address,  # noqa: F401  # lets paths hold years
)
from upheld.publication.website.authority_views import MEMBER, found_or_404
from upheld.publication.website.cards import LARGE, NORMAL, SMALL, Laid, Text, laid
from upheld.publication.website.group_funnel import first_share, group_funnel
from upheld.publication.website.in_use import Bundle
from upheld.publication.website.pages import bundle_of
from upheld.publication.website.panels import Panel, panels

POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}
# XML has no way to write most control characters.
NOT_IN_XML = dict.fromkeys([*(code for code in range(32) if code not in (9, 10, 13)), 0xFFFE, 0xFFFF])
TYPE = "image/svg+xml; charset=utf-8"
WIDE = 720


def answer(request: HttpRequest, template: str, title: str, told: list[str], **facts: object) -> HttpResponse:
    """An SVG file. ``told`` is its description: what it shows and where it comes from."""
    said = bundle_of(request).said
    text = render_to_string(template, {"title": title, "told": told, "said": said, **facts}, request)
    return HttpResponse(text.translate(NOT_IN_XML), headers={"Content-Type": TYPE, **HEADERS})


def rate(request: HttpRequest, code: str, year: int, measure: str) -> HttpResponse:
    """A rate with its range and the average of similar authorities."""
    member = _member(request, code, year)
    if member["code"] != code:
        return redirect("rate_drawing", member["code"], year, measure, permanent=True)
    bundle, panel = bundle_of(request), _panel(request, member, year, measure)
    if panel.bar is None:
        raise Http404
    title = bundle.said.embedding.drawing.rate(
        measure=panel.title, name=member["name"], year=bundle.editions[year]["label"]
    )
    lines = [panel.sentence, *panel.comparison, panel.interval, panel.verdict]
    return _drawn(request, "drawings/rate.svg", year, title, panel.alternative, lines, panel=panel, drawn=110)


def years(request: HttpRequest, code: str, year: int, measure: str) -> HttpResponse:
    """A measure over the years."""
    member = _member(request, code, year)
    if member["code"] != code:
        return redirect("years_drawing", member["code"], year, measure, permanent=True)
    bundle, panel = bundle_of(request), _panel(request, member, year, measure)
    if len(panel.strip) < 2:
        raise Http404
    ends = {"first": panel.strip[0].label, "last": panel.strip[-1].label}
    title = bundle.said.embedding.drawing.years(measure=panel.title, name=member["name"], **ends)
    told = "; ".join(" ".join(filter(None, (row.label, row.shown, row.counted_from))) for row in panel.strip)
    lines = [f"{row.label}: {' '.join(row.breaks)}" for row in panel.strip if row.breaks]
    return _drawn(request, "drawings/years.svg", year, title, told, lines, panel=panel, drawn=290)


def funnel(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """The funnel of a kind of authority in a year."""
    bundle, measure = bundle_of(request), first_share(bundle_of(request))
    grouped = {one["id"] for one in bundle.rules["kinds"] if one["grouped"]}
    if year not in bundle.editions or measure is None or kind not in grouped:
        raise Http404
    found = group_funnel(bundle, year, kind, measure)
    if found.drawn is None:
        raise Http404
    said, label = bundle.said, bundle.editions[year]["label"]
    group, rate_name = said.terms.kinds[kind].group, said.terms.measures[measure["id"]].title
    base_name = said.national.bases[measure["base"]]
    title = said.embedding.drawing.funnel(measure=rate_name, group=group, year=label)
    count = len(found.rows) - found.undrawn
    told = said.national.funnel_name(measure=rate_name, group=group, year=label, count=count)
    lines = [said.national.axes(rate=rate_name, base=base_name)]
    shown = found.drawn
    facts = {"shown": shown, "base_name": base_name, "drawn": shown.tall + 72}
    return _drawn(request, "drawings/funnel.svg", year, title, told, lines, **facts)


def _member(request: HttpRequest, code: str, year: int) -> sqlite3.Row:
    bundle = bundle_of(request)
    member = bundle.row(MEMBER, year, found_or_404(request, code)["id"]) if year in bundle.editions else None
    if member is None:
        raise Http404
    return member


def _panel(request: HttpRequest, member: sqlite3.Row, year: int, measure: str) -> Panel:
    found = next((one for one in panels(bundle_of(request), year, member) if one.measure == measure), None)
    if found is None:
        raise Http404
    return found


def _drawn(
    request: HttpRequest, template: str, year: int, title: str, told: str, lines: list[str], **facts: object
) -> HttpResponse:
    """A chart between its title above and, below, what it says and where it comes from."""
    bundle = bundle_of(request)
    drawn = facts["drawn"]
    assert isinstance(drawn, int)
    above = laid(_above(bundle, title), wide=WIDE)
    source = cards.source(bundle, bundle.editions[year])
    below = laid(_below(list(filter(None, lines)), source), top=above.tall + drawn, wide=WIDE)
    shown = Laid(above.lines + below.lines, above.bands, below.tall)
    described = [*cards.marks(bundle), told, *filter(None, lines), *source]
    return answer(request, template, title, described, laid=shown, wide=WIDE, top=above.tall, **facts)


def _above(bundle: Bundle, title: str) -> list[Text]:
    return [*((mark, SMALL, True, "band", 4) for mark in cards.marks(bundle)), (title, LARGE, True, "text", 10)]


def _below(lines: list[str], source: list[str]) -> list[Text]:
    told: list[Text] = [(line, NORMAL, False, "text", 4) for line in lines]
    return [*told, *((line, SMALL, False, "quiet", 10 if not place else 0) for place, line in enumerate(source))]


urlpatterns = [
    path("authorities/<str:code>/<year:year>/charts/<str:measure>.svg", rate, name="rate_drawing"),
    path("authorities/<str:code>/<year:year>/charts/<str:measure>/years.svg", years, name="years_drawing"),
    path("national/<year:year>/<str:kind>/funnel.svg", funnel, name="funnel_drawing"),
]

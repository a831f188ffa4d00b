"""Comparing an authority with others, at an address that can be shared."""

from __future__ import annotations

import sqlite3
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from upheld.publication.website import map_rows
from upheld.publication.website.authority_views import found_or_404
from upheld.publication.website.comparing import (
    BY_NAME,
    BY_RATE,
    CHOSEN,
    GROUP,
    MOST_CHOSEN,
    NEAREST,
    PRESET,
    REGION,
    ROWS,
    Asked,
    Company,
    asked,
    company,
    in_order,
    in_words,
)
from upheld.publication.website.group_funnel import authority_address
from upheld.publication.website.in_use import Bundle
from upheld.publication.website.pages import bundle_of, page


def compare(request: HttpRequest, code: str) -> HttpResponse:
    """An authority beside others; ``with``, ``names``, ``measure``, ``year`` and ``order`` say whom and how."""
    bundle, found, wanted = bundle_of(request), found_or_404(request, code), asked(request.GET)
    address = reverse("compare", args=[found["code"]])
    if found["code"] != code:
        return redirect(_with_query(address, request.GET.urlencode()), permanent=True)
    year = _year(bundle, found["id"], wanted.year)
    measure = _measure(bundle, wanted.measure)
    rows = bundle.rows(ROWS, year, measure["id"])
    own = next(row for row in rows if row["authority"] == found["id"])
    ways = _ways(bundle, own)
    beside = _company(bundle, wanted, ways, own, rows)
    shared = _query(wanted, beside, rows, measure, year)
    is_by_names = beside.whom == CHOSEN and request.GET.get("with") in (CHOSEN, *PRESET)
    if is_by_names and beside.others and not beside.not_found:
        return redirect(_with_query(address, shared))
    return _shown(request, own, rows, beside, measure=measure, year=year, ways=ways, wanted=wanted, shared=shared)


def _shown(
    request: HttpRequest,
    own: sqlite3.Row,
    rows: list[sqlite3.Row],
    beside: Company,
    *,
    measure: dict[str, Any],
    year: int,
    ways: tuple[str, ...],
    wanted: Asked,
    shared: str,
) -> HttpResponse:
    bundle = bundle_of(request)
    order = BY_RATE if wanted.order == BY_RATE else BY_NAME
    shown = {own["authority"], *beside.others}
    ranked, unranked = in_order([row for row in rows if row["authority"] in shown], order)
    chosen = [row for row in rows if row["authority"] in beside.others] if beside.whom == CHOSEN else []
    own_page = authority_address(bundle, own["code"], year)
    return page(
        request,
        "compare.html",
        bundle.said.comparing.title(name=own["short_name"]),
        trail=((bundle.said.site.everywhere.authorities, reverse("authorities")), (own["name"], own_page)),
        own=own,
        measure=measure,
        measures=_measures(bundle),
        cited=bundle.editions[year],
        cited_at=f"{reverse('compare', args=[own['code']])}?{shared}",
        edition=bundle.editions[year],
        editions=_editions_of(bundle, own["authority"]),
        beside=beside,
        ways=ways,
        order=order,
        ranked=ranked,
        kinds_differ=len({row["kind"] for row in (*ranked, *unranked)}) > 1,
        unranked=unranked,
        names="; ".join([*(in_words(bundle, row) for row in chosen), *beside.not_found]),
        most_chosen=MOST_CHOSEN,
        shared=shared,
        address=lambda code: authority_address(bundle, code, year),
    )


def _editions_of(bundle: Bundle, authority: str) -> list[sqlite3.Row]:
    """The editions of the years in which an authority has figures, newest first."""
    own = {row["year"] for row in bundle.rows("SELECT year FROM members WHERE authority = ?", authority)}
    return [edition for year, edition in bundle.editions.items() if year in own]


def _year(bundle: Bundle, authority: str, written: str) -> int:
    """The year asked for if the authority has figures of it, or else the newest in which it has some."""
    years = [edition["year"] for edition in _editions_of(bundle, authority)]
    if not years:
        raise Http404
    return next((year for year in years if str(year) == written), years[0])


def _measures(bundle: Bundle) -> list[dict[str, Any]]:
    shown = [one for one in bundle.rules["measures"] if one["in_letter"] or one["in_figures"]]
    return sorted(shown or bundle.rules["measures"], key=lambda one: one["order"])


def _measure(bundle: Bundle, written: str) -> dict[str, Any]:
    measures = _measures(bundle)
    return next((one for one in measures if one["id"] == written), measures[0])


def _ways(bundle: Bundle, own: sqlite3.Row) -> tuple[str, ...]:
    """The ways to choose others that an authority has, the usual one first."""
    grouped = {kind["id"] for kind in bundle.rules["kinds"] if kind["grouped"]}
    there = {GROUP: own["kind"] in grouped, NEAREST: bool(own["residents"]), REGION: bool(own["region"])}
    return tuple(way for way, can in there.items() if can) or (CHOSEN,)


def _company(
    bundle: Bundle, wanted: Asked, ways: tuple[str, ...], own: sqlite3.Row, rows: list[sqlite3.Row]
) -> Company:
    """Whom is asked for; where nobody is, the first way that finds somebody."""
    areas = map_rows.land(bundle)
    if wanted.whom in (*ways, CHOSEN):
        return company(bundle, wanted.whom, wanted.names, own, rows, areas=areas)
    found = (company(bundle, way, (), own, rows, areas=areas) for way in ways)
    return next((one for one in found if one.others), Company(CHOSEN, ()))


def _query(wanted: Asked, beside: Company, rows: list[sqlite3.Row], measure: dict[str, Any], year: int) -> str:
    """The query of the address to share: codes instead of names, and the year even where it is the newest now."""
    codes = {row["authority"]: row["code"] for row in rows}
    chosen = ",".join(codes[one] for one in beside.others)
    order = [("order", BY_RATE)] if wanted.order == BY_RATE else []
    told = [
        ("with", chosen if beside.whom == CHOSEN else beside.whom),
        ("measure", measure["id"]),
        ("year", year),
        *order,
    ]
    return urlencode(told, doseq=True)


def _with_query(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address

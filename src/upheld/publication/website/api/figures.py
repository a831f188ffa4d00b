"""The API's answers about years, authorities and figures. Each function answers the address of its name."""

from __future__ import annotations

import sqlite3
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from upheld.publication.website.api import shapes
from upheld.publication.website.api.answering import answer, paged
from upheld.publication.website.api.asking import Page, Refusal, page_of
from upheld.publication.website.in_use import Bundle
from upheld.publication.website.pages import bundle_of

Asked = dict[str, Any]
AUTHORITY = "SELECT a.* FROM codes c JOIN authorities a ON a.id = c.authority WHERE c.code = ?"


def gone_missing(request: HttpRequest) -> Refusal:
    """What is not there."""
    return Refusal(404, bundle_of(request).said.data.api.not_there)


def years(request: HttpRequest, _: Asked) -> HttpResponse:
    """The years that there are, newest first."""
    return answer(request, [shapes.edition(row) for row in bundle_of(request).editions.values()])


def authorities(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The authorities of a year by code."""
    bundle = bundle_of(request)
    year = asked.get("year", bundle.newest)
    if year not in bundle.editions:
        raise gone_missing(request)
    wanted = {name: asked[name] for name in ("kind", "region", "county") if name in asked}
    where = " AND ".join(["year = ?", *(f"{name} = ?" for name in wanted)])
    rows, total = page_of_rows(bundle, "members", where, (year, *wanted.values()), "code", page_of(asked))
    data = [shapes.authority(bundle.said, row) for row in rows]
    return paged(request, data, page_of(asked), total, year=year)


def page_of_rows(
    bundle: Bundle, table: str, where: str, values: tuple[object, ...], order: str, page: Page
) -> tuple[list[sqlite3.Row], int]:
    query = f"SELECT * FROM {table} WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"  # noqa: S608  # our own words
    return bundle.rows(query, *values, page.size, page.offset), _number(bundle, table, where, values)


def _number(bundle: Bundle, table: str, where: str, values: tuple[object, ...]) -> int:
    counted = bundle.row(f"SELECT count(*) AS number FROM {table} WHERE {where}", *values)  # noqa: S608
    return int(counted["number"]) if counted else 0


def found(request: HttpRequest, code: str) -> sqlite3.Row:
    """The authority that has, or ever had, a code."""
    row = bundle_of(request).row(AUTHORITY, code.upper()) if len(code) <= 40 else None
    if row is None:
        raise gone_missing(request)
    return row


def authority(request: HttpRequest, _: Asked, code: str) -> HttpResponse:
    """One authority, and where its figures are."""
    bundle, row = bundle_of(request), found(request, code)
    place = shapes.authority_address(row["code"])
    own = bundle.rows("SELECT year FROM members WHERE authority = ? ORDER BY year DESC", row["id"])
    told = shapes.without_gaps(
        **shapes.authority(bundle.said, row),
        start_on=row["start_on"],
        end_on=row["end_on"],
        years=[_year_links(place, one["year"]) for one in own],
    )
    return answer(request, {**told, **_around(bundle, row["id"])})


def _year_links(place: str, year: int) -> dict[str, object]:
    return {"year": year, "figures": f"{place}/years/{year}/figures", "strips": f"{place}/years/{year}/strips"}


def _around(bundle: Bundle, one: str) -> dict[str, list[str]]:
    def addresses(other: str, own: str) -> list[str]:
        query = f"SELECT a.code FROM successions s JOIN authorities a ON a.id = s.{other} WHERE s.{own} = ?"  # noqa: S608
        return sorted(shapes.authority_address(row["code"]) for row in bundle.rows(query, one))

    return {
        "predecessors": addresses("predecessor", "successor"),
        "successors": addresses("successor", "predecessor"),
    }


def member(request: HttpRequest, code: str, year: int) -> sqlite3.Row:
    """An authority as it was called when a year ended."""
    query = "SELECT * FROM members WHERE year = ? AND authority = ?"
    row = bundle_of(request).row(query, year, found(request, code)["id"])
    if row is None:
        raise gone_missing(request)
    return row


def figures(request: HttpRequest, _: Asked, code: str, year: int) -> HttpResponse:
    """An authority's figures of a year."""
    bundle, own = bundle_of(request), member(request, code, year)
    of = (year, own["authority"])
    totals = bundle.row("SELECT * FROM totals WHERE year = ? AND authority = ?", *of)
    if totals is None:
        raise gone_missing(request)
    rows = {row["measure"]: row for row in bundle.rows("SELECT * FROM figures WHERE year = ? AND authority = ?", *of)}
    parts = bundle.rows("SELECT * FROM parts WHERE year = ? AND authority = ? ORDER BY list, position", *of)
    letter = bundle.row("SELECT html FROM letters WHERE year = ? AND authority = ?", *of)
    told = shapes.without_gaps(
        authority=shapes.authority(bundle.said, own),
        year=year,
        decided=shapes.count(bundle.said, totals["decided"]),
        received=shapes.count(bundle.said, totals["received"]),
        residents=totals["residents"],
        residents_on=totals["residents_on"],
        figures=[shapes.figure(bundle.said, rows[one]) for one in _measures(bundle) if one in rows],
        lists=shapes.lists(bundle, parts),
        letter=reverse("letter_page_year", args=[own["code"], year]) if letter and letter["html"] else None,
    )
    return answer(request, told, year=year)


def _measures(bundle: Bundle) -> list[str]:
    return [one["id"] for one in sorted(bundle.rules["measures"], key=lambda one: one["order"])]


def strips(request: HttpRequest, _: Asked, code: str, year: int) -> HttpResponse:
    """Each measure over the years, as it stood when a year's edition was made."""
    bundle, own = bundle_of(request), member(request, code, year)
    query = "SELECT * FROM strips WHERE year = ? AND authority = ? ORDER BY measure, point"
    by_measure: dict[str, list[sqlite3.Row]] = {}
    for row in bundle.rows(query, year, own["authority"]):
        by_measure.setdefault(row["measure"], []).append(row)
    told = [
        {"measure": shapes.of_measure(bundle.said, one), "points": [shapes.point(row) for row in by_measure[one]]}
        for one in _measures(bundle)
        if one in by_measure
    ]
    return answer(request, told, year=year)


def national(request: HttpRequest, _: Asked, year: int) -> HttpResponse:
    """All authorities together."""
    bundle = bundle_of(request)
    if year not in bundle.editions:
        raise gone_missing(request)
    rows = {row["measure"]: row for row in bundle.rows("SELECT * FROM national WHERE year = ?", year)}
    told = [
        {"measure": shapes.of_measure(bundle.said, one), "value": shapes.value(rows[one])}
        for one in _measures(bundle)
        if one in rows
    ]
    return answer(request, told, year=year)

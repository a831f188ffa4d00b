"""The list of authorities, the method, and pages of text."""

from __future__ import annotations

import sqlite3
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from upheld.publication.website.in_use import Bundle
from upheld.publication.website.pages import bundle_of, page

MOST_LISTED = 1500
OF_A_KIND = "SELECT code, name, kind FROM authorities WHERE in_year AND kind = ? ORDER BY name, code LIMIT ? OFFSET ?"


def listing(request: HttpRequest) -> HttpResponse:
    """All authorities in jurisdiction at the year end, by kind and name; of very many, some on each page."""
    bundle = bundle_of(request)
    counted = bundle.rows("SELECT kind, count(*) AS number FROM authorities WHERE in_year GROUP BY kind")
    numbers = {row["kind"]: row["number"] for row in counted}
    order = [kind["id"] for kind in bundle.rules["kinds"] if kind["id"] in numbers]
    every, asked = sum(numbers[kind] for kind in order), request.GET.get("page", "1")
    last = max(1, -(-every // MOST_LISTED))
    if asked not in map(str, range(1, last + 1)):
        return redirect("authorities")
    first, starts = (int(asked) - 1) * MOST_LISTED, _starts(order, numbers)
    rows = [row for kind in order for row in _listed(bundle, kind, first - starts[kind], numbers[kind])]
    title, path = bundle.said.site.listing.title, reverse("authorities")
    return page(
        request,
        "listing.html",
        title if asked == "1" else f"{title}, {asked}/{last}",
        kinds={kind: list(found) for kind, found in groupby(rows, key=lambda row: row["kind"])},
        numbers={kind: numbers[kind] for kind in order},
        at={kind: _page_address(path, starts[kind] // MOST_LISTED + 1) for kind in order},
        number=every,
        previous=_page_address(path, int(asked) - 1) if int(asked) > 1 else "",
        next=_page_address(path, int(asked) + 1) if int(asked) < last else "",
    )


def _starts(order: list[str], numbers: dict[str, int]) -> dict[str, int]:
    """How many come before the first of each kind."""
    return {kind: sum(numbers[before] for before in order[:place]) for place, kind in enumerate(order)}


def _listed(bundle: Bundle, kind: str, first: int, number: int) -> list[sqlite3.Row]:
    """Those of a kind that are on the page which begins with its row ``first``, which may be before or after all."""
    if first >= number or first + MOST_LISTED <= 0:
        return []
    return bundle.rows(OF_A_KIND, kind, MOST_LISTED + min(first, 0), max(first, 0))


def _page_address(path: str, number: int) -> str:
    return f"{path}?page={number}" if number > 1 else path


def method(request: HttpRequest) -> HttpResponse:
    """How each figure is made, from the scheme's rules and words."""
    bundle = bundle_of(request)
    rules = bundle.rules
    ungrouped = [kind["id"] for kind in rules["kinds"] if not kind["grouped"]]
    kinds = [bundle.said.terms.kinds[kind].group for kind in ungrouped]
    national = bundle.rows("SELECT * FROM national WHERE year = ?", bundle.newest)
    return page(
        request,
        "method.html",
        bundle.said.site.method.title,
        rules=rules,
        measures=sorted(rules["measures"], key=lambda measure: measure["order"]),
        ungrouped=bundle.said.listed(kinds) if kinds else "",
        national={row["measure"]: row for row in national},
    )


def text_page(request: HttpRequest, name: str) -> HttpResponse:
    """A page of text alone."""
    words = getattr(bundle_of(request).said.site, name)
    return page(request, "text.html", words.title, words=words)

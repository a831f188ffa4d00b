"""The list of authorities, the method, and pages of text."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse

from upheld.publication.website.pages import bundle_of, page


def listing(request: HttpRequest) -> HttpResponse:
    """All authorities in jurisdiction at the year end, by kind and name."""
    bundle = bundle_of(request)
    rows = bundle.rows("SELECT code, name, kind FROM authorities WHERE in_year ORDER BY kind, name")
    by_kind = {kind: list(found) for kind, found in groupby(rows, key=lambda row: row["kind"])}
    order = [kind["id"] for kind in bundle.rules["kinds"] if kind["id"] in by_kind]
    kinds = {kind: by_kind[kind] for kind in order}
    return page(request, "listing.html", bundle.said.site.listing.title, kinds=kinds, number=len(rows))


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

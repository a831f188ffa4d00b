"""Sitemaps (sitemaps.org, 0.9): every page's address, in files that hold far fewer than the 50,000 that one may.

Decisions stand in the bundle in the order of their references, numbered from 1: each file is found by key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, register_converter, reverse
from django.urls.converters import IntConverter

from upheld.publication.website.in_use import Bundle
from upheld.publication.website.pages import bundle_of

IN_A_FILE = 4_000
CONTENT_TYPE = "application/xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
PLAIN = ("front", "authorities", "national", "all_decisions", "downloads", "dictionary", "api", "method", "releases")
TEXTS = ("about", "accessibility", "privacy")
AUTHORITIES = "SELECT code FROM authorities ORDER BY code LIMIT ? OFFSET ?"
DECISIONS = "SELECT reference FROM decisions WHERE rowid > ? AND rowid <= ? ORDER BY rowid"


class Number(IntConverter):
    """The number of a file, from 1, without zeros before it: each has one address."""

    regex = "[1-9][0-9]{0,5}"


register_converter(Number, "sitemap")


def sitemaps(request: HttpRequest) -> HttpResponse:
    """The sitemap of sitemaps."""
    bundle = bundle_of(request)
    names = [("sitemap_pages", []), *_numbered("sitemap_authorities", _last(bundle, "authorities"))]
    names += _numbered("sitemap_decisions", _last(bundle, "decisions"))
    whole = (request.build_absolute_uri(reverse(name, args=args)) for name, args in names)
    lines = "".join(f"<sitemap><loc>{escape(one)}</loc></sitemap>\n" for one in whole)
    return _xml(f"<sitemapindex {SPACE}>\n{lines}</sitemapindex>\n")


def _numbered(name: str, last: int) -> Iterator[tuple[str, list[int]]]:
    return ((name, [number]) for number in range(1, -(-last // IN_A_FILE) + 1))


def _last(bundle: Bundle, table: str) -> int:
    """How many rows; of decisions the last number, which SQLite knows without counting."""
    what = "max(rowid)" if table == "decisions" else "count(*)"
    row = bundle.row(f"SELECT {what} AS number FROM {table}")  # noqa: S608  # our own words
    return (row and row["number"]) or 0


def pages(request: HttpRequest) -> HttpResponse:
    """The pages that there is one of, and those of the years before."""
    years = [reverse("national_year", args=[year]) for year in bundle_of(request).years[1:]]
    return _addresses(request, [*(reverse(name) for name in (*PLAIN, *TEXTS)), *years])


def authorities(request: HttpRequest, number: int) -> HttpResponse:
    """The pages of authorities, by code."""
    rows = bundle_of(request).rows(AUTHORITIES, IN_A_FILE, (number - 1) * IN_A_FILE)
    return _some(request, rows, lambda row: reverse("authority", args=[row["code"]]))


def decisions(request: HttpRequest, number: int) -> HttpResponse:
    """The pages of decisions, by reference."""
    rows = bundle_of(request).rows(DECISIONS, (number - 1) * IN_A_FILE, number * IN_A_FILE)
    start = reverse("decision", args=["-"]).removesuffix("-/")
    return _some(request, rows, lambda row: f"{start}{quoted(row['reference'])}/")


def quoted(reference: str) -> str:
    """A reference as it stands in an address: as `reverse` writes it, a tenth of the time."""
    from urllib.parse import quote

    return quote(reference, safe="/~:@!$&'()*+,;=")


def _some(request: HttpRequest, rows: list, address: Callable) -> HttpResponse:  # type: ignore[type-arg]
    if not rows:
        raise Http404
    return _addresses(request, map(address, rows))


def _addresses(request: HttpRequest, addresses: Iterable[str]) -> HttpResponse:
    site = request.build_absolute_uri("/").removesuffix("/")
    lines = "".join(f"<url><loc>{escape(site + one)}</loc></url>\n" for one in addresses)
    return _xml(f"<urlset {SPACE}>\n{lines}</urlset>\n")


def _xml(text: str) -> HttpResponse:
    return HttpResponse(HEAD + text, content_type=f"{CONTENT_TYPE}; charset=utf-8")


def robots(request: HttpRequest) -> HttpResponse:
    """Where the sitemaps are. Searches are left out: what they find has pages of its own."""
    site = request.build_absolute_uri(reverse("sitemaps"))
    return HttpResponse(f"User-agent: *\nDisallow: /*?\nSitemap: {site}\n", content_type="text/plain; charset=utf-8")


urlpatterns = [
    path("sitemap.xml", sitemaps, name="sitemaps"),
    path("sitemaps/pages.xml", pages, name="sitemap_pages"),
    path("sitemaps/authorities-<sitemap:number>.xml", authorities, name="sitemap_authorities"),
    path("sitemaps/decisions-<sitemap:number>.xml", decisions, name="sitemap_decisions"),
    path("robots.txt", robots, name="robots"),
]

"""An authority's figures and letter in an edition that was superseded: kept readable at an address that stays."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from upheld.publication.bundle.schema import LETTERS
from upheld.publication.website.authority_views import found_or_404
from upheld.publication.website.file_views import letter_answer, pdf_answer
from upheld.publication.website.group_funnel import authority_address
from upheld.publication.website.letter_bar import below
from upheld.publication.website.pages import bundle_of, page

FIGURES = "SELECT * FROM past_figures WHERE year = ? AND number = ? AND authority = ?"
LETTER = "SELECT * FROM past_letters WHERE year = ? AND number = ? AND authority = ?"
NEXT = "SELECT * FROM notices WHERE year = ? AND number > ? ORDER BY number LIMIT 1"


def earlier(request: HttpRequest, code: str, year: int, number: int) -> HttpResponse:
    """The figures, marked as superseded, with what took their place and why."""
    bundle = bundle_of(request)
    found = found_or_404(request, code)
    rows = {row["measure"]: row for row in bundle.rows(FIGURES, year, number, found["id"])}
    if not rows:
        raise Http404
    label = bundle.editions[year]["label"]
    order = sorted(bundle.rules["measures"], key=lambda measure: measure["order"])
    now = authority_address(bundle, found["code"], year)
    title = bundle.said.releases.earlier.title(name=found["name"], year=label, number=number)
    answer = page(
        request,
        "earlier.html",
        str(title),
        trail=((found["name"], now),),
        authority=found,
        now=now,
        year=year,
        number=number,
        figures=[rows[measure["id"]] for measure in order if measure["id"] in rows],
        notice=bundle.row(NEXT, year, number),
        letter=bundle.row(LETTER, year, number, found["id"]),
    )
    return _unlisted(answer)


def letter_page(request: HttpRequest, code: str, year: int, number: int) -> HttpResponse:
    """The letter as a web page, below a bar that says that it is superseded."""
    bundle, letter = bundle_of(request), _letter(request, code, year, number, "html").read_bytes()
    now = authority_address(bundle, found_or_404(request, code)["code"], year)
    facts = {"said": bundle.said, "code": code, "year": year, "number": number, "now": now}
    notice = bundle.row(NEXT, year, number)
    return _unlisted(
        letter_answer(below(letter, "superseded_bar.html", {**facts, "notice": notice}) if notice else letter)
    )


def letter_pdf(request: HttpRequest, code: str, year: int, number: int) -> HttpResponse:
    """The letter as a PDF."""
    answer = pdf_answer(_letter(request, code, year, number, "pdf"))
    return _unlisted(answer)


def _unlisted(answer: HttpResponse) -> HttpResponse:
    """Kept out of search engines, so that nobody comes upon figures that do not hold any more."""
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _letter(request: HttpRequest, code: str, year: int, number: int, kind: str) -> Path:
    bundle = bundle_of(request)
    row: sqlite3.Row | None = bundle.row(LETTER, year, number, found_or_404(request, code)["id"])
    if row is None or not row[kind]:
        raise Http404
    return bundle.folder / LETTERS / f"{year}-{number}" / str(row[kind])


urlpatterns = [
    path("authorities/<str:code>/<year:year>/edition-<number:number>/", earlier, name="earlier"),
    path("authorities/<str:code>/<year:year>/edition-<number:number>/letter/", letter_page, name="earlier_letter_page"),
    path(
        "authorities/<str:code>/<year:year>/edition-<number:number>/letter.pdf", letter_pdf, name="earlier_letter_pdf"
    ),
]

"""The release calendar, and who had a year's figures before they were public."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse

from upheld.publication.website.pages import bundle_of, page
from upheld.publication.website.release_rows import CALENDAR, moment_in_words, outcome_of, title_of

READERS = """
    SELECT r.*, a.code FROM early_readers r LEFT JOIN authorities a ON a.id = r.authority
    WHERE r.year = ? ORDER BY r.position
"""


def releases(request: HttpRequest) -> HttpResponse:
    """The calendar."""
    bundle = bundle_of(request)
    rows = [
        {
            "number": row["number"],
            "title": title_of(bundle, row),
            "moment": moment_in_words(bundle, row["at"]),
            "became": outcome_of(bundle, row),
            "is_to_come": row["state"] == "announced",
        }
        for row in bundle.rows(CALENDAR)
    ]
    return page(
        request,
        "releases.html",
        bundle.said.releases.calendar.title,
        upcoming=[row for row in reversed(rows) if row["is_to_come"]],
        past=[row for row in rows if not row["is_to_come"]],
        years=list(bundle.editions.values()),
    )


def readers(request: HttpRequest, year: int) -> HttpResponse:
    """Who had a year's figures early."""
    bundle = bundle_of(request)
    if year not in bundle.editions:
        raise Http404
    label, words = bundle.editions[year]["label"], bundle.said.releases
    rows = [(row, moment_in_words(bundle, row["since"])) for row in bundle.rows(READERS, year)]
    trail = ((words.calendar.title, reverse("releases")),)
    return page(request, "early_readers.html", str(words.readers.title(year=label)), trail=trail, readers=rows)


urlpatterns = [
    path("releases/", releases, name="releases"),
    path("releases/<year:year>/", readers, name="early_readers"),
]

"""The feeds of corrections and of public reports. That of decisions stands with their search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import escape

from upheld.publication.website.atom import CONTENT_TYPE, Feed, lasting_id, moment_of, sample_mark, writable
from upheld.publication.website.in_use import Bundle
from upheld.publication.website.pages import bundle_of
from upheld.publication.website.release_rows import CALENDAR, moment_in_words, outcome_of, title_of

ENTRIES = 50
CORRECTIONS = """
    SELECT n.*, e.label, coalesce(r.released_at, n.published_on) AS moment
    FROM notices n JOIN editions e ON e.year = n.year
    LEFT JOIN revisions r ON r.year = n.year AND r.number = n.number
    ORDER BY n.published_on DESC, n.year DESC, n.number DESC LIMIT ?
"""
REPORTS = """
    SELECT r.*, a.code, a.name,
           row_number() OVER (PARTITION BY r.authority, r.published_on, r.title ORDER BY r.position) AS nth
    FROM reports r JOIN authorities a ON a.id = r.authority
    ORDER BY r.published_on DESC, a.code, r.position LIMIT ?
"""

Entry = dict[str, Any]


def corrections(request: HttpRequest) -> HttpResponse:
    """What was corrected in which edition, and why."""
    bundle = bundle_of(request)
    words = bundle.said.data.feeds
    entries = (
        {
            "title": words.correction(year=row["label"], number=row["number"]),
            "link": f"{reverse('downloads')}#revisions-{row['year']}",
            "description": f"{row['what']} {row['why']}",
            "unique_id": lasting_id(bundle, "correction", str(row["year"]), str(row["number"])),
            "moment": row["moment"],
        }
        for row in bundle.rows(CORRECTIONS, ENTRIES)
    )
    title = words.corrections(service=bundle.said.terms.service)
    return _answer(request, title, "feed_of_corrections", reverse("downloads"), entries)


def releases(request: HttpRequest) -> HttpResponse:
    """The calendar: what is announced, moved, cancelled and done."""
    bundle = bundle_of(request)
    words = bundle.said.releases.calendar
    entries = (
        {
            "title": title_of(bundle, row),
            "link": f"{reverse('releases')}#release-{row['number']}",
            "description": f"{moment_in_words(bundle, row['at'])}. {outcome_of(bundle, row)}",
            "unique_id": lasting_id(bundle, "release", str(row["year"]), row["kind"], row["announced_at"]),
            "moment": row["done_at"] or row["announced_at"],
        }
        for row in bundle.rows(CALENDAR + " LIMIT ?", ENTRIES)
    )
    title = words.feed(service=bundle.said.terms.service)
    return _answer(request, title, "feed_of_releases", reverse("releases"), entries)


def reports(request: HttpRequest) -> HttpResponse:
    """Public reports as they are issued."""
    bundle = bundle_of(request)
    words = bundle.said.data.feeds
    entries = (
        {
            "title": words.report(name=row["name"], title=row["title"]),
            "link": f"{reverse('authority', args=[row['code']])}#reports",
            "description": row["title"],
            "unique_id": lasting_id(bundle, "report", row["authority"], row["published_on"], row["title"], *_nth(row)),
            "moment": row["published_on"],
        }
        for row in bundle.rows(REPORTS, ENTRIES)
    )
    title = words.reports(service=bundle.said.terms.service)
    return _answer(request, title, "feed_of_reports", reverse("national"), entries)


def _nth(row: Any) -> list[str]:
    """What parts a second report with the same title on the same day from the first."""
    return [str(row["nth"])] if row["nth"] > 1 else []


def _answer(request: HttpRequest, title: str, name: str, page: str, entries: Iterable[Entry]) -> HttpResponse:
    bundle, whole = bundle_of(request), request.build_absolute_uri
    feed = Feed(
        title=title,
        link=whole(page),
        feed_url=whole(reverse(name)),
        feed_guid=lasting_id(bundle, name),
        subtitle=sample_mark(bundle),
        language=bundle.said.language,
        description=None,
        author_name=bundle.said.terms.ombudsman,
        released=_released(bundle),
    )
    for entry in entries:
        moment = moment_of(entry["moment"])
        feed.add_item(
            title=writable(entry["title"]),
            link=whole(entry["link"]),
            description=writable(escape(entry["description"])),
            unique_id=entry["unique_id"],
            pubdate=moment,
            updateddate=moment,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=CONTENT_TYPE)


def _released(bundle: Bundle) -> Any:
    return moment_of(bundle.editions[bundle.newest]["released_at"] or bundle.about["released_on"])


urlpatterns = [
    path("feeds/corrections.xml", corrections, name="feed_of_corrections"),
    path("feeds/releases.xml", releases, name="feed_of_releases"),
    path("feeds/reports.xml", reports, name="feed_of_reports"),
]

"""The front page: finding an authority by postcode or name, the map, and the table of the same figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from upheld.publication.website import front_asking, map_rows
from upheld.publication.website.front_asking import Asked, Choices
from upheld.publication.website.front_rows import Parts, Row, parts, rows_of
from upheld.publication.website.front_words import Told
from upheld.publication.website.in_use import Bundle
from upheld.publication.website.map_drawing import Map, drawn
from upheld.publication.website.pages import bundle_of, page
from upheld.publication.website.panels import PERCENT
from upheld.publication.website.places import find_place
from upheld.publication.website.search import search
from upheld.vocabulary.words import Base

BY_POSTCODE_LONGEST = 16
MOST_ROWS = 500  # of the table; of more the first, and how to come by the others


@dataclass(frozen=True)
class Links:
    """Addresses of other states of the page, all else left as it is."""

    asked: Asked
    first: Asked

    def to(self, place: str = "", **changes: object) -> str:
        """The address with something changed; ``place`` is where on the page to go."""
        return front_asking.address(self.asked, self.first, **changes) + (f"#{place}" if place else "")

    def to_stay(self) -> str:
        """The address that shows the same when there are newer years: the year is always in it."""
        return front_asking.address(self.asked, replace(self.first, year=0))

    def sorted_by(self, sort: str) -> str:
        """The address sorted by a column: the other way round where it is so already."""
        turned = self.asked.sort == sort and self.asked.order == "up"
        return self.to("table", sort=sort, order="down" if turned else "up")

    def kept(self, *changed: str) -> list[tuple[str, object]]:
        """What a form that asks for ``changed`` must carry along."""
        names = ("tier", "colour", "shape", "sort", "order")
        told = {name: getattr(self.asked, name) for name in names if name not in changed}
        return [(name, value) for name, value in told.items() if value != getattr(self.first, name)]


def front(request: HttpRequest) -> HttpResponse:
    """What this is, finding a council, and every council's figures as a map and a table."""
    bundle = bundle_of(request)
    said = bundle.said
    asked, choices = front_asking.read(bundle, request.GET)
    edition = bundle.editions[asked.year]
    rows = rows_of(bundle, asked)
    shown = parts(rows, asked, choices.kinds)
    measure = _measure(bundle, asked)
    links = Links(asked, front_asking.first_choice(choices))
    drawn_map = _map(bundle, asked, rows, shown, measure)
    return page(
        request,
        "front.html",
        said.site.front.title(ombudsman=said.terms.ombudsman, year=edition["label"]),
        cited=edition,
        cited_at=links.to_stay(),
        cited_as=said.finding.compared(measure=said.terms.measures[asked.measure].title, year=edition["label"]),
        lead=_lead(bundle),
        by_postcode=map_rows.has_postcodes(bundle),
        asked=asked,
        choices=choices,
        edition=edition,
        measure=measure,
        parts=shown,
        listed=shown.first(MOST_ROWS),
        told=Told(bundle, asked, measure),
        map=drawn_map,
        other_tier="" if drawn_map and drawn_map.shapes else _other_tier(bundle, asked, choices, shown),
        without_residents=_without_residents(shown, measure),
        links=links,
        notices=bundle.rows("SELECT * FROM notices ORDER BY year DESC, number DESC"),
    )


def _lead(bundle: Bundle) -> str:
    about, said = bundle.about, bundle.said
    span = {"start": said.day(about["year_start"]), "end": said.day(about["year_end"])}
    return said.site.front.lead(ombudsman=said.terms.ombudsman, year=about["year_label"], **span)


def _measure(bundle: Bundle, asked: Asked) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in bundle.rules["measures"] if one["id"] == asked.measure)
    return found


def _map(bundle: Bundle, asked: Asked, rows: list[Row], shown: Parts, measure: dict[str, Any]) -> Map | None:
    wanted = {row.authority for row in shown.all}
    return drawn(bundle, asked, rows, wanted, is_share=measure["shown_as"] == PERCENT)


def _other_tier(bundle: Bundle, asked: Asked, choices: Choices, shown: Parts) -> str:
    """A tier whose map has some of those shown; "" where there is none."""
    wanted = {row.authority for row in shown.all}
    others = (tier for tier in choices.tiers if tier != asked.tier)
    return next((tier for tier in others if not wanted.isdisjoint(map_rows.members(bundle, asked.year, tier))), "")


def _without_residents(shown: Parts, measure: dict[str, Any]) -> int:
    """How many of those shown have no figure because nobody knows how many people live there."""
    return sum(row.state == "no_base" for row in shown.all) if measure["base"] == Base.RESIDENTS else 0


def find(request: HttpRequest) -> HttpResponse:
    """The authorities of a postcode, or those that fit a name."""
    bundle = bundle_of(request)
    words = bundle.said.site.search
    query = request.GET.get("q", request.GET.get("name", "")).replace("\0", "").strip()
    place = find_place(bundle, query) if len(query) <= BY_POSTCODE_LONGEST else None
    results = search(bundle, "" if place else query)
    return page(
        request,
        "find.html",
        words.title,
        query=query[:100],
        place=place,
        results=results,
        by_postcode=map_rows.has_postcodes(bundle),
    )


urlpatterns = [
    path("", front, name="front"),
    path("find/", find, name="find"),
    path("search/", find, name="search"),
]

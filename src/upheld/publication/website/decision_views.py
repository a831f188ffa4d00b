"""The search of decisions, a decision, and the feeds of new ones."""

from __future__ import annotations

import sqlite3

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse

from upheld.publication.website.authority_views import found_or_404
from upheld.publication.website.decision_asking import Asked, asked
from upheld.publication.website.decision_feed import feed_of
from upheld.publication.website.decision_results import address, feed_address, results, title
from upheld.publication.website.decision_search import find, index_of
from upheld.publication.website.improvements import more_categories
from upheld.publication.website.in_use import Bundle
from upheld.publication.website.pages import bundle_of, page

AGREED = "SELECT * FROM improvements WHERE reference = ? AND reference <> '' ORDER BY position"
ADDRESS_OF = "SELECT a.code FROM codes c JOIN authorities a ON a.id = c.authority WHERE c.code = ?"


def search(request: HttpRequest, code: str = "") -> HttpResponse:
    """Decisions by words and facets, of one authority or of all. Every search has one address; others lead to it."""
    bundle = bundle_of(request)
    about = found_or_404(request, code) if code else None
    wanted = asked(request.GET, known_values(bundle), _authority_asked(bundle, request, about))
    if about is not None and code != about["code"]:
        return HttpResponsePermanentRedirect(address(wanted))
    if request.path + wanted.query() != address(wanted) or not _is_plain(request, wanted):
        return redirect(address(wanted))
    found = find(bundle, wanted, about["id"] if about is not None else "")
    if wanted.page > found.pages:
        return redirect(address(wanted.but(page=found.pages)))
    shown = results(bundle, wanted, found, about)
    trail = trail_of(bundle, about) if about is not None else ()
    return page(request, "decisions.html", title(bundle, wanted, about), trail=trail, results=shown, authority=about)


def known_values(bundle: Bundle) -> dict[str, frozenset[str]]:
    """The values that each facet may have."""
    rules = bundle.rules
    return {
        "subject": frozenset(rules["subjects"]),
        "outcome": frozenset(one["id"] for one in rules["outcomes"]),
        "year": frozenset(index_of(bundle).years),
        "remedy": frozenset(rules["remedy_categories"]),
    }


def _authority_asked(bundle: Bundle, request: HttpRequest, about: sqlite3.Row | None) -> str:
    """The code in the path, or the one chosen in the form, which chooses again; "" for all."""
    if "authority" not in request.GET:
        return about["code"] if about is not None else ""
    row = bundle.row(ADDRESS_OF, request.GET["authority"].upper())
    return row["code"] if row else ""


def _is_plain(request: HttpRequest, wanted: Asked) -> bool:
    """Whether an address says what it asks for and nothing else."""
    return dict(request.GET.lists()) == dict(QueryDict(wanted.query()[1:]).lists())


def trail_of(bundle: Bundle, about: sqlite3.Row) -> tuple[tuple[str, str], ...]:
    """The pages above those of an authority's decisions."""
    authority = (about["name"], reverse("authority", args=[about["code"]]))
    return ((bundle.said.site.everywhere.authorities, reverse("authorities")), authority)


def decision(request: HttpRequest, reference: str) -> HttpResponse:
    """One public decision; in the place of one that was withdrawn, that and why (410)."""
    bundle = bundle_of(request)
    found = bundle.row("SELECT * FROM decisions WHERE reference = ?", reference)
    if found is None:
        return _withdrawn(request, bundle, reference)
    about = _authority_of(bundle, found["authority"])
    trail = _decision_trail(bundle, about)
    same = (
        Asked(authority=about["code"], subject=found["subject"])
        if about is not None
        else Asked(subject=found["subject"])
    )
    agreed = bundle.rows(AGREED, reference)
    return page(
        request,
        "decision.html",
        found["title"],
        trail=trail,
        decision=found,
        authority=about,
        agreed=agreed,
        more=more_categories(bundle, agreed),
        same_subject=address(same) if found["subject"] in bundle.rules["subjects"] else "",
        here=request.build_absolute_uri(request.path),
    )


def _withdrawn(request: HttpRequest, bundle: Bundle, reference: str) -> HttpResponse:
    gone = bundle.row("SELECT * FROM withdrawals WHERE reference = ?", reference)
    if gone is None:
        raise Http404
    about = _authority_of(bundle, gone["authority"])
    words = bundle.said.casework.withdrawn
    told = {"trail": _decision_trail(bundle, about), "gone": gone, "authority": about}
    return page(request, "decision_withdrawn.html", words.title(reference=reference), status=410, **told)


def _authority_of(bundle: Bundle, one: str) -> sqlite3.Row | None:
    return bundle.row("SELECT * FROM authorities WHERE id = ?", one)


def _decision_trail(bundle: Bundle, about: sqlite3.Row | None) -> tuple[tuple[str, str], ...]:
    words = bundle.said.casework
    if about is None:
        return ((words.decisions, reverse("all_decisions")),)
    return (*trail_of(bundle, about), (words.decisions, reverse("decisions", args=[about["code"]])))


def feed(request: HttpRequest, code: str = "") -> HttpResponse:
    """The newest decisions of a search, of one authority or of all, as an Atom feed. It too has one address."""
    bundle = bundle_of(request)
    about = found_or_404(request, code) if code else None
    wanted = asked(request.GET, known_values(bundle), about["code"] if about is not None else "").but(newest=False)
    if about is not None and code != about["code"]:
        return HttpResponsePermanentRedirect(feed_address(wanted))
    if not _is_plain(request, wanted):
        return redirect(feed_address(wanted))
    written = feed_of(bundle, wanted, about, request.build_absolute_uri)
    return HttpResponse(written, content_type="application/atom+xml; charset=utf-8")


urlpatterns = [
    path("decisions/", search, name="all_decisions"),
    path("decisions/feed.atom", feed, name="decisions_feed"),
    path("decisions/<path:reference>/", decision, name="decision"),
    path("authorities/<str:code>/decisions/", search, name="decisions"),
    path("authorities/<str:code>/decisions/feed.atom", feed, name="decisions_feed_of"),
]

"""An authority's page, its decisions, and a decision."""

from __future__ import annotations

import sqlite3

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from upheld.publication.website.in_use import Bundle
from upheld.publication.website.pages import bundle_of, page
from upheld.publication.website.panels import panels

DECISIONS_SHOWN = 10
IMPROVEMENTS_SHOWN = 8
SUCCESSORS = """
    SELECT a.* FROM successions s JOIN authorities a ON a.id = s.successor
    WHERE s.predecessor = ? ORDER BY a.name
"""
PREDECESSORS = """
    SELECT a.* FROM successions s JOIN authorities a ON a.id = s.predecessor
    WHERE s.successor = ? ORDER BY a.name
"""
DECISIONS = """
    SELECT reference, title, decided_on FROM decisions
    WHERE authority = ? ORDER BY decided_on DESC, reference
"""


def found_or_404(request: HttpRequest, code: str) -> sqlite3.Row:
    """The authority that has, or ever had, a code."""
    bundle = bundle_of(request)
    query = "SELECT a.* FROM codes c JOIN authorities a ON a.id = c.authority WHERE c.code = ?"
    row = bundle.row(query, code.upper())
    if row is None:
        raise Http404
    return row


def authority(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about one authority in the year. A former code leads to the one of the year."""
    found = found_or_404(request, code)
    if found["code"] != code:
        return redirect("authority", code=found["code"], permanent=True)
    bundle = bundle_of(request)
    around = {
        "successors": bundle.rows(SUCCESSORS, found["id"]),
        "predecessors": bundle.rows(PREDECESSORS, found["id"]),
    }
    trail = _trail(bundle)
    if not found["in_year"]:
        return page(request, "authority_ended.html", found["name"], trail=trail, authority=found, **around)
    facts = _facts(bundle, found)
    return page(request, "authority.html", found["name"], trail=trail, authority=found, **around, **facts)


def _trail(bundle: Bundle, *below: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return ((bundle.said.site.everywhere.authorities, reverse("authorities")), *below)


def _facts(bundle: Bundle, found: sqlite3.Row) -> dict[str, object]:
    one = found["id"]
    in_letter = {measure["id"] for measure in bundle.rules["measures"] if measure["in_letter"] or measure["in_figures"]}
    shown = panels(bundle, found)
    decisions = bundle.rows(DECISIONS, one)
    return {
        "panels": [panel for panel in shown if panel.measure in in_letter],
        "more": [panel for panel in shown if panel.measure not in in_letter],
        "totals": bundle.row("SELECT * FROM totals WHERE authority = ?", one),
        "parts": _parts(bundle, one),
        "reports": bundle.rows("SELECT * FROM reports WHERE authority = ? ORDER BY position", one),
        "improvements": bundle.rows("SELECT * FROM improvements WHERE authority = ? ORDER BY position", one),
        "improvements_shown": IMPROVEMENTS_SHOWN,
        "decisions": decisions[:DECISIONS_SHOWN],
        "decisions_number": len(decisions),
        "letter": bundle.row("SELECT * FROM letters WHERE authority = ?", one),
    }


def _parts(bundle: Bundle, one: str) -> dict[str, list[sqlite3.Row]]:
    lists: dict[str, list[sqlite3.Row]] = {}
    for row in bundle.rows("SELECT * FROM parts WHERE authority = ? ORDER BY list, position", one):
        lists.setdefault(row["list"], []).append(row)
    return lists


def decisions(request: HttpRequest, code: str) -> HttpResponse:
    """All public decisions about an authority."""
    found = found_or_404(request, code)
    bundle = bundle_of(request)
    trail = _trail(bundle, (found["name"], reverse("authority", args=[found["code"]])))
    rows = bundle.rows(DECISIONS, found["id"])
    return page(
        request,
        "decisions.html",
        bundle.said.site.authority.decisions,
        trail=trail,
        authority=found,
        decisions=rows,
    )


def decision(request: HttpRequest, reference: str) -> HttpResponse:
    """One public decision."""
    bundle = bundle_of(request)
    found = bundle.row("SELECT * FROM decisions WHERE reference = ?", reference)
    if found is None:
        raise Http404
    about = bundle.row("SELECT * FROM authorities WHERE id = ?", found["authority"])
    if about is None:
        raise Http404
    trail = _trail(bundle, (about["name"], reverse("authority", args=[about["code"]])))
    return page(request, "decision.html", found["title"], trail=trail, decision=found, authority=about)

"""An authority's page."""

from __future__ import annotations

import sqlite3

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from upheld.publication.website.authority_funnel import authority_funnel
from upheld.publication.website.code_rows import own_code
from upheld.publication.website.decision_index import index_of
from upheld.publication.website.group_funnel import first_share
from upheld.publication.website.improvements import number_of_improvements
from upheld.publication.website.in_use import Bundle
from upheld.publication.website.jinja import address_of
from upheld.publication.website.pages import bundle_of, page
from upheld.publication.website.panels import panels
from upheld.publication.website.report_rows import answered

DECISIONS_SHOWN = 10
IMPROVEMENTS_SHOWN, MOST_IMPROVEMENTS = 8, 100
SUCCESSORS = """
    SELECT a.* FROM successions s JOIN authorities a ON a.id = s.successor
    WHERE s.predecessor = ? ORDER BY a.name
"""
PREDECESSORS = """
    SELECT a.* FROM successions s JOIN authorities a ON a.id = s.predecessor
    WHERE s.successor = ? ORDER BY a.name
"""
DECISIONS = """
    SELECT reference, title, subject, outcome, decided_on FROM decisions
    WHERE authority = ?1 AND decided_on >= (SELECT min(decided_on) FROM (
        SELECT decided_on FROM decisions WHERE authority = ?1 ORDER BY decided_on DESC LIMIT ?2
    ))
    ORDER BY decided_on DESC, reference LIMIT ?2
"""
"""The newest. Those of the last days only are put in order by reference, however many there are."""
IMPROVEMENTS = """
    SELECT i.*, d.reference AS decision FROM improvements i LEFT JOIN decisions d ON d.reference = i.reference
    WHERE i.authority = ? ORDER BY i.position LIMIT ?
"""
MEMBER = """
    SELECT a.id, a.code, m.name, m.short_name, m.kind, m.region, m.county, a.start_on, a.end_on
    FROM members m JOIN authorities a ON a.id = m.authority WHERE m.year = ? AND m.authority = ?
"""
PAST_LETTERS = """
    SELECT l.*, e.label FROM letters l JOIN editions e ON e.year = l.year
    WHERE l.year IN (SELECT year FROM editions) AND l.authority = ? ORDER BY l.year DESC
"""
# Where no authority has anything due, the register may not have been told of remedies at all.
ANY_DUE = "SELECT 1 FROM still_due LIMIT 1"
MEMBER_IN = "SELECT year FROM members WHERE year IN (SELECT year FROM editions) AND authority = ?"
CORRECTIONS = """
    SELECT n.*, e.label FROM notices n JOIN editions e ON e.year = n.year
    WHERE n.year = ? ORDER BY n.number DESC
"""
CONSIDERED = "SELECT * FROM considered WHERE year = ? AND authority = ?"
REACH = """
    SELECT count(*) AS workshops, sum(t.people) AS people FROM trainings t JOIN editions e ON e.year = ?2
    WHERE t.authority = ?1 AND t.people > 0 AND t.held_on BETWEEN e.start AND e."end"
    """
"""How many workshops of a year an authority's people came to, and how many people that were."""
EARLIER = "SELECT DISTINCT number FROM past_figures WHERE year = ? AND authority = ? ORDER BY number DESC"


def found_or_404(request: HttpRequest, code: str) -> sqlite3.Row:
    """The authority that has, or ever had, a code."""
    bundle = bundle_of(request)
    query = "SELECT a.* FROM codes c JOIN authorities a ON a.id = c.authority WHERE c.code = ?"
    row = bundle.row(query, code.upper())
    if row is None:
        raise Http404
    return row


def authority(request: HttpRequest, code: str, year: int = 0) -> HttpResponse:
    """Everything about one authority in a year, the newest if none is named.

    A former code leads to the one of the newest year.
    """
    found = found_or_404(request, code)
    bundle = bundle_of(request)
    if year and year not in bundle.editions:
        raise Http404
    if found["code"] != code or year == bundle.newest:
        return redirect(_address(found["code"], 0 if year == bundle.newest else year), permanent=found["code"] != code)
    shown = bundle.editions[year or bundle.newest]
    around = {
        "successors": bundle.rows(SUCCESSORS, found["id"]),
        "predecessors": bundle.rows(PREDECESSORS, found["id"]),
        "shown": shown,
        "years": _years(bundle, found),
    }
    trail = _trail(bundle)
    member = bundle.row(MEMBER, shown["year"], found["id"])
    if not member:
        return page(request, "authority_ended.html", found["name"], trail=trail, authority=found, **around)
    facts = _facts(bundle, shown["year"], member)
    cite = {"cited": shown, "cited_at": address_of("authority_year", member["code"], shown["year"])}
    return page(request, "authority.html", member["name"], trail=trail, authority=member, **around, **facts, **cite)


def _address(code: str, year: int) -> str:
    return address_of("authority_year", code, year) if year else address_of("authority", code)


def _years(bundle: Bundle, found: sqlite3.Row) -> list[tuple[str, str, int]]:
    """Label and address of each year in which an authority has figures, newest first."""
    own = {row["year"] for row in bundle.rows(MEMBER_IN, found["id"])}
    return [
        (edition["label"], _address(found["code"], 0 if year == bundle.newest else year), year)
        for year, edition in bundle.editions.items()
        if year in own
    ]


def _trail(bundle: Bundle, *below: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return ((bundle.said.site.everywhere.authorities, address_of("authorities")), *below)


def _facts(bundle: Bundle, year: int, found: sqlite3.Row) -> dict[str, object]:
    one = found["id"]
    of = (year, one)
    in_letter = {measure["id"] for measure in bundle.rules["measures"] if measure["in_letter"] or measure["in_figures"]}
    shown, measure = panels(bundle, year, found), first_share(bundle)
    return {
        "panels": [panel for panel in shown if panel.measure in in_letter],
        "funnel": authority_funnel(bundle, year, found, measure) if measure else None,
        "funnel_measure": measure,
        "more": [panel for panel in shown if panel.measure not in in_letter],
        "totals": bundle.row("SELECT * FROM totals WHERE year = ? AND authority = ?", *of),
        "parts": _parts(bundle, *of),
        "reports": bundle.rows(f"{answered(bundle)} WHERE r.authority = ? ORDER BY r.position", one),
        "still_due": bundle.row("SELECT * FROM still_due WHERE authority = ?", one) if year == bundle.newest else None,
        "is_due_told": year == bundle.newest and bundle.row(ANY_DUE) is not None,
        "assessments": bundle.rows("SELECT * FROM assessments WHERE authority = ? ORDER BY position", one),
        "code": own_code(bundle, year, one),
        "trainings": bundle.rows("SELECT * FROM trainings WHERE authority = ? ORDER BY position", one),
        "reach": bundle.row(REACH, one, year),
        "corrections": bundle.rows(CORRECTIONS, year),
        "earlier": bundle.rows(EARLIER, *of),
        "improvements": bundle.rows(IMPROVEMENTS, one, MOST_IMPROVEMENTS),
        "improvements_number": number_of_improvements(bundle, one),
        "improvements_shown": IMPROVEMENTS_SHOWN,
        "decisions": bundle.rows(DECISIONS, one, DECISIONS_SHOWN),
        "decisions_number": index_of(bundle).by_authority.get(one, 0),
        "letters": bundle.rows(PAST_LETTERS, one),
        "considered": bundle.row(CONSIDERED, *of) if bundle.holds("considered") else None,
        "letter": bundle.row("SELECT * FROM letters WHERE year = ? AND authority = ?", *of),
    }


def _parts(bundle: Bundle, year: int, one: str) -> dict[str, list[sqlite3.Row]]:
    lists: dict[str, list[sqlite3.Row]] = {}
    query = "SELECT * FROM parts WHERE year = ? AND authority = ? ORDER BY list, position"
    for row in bundle.rows(query, year, one):
        lists.setdefault(row["list"], []).append(row)
    return lists

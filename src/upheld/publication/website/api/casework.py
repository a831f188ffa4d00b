"""The API's answers about casework and editions. Each function answers the address of its name."""

from __future__ import annotations

import sqlite3

from django.http import HttpRequest, HttpResponse

from upheld.publication.website.api import shapes
from upheld.publication.website.api.answering import answer, paged
from upheld.publication.website.api.asking import Refusal, page_of
from upheld.publication.website.api.figures import Asked, found, gone_missing
from upheld.publication.website.decision_search import index_of
from upheld.publication.website.improvements import more_categories, page_of_improvements
from upheld.publication.website.in_use import Bundle
from upheld.publication.website.pages import bundle_of
from upheld.publication.website.report_rows import answered

DECISION = """
    SELECT d.reference, d.title, d.subject, d.outcome, d.decided_on, d.year, d.public_from, a.code
    FROM decisions d JOIN authorities a ON a.id = d.authority
"""
REPORTS = "WHERE ? IN ('', r.authority)"
PAGE = "LIMIT ? OFFSET ?"


def decisions(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Public decisions, newest first. The search index finds them: it is quick also on the last page of many."""
    bundle, page, index = bundle_of(request), page_of(asked), index_of(bundle_of(request))
    values = {name: str(asked[name]) for name in ("subject", "outcome", "year") if name in asked}
    query = index.narrowed(index.all(), {**values, "authority": _authority_of(request, asked)})
    total = index.count(query)
    references = index.in_order(query, "newest", page.size, page.offset)[1] if page.offset < total else []
    data = [shapes.decision(bundle.said, row) for row in _in_order(bundle, references)]
    return paged(request, data, page, total)


def _authority_of(request: HttpRequest, asked: Asked) -> str:
    """The id of the authority asked for, "" for all."""
    return found(request, asked["authority"])["id"] if "authority" in asked else ""


def _in_order(bundle: Bundle, references: list[str]) -> list[sqlite3.Row]:
    places = ", ".join("?" * len(references))
    rows = bundle.rows(f"{DECISION} WHERE d.reference IN ({places})", *references)
    by_reference = {row["reference"]: row for row in rows}
    return [by_reference[one] for one in references]


def decision(request: HttpRequest, _: Asked, reference: str) -> HttpResponse:
    """One decision with its text; 410 with the reason for one that was withdrawn."""
    bundle = bundle_of(request)
    rows = (
        _in_order(bundle, [reference]) if bundle.row("SELECT 1 FROM decisions WHERE reference = ?", reference) else []
    )
    if rows:
        text = bundle.row("SELECT text FROM decisions WHERE reference = ?", reference)
        return answer(request, {**shapes.decision(bundle.said, rows[0]), "text": text["text"] if text else ""})
    gone = bundle.row("SELECT * FROM withdrawals WHERE reference = ?", reference)
    if gone:
        day = bundle.said.day(gone["withdrawn_on"])
        raise Refusal(410, bundle.said.data.api.withdrawn(day=day, reason=gone["reason"]).strip())
    raise gone_missing(request)


def reports(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Public reports, newest first."""
    bundle, page, whose = bundle_of(request), page_of(asked), _authority_of(request, asked)
    order = "ORDER BY r.published_on DESC, a.code, r.position"
    rows = bundle.rows(f"{answered(bundle)} {REPORTS} {order} {PAGE}", whose, page.size, page.offset)
    total = _number(bundle, f"FROM reports r {REPORTS}", whose)
    return paged(request, [shapes.report(row) for row in rows], page, total)


def improvements(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Service improvements by authority, newest first."""
    bundle, page = bundle_of(request), page_of(asked)
    total, rows = page_of_improvements(bundle, page, _authority_of(request, asked), asked.get("state", ""))
    more = more_categories(bundle, rows)
    data = [shapes.improvement(bundle.said, row, more[row["authority"], row["position"]]) for row in rows]
    return paged(request, data, page, total)


def _number(bundle: Bundle, which: str, *values: object) -> int:
    counted = bundle.row(f"SELECT count(*) AS number {which}", *values)
    return int(counted["number"]) if counted else 0


def revisions(request: HttpRequest, _: Asked) -> HttpResponse:
    """Every edition of every year, the newest first."""
    bundle = bundle_of(request)
    rows = bundle.rows("SELECT * FROM revisions ORDER BY year DESC, number DESC")
    return answer(request, [shapes.revision(bundle, row) for row in rows])


def corrections(request: HttpRequest, _: Asked) -> HttpResponse:
    """What was corrected and why."""
    rows = bundle_of(request).rows("SELECT * FROM notices ORDER BY published_on DESC, year DESC, number DESC")
    return answer(request, [shapes.edition(row) for row in rows])

"""The public texts of decisions, and the few that became public reports."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from sample_data.cases import Case
from sample_data.mix import table

SIX_WEEKS = 42
PUBLISHED, PUBLISHED_IF_CLOSED = 0.97, 0.05
WITHDRAWN = 0.004
REPORTS = 0.011


def issue_reports(cases: list[Case], until: date, random: Random) -> None:
    """Make public reports of a few upheld cases, a week or more after the decision."""
    titles = table("words/decisions")["reports"]
    for case in cases:
        if case.upheld and not case.fixed and random.random() < REPORTS and case.decided_on:
            day = case.decided_on + timedelta(7 + int(random.random() * 30))
            if day <= until and case.authority.lives(day):
                case.public_report_on = day
                case.public_report_title = random.choice(titles).format_map(case.words)


def rows(cases: list[Case], until: date, random: Random) -> list[dict[str, Any]]:
    """The extract's ``decisions``: nearly all investigations and a few others, public after six weeks."""
    return [_row(case, until, random) for case in cases if _published(case, random)]


def _published(case: Case, random: Random) -> bool:
    if case.investigated:
        return random.random() < PUBLISHED or case.fixed
    return case.outcome == "closed_after_initial_enquiries" and random.random() < PUBLISHED_IF_CLOSED


def _row(case: Case, until: date, random: Random) -> dict[str, Any]:
    decided = case.decided_on or until
    public_from = decided + timedelta(SIX_WEEKS)
    withdrawn = public_from + timedelta(10 + int(random.random() * 90))
    gone = random.random() < WITHDRAWN and withdrawn <= until and not case.fixed
    name = case.authority.name(decided)
    return {
        "case_reference": case.reference,
        "title": f"{name} ({case.reference})",
        "text": _text(case, name, random),
        "public_from": public_from,
        "withdrawn_on": withdrawn if gone else None,
        "withdrawn_reason": random.choice(table("words/decisions")["withdrawn"]) if gone else "",
    }


def _text(case: Case, name: str, random: Random) -> str:
    words = table("words/decisions")
    parts = [words["complaint"], words["considered"], words["happened"]]
    if case.investigated:
        parts.append(words["finding"][case.outcome])
        if case.upheld:
            parts.append(words["action"]["satisfactory" if case.satisfactory_remedy else "agreed"])
        parts.append(words["end"][case.outcome])
        chosen = [random.choice(part) for part in parts]
    else:
        chosen = [
            random.choice(words["complaint"]),
            f"Decision\n{case.summary.replace('{', '(').replace('}', ')')}",
        ]
    return "\n\n".join((words["notice"], *chosen)).format(name=name, **case.words)

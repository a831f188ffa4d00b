"""The national picture: a page a year, and one for each kind of authority with its funnel."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from upheld.publication.website.code_rows import code_nationally
from upheld.publication.website.front_rows import considered_in
from upheld.publication.website.group_funnel import authority_address, first_share, group_funnel
from upheld.publication.website.in_use import Bundle
from upheld.publication.website.pages import bundle_of, page
from upheld.publication.website.report_rows import answered
from upheld.statistics.figure import Interval
from upheld.statistics.intervals import interval
from upheld.statistics.shown import shown_percent
from upheld.vocabulary.values import Rate
from upheld.vocabulary.words import Base

SUMS = """
    SELECT sum(decided) AS decided, count(*) - count(decided) AS decided_hidden,
           sum(received) AS received, count(*) - count(received) AS received_hidden, count(*) AS authorities
    FROM totals WHERE year = ?
"""
PARTS = """
    SELECT list, key, min(position) AS position, sum("count") AS count, sum(base) AS base,
           count(*) - count("count") AS hidden
    FROM parts WHERE year = ? GROUP BY list, key ORDER BY list, position
"""
REPORTS = """
    WHERE r.published_on BETWEEN ? AND ? ORDER BY r.published_on DESC, a.name, r.position
"""


@dataclass(frozen=True)
class Sum:
    """Counts of one key added up over all authorities; None where any of them is withheld."""

    key: str
    count: int | None
    base: int | None


@dataclass(frozen=True)
class Change:
    """A measure in two years, each as printed, and what can be said of the difference."""

    measure: str
    now: sqlite3.Row | None
    before: sqlite3.Row | None
    said: str


def national(request: HttpRequest, year: int = 0) -> HttpResponse:
    """All authorities together in a year, the newest if none is named."""
    bundle = bundle_of(request)
    if year == bundle.newest:
        return redirect("national", permanent=False)
    edition = _edition(bundle, year or bundle.newest)
    words = bundle.said.national
    kinds = _kinds(bundle, edition["year"])
    measure, grouped = first_share(bundle), [kind for kind, _ in kinds if kind in _grouped(bundle)]
    return page(
        request,
        "national.html",
        words.title(year=edition["label"]),
        cited=edition,
        cited_at=reverse("national_year", args=[edition["year"]]),
        edition=edition,
        years=_years(bundle),
        sums=_sums(bundle, edition["year"]),
        parts=_parts(bundle, edition["year"]),
        measures=_measures(bundle),
        rates=_by_measure(bundle, "national", edition["year"]),
        kinds=kinds,
        grouped=grouped,
        groups=_groups(bundle, edition["year"]),
        subject_rate=lambda part: _subject_rate(bundle, part),
        changes=_changes(bundle, edition["year"]),
        breaks=_breaks(bundle, edition["year"]),
        before=bundle.editions.get(edition["year"] - 1),
        reports=bundle.rows(f"{answered(bundle)} {REPORTS}", edition["start"], edition["end"]),
        code=code_nationally(bundle, edition["year"]),
        training=_training(bundle, edition["year"]),
        considered=len(considered_in(bundle, edition["year"])) if words.considered else None,
        found=group_funnel(bundle, edition["year"], grouped[0], measure) if measure and grouped else None,
        measure=measure,
        address=lambda code: authority_address(bundle, code, edition["year"]),
    )


def kind(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """One kind of authority in a year: its average, its funnel, and all its members by number of cases."""
    bundle = bundle_of(request)
    edition, measure = _edition(bundle, year), first_share(bundle)
    kinds = [one for one, _ in _kinds(bundle, year) if one in _grouped(bundle)]
    if measure is None or kind not in kinds:
        raise Http404
    words = bundle.said.national
    return page(
        request,
        "national_kind.html",
        words.kind_title(group=_sentence_case(bundle.said.terms.kinds[kind].group), year=edition["label"]),
        trail=((words.title(year=edition["label"]), _address(bundle, year)),),
        cited=edition,
        edition=edition,
        kinds=kinds,
        kind=kind,
        found=group_funnel(bundle, year, kind, measure),
        measure=measure,
        address=lambda code: authority_address(bundle, code, year),
    )


def _edition(bundle: Bundle, year: int) -> sqlite3.Row:
    if year not in bundle.editions:
        raise Http404
    return bundle.editions[year]


def _address(bundle: Bundle, year: int) -> str:
    return reverse("national") if year == bundle.newest else reverse("national_year", args=[year])


def _years(bundle: Bundle) -> list[tuple[int, str, str]]:
    """Each year with its label and address, newest first."""
    return [(year, edition["label"], _address(bundle, year)) for year, edition in bundle.editions.items()]


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def _grouped(bundle: Bundle) -> set[str]:
    return {kind["id"] for kind in bundle.rules["kinds"] if kind["grouped"]}


def _kinds(bundle: Bundle, year: int) -> list[tuple[str, int]]:
    """Kinds that have members in a year, in the scheme's order, with how many."""
    rows = bundle.rows("SELECT kind, count(*) AS members FROM members WHERE year = ? GROUP BY kind", year)
    numbers = {row["kind"]: row["members"] for row in rows}
    return [(kind["id"], numbers[kind["id"]]) for kind in bundle.rules["kinds"] if kind["id"] in numbers]


def _measures(bundle: Bundle) -> list[dict[str, Any]]:
    return sorted(bundle.rules["measures"], key=lambda one: one["order"])


def _by_measure(bundle: Bundle, table: str, year: int) -> dict[str, sqlite3.Row]:
    return {row["measure"]: row for row in bundle.rows(f"SELECT * FROM {table} WHERE year = ?", year)}  # noqa: S608


def _groups(bundle: Bundle, year: int) -> dict[tuple[str, str], sqlite3.Row]:
    rows = bundle.rows("SELECT * FROM groups WHERE year = ?", year)
    return {(row["kind"], row["measure"]): row for row in rows}


def _sums(bundle: Bundle, year: int) -> dict[str, int | None]:
    row = bundle.row(SUMS, year)
    assert row is not None  # sums always give a row
    found = {name: None if row[f"{name}_hidden"] else row[name] or 0 for name in ("decided", "received")}
    return {**found, "authorities": row["authorities"]}


def _parts(bundle: Bundle, year: int) -> dict[str, list[Sum]]:
    """Every list of counts added up. A sum of published numbers tells nothing new; of withheld ones there is none."""
    lists: dict[str, list[Sum]] = {}
    for row in bundle.rows(PARTS, year):
        hidden = row["hidden"] > 0
        found = Sum(row["key"], None if hidden else row["count"], None if hidden else row["base"])
        lists.setdefault(row["list"], []).append(found)
    return lists


def _training(bundle: Bundle, year: int) -> sqlite3.Row | None:
    """How many workshops were held, and whom they reached; None where none is known of, or a bundle lacks it."""
    if not bundle.said.national.training or not bundle.holds("training_years"):
        return None
    return bundle.row("SELECT * FROM training_years WHERE year = ?", year)


def _subject_rate(bundle: Bundle, part: Sum) -> str:
    """Upheld of investigated as printed; the words for none to count from, or for withheld."""
    terms = bundle.said.terms
    if part.count is None or part.base is None:
        return terms.withheld
    if not part.base:
        counted = (one["id"] for one in _measures(bundle) if one["base"] == Base.INVESTIGATIONS)
        return next((terms.measures[one].no_base for one in counted), "")
    return shown_percent(Fraction(part.count, part.base), terms)


def _breaks(bundle: Bundle, year: int) -> list[str]:
    """What parts a year from the one before, in words."""
    return [bundle.said.terms.breaks[one["id"]] for one in bundle.rules["breaks"] if one["year"] == year]


def _changes(bundle: Bundle, year: int) -> list[Change]:
    """Every measure with its rate of the year before; none where that year is not in the bundle."""
    if year - 1 not in bundle.editions:
        return []
    now, before = (_by_measure(bundle, "national", one) for one in (year, year - 1))
    broken = bool(_breaks(bundle, year))
    return [
        Change(one["id"], now.get(one["id"]), before.get(one["id"]), _change(bundle, now, before, one["id"], broken))
        for one in _measures(bundle)
        if one["id"] in now or one["id"] in before
    ]


def _change(
    bundle: Bundle, now: dict[str, sqlite3.Row], before: dict[str, sqlite3.Row], measure: str, broken: bool
) -> str:
    """The printed rule: higher or lower only where the intervals do not meet, and never across a break."""
    words = bundle.said.national
    if broken:
        return words.not_comparable
    ours, theirs = (_interval(rows.get(measure)) for rows in (now, before))
    if ours is None or theirs is None:
        return words.not_known
    if ours.lower > theirs.upper:
        return words.higher
    return words.lower if ours.upper < theirs.lower else words.no_change


def _interval(row: sqlite3.Row | None) -> Interval | None:
    return interval(Rate(row["count"], row["base"])) if row is not None and row["state"] == "rate" else None

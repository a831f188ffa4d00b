"""What a spec is: a paragraph, a small table of cases in, a small table of figures out.

Specs are data: the tests run each on every engine, the method book prints them. A table is text, its columns
parted by ``|``; a blank cell takes the column's usual value. ``number`` says how many such rows are meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.support.builders import make_authority, make_scheme
from upheld.statistics.counting import CountRow
from upheld.statistics.figure import (
    AuthorityFigures,
    Part,
    PooledYears,
    Reconciliation,
    YearFigures,
    YearPoint,
)
from upheld.statistics.figures import assemble
from upheld.statistics.responsibility import NoSingleSuccessor, responsible
from upheld.statistics.rounding import rounded
from upheld.statistics.shown import shown, shown_expected, shown_rate
from upheld.vocabulary.authorities import Authority, AuthorityDirectory
from upheld.vocabulary.published_total import PublishedTotal
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.values import Expected, NoBase, Rate, Withheld

Rows = list[dict[str, str]]
Events = dict[str, list[dict[str, Any]]]
Count = Callable[[Events, Scheme, list[str], list[int]], Iterable[CountRow]]


@dataclass(frozen=True)
class Spec:
    """One paragraph of the method book. ``rules`` are the arguments of `make_scheme`."""

    title: str
    text: str
    expected: str
    cases: str = ""
    compliance: str = ""
    recommendations: str = ""
    enquiries: str = ""
    authorities: str = ""
    published: str = ""
    year: int = 2022
    complete: tuple[int, ...] = ()
    rules: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The title as a word."""
        return self.title.lower().replace(" ", "-").replace("'", "")


@dataclass(frozen=True)
class Chapter:
    """A chapter of the method book."""

    title: str
    text: str
    specs: tuple[Spec, ...]


def table(text: str) -> Rows:
    """The rows of a text table."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines() if "|" in line]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]] if lines else []


# ---------------------------------------------------------------- what goes in


def scheme_of(spec: Spec) -> Scheme:
    """The spec's scheme: its authorities, and every other one that a table names, as a district."""
    listed = {row["authority"]: _authority(row) for row in table(spec.authorities)}
    for text in (spec.cases, spec.compliance, spec.recommendations, spec.enquiries, spec.expected):
        for row in table(text):
            name = row["authority"]
            if name not in listed and name != "all":
                listed[name] = make_authority(name)
    return make_scheme(listed.values(), **spec.rules)


def _authority(row: dict[str, str]) -> Authority:
    return make_authority(
        row["authority"],
        row.get("kind") or "district",
        start=_day(row.get("from", "")),
        end=_day(row.get("until", "")),
        successors=[one for one in row.get("successors", "").split() if one],
        residents=int(row["residents"].replace(",", "")) if row.get("residents") else None,
        residents_known=_day(row.get("residents known", "")) or date(2001, 6, 30),
    )


def events_of(spec: Spec, directory: AuthorityDirectory) -> Events:
    """The spec's events as rows of a snapshot's tables, each counted for whom it counts for on its day."""
    made = {
        "cases": [_case(spec, directory, row) for row in _each(spec.cases)],
        "compliance": [_compliance(spec, directory, row) for row in _each(spec.compliance)],
        "recommendations": [_recommendation(spec, directory, row) for row in _each(spec.recommendations)],
        "enquiries": [_enquiry(spec, directory, row) for row in _each(spec.enquiries)],
    }
    for name, key in (
        ("cases", "reference"),
        ("compliance", "case_reference"),
        ("enquiries", "case_reference"),
    ):
        for number, event in enumerate(made[name]):
            event[key] = f"{name[:2]}-{number:05d}"
    for number, event in enumerate(made["recommendations"]):
        event["case_reference"], event["number"] = f"re-{number:05d}", 1
    made["handovers"] = [
        {"case_reference": case["reference"], **handover}
        for case, row in zip(made["cases"], _each(spec.cases), strict=True)
        for handover in _handovers(spec, directory, row)
    ]
    return made


def _each(text: str) -> Iterable[dict[str, str]]:
    for row in table(text):
        for _ in range(int(row.get("number") or 1)):
            yield row


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _in_year(spec: Spec, text: str | None) -> date:
    return date.fromisoformat(text) if text else date(spec.year - 1, 11, 3)


def _case(spec: Spec, directory: AuthorityDirectory, row: dict[str, str]) -> dict[str, Any]:
    outcome = row.get("outcome") or "upheld"
    decided = None if outcome == "open" else _in_year(spec, row.get("decided"))
    received = _day(row.get("received", "")) or (decided or _in_year(spec, "")) - timedelta(days=60)
    if not row.get("received"):
        start = directory[row["authority"]].start_on
        received = max(received, start) if start else received
    successor = row.get("successor", "")
    return {
        "subject": row.get("subject") or "Housing",
        "outcome": None if decided is None else outcome.replace(" ", "_"),
        "satisfactory_remedy": row.get("remedy offered before") == "yes",
        "received_on": received,
        "decided_on": decided,
        "received_by": responsible(directory, row["authority"], received, successor),
        "decided_by": decided and responsible(directory, row["authority"], decided, successor),
    }


def _handovers(spec: Spec, directory: AuthorityDirectory, row: dict[str, str]) -> list[dict[str, Any]]:
    """Every day on which an open case of a row came to another authority, found day by day."""
    case, found = _case(spec, directory, row), []
    ends = {one.end_on for one in directory if one.end_on}
    for end in sorted(end for end in ends if case["received_on"] <= end < (case["decided_on"] or date.max)):
        held = [_holder(directory, row, day) for day in (end, end + timedelta(days=1))]
        if held[0] != held[1]:
            names = {"handed_from": held[0], "handed_to": held[1]}
            found.append({"handed_on": end + timedelta(days=1), **names, "decided_on": case["decided_on"]})
    return found


def _holder(directory: AuthorityDirectory, row: dict[str, str], day: date) -> str:
    try:
        return responsible(directory, row["authority"], day, row.get("successor", ""))
    except NoSingleSuccessor:
        return ""


def _compliance(spec: Spec, directory: AuthorityDirectory, row: dict[str, str]) -> dict[str, Any]:
    recorded = _in_year(spec, row.get("recorded"))
    return {
        "recorded_on": recorded,
        "result": row["result"].replace(" ", "_"),
        "counted_for": responsible(directory, row["authority"], recorded, row.get("successor", "")),
    }


def _recommendation(spec: Spec, directory: AuthorityDirectory, row: dict[str, str]) -> dict[str, Any]:
    recorded, decided = _in_year(spec, row.get("recorded")), _in_year(spec, row.get("decided"))
    return {
        "category": row.get("category") or "apology",
        "due_on": _in_year(spec, row.get("due")),
        "extended_to": _day(row.get("extended to", "")),
        "completed_on": _day(row.get("done", "")),
        "result": row["result"].replace(" ", "_") if row.get("result") else "on_time",
        "decided_on": decided,
        "decided_by": responsible(directory, row["authority"], decided),
        "recorded_on": recorded,
        "counted_for": responsible(directory, row["authority"], recorded),
    }


def _enquiry(spec: Spec, directory: AuthorityDirectory, row: dict[str, str]) -> dict[str, Any]:
    due = _in_year(spec, row.get("due"))
    return {
        "sent_on": due - timedelta(days=28),
        "due_on": due,
        "answered_on": _day(row.get("answered", "")),
        "counted_for": responsible(directory, row["authority"], due),
    }


def _published(text: str) -> list[PublishedTotal]:
    return [
        PublishedTotal(
            authority=row["authority"],
            year=int(row["year"]),
            counts={row["measure"]: (_number(row["count"]), _number(row["base"]))},
            percents={row["measure"]: Fraction(row["percent"])} if row["percent"] else {},
            group_percents={},
            source="a published letter",
        )
        for row in table(text)
    ]


def _number(text: str) -> int | None:
    return int(text) if text else None


# ---------------------------------------------------------------- what comes out


def figures_of(spec: Spec, count: Count) -> tuple[Scheme, YearFigures]:
    """The spec's figures, counted by an engine."""
    scheme = scheme_of(spec)
    complete = spec.complete or (spec.year,)
    events = events_of(spec, scheme.authorities)
    rows = count(events, scheme, [one.id for one in scheme.authorities], list(complete))
    published = _published(spec.published)
    return scheme, assemble(scheme, scheme.authorities, spec.year, complete, rows, published)


def answer(spec: Spec, count: Count) -> tuple[Rows, Rows]:
    """The expected table and the same cells as they come out."""
    scheme, figures = figures_of(spec, count)
    expected = table(spec.expected)
    return expected, [{column: _cell(scheme, figures, row, column) for column in row} for row in expected]


def _cell(scheme: Scheme, figures: YearFigures, row: dict[str, str], column: str) -> str:
    if column in ("authority", "measure"):
        return row[column]
    if row["authority"] == "all":
        return _NATIONAL[column](scheme, figures, row["measure"])
    if row["authority"] not in figures.authorities:
        return "not in this year"
    own = figures.authorities[row["authority"]]
    if column in _OF_AUTHORITY:
        return _OF_AUTHORITY[column](own)
    return _OF_FIGURE[column](scheme, own, row["measure"])


Figures = AuthorityFigures


def _figure(_: Scheme, own: Figures, measure: str) -> str:
    return _value(own.figures[measure].value)


def _value(value: object) -> str:
    match value:
        case Rate():
            return f"{value.count} of {value.base}"
        case NoBase():
            return "no base"
        case Withheld():
            return "withheld"
    return "–"


def _shown(scheme: Scheme, own: Figures, measure: str) -> str:
    return shown(own.figures[measure].value, scheme.measure(measure), scheme.words.terms)


def _similar(scheme: Scheme, own: Figures, measure: str) -> str:
    return shown(own.figures[measure].group.value, scheme.measure(measure), scheme.words.terms)


def _sums(_: Scheme, own: Figures, measure: str) -> str:
    group = own.figures[measure].group
    return "–" if group.base is None else f"{group.count} of {group.base}"


def _interval(scheme: Scheme, own: Figures, measure: str) -> str:
    found = own.figures[measure].interval
    return "–" if found is None else f"{rounded(found.lower * 100)}–{rounded(found.upper * 100)}%"


def _expected(_: Scheme, own: Figures, measure: str) -> str:
    """The exact number; every example's is a decimal."""
    found = own.figures[measure].expected
    return f"{float(found.number):g}" if isinstance(found, Expected) else "–"


def _expected_shown(scheme: Scheme, own: Figures, measure: str) -> str:
    found = own.figures[measure].expected
    return "–" if found is None else shown_expected(found, scheme.measure(measure), scheme.words.terms)


def _inside(which: str) -> Callable[[Scheme, Figures, str], str]:
    def read(_: Scheme, own: Figures, measure: str) -> str:
        found = own.figures[measure].limits
        low, high = (found and getattr(found, f"{end}{which}") for end in ("low", "high"))
        return "–" if found is None else f"{low} to {high}"

    return read


def _pooled(scheme: Scheme, own: Figures, measure: str) -> str:
    found: PooledYears | None = own.figures[measure].pooled
    if found is None:
        return "–"
    breaks = f" ({', '.join(found.breaks)})" if found.breaks else ""
    return f"{_value(found.value)}, {found.first_year} to {found.last_year}{breaks}"


def _strip(scheme: Scheme, own: Figures, measure: str) -> str:
    return "; ".join(_point(scheme, point, measure) for point in own.figures[measure].strip)


def _point(scheme: Scheme, point: YearPoint, measure: str) -> str:
    if point.value is not None:
        says = shown(point.value, scheme.measure(measure), scheme.words.terms)
    else:
        says = shown_rate((point.percent or Fraction(0)) / 100, scheme.measure(measure), scheme.words.terms)
    marks = (*point.breaks, *(("published",) if point.published else ()))
    return f"{point.year} {says}" + (f" ({', '.join(marks)})" if marks else "")


def _parts(parts: Iterable[Part]) -> str:
    return ", ".join(
        f"{part.key} {'withheld' if part.count is None else part.count}" for part in parts if part.count != 0
    )


def _balance(told: Reconciliation | None) -> str:
    if told is None:
        return "withheld"
    return f"{told.brought_forward} + {told.received} = {told.decided} + {told.carried_forward}"


_OF_FIGURE: dict[str, Callable[[Scheme, Figures, str], str]] = {
    "figure": _figure,
    "shown": _shown,
    "similar": _similar,
    "similar sums": _sums,
    "interval": _interval,
    "inside 95%": _inside("95"),
    "inside 99.8%": _inside("998"),
    "verdict": lambda _, own, measure: own.figures[measure].verdict.value,
    "expected": _expected,
    "expected shown": _expected_shown,
    "pooled": _pooled,
    "strip": _strip,
}
_OF_AUTHORITY: dict[str, Callable[[Figures], str]] = {
    "decided": lambda own: "withheld" if own.decided is None else str(own.decided),
    "received": lambda own: str(own.received),
    "overview": lambda own: _parts(own.overview),
    "outcomes": lambda own: _parts(own.outcomes),
    "by subject": lambda own: ", ".join(
        f"{part.key} {'withheld' if part.count is None else f'{part.count} of {part.base}'}"
        for part in own.upheld_by_subject
        if part.base != 0
    ),
    "received by subject": lambda own: _parts(own.received_by_subject),
    "compliance outcomes": lambda own: _parts(own.compliance),
    "remedies": lambda own: _parts(own.remedies),
    "median days late": lambda own: "–" if own.median_days_late is None else f"{float(own.median_days_late):g}",
    "predecessors": lambda own: ", ".join(own.predecessors) or "–",
    "ended": lambda own: str(own.ended_on or "–"),
    "began": lambda own: str(own.began_on or "–"),
    "balance": lambda own: _balance(own.reconciliation),
}
_NATIONAL: dict[str, Callable[[Scheme, YearFigures, str], str]] = {
    "figure": lambda _, figures, measure: _value(figures.national[measure]),
    "shown": lambda scheme, figures, measure: shown(
        figures.national[measure], scheme.measure(measure), scheme.words.terms
    ),
}

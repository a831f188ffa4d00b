"""``upheld history``: totals of earlier years as they were published, without the cases behind them.

The table's columns mean measures by what these count, not by a scheme's names for them, so the same table serves
every scheme. ``compliance_n`` is the number of compliance outcomes (the base); the other ``_n`` columns are counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from upheld.access.actions import record
from upheld.intake import csv_diagnosis, csv_files
from upheld.intake.actions import refuse_other_scheme
from upheld.intake.collecting import Collector
from upheld.intake.tables import FIRST_YEAR, LAST_YEAR, Column, Table, Type, number, text
from upheld.register.models import Origin, PriorRow, PublishedTotal
from upheld.register.queries import SCHEME, directory
from upheld.vocabulary.authorities import AuthorityDirectory, UnknownAuthority
from upheld.vocabulary.problems import Problem, Refused
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.words import Base, Counted

LONGEST = {"source": 1000, "note": 2000}
COUNT = re.compile(r"[0-9]{1,9}")
DECIMAL = re.compile(r"[0-9]{1,6}(\.[0-9]{1,4})?")


@dataclass(frozen=True)
class Means:
    """Which columns speak of a measure: its count, its base, the printed rate and that of similar authorities."""

    base: Base
    counted: Counted
    count_column: str
    base_column: str
    rate_column: str
    group_column: str


MEANINGS = (
    Means(Base.INVESTIGATIONS, Counted.UPHELD, "upheld_n", "investigations_n", "upheld_pct", "similar_avg_upheld_pct"),
    Means(Base.RESIDENTS, Counted.UPHELD, "", "", "per_100k", "similar_avg_per_100k"),
    Means(
        Base.COMPLIANCE_OUTCOMES, Counted.COMPLIED, "", "compliance_n", "compliance_pct", "similar_avg_compliance_pct"
    ),
    Means(
        Base.UPHELD_DECISIONS,
        Counted.SATISFACTORY_REMEDY,
        "sat_remedy_n",
        "upheld_n",
        "sat_remedy_pct",
        "similar_avg_sat_remedy_pct",
    ),
)
COUNTS = ("complaints_total", "investigations_n", "upheld_n", "compliance_n", "sat_remedy_n")
RATES = tuple(name for means in MEANINGS for name in (means.rate_column, means.group_column))
TABLE = Table(
    "published totals",
    "One row for each authority and year",
    ("council", "year"),
    "PublishedTotal",
    (
        Column(
            "council",
            Type.AUTHORITY,
            "A code or any known name, as at the year's end.",
            "Dartford Borough Council",
            True,
        ),
        text("type", "What it is; not used.", "district", 100),
        text("year", "The year as it is written.", "2021-22", 10, required=True),
        *(number(name, "A number of cases; blank where it was not published.", "2") for name in COUNTS),
        *(text(name, "A rate as it was printed.", "50", 12) for name in RATES),
        text("derived_fields", "Which columns were worked out, not read.", "upheld_pct", 300),
        text("source_url", "Where it was published.", "https://council.example/letter.pdf", LONGEST["source"]),
        text("note", "Anything else.", "From a press report", LONGEST["note"]),
    ),
)


@dataclass
class HistoryReport:
    """How many totals are new or changed or as they were, and the rows left out, each with its reason."""

    taken: int = 0
    changed: int = 0
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """One row that has its place."""

    row: int
    authority: str
    year: int
    cells: Mapping[str, str]


def take(file: Path, scheme: Scheme, *, by: str) -> HistoryReport:
    """Take a table of published totals. Raises `Refused` with every problem; then nothing is written.

    Rows that name no authority of the scheme (a whole country) are left out and reported. Two rows for the same
    authority and year become one where they agree, and are a problem where they don't.
    """
    refuse_other_scheme(scheme)
    problems, report = Collector(), HistoryReport()
    lines = list(_placed(file, scheme, directory(scheme), problems, report))
    merged = _merged(file.name, lines, problems)
    for line in merged:
        _check_counts(file.name, line, problems)
    problems.refuse()
    totals = {(line.authority, line.year): _numbers(line, scheme) for line in merged}
    report.taken = len(totals)
    with transaction.atomic():
        report.changed = sum([_keep(merged_line, totals, by) for merged_line in merged])
        if report.changed:
            Origin.objects.get_or_create(name=SCHEME, defaults={"value": scheme.id})
            sha256 = csv_files.scan(file).sha256
            record("history", file.name[:200], by=by, sha256=sha256, taken=report.taken, changed=report.changed)
    return report


def _placed(
    file: Path, scheme: Scheme, authorities: AuthorityDirectory, problems: Collector, report: HistoryReport
) -> Iterator[Line]:
    for row, cells in _rows(file, problems):
        year = _year(cells["year"], scheme)
        if year is None:
            expected = f"a year such as {scheme.year(2022).label}"
            problems.add(file.name, row, "year", cells["year"], expected=expected)
            continue
        wrong = list(_wrong_cells(file.name, row, cells))
        problems.add_many(file.name, wrong, len(wrong))
        try:
            yield Line(row, authorities.find(cells["council"], scheme.year(year).end).id, year, cells)
        except UnknownAuthority as unknown:
            meant = f" (is {unknown.suggestions[0]!r} meant?)" if unknown.suggestions else ""
            report.left_out.append(f"row {row}, {cells['council']}, {cells['year']}: no authority of this name{meant}")


def _rows(file: Path, problems: Collector) -> Iterator[tuple[int, dict[str, str]]]:
    if not file.is_file():
        raise Refused([Problem(str(file), expected="a CSV file of published totals; there is none of this name")])
    header = csv_files.header_of(TABLE, file, {}, problems)
    if header is None:
        return
    for row, values in csv_diagnosis.rows(file, header, problems):
        cells = dict.fromkeys(TABLE.names, "") | dict(zip(header.columns, map(str.strip, values), strict=True))
        if any(cells.values()):
            yield row, cells


def _year(written: str, scheme: Scheme) -> int | None:
    """The year that a label means: ``2021-22`` → 2022; ``2022`` itself where years are calendar years."""
    if not re.fullmatch(r"\d{4}(-\d{2})?", written):
        return None
    first = int(written[:4])
    fitting = [
        year for year in (first, first + 1) if FIRST_YEAR <= year <= LAST_YEAR and scheme.year(year).label == written
    ]
    return fitting[0] if fitting else None


def _wrong_cells(file: str, row: int, cells: Mapping[str, str]) -> Iterator[Problem]:
    if not cells["council"]:
        yield Problem(file, row, "council", None, "a value; it is blank")
    for name in COUNTS:
        if cells[name] and not COUNT.fullmatch(cells[name]):
            yield Problem(file, row, name, cells[name], "a whole number, in digits alone")
    for name in RATES:
        printed = DECIMAL.fullmatch(cells[name])
        if cells[name] and not printed:
            yield Problem(file, row, name, cells[name], "a number such as 50 or 9.4, without a sign")
        elif printed and name.endswith("_pct") and Fraction(cells[name]) > 100:
            yield Problem(file, row, name, cells[name], "a percentage of at most 100")
    for column in TABLE.of_type(Type.TEXT):
        if len(cells[column.name]) > column.longest:
            yield Problem(file, row, column.name, cells[column.name], f"at most {column.longest:,} characters")
        if any(ord(char) < 32 and char not in "\t\n\r" for char in cells[column.name]):
            yield Problem(file, row, column.name, cells[column.name], "text without control characters")


def _merged(file: str, lines: list[Line], problems: Collector) -> list[Line]:
    """One line for each authority and year. Numbers that contradict each other are problems."""
    found: dict[tuple[str, int], Line] = {}
    for line in lines:
        before = found.get((line.authority, line.year))
        found[line.authority, line.year] = _both(file, before, line, problems) if before else line
    return list(found.values())


def _both(file: str, before: Line, line: Line, problems: Collector) -> Line:
    cells = dict(before.cells)
    for name in (*COUNTS, *RATES):
        ours, theirs = before.cells[name], line.cells[name]
        if ours and theirs and ours != theirs:
            problems.add(
                file, line.row, name, theirs, expected=f"{ours}, as in row {before.row} for the same authority and year"
            )
        cells[name] = ours or theirs
    for name in ("source_url", "note", "derived_fields"):
        texts = dict.fromkeys(filter(None, (before.cells[name], line.cells[name])))
        cells[name] = " ; ".join(texts)
    return Line(before.row, before.authority, before.year, cells)


def _check_counts(file: str, line: Line, problems: Collector) -> None:
    """No count is larger than its base."""
    for means in MEANINGS:
        count, base = line.cells.get(means.count_column, ""), line.cells.get(means.base_column, "")
        if COUNT.fullmatch(count) and COUNT.fullmatch(base) and int(count) > int(base):
            expected = f"at most {base}, as {means.base_column} says"
            problems.add(file, line.row, means.count_column, count, expected=expected)


def _numbers(line: Line, scheme: Scheme) -> dict[str, object]:
    """The row as the register keeps it, by the ids of the scheme's measures."""
    by_meaning = {(measure.base, measure.counted): measure.id for measure in scheme.measures}
    counts: dict[str, list[int | None]] = {}
    rates: dict[str, str] = {}
    groups: dict[str, str] = {}
    for means in MEANINGS:
        measure = by_meaning.get((means.base, means.counted))
        if measure is None:
            continue
        pair = [_whole(line.cells.get(means.count_column, "")), _whole(line.cells.get(means.base_column, ""))]
        if pair != [None, None]:
            counts[measure] = pair
        rates.update({measure: line.cells[means.rate_column]} if line.cells[means.rate_column] else {})
        groups.update({measure: line.cells[means.group_column]} if line.cells[means.group_column] else {})
    return {"counts": counts, "percents": rates, "group_percents": groups}


def _whole(written: str) -> int | None:
    return int(written) if written else None


def _keep(line: Line, totals: Mapping[tuple[str, int], dict[str, object]], by: str) -> bool:
    """Write one total if it is new or has changed, keeping what was there; whether it did."""
    note = line.cells["note"] + (f" (derived: {line.cells['derived_fields']})" if line.cells["derived_fields"] else "")
    row = {
        "numbers": totals[line.authority, line.year],
        "source": line.cells["source_url"][: LONGEST["source"]],
        "note": note.strip()[: LONGEST["note"]],
    }
    before = PublishedTotal.objects.filter(authority=line.authority, year=line.year).values(*row).first()
    if before == row:
        return False
    if before:
        key = f"{line.authority} / {line.year}"
        PriorRow.objects.create(table="published_totals", key=key, changed_at=timezone.now(), by=by, before=before)
        PublishedTotal.objects.filter(authority=line.authority, year=line.year).update(**row)
    else:
        PublishedTotal.objects.create(authority=line.authority, year=line.year, **row)
    return True

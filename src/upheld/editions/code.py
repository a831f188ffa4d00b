"""What an edition says of the complaint handling code: read from its snapshot, and kept with it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from upheld.casework.code.comparing import Said
from upheld.casework.code.year_of_code import (
    CodeSection,
    Found,
    Statement,
    YearOfCode,
    by_authority,
    from_json,
    year_of,
)
from upheld.editions.models import Edition, EditionCode
from upheld.statistics.counting import SnapshotFiles
from upheld.vocabulary.scheme import Scheme

Row = dict[str, Any]


def code_of(edition: Edition) -> YearOfCode | None:
    """What an edition froze of the code; None for one of an earlier version, which froze nothing of it."""
    kept = EditionCode.objects.filter(edition=edition).first()
    return from_json(kept.canonical) if kept else None


def code_in(scheme: Scheme, snapshot: SnapshotFiles, year: int) -> YearOfCode:
    """A year of the code as a snapshot holds it. Snapshots of earlier versions hold nothing of it."""
    sections = _in_year(scheme, year, _rows(snapshot, "code_assessments"))
    cases = _in_year(scheme, year, _rows(snapshot, "case_assessments"))
    said: dict[str, dict[str, Said]] = defaultdict(dict)
    for row in _rows(snapshot, "self_assessments"):
        if row["year"] == year:
            said[row["authority"]][row["clause"]] = Said(row["complies"], row["explanation"])
    found = Found(
        by_authority(
            (row["authority"], CodeSection(*(row[name] for name in ("section", "met", "assessed_on", "commentary"))))
            for row in sections
        ),
        by_authority((row["counted_for"], (row["clause"], row["met"])) for row in cases),
        dict(said),
        {
            row["authority"]: Statement(row["response"], row["considered_on"], row["submitted_on"])
            for row in _rows(snapshot, "self_assessment_statements")
            if row["year"] == year
        },
    )
    return year_of(scheme.code, found)


def _in_year(scheme: Scheme, year: int, rows: list[Row]) -> list[Row]:
    span = scheme.year(year)
    return [row for row in rows if span.start <= row["assessed_on"] <= span.end]


def _rows(snapshot: SnapshotFiles, table: str) -> list[Row]:
    from pyarrow.parquet import read_table

    path = snapshot.table(table)
    return read_table(path).to_pylist() if path.exists() else []

"""An extract as Parquet files in parts, and its counts by a loop over events, which judges counting straight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tests.support.builders import _measure as measure_of
from tests.support.extracts import small_scheme
from upheld.intake.straight.counting import Extract, check, count, found
from upheld.intake.straight.files import KINDS
from upheld.intake.tables import TABLES, Type
from upheld.statistics.counting import CountRow
from upheld.statistics.definitions import EVENTS, IN_BASE, IS_COUNTED, plan
from upheld.statistics.engines.backends import Backend, connected
from upheld.statistics.responsibility import responsible
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.words import DatedBy

Row = dict[str, Any]
Rows = Mapping[str, Sequence[Row]]
MEASURES = ("uphold_rate", "compliance_rate", "satisfactory_remedy_rate", "upheld_per_100k", "lateness", "late_replies")


def scheme_that_counts(**changes: object) -> Scheme:
    """The small scheme of landlords with every measure that the vocabulary can say."""
    return small_scheme(measures=[measure_of(name, order) for order, name in enumerate(MEASURES)], **changes)


def schema(table: str, columns: Iterable[str]) -> Any:
    """The Arrow schema of some columns of a table."""
    import pyarrow as pa

    kinds = {Type.DATE: pa.date32(), Type.BOOLEAN: pa.bool_(), Type.INTEGER: pa.int32()}
    assert set(kinds) == set(KINDS)
    return pa.schema([(name, kinds.get(TABLES[table].column(name).type, pa.string())) for name in columns])


def write(folder: Path, rows: Rows, parts: int = 1) -> dict[str, str]:
    """Write each table's rows over so many files; returns what is asked of `found`."""
    from pyarrow import Table, parquet

    patterns = {}
    for name, of_table in rows.items():
        columns = [one for one in TABLES[name].names if any(one in row for row in of_table)]
        known = schema(name, columns or TABLES[name].required)
        (folder / name).mkdir(parents=True)
        for part in range(parts):
            parquet.write_table(
                Table.from_pylist(list(of_table[part::parts]), known), folder / name / f"part-{part}.parquet"
            )
        patterns[name] = str(folder / name / "*.parquet")
    return patterns


def counted(
    patterns: Mapping[str, str], scheme: Scheme, years: Sequence[int], engine: str = "duckdb"
) -> list[CountRow]:
    """Checked and counted on an engine, in order."""
    extract = found(scheme, patterns)
    with connected(engine) as backend:
        return counted_on(backend, extract, scheme, years)


def counted_on(backend: Backend, extract: Extract, scheme: Scheme, years: Sequence[int]) -> list[CountRow]:
    """The same on a connection that is there."""
    check(backend, extract, scheme)
    return sorted(count(backend, extract, scheme, years))


def judged(rows: Rows, scheme: Scheme, years: Sequence[int]) -> list[CountRow]:
    """Every event asked of every measure, by the definitions, and given to whom it counts for; no engine anywhere."""
    asking, cells = plan(scheme, years), Counter[tuple[str, int, str, bool]]()
    cases = {case["reference"]: case for case in rows["cases"]}
    for measure in scheme.measures:
        events = EVENTS[measure.dated_by]
        for event in rows.get(events.table, ()):
            day: date | None = event.get(events.day)
            year = day and scheme.last_day.year_of(day).ending
            if day is None or year not in years:
                continue
            case = event if measure.dated_by is DatedBy.DECISION else cases[event["case_reference"]]
            seen = {"satisfactory_remedy": False, "answered_on": None, **event}
            owner = owner_of(scheme, case, day)
            cells[owner, year, measure.id, True] += IS_COUNTED[measure.counted](seen, asking)
            cells[owner, year, measure.id, False] += IN_BASE[measure.base](seen, asking)
    places = {place[:3] for place, n in cells.items() if n}
    return sorted(CountRow(*place, "", cells[*place, True], cells[*place, False]) for place in places)


def owner_of(scheme: Scheme, case: Row, day: date) -> str:
    """Whom an event of a case on a day counts for. Raises LookupError where nobody can be told."""
    directory, named_on = scheme.authorities, case.get("decided_on") or case["received_on"]
    authority = directory.find(case["authority"], named_on).id
    successor = case.get("successor") or ""
    return responsible(directory, authority, day, successor and directory.find(successor, named_on).id)

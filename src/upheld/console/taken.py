"""What an intake did, in lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from upheld.console.words import number

if TYPE_CHECKING:
    from upheld.intake.report import IntakeReport


def report_lines(report: IntakeReport) -> Iterator[str]:
    """A line a table, then what a person should look at."""
    if report.sample:
        yield "This is made-up sample data; everything made from it says so."
    width = max((len(table.table) for table in report.tables), default=0)
    for table in report.tables:
        changes = f"{table.new:,} new, {table.changed:,} changed, {table.unchanged:,} unchanged"
        yield f"  {table.table:{width}}  {number(table.read, 'row')}: {changes}"
    yield from (f"Look at this: {warning}" for warning in report.warnings)

"""The files as tables of an engine: the columns that counting and checking look at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from upheld.intake.straight.files import Source
from upheld.intake.tables import Type

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from upheld.statistics.engines.backends import Backend

TYPES = {Type.DATE: "date", Type.BOOLEAN: "boolean"}
COLUMNS = {
    "cases": (
        "reference",
        "authority",
        "successor",
        "subject",
        "received_on",
        "decided_on",
        "outcome",
        "satisfactory_remedy",
    ),
    "compliance": ("case_reference", "recorded_on", "result"),
    "enquiries": ("case_reference", "sent_on", "due_on", "answered_on"),
}


def tables(backend: Backend, sources: Iterable[Source]) -> dict[str, ir.Table]:
    """Each source as a table, all of its columns there. Blanks are null or, in texts, "" as well."""
    return {source.table.name: _table(backend, source) for source in sources}


def _table(backend: Backend, source: Source) -> ir.Table:
    wanted = COLUMNS[source.table.name]
    raw = backend.parquet(source.files, [name for name in wanted if name in source.columns])
    return raw.select(**{name: _cell(raw, source, name) for name in wanted})


def _cell(raw: ir.Table, source: Source, name: str) -> ir.Value:
    import ibis

    kind = TYPES.get(source.table.column(name).type, "string")
    if name not in source.columns:
        return ibis.literal("") if kind == "string" else ibis.null(kind)
    return raw[name].cast(kind) if raw[name].type().is_null() else raw[name]

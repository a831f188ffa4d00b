"""What is wrong in the files' rows: the rules of intake, for the columns that are counted, asked of an engine.

The words of what was expected are those of intake, which says the same of the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from upheld.intake.straight.groups import WHOSE, Question
from upheld.intake.straight.owners import Nobody, Whose
from upheld.intake.tables import FIRST_YEAR, LAST_YEAR, TABLES, Table, Type
from upheld.vocabulary.scheme import Scheme

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from upheld.statistics.engines.backends import Backend

FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
MOST_TOLD = 20
Wrong = Callable[["ir.Table"], "ir.BooleanValue"]


@dataclass(frozen=True)
class Rule:
    """``wrong`` refuses the cell in ``column``. A rule ``with_case`` sees the case's columns too, as ``case_…``."""

    table: str
    column: str
    wrong: Wrong
    expected: str
    with_case: bool = False


@dataclass(frozen=True)
class Found:
    """A rule that rows break: how many, and of the first the cells of the table's key and the one that is wrong.

    ``again``: the rows are wrong because an earlier one has the same key.
    """

    table: str
    column: str
    expected: str
    total: int
    rows: tuple[dict[str, Any], ...]
    again: bool = False


def blank(cell: ir.Value) -> ir.BooleanValue:
    """Whether a text is null or empty."""
    return cell.isnull() | (cell == "")


def rules(scheme: Scheme) -> Iterator[Rule]:
    """Every rule, by table."""
    for name, columns in CHECKED.items():
        for column in columns:
            yield from _cells(scheme, TABLES[name], column)
    yield from _case_rules(scheme)
    yield from _rules_with_case(scheme)
    for column in ("due_on", "answered_on"):
        yield Rule("enquiries", column, _before(column, "sent_on"), "a day on or after sent_on")


CHECKED = {
    "cases": ("reference", "authority", "subject", "received_on", "decided_on", "outcome"),
    "compliance": ("case_reference", "recorded_on", "result"),
    "enquiries": ("case_reference", "sent_on", "due_on", "answered_on"),
}


def _cells(scheme: Scheme, table: Table, name: str) -> Iterator[Rule]:
    column = table.column(name)
    if column.type is Type.DATE:
        if column.required:
            yield Rule(table.name, name, lambda t: t[name].isnull(), "a value; it is blank")
        outside = f"a day in the years {FIRST_YEAR} to {LAST_YEAR}"
        yield Rule(table.name, name, lambda t: (t[name] < FIRST_DAY) | (t[name] > LAST_DAY), outside)
        return
    if column.required:
        yield Rule(table.name, name, lambda t: blank(t[name]), "a value; it is blank")
    if column.type is Type.CHOICE:
        words = column.choices(scheme)
        yield Rule(table.name, name, lambda t: ~blank(t[name]) & ~t[name].isin(words), f"one of {', '.join(words)}")


def _case_rules(scheme: Scheme) -> Iterator[Rule]:
    upheld = " or ".join(sorted(scheme.upheld_outcomes))
    yield Rule("cases", "decided_on", _before("decided_on", "received_on"), "a day on or after received_on")
    yield Rule(
        "cases",
        "outcome",
        lambda t: blank(t.outcome) & t.decided_on.notnull(),
        "an outcome, as the case was decided",
    )
    yield Rule(
        "cases",
        "decided_on",
        lambda t: ~blank(t.outcome) & t.decided_on.isnull(),
        "the day of decision, as there is an outcome",
    )
    yield Rule(
        "cases",
        "satisfactory_remedy",
        lambda t: t.satisfactory_remedy.fill_null(False) & ~t.outcome.fill_null("").isin(scheme.upheld_outcomes),
        f"false: this is for cases with the outcome {upheld} only",
    )


def _rules_with_case(scheme: Scheme) -> Iterator[Rule]:
    upheld = " or ".join(sorted(scheme.upheld_outcomes))
    known = "the reference of a case in this extract"
    for table in ("compliance", "enquiries"):
        yield Rule(table, "case_reference", lambda t: ~blank(t.case_reference) & t.case_key.isnull(), known, True)
    yield Rule(
        "compliance",
        "case_reference",
        lambda t: t.case_key.notnull() & ~t.case_outcome.fill_null("").isin(scheme.upheld_outcomes),
        f"a case with the outcome {upheld}",
        True,
    )
    early = "a day on or after the case's decision"
    yield Rule("compliance", "recorded_on", _before("recorded_on", "case_decided_on"), early, True)
    yield Rule(
        "enquiries", "sent_on", _before("sent_on", "case_received_on"), "a day on or after the case's receipt", True
    )


def _before(column: str, other: str) -> Wrong:
    return lambda t: t[column] < t[other]


def broken(backend: Backend, tables: Mapping[str, ir.Table], scheme: Scheme) -> Iterator[Found]:
    """The rules that rows break, each table asked once; each broken one is asked again for its rows."""
    by_view: dict[tuple[str, bool], list[Rule]] = {}
    for rule in rules(scheme):
        if rule.table in tables:
            by_view.setdefault((rule.table, rule.with_case), []).append(rule)
    for (name, with_case), of_view in by_view.items():
        view = _with_case(tables, name) if with_case else tables[name]
        counts = {f"n{at}": view.count(where=rule.wrong(view)) for at, rule in enumerate(of_view)}
        [totals] = backend.rows(view.aggregate(**counts))
        for rule, total in zip(of_view, totals, strict=True):
            if total:
                yield _found(backend, view, rule, total)


def repeated(backend: Backend, tables: Mapping[str, ir.Table]) -> Iterator[Found]:
    """Keys that more than one row has."""
    for name, table in tables.items():
        key = TABLES[name].key
        whole = table.filter(*(table[part].notnull() for part in key))
        rows = backend.rows(backend.twice(whole, key).order_by(*key).limit(MOST_TOLD))
        if rows:
            cells = tuple(dict(zip(key, row, strict=False)) for row in rows)
            yield Found(name, key[0], f"each {' and '.join(key)} once", sum(row[-1] - 1 for row in rows), cells, True)


def _with_case(tables: Mapping[str, ir.Table], name: str) -> ir.Table:
    cases = tables["cases"]
    whose = cases.select(
        case_key=cases.reference,
        case_outcome=cases.outcome,
        case_received_on=cases.received_on,
        case_decided_on=cases.decided_on,
    )
    return tables[name].left_join(whose, tables[name].case_reference == whose.case_key)


def _found(backend: Backend, view: ir.Table, rule: Rule, total: int) -> Found:
    key = TABLES[rule.table].key
    columns = list(dict.fromkeys((*key, rule.column)))
    rows = backend.rows(view.filter(rule.wrong(view)).select(*columns).order_by(*columns).limit(MOST_TOLD))
    cells = tuple(dict(zip(columns, row, strict=True)) for row in rows)
    return Found(rule.table, rule.column, rule.expected, total, cells)


def of_nobody(backend: Backend, question: Question, whose: Whose, nobody: Nobody) -> Found:
    """The events of a group that counts for nobody, told of their case's name or of their day."""
    events = question.events
    same = [_same(events[name], value) for name, value in zip(WHOSE, whose, strict=True)]
    of_case, column = bool(nobody.column), nobody.column or question.day
    key = "reference" if of_case else question.key
    alike = events.filter(*same)
    rows = backend.rows(alike.select(key, column).distinct().order_by(key).limit(MOST_TOLD))
    [[total]] = backend.rows(alike.aggregate(n=alike.count()))
    cells = tuple(dict(zip((key, column), row, strict=True)) for row in rows)
    return Found("cases" if of_case else question.table, column, nobody.expected, total, cells)


def _same(column: ir.Value, value: object) -> ir.BooleanValue:
    return column.isnull() if value is None else column == value

"""Asking a laid-out extract for what is wrong in it: doubled keys, rules within a row, rules across tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from upheld.intake.collecting import SHOWN_A_FILE, Collector
from upheld.intake.layout import shown_value
from upheld.intake.loaded import ROW, Loaded
from upheld.intake.rules import CASE_TABLES, ODDITIES, CaseRule, Rule, case_rules, row_rules
from upheld.intake.tables import TABLES, Column, Table, Type
from upheld.intake.workspace import Workspace, named
from upheld.vocabulary.problems import Problem
from upheld.vocabulary.scheme import Scheme

WRITTEN = "written_"
NOT_TEXT = ("DATE", "INTEGER", "BOOLEAN")


@dataclass(frozen=True)
class Check:
    """An extract on the bench: its tables, and where problems go. ``unread`` tables are there but unusable."""

    workspace: Workspace
    loaded: dict[str, Loaded]
    problems: Collector
    unread: frozenset[str] = frozenset()

    def tell(self, table: str, column: str, expected: str, source: str, detail: str = "''", at: str = "t") -> None:
        """Collect a problem for each row that ``source`` (FROM … WHERE …, in SQL) finds; ``at`` is that row's alias."""
        loaded = self.loaded[table]
        total = self.workspace.row(f"SELECT count(*) {source}")[0]
        if not total:
            return
        declared = TABLES[table].column(column)
        value = f"CAST({at}.{named(as_written(declared))} AS VARCHAR)"
        rows = self.workspace.rows(
            f"SELECT {at}.{ROW}, {value}, CAST({detail} AS VARCHAR) {source} ORDER BY 1, 3 LIMIT {SHOWN_A_FILE}"
        )
        written = loaded.header.as_written(column)
        found = [
            Problem(loaded.label, row, written, shown_value(declared, cell), expected.replace("{}", told or ""))
            for row, cell, told in rows
        ]
        self.problems.add_many(loaded.label, found, total)


def as_written(column: Column) -> str:
    """The column of ``new_<t>`` that holds a cell as the file has it: a name, where the column itself has an id."""
    return f"{WRITTEN}{column.name}" if column.type is Type.AUTHORITY else column.name


def check_rows(check: Check, scheme: Scheme) -> None:
    """Rules within a row: all of a table in one look, each by itself only if that look found something."""
    rules = [rule for rule in row_rules(scheme) if rule.table in check.loaded]
    for name in {rule.table: None for rule in rules}:
        of_table = [rule for rule in rules if rule.table == name]
        counts = ", ".join(f"count(*) FILTER (WHERE {rule.wrong})" for rule in of_table)
        for rule, count in zip(of_table, check.workspace.row(f"SELECT {counts} FROM new_{name} t"), strict=True):
            if count:
                _tell_rule(check, rule, f"FROM new_{name} t WHERE {rule.wrong}")


def _tell_rule(check: Check, rule: Rule, source: str) -> None:
    check.tell(rule.table, rule.column, rule.expected, source, rule.detail)


def check_keys(check: Check) -> None:
    """A second row for the same key."""
    for name, loaded in check.loaded.items():
        table = loaded.table
        key = ", ".join(map(named, table.key))
        whole = _whole_key(table)
        repeated = (
            f"SELECT {key}, min({ROW}) AS first_row FROM new_{name} WHERE {whole} GROUP BY {key} HAVING count(*) > 1"
        )
        check.workspace.do(f"CREATE OR REPLACE TABLE repeated_{name} AS {repeated}")
        if check.workspace.row(f"SELECT count(*) FROM repeated_{name}")[0]:
            same = " AND ".join(f"t.{named(one)} = r.{named(one)}" for one in table.key)
            source = f"FROM new_{name} t JOIN repeated_{name} r ON {same} WHERE t.{ROW} > r.first_row"
            what = " and ".join(table.key)
            check.tell(name, table.key[0], f"each {what} once; row {{}} has the same", source, "r.first_row")


def check_codes(check: Check) -> None:
    """No two bodies whose codes differ in nothing but capitals: a code is found, and a file named, without them."""
    if "authorities" not in check.loaded:
        return
    firsts = "SELECT upper(code) AS folded, arg_min(code, {0}) AS code, min({0}) AS row FROM new_authorities GROUP BY 1"
    source = (
        f"FROM new_authorities t JOIN ({firsts.format(ROW)}) f ON f.folded = upper(t.code) "
        f"WHERE t.{ROW} > f.row AND t.code <> f.code"
    )
    expected = "a code that differs from that of row {} in more than capitals"
    check.tell("authorities", "code", expected, source, "f.row")
    source = (
        "FROM new_authorities t JOIN register_authorities r ON upper(r.code) = upper(t.code) WHERE t.code <> r.code"
    )
    check.tell("authorities", "code", "{}, as the register writes this code", source, "r.code")


def _whole_key(table: Table) -> str:
    """Whether a row has all of its key (what is unknown or wrong is told elsewhere); a key's last part may be blank."""
    return " AND ".join(
        f"{named(one)} IS NOT NULL"
        if not table.column(one).required or table.column(one).type.name in NOT_TEXT
        else f"coalesce({named(one)}, '') <> ''"
        for one in table.key
    )


def check_cases(check: Check, scheme: Scheme) -> None:
    """Every row's case is known, and fits the row; also where the row is in the register and only the case changed."""
    if "cases" not in check.loaded:  # there is a problem with the cases already: no need for one a row
        return
    for name in CASE_TABLES:
        if name in check.loaded:
            source = (
                f"FROM typed_{name} t LEFT JOIN cases_known k ON k.reference = t.case_reference "
                "WHERE t.case_reference <> '' AND k.reference IS NULL"
            )
            check.tell(name, "case_reference", "the reference of a case in this extract or in the register", source)
    for rule in case_rules(scheme):
        if rule.table in check.loaded:
            _tell_rule(
                check,
                rule,
                f"FROM new_{rule.table} t JOIN after_cases c ON c.reference = t.case_reference WHERE {rule.wrong}",
            )
        _check_stored(check, rule)


def _check_stored(check: Check, rule: CaseRule) -> None:
    """The same rule for rows that stay in the register, told of the case that changes."""
    detail = f"t.{named(rule.column)}" if "{}" in rule.case_expected else "''"
    source = f"FROM stored_{rule.table} t JOIN new_cases c ON c.reference = t.case_reference WHERE {rule.wrong}"
    check.tell("cases", rule.case_column, rule.case_expected, source, detail, at="c")


def check_workshops(check: Check) -> None:
    """Attendance of a workshop that there is."""
    if "attendances" in check.loaded and "workshops" not in check.unread:
        source = (
            "FROM typed_attendances t LEFT JOIN workshops_known k ON k.code = t.workshop "
            "WHERE t.workshop <> '' AND k.code IS NULL"
        )
        check.tell("attendances", "workshop", "the code of a workshop in this extract or in the register", source)


def warnings(check: Check) -> list[str]:
    """What is odd, with how many rows it holds for."""
    told = []
    for oddity in ODDITIES:
        if oddity.table in check.loaded:
            case = "JOIN after_cases c ON c.reference = t.case_reference" if oddity.with_case else ""
            count: Any = check.workspace.row(f"SELECT count(*) FROM new_{oddity.table} t {case} WHERE {oddity.odd}")[0]
            if count:
                told.append(oddity.warning.replace("{}", f"{count:,}"))
    return told


def without_chief_officer(check: Check) -> list[str]:
    """Ids of authorities that the extract's cases name and that have no chief officer among the contacts."""
    if "cases" not in check.loaded or not check.workspace.row("SELECT count(*) FROM chief_officers")[0]:
        return []
    missing = check.workspace.rows(
        "SELECT DISTINCT authority FROM new_cases ANTI JOIN chief_officers USING (authority) ORDER BY authority"
    )
    return [authority for (authority,) in missing]

"""An extract beside the register: names become authorities, rows become new, changed or unchanged.

The sets made here, by table: ``stored_<t>`` (rows of the register that the extract does not touch), ``new_<t>`` (the
extract's rows with authorities as ids), ``after_cases`` (the cases as they will be), ``compared_<t>`` (the extract's
rows with ``is_new`` and ``is_changed``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from upheld.intake.cells import sql_type
from upheld.intake.checking import (
    Check,
    as_written,
    check_cases,
    check_codes,
    check_keys,
    check_rows,
    check_workshops,
    warnings,
    without_chief_officer,
)
from upheld.intake.layout import FLAW, UNREAD
from upheld.intake.loaded import ROW
from upheld.intake.naming import TODAY, Calendar, Naming, joined, resolve, tell_unknown
from upheld.intake.reading import Extract
from upheld.intake.report import TableTaken
from upheld.intake.successors import Directories, directory_with
from upheld.intake.tables import TABLES, Column, Table, Type
from upheld.intake.terms import check_terms
from upheld.intake.touched import CASE_COLUMNS, Touched, touched_by
from upheld.intake.workspace import Workspace, named
from upheld.register import columns, writing
from upheld.register.models import AuthorityEntry
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Scheme

NAMINGS = tuple(
    Naming(table.name, column.name) for table in TABLES.values() for column in table.of_type(Type.AUTHORITY)
)
NAMES_SHOWN = 5
WITH_CASES = ("compliance", "decisions", "enquiries", "case_assessments", "report_responses")

LOOKED_AT = ("reference", "authority", "successor", "received_on", "decided_on", "outcome", "public_report_on")
"""What rules between a row and its case may look at of the case."""

BY_YEAR = ("control_totals", "considered", "self_assessments", "self_assessment_statements")
"""Tables whose authorities are named as at the end of a year."""


@dataclass(frozen=True)
class Compared:
    """What the extract does to the register, and what is odd about it."""

    tables: tuple[TableTaken, ...]
    directory: AuthorityDirectory
    warnings: tuple[str, ...]

    @property
    def changes(self) -> bool:
        """Whether any row is new or changed."""
        return any(table.new or table.changed for table in self.tables)


def compare(
    extract: Extract, scheme: Scheme, tell: Callable[[str], None] = lambda _: None, only_case: str = ""
) -> Compared:
    """Check an extract against itself and the register; every problem is collected in the extract.

    It is compared with the cases of the register that it touches and what hangs on them, or with that ``only_case``.
    """
    workspace, loaded, problems = extract.workspace, extract.loaded, extract.problems
    tell("comparing with the register")
    touched = touched_by(extract, only_case)
    with columns.long_read():
        for name in _tables_needed(loaded):
            _load_register(workspace, TABLES[name], touched)
    entries = list(AuthorityEntry.objects.order_by("code"))
    directories = directory_with(workspace, scheme.authorities, entries, loaded.get("authorities"), problems)
    calendar = Calendar(directories.directory)
    check = Check(workspace, loaded, problems, extract.unread)
    _resolve_names(extract, scheme, calendar, directories)
    tell("checking across tables")
    check_rows(check, scheme)
    check_keys(check)
    check_codes(check)
    _view_cases(workspace)
    check_cases(check, scheme)
    check_workshops(check)
    check_terms(check, calendar)
    if problems.total:
        return Compared((), directories.directory, ())
    taken = tuple(_compare_table(extract, table) for name, table in TABLES.items() if name in loaded)
    return Compared(taken, directories.directory, (*warnings(check), *_contacts_missing(check, directories.directory)))


def _contacts_missing(check: Check, directory: AuthorityDirectory) -> Iterator[str]:
    """One warning for all living authorities without a chief officer; none where nobody has contacts at all."""
    officers = "SELECT authority FROM %s WHERE role = 'chief_officer'"
    both = " UNION ".join(officers % name for name in ("new_contacts", "register_contacts"))
    check.workspace.do(f"CREATE OR REPLACE VIEW chief_officers AS {both}")
    missing = [one for one in without_chief_officer(check) if directory[one].lives(TODAY)]
    if missing:
        names = ", ".join(directory[one].name(TODAY) for one in missing[:NAMES_SHOWN]) + (
            ", …" if missing[NAMES_SHOWN:] else ""
        )
        yield f"contacts: {len(missing):,} of the authorities with cases have no chief officer ({names})."


def _tables_needed(loaded: dict[str, object]) -> list[str]:
    """Tables of the register that the checks look at: those of the extract, and what hangs on them."""
    return [name for name in TABLES if name in {*loaded, "cases", *WITH_CASES, "workshops", "contacts"}]


def _load_register(workspace: Workspace, table: Table, touched: Touched) -> None:
    """Make ``register_<t>``: the register's rows, typed; of a table that hangs on cases, those that are looked at."""
    of_case = next((name for name in CASE_COLUMNS if name in table.names), "")
    typed = {column.name: sql_type(column) for column in table.columns}
    workspace.put(f"register_{table.name}", typed, [])
    if not writing.holds_rows(table.model):
        return
    if of_case and touched.all_of_many:
        for stretch in columns.stretches(writing.model(table.model), table.names):
            workspace.append_stretch(f"register_{table.name}", stretch)
        return
    only = {"where": of_case, "values": touched.cases} if of_case and touched.cases is not None else {}
    texts = dict.fromkeys(typed, "VARCHAR")
    workspace.put("register_texts", texts, [])
    for rows in writing.rows_as_text(table.model, table.names, **only):
        workspace.append("register_texts", texts, list(zip(*rows, strict=True)))
    cells = ", ".join(f"CAST({named(name)} AS {kind})" for name, kind in typed.items())
    workspace.do(f"INSERT INTO register_{table.name} SELECT {cells} FROM register_texts")


def _resolve_names(extract: Extract, scheme: Scheme, calendar: Calendar, directories: Directories) -> None:
    """Make ``new_<t>`` and ``stored_<t>`` for every table that is looked at."""
    workspace = extract.workspace
    _view_workshops(workspace, extract)
    for name in _tables_needed(extract.loaded):  # type: ignore[arg-type]
        table = TABLES[name]
        if name not in extract.loaded:
            _view_absent(workspace, table)
            continue
        workspace.do(f"CREATE OR REPLACE VIEW dated_{name} AS {_dated(name, scheme)}")
        namings = [one for one in NAMINGS if one.table == name and one.column in extract.loaded[name].header.present]
        for naming in namings:
            resolve(workspace, naming, calendar)
            if "authorities" not in extract.unread:
                tell_unknown(workspace, naming, calendar, extract.loaded[name], extract.problems)
        _view_new(workspace, table, namings, calendar, directories, extract.loaded[name].header.present)
        _view_stored(workspace, table)


def _dated(name: str, scheme: Scheme) -> str:
    """The typed rows with ``named_on``: the day as at which they name authorities, in SQL."""
    if name == "attendances":
        held = "LEFT JOIN workshops_known k ON k.code = t.workshop"
        return f"SELECT t.*, k.held_on AS named_on FROM typed_attendances t {held}"
    day = {
        "cases": "coalesce(decided_on, received_on)",
        **dict.fromkeys(BY_YEAR, f"make_date(year, {scheme.last_day.month}, {scheme.last_day.day})"),
        "code_assessments": "assessed_on",
    }.get(name, "CAST(NULL AS DATE)")
    return f"SELECT *, {day} AS named_on FROM typed_{name}"


def _view_workshops(workspace: Workspace, extract: Extract) -> None:
    """Workshops that there are, each once."""
    both = "SELECT code, held_on FROM register_workshops"
    if "workshops" in extract.loaded:
        both += " ANTI JOIN typed_workshops USING (code)"
        both += " UNION ALL SELECT code, held_on FROM typed_workshops WHERE code <> ''"
    workspace.do(
        f"CREATE OR REPLACE VIEW workshops_known AS SELECT code, min(held_on) AS held_on FROM ({both}) GROUP BY code"
    )


def _view_new(
    workspace: Workspace,
    table: Table,
    namings: list[Naming],
    calendar: Calendar,
    directories: Directories,
    present: Collection[str],
) -> None:
    resolved = {naming.column: naming for naming in namings}
    cells = [f"{_resolved(column, resolved)} AS {named(column.name)}" for column in table.columns]
    cells += [f"t.{named(one.name)} AS {named(as_written(one))}" for one in table.of_type(Type.AUTHORITY)]
    joins = " ".join(joined(naming, calendar) for naming in namings)
    if table.name == "authorities":
        types = {"entry": "VARCHAR", "ids": "VARCHAR"}
        workspace.put("successor_ids", types, [list(directories.successors), list(directories.successors.values())])
        joins = "LEFT JOIN successor_ids s ON s.entry = t.code"
    rows = f"SELECT t.{ROW}, t.{FLAW}, t.{UNREAD}, {', '.join(cells)} FROM dated_{table.name} t {joins}"
    workspace.do(f"CREATE OR REPLACE VIEW new_{table.name} AS {_completed(workspace, table, rows, present)}")


def _completed(workspace: Workspace, table: Table, rows: str, present: Collection[str]) -> str:
    """The rows with what the register has in columns that the file lacks, in SQL."""
    lacking = [column.name for column in table.columns if column.name not in present]
    if not lacking or not workspace.row(f"SELECT count(*) FROM register_{table.name}")[0]:
        return rows
    cells = ", ".join(f"coalesce(r.{named(name)}, n.{named(name)}) AS {named(name)}" for name in lacking)
    same = " AND ".join(f"r.{named(one)} = n.{named(one)}" for one in table.key)
    return f"SELECT n.* REPLACE ({cells}) FROM ({rows}) n LEFT JOIN register_{table.name} r ON {same}"


def _resolved(column: Column, namings: dict[str, Naming]) -> str:
    """A cell with the authority's id in place of its name; null where it is unknown, '' where it is blank."""
    if column.type is Type.AUTHORITIES:
        return "s.ids"
    if column.name not in namings:
        return f"t.{named(column.name)}"
    return f"CASE WHEN t.{named(column.name)} = '' THEN '' ELSE {namings[column.name].found}.id END"


def _view_stored(workspace: Workspace, table: Table) -> None:
    key = ", ".join(map(named, table.key))
    rows = f"SELECT * FROM register_{table.name} ANTI JOIN new_{table.name} USING ({key})"
    workspace.do(f"CREATE OR REPLACE VIEW stored_{table.name} AS {rows}")


def _view_absent(workspace: Workspace, table: Table) -> None:
    """The sets of a table that the extract lacks."""
    texts = "".join(f", '' AS {named(as_written(one))}" for one in table.of_type(Type.AUTHORITY))
    empty = f"SELECT CAST(NULL AS BIGINT) AS {ROW}, false AS {FLAW}, *{texts} FROM register_{table.name} WHERE false"
    workspace.do(f"CREATE OR REPLACE VIEW typed_{table.name} AS {empty}")
    workspace.do(f"CREATE OR REPLACE VIEW new_{table.name} AS {empty}")
    workspace.do(f"CREATE OR REPLACE VIEW stored_{table.name} AS SELECT * FROM register_{table.name}")


def _view_cases(workspace: Workspace) -> None:
    """Cases as they will be, and the references that there will be (also of rows with a wrong cell).

    Of a case there is what rules look at. They do so a dozen times, so it is worked out once.
    """
    cells = ", ".join(LOOKED_AT)
    workspace.do(
        f"CREATE OR REPLACE TABLE after_cases AS SELECT {cells} FROM new_cases WHERE NOT {FLAW} "
        f"UNION ALL SELECT {cells} FROM stored_cases"
    )
    workspace.do(
        "CREATE OR REPLACE VIEW cases_known AS "
        "SELECT reference FROM typed_cases UNION ALL SELECT reference FROM register_cases"
    )


def _compare_table(extract: Extract, table: Table) -> TableTaken:
    """Make ``compared_<t>`` and count it. Columns that the file lacks stay as the register has them."""
    workspace, name, loaded = extract.workspace, table.name, extract.loaded[table.name]
    key = ", ".join(map(named, table.key))
    others = [column for column in loaded.header.present if column not in table.key]
    differs = " OR ".join(f"n.{named(one)} IS DISTINCT FROM r.{named(one)}" for one in others) or "false"
    there = f"r.{named(table.key[0])} IS NOT NULL"
    workspace.do(
        f"CREATE OR REPLACE VIEW compared_{name} AS "
        f"SELECT n.*, NOT {there} AS is_new, {there} AND ({differs}) AS is_changed "
        f"FROM new_{name} n LEFT JOIN register_{name} r USING ({key})"
    )
    read, new, changed = workspace.row(
        f"SELECT count(*), count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE is_changed) FROM compared_{name}"
    )
    return TableTaken(name, loaded.label, read, new, changed, read - new - changed)

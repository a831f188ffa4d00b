"""Reading a whole extract: every table laid out and its cells checked, every problem collected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from upheld.intake import csv_files, folder, parquet_files, workbooks
from upheld.intake.collecting import Collector
from upheld.intake.folder import About, Source
from upheld.intake.header import Header, mapped, names_of
from upheld.intake.layout import lay_out, tell_wrong_cells
from upheld.intake.loaded import Loaded
from upheld.intake.tables import TABLES
from upheld.intake.workspace import Workspace, named, no_room, quoted
from upheld.vocabulary.import_mapping import ImportMapping
from upheld.vocabulary.scheme import Scheme

Tell = Callable[[str], None]


@dataclass
class Extract:
    """An extract that is laid out: its tables, its files' hashes, and the problems found so far."""

    workspace: Workspace
    about: About
    problems: Collector
    loaded: dict[str, Loaded] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        return int(self.workspace.row(f"SELECT count(*) FROM laid_{table}")[0])


def read(
    workspace: Workspace, where: Path, scheme: Scheme, mapping: str | None, tell: Tell = lambda _: None
) -> Extract:
    """Read an extract's folder. Raises `Refused` at once only where there is nothing to look at."""
    names = mapped(scheme, mapping)
    problems = Collector()
    sources = folder.find(where, problems, names)
    extract = Extract(workspace, folder.about(where), problems)
    for source in sources:
        tell(f"reading {source.label}")
        _read_source(extract, source, scheme, names)
    extract.unread = frozenset(source.table for source in sources) - set(extract.loaded)
    if "cases" not in {source.table for source in sources} and not any(source.table == "" for source in sources):
        problems.add(
            where.name or str(where),
            expected="a file of cases: cases.csv, cases.xlsx or cases.parquet, or extract.xlsx with a sheet cases",
        )
    return extract


def _read_source(extract: Extract, source: Source, scheme: Scheme, names: ImportMapping) -> None:
    suffix = source.path.suffix.lower()
    if suffix == ".csv":
        _read_csv(extract, source, scheme, names)
        return
    extract.hashes[source.label] = csv_files.scan(source.path).sha256
    if suffix == ".xlsx":
        for loaded in workbooks.read(extract.workspace, source, names, extract.problems):
            _put_in_place(extract, translated(loaded, names), scheme)
        if not source.table and "cases" not in extract.loaded:
            extract.problems.add(source.label, expected="a sheet named cases, in order")
        return
    table = TABLES[source.table]
    found = parquet_files.read(extract.workspace, table, source.path, names_of(names, table.name), extract.problems)
    if found:
        _put_in_place(extract, translated(found, names), scheme)


def _put_in_place(extract: Extract, loaded: Loaded, scheme: Scheme) -> None:
    name = loaded.table.name
    if name in extract.loaded:
        extract.problems.add(loaded.label, expected=f"each table once; {name} is also in {extract.loaded[name].label}")
        return
    lay_out(extract.workspace, loaded, scheme)
    _settle(extract, loaded, scheme)


def _settle(extract: Extract, loaded: Loaded, scheme: Scheme) -> None:
    tell_wrong_cells(extract.workspace, loaded, scheme, extract.problems)
    extract.loaded[loaded.table.name] = loaded


def _read_csv(extract: Extract, source: Source, scheme: Scheme, names: ImportMapping) -> None:
    """The fast reader goes first, while the bytes are looked at beside it; the slow one where either is not content."""
    table = TABLES[source.table]
    with ThreadPoolExecutor(1) as aside:
        scanning = aside.submit(csv_files.scan, source.path)
        header = csv_files.header_of(table, source.path, names_of(names, table.name), extract.problems)
        fast = csv_files.fast(table, source.path, header) if header else None
        fast = fast and translated(fast, names)
        content = bool(fast and _laid_out(extract.workspace, fast, scheme))
        scan = scanning.result()
    extract.hashes[source.label] = scan.sha256
    if header is None:
        return
    if fast and content and scan.plain:
        _settle(extract, fast, scheme)
    else:
        _read_slowly(extract, source, header, scheme, names)


def _laid_out(workspace: Workspace, loaded: Loaded, scheme: Scheme) -> bool:
    import duckdb

    try:
        lay_out(workspace, loaded, scheme)
    except duckdb.Error as error:
        if no_room(error):
            raise
        return False
    return True


def _read_slowly(extract: Extract, source: Source, header: Header, scheme: Scheme, names: ImportMapping) -> None:
    slow = csv_files.slow(extract.workspace, TABLES[source.table], source.path, header, extract.problems)
    slow = translated(slow, names)
    lay_out(extract.workspace, slow, scheme)
    _settle(extract, slow, scheme)


def translated(loaded: Loaded, mapping: ImportMapping) -> Loaded:
    """The same table with another system's values put into ours, where the mapping has any."""
    cells = {name: mapping.values(loaded.table.name, name) for name in loaded.header.present}
    changed = ", ".join(f"{_translation(name, values)} AS {named(name)}" for name, values in cells.items() if values)
    if not changed:
        return loaded
    return replace(loaded, relation=f"(SELECT * REPLACE ({changed}) FROM {loaded.relation})")


def _translation(column: str, values: Mapping[str, str]) -> str:
    cases = " ".join(f"WHEN {quoted(theirs.strip())} THEN {quoted(ours)}" for theirs, ours in values.items())
    return f"CASE trim({named(column)}) {cases} ELSE {named(column)} END"

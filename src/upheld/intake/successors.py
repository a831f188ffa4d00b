"""The extract's ``authorities`` table: bodies added or corrected, and who came after them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from upheld.intake.collecting import Collector
from upheld.intake.loaded import ROW, Loaded
from upheld.intake.naming import TODAY, expected_of
from upheld.intake.tables import AUTHORITIES
from upheld.intake.workspace import Workspace, named
from upheld.register.models import AuthorityEntry
from upheld.vocabulary.authorities import AuthorityDirectory, UnknownAuthority
from upheld.vocabulary.corrections import BETWEEN_SUCCESSORS, corrected, later, separated


@dataclass(frozen=True)
class Directories:
    """The directory with the extract's own bodies in it, and their successors as ids by code."""

    directory: AuthorityDirectory
    successors: dict[str, str]


def directory_with(
    workspace: Workspace,
    listed: AuthorityDirectory,
    register: list[AuthorityEntry],
    loaded: Loaded | None,
    problems: Collector,
) -> Directories:
    """The scheme's authorities with the register's entries and, over them, the extract's."""
    entries = {entry.code: entry for entry in register}
    rows = _rows(workspace) if loaded else []
    for row in rows:
        entries[row["code"]] = _entry(row, entries.get(row["code"]), loaded)
    without = corrected(listed, entries.values())
    successors = {}
    for row in rows:
        ids = _successors(row, without, loaded, problems)
        if loaded and "successors" in loaded.header.present:
            entries[row["code"]].successors = BETWEEN_SUCCESSORS.join(ids)
        _refuse_circle(row, entries, listed, loaded, problems)
        successors[row["code"]] = entries[row["code"]].successors
    return Directories(corrected(listed, entries.values()), successors)


def _refuse_circle(
    row: dict[str, Any],
    entries: dict[str, AuthorityEntry],
    listed: AuthorityDirectory,
    loaded: Loaded | None,
    problems: Collector,
) -> None:
    """Successors that lead back to the authority itself are told, and left out of what is checked further."""
    entry = entries[row["code"]]
    if not entry.successors or loaded is None:
        return
    directory = corrected(listed, entries.values())
    own = directory.find(entry.code, TODAY).id
    if own in later(directory, own):
        column = loaded.header.as_written("successors")
        problems.add(
            loaded.label, row[ROW], column, row["successors"], expected="authorities that came after it, and not itself"
        )
        entry.successors = ""


def _rows(workspace: Workspace) -> list[dict[str, Any]]:
    names = (ROW, *AUTHORITIES.names)
    sql = f"SELECT {', '.join(map(named, names))} FROM typed_authorities WHERE code <> '' ORDER BY {ROW}"
    return [dict(zip(names, row, strict=True)) for row in workspace.rows(sql)]


def _entry(row: dict[str, Any], before: AuthorityEntry | None, loaded: Loaded | None) -> AuthorityEntry:
    """An entry as the extract has it; what its columns do not say stays as the register has it."""
    present = loaded.header.present if loaded else ()
    said = {name: row[name] for name in present if name != "successors"}
    kept = {field: getattr(before, field) for field in AUTHORITIES.names} if before else {}
    return AuthorityEntry(**{**kept, **said})


def _successors(
    row: dict[str, Any], directory: AuthorityDirectory, loaded: Loaded | None, problems: Collector
) -> list[str]:
    found = []
    for written in separated(row["successors"]):
        try:
            found.append(directory.find(written, TODAY).id)
        except UnknownAuthority:
            if loaded:
                column = loaded.header.as_written("successors")
                problems.add(loaded.label, row[ROW], column, written, expected=expected_of(directory, written))
    return found

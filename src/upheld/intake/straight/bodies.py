"""The file of authorities: bodies that the scheme does not list, or corrections to those it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from upheld.intake.collecting import Collector
from upheld.intake.naming import TODAY, expected_of
from upheld.intake.straight.files import Source, name_of, opened
from upheld.intake.straight.places import HEADER
from upheld.vocabulary.authorities import AuthorityDirectory, UnknownAuthority
from upheld.vocabulary.corrections import BETWEEN_SUCCESSORS, corrected, later, separated
from upheld.vocabulary.scheme import Scheme


@dataclass
class Body:
    """One row of the file; it is a `corrections.Entry`. ``successors`` are as written until they are looked up."""

    code: str
    name: str
    kind: str
    region: str = ""
    population: int | None = None
    start_on: date | None = None
    end_on: date | None = None
    successors: str = ""


def directory_with(scheme: Scheme, source: Source | None) -> AuthorityDirectory:
    """The scheme's authorities with those of the file. Raises `Refused`."""
    if source is None:
        return scheme.authorities
    problems = Collector()
    bodies = dict(_bodies(source, scheme, problems))
    problems.refuse()
    written = {place: body.successors for place, body in bodies.items()}
    for body in bodies.values():
        body.successors = ""
    without = corrected(scheme.authorities, bodies.values())
    for place, body in bodies.items():
        body.successors = BETWEEN_SUCCESSORS.join(_ids(without, place, written[place], problems))
    problems.refuse()
    directory = corrected(scheme.authorities, bodies.values())
    for place, body in bodies.items():
        own = directory.find(body.code, TODAY).id
        if body.successors and own in later(directory, own):
            told = "authorities that came after it, and not itself"
            problems.add(*place, "successors", written[place], expected=told)
    problems.refuse()
    return directory


Place = tuple[str, int]


def _bodies(source: Source, scheme: Scheme, problems: Collector) -> Iterator[tuple[Place, Body]]:
    kinds = {kind.id for kind in scheme.kinds}
    seen: dict[str, int] = {}
    for (file, row), cells in _rows(source):
        body = Body(**{name: cell for name, cell in cells.items() if cell is not None})
        for column in ("code", "name", "kind"):
            if not getattr(body, column):
                problems.add(file, row, column, "", expected="a value; it is blank")
        if body.kind and body.kind not in kinds:
            problems.add(file, row, "kind", body.kind, expected=f"one of {', '.join(sorted(kinds))}")
        if body.start_on and body.end_on and body.end_on < body.start_on:
            problems.add(file, row, "end_on", str(body.end_on), expected=f"a day on or after start_on, {body.start_on}")
        if body.code.upper() in seen:
            told = f"each code once; row {seen[body.code.upper()]} has the same"
            problems.add(file, row, "code", body.code, expected=told)
        seen.setdefault(body.code.upper(), row)
        yield (file, row), body


def _rows(source: Source) -> Iterator[tuple[Place, dict[str, Any]]]:
    from pyarrow import parquet

    for file in source.files:
        with parquet.ParquetFile(opened(file)) as found:
            for number, cells in enumerate(found.read().to_pylist(), HEADER):
                blank = {"code": "", "name": "", "kind": ""}
                yield (name_of(file), number), {**blank, **{k: v for k, v in cells.items() if v is not None}}


def _ids(directory: AuthorityDirectory, place: Place, written: str, problems: Collector) -> list[str]:
    found = []
    for name in separated(written):
        try:
            found.append(directory.find(name, TODAY).id)
        except UnknownAuthority:
            problems.add(*place, "successors", name, expected=expected_of(directory, name))
    return found

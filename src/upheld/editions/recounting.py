"""Editions counted again from their snapshots, and held against what was published: nothing here changes anything.

A new version must count what is frozen as the version before did. What only a later version says (a field that an
edition's figures lack) is no difference; nor is what came from a table of published totals, for it was not counted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from upheld.casework.code.year_of_code import to_json
from upheld.editions.code import code_in, code_of
from upheld.editions.models import Edition
from upheld.editions.queries import figures_of
from upheld.editions.snapshot import hash_of
from upheld.editions.states import State
from upheld.statistics import figures_json
from upheld.statistics.counting import Engine, SnapshotFiles
from upheld.statistics.definitions import plan
from upheld.statistics.figure import YearFigures
from upheld.statistics.figures import assemble
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Scheme

NOT_COUNTED = ("breaks", "published", "source")
"""Of a year on the strip: what depends on published totals that stand beside it."""
NOTHING = "nothing"


@dataclass(frozen=True)
class Difference:
    """A number that comes out as another one. ``authority`` is "" for averages and totals over all."""

    year: int
    edition: int
    authority: str
    measure: str
    what: str
    was: str
    now: str

    def __str__(self) -> str:
        where = f"{self.year} edition {self.edition}, {self.authority or 'all'}, {self.measure}"
        return f"{where}{', ' if self.what else ''}{self.what}: was {self.was}, is {self.now}"


def published(scheme: str) -> list[Edition]:
    """Every edition that was ever public, oldest year first."""
    stood = Edition.objects.filter(scheme=scheme, state__in=(State.PUBLISHED, State.CORRECTED))
    return list(stood.order_by("year", "number"))


def recount(
    scheme: Scheme, directory: AuthorityDirectory, edition: Edition, store: Path, count: Engine
) -> Iterator[Difference]:
    """What differs between an edition as it was published and as this version counts its snapshot."""
    mark = Differences(edition)
    canonical = edition.figures.canonical
    if hashlib.sha256(canonical.encode()).hexdigest() != edition.figures_hash:
        yield mark("", "figures", "", edition.figures_hash, "not as they were frozen")
    snapshot = SnapshotFiles(store / edition.snapshot_hash)
    if (wrong := _wrong_with(snapshot, edition.snapshot_hash)) is not None:
        yield mark("", "snapshot", "", edition.snapshot_hash, wrong)
        return
    frozen = figures_of(edition)
    again = assemble(
        scheme,
        _known_then(scheme, directory, frozen),
        edition.year,
        edition.complete_years,
        count.count(snapshot, plan(scheme, edition.complete_years)),
        stated=_stated(frozen),
    )
    yield from _of_figures(mark, json.loads(canonical), figures_json.plain(again))
    yield from _of_code(mark, scheme, edition, snapshot)


def _of_code(mark: Differences, scheme: Scheme, edition: Edition, snapshot: SnapshotFiles) -> Iterator[Difference]:
    """What is said of the complaint handling code. An edition keeps the code itself: under another one it stands."""
    kept = code_of(edition)
    if kept is not None and kept.code == scheme.code:
        was, now = (json.loads(to_json(one)) for one in (kept, code_in(scheme, snapshot, edition.year)))
        yield from _walk(lambda what, *pair: mark("", "code", what, *pair), was, now)


class Differences:
    """Makes differences of one edition."""

    def __init__(self, edition: Edition):
        self.year, self.number = edition.year, edition.number

    def __call__(self, authority: str, measure: str, what: str, was: Any, now: Any) -> Difference:
        return Difference(self.year, self.number, authority, measure, what, _shown(was), _shown(now))


def _wrong_with(snapshot: SnapshotFiles, digest: str) -> str | None:
    try:
        return None if hash_of(snapshot) == digest else "not as it was frozen"
    except OSError as error:
        return f"cannot be read ({error.strerror})"


def _stated(frozen: YearFigures) -> dict[str, tuple[int, int, int, int]]:
    told = {one.authority: one.reconciliation for one in frozen.authorities.values()}
    return {authority: one.stated for authority, one in told.items() if one is not None and one.stated is not None}


def _known_then(scheme: Scheme, directory: AuthorityDirectory, frozen: YearFigures) -> AuthorityDirectory:
    """The directory without bodies that later extracts added: nobody knew them when the edition was frozen."""
    then = {*frozen.authorities, *(one.authority for one in frozen.left_over)}
    then |= {before for one in frozen.authorities.values() for before in one.predecessors}
    return AuthorityDirectory(one for one in directory if one.id in scheme.authorities or one.id in then)


Tell = Callable[[str, Any, Any], Difference]


def _of_figures(mark: Differences, was: dict[str, Any], now: dict[str, Any]) -> Iterator[Difference]:
    before, after = was.pop("authorities"), now.pop("authorities")
    for one in sorted({*before, *after}):
        if one not in before or one not in after:
            yield mark(one, "figures", "", *(NOTHING if one not in side else "figures" for side in (before, after)))
            continue
        yield from _of_authority(mark, one, before[one], after[one])
    for name in was:
        yield from _walk(lambda what, *pair, name=name: mark("", name, what, *pair), was[name], now.get(name))


def _of_authority(mark: Differences, authority: str, was: dict[str, Any], now: dict[str, Any]) -> Iterator[Difference]:
    before, after = was.pop("figures"), now.pop("figures")
    for measure in before:
        tell = lambda what, *pair, measure=measure: mark(authority, measure, what, *pair)  # noqa: E731
        yield from _walk(tell, before[measure], after.get(measure))
    for name in was:
        yield from _walk(lambda what, *pair, name=name: mark(authority, name, what, *pair), was[name], now.get(name))


def _walk(tell: Tell, was: Any, now: Any, path: str = "") -> Iterator[Difference]:
    """Every leaf that differs. A field that ``was`` lacks came with a later version, and is none; a row is one."""
    if isinstance(was, list) and isinstance(now, list):
        before, after = _by_name(was), _by_name(now)
        for key in sorted({*before, *after}):
            yield from _walk(tell, before.get(key), after.get(key), f"{path} {key}".strip())
    elif isinstance(was, dict) and isinstance(now, dict) and was.get("is") == now.get("is"):
        for key in was:
            yield from _walk(tell, was[key], now.get(key), f"{path} {key}".strip())
    elif was != now:
        yield tell(path, was, now)


def _by_name(rows: list[Any]) -> dict[str, Any]:
    """Rows by what they are called, where they say it. Points of published totals are left out."""
    kept = [one for one in rows if not (isinstance(one, dict) and one.get("published"))]
    return {_name(one, at): _counted(one) for at, one in enumerate(kept)}


def _name(row: Any, at: int) -> str:
    if not isinstance(row, dict):
        return str(at)
    return str(next((row[name] for name in ("key", "authority", "clause", "year") if name in row), at))


def _counted(row: Any) -> Any:
    if isinstance(row, dict) and "group_percent" in row:  # a year on the strip
        return {key: value for key, value in row.items() if key not in NOT_COUNTED}
    return row


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))[:200]
    return "nothing" if value is None else str(value)

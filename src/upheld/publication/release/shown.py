"""What the bundles in a folder show: which editions, of which day, whether published."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from upheld.editions.models import Edition
from upheld.editions.queries import every
from upheld.editions.states import State
from upheld.publication.bundle.check import BrokenBundle, check, read_manifest
from upheld.publication.bundle.schema import SITE
from upheld.vocabulary.problems import Problem, Refused

POINTER, PREVIEW = "bundle", "preview"


def newest_of_each_year(scheme: str, *, published_only: bool) -> dict[int, Edition]:
    """Year → its newest edition, of all or of those published."""
    newest: dict[int, Edition] = {}
    for one in every(scheme):
        if not published_only or one.state == State.PUBLISHED:
            newest.setdefault(one.year, one)
    return newest


def is_published(bundle: Path) -> bool:
    """Whether a whole bundle without the preview mark is there."""
    try:
        return not read_manifest(bundle)["preview"]
    except BrokenBundle:
        return False


def day_of(out: Path) -> date | None:
    """The day that the published bundle of ``out`` tells casework of; None where there is none."""
    if not is_published(out / POINTER):
        return None
    day = read(out / POINTER, "SELECT value FROM about WHERE name = 'as_at'")
    return date.fromisoformat(day[0][0]) if day else None


def previewed(edition: Edition, out: Path) -> Path:
    """The bundle in ``out`` that shows an edition: what was looked at and approved is what is published.

    Raises `Refused` where there is none, or it shows other figures.
    """
    shown = showing(edition, out, check)
    if shown is None:
        wanted = f"the bundle of {edition.year} edition {edition.number}; run the review again with this --out"
        raise Refused([Problem(str(out), expected=wanted)])
    return shown


def showing(edition: Edition, out: Path, check: Callable[[Path], object]) -> Path | None:
    """The bundle in ``out`` that passes a check and shows just these figures of an edition."""
    wanted = (edition.number, edition.figures_hash)
    return next((one for one in _whole(out, check) if editions_shown(one).get(edition.year) == wanted), None)


def _whole(out: Path, check: Callable[[Path], object]) -> Iterator[Path]:
    """The folders of the bundles that are pointed at and pass a check.

    Where letters are drawn again meanwhile, the pointer moves on and what it pointed at goes. So all of a check is of
    one bundle, and where that has gone, the one that took its place is checked.
    """
    for pointer in (PREVIEW, POINTER):
        folder = None
        while folder != (folder := (out / pointer).resolve()):
            try:
                check(folder)
            except BrokenBundle:
                continue
            yield folder
            break


def editions_shown(bundle: Path) -> dict[int, tuple[int, str]]:
    """Year → number and hash of the figures of the edition that a bundle shows."""
    rows = read(bundle, "SELECT year, number, figures FROM editions")
    return {year: (number, figures) for year, number, figures in rows}


def read(bundle: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of a bundle."""
    connection = sqlite3.connect(f"{(bundle / SITE).absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()

"""A small year to release: editions in the register, letters, a preview; everything but the casework."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.support import small_bundle, small_year
from upheld.access.actions import record
from upheld.editions.models import Edition, EditionFigures
from upheld.editions.queries import edition_name
from upheld.editions.states import State
from upheld.publication.release import calendar, making
from upheld.publication.release.models import Release
from upheld.publication.release.place import Place
from upheld.statistics import figures_json
from upheld.statistics.figure import YearFigures
from upheld.vocabulary.values import Value

DARTFORD = "E07000107"
NO_LETTERS = "No letters go out this year"


def place(folder: Path) -> Place:
    """Where the small year is released."""
    return Place(small_year.scheme(), small_year.directory(), folder / "out")


def with_figure(authority: str, values: Mapping[str, Value], figures: YearFigures | None = None) -> YearFigures:
    """The small year's figures with some of one authority's changed."""
    figures = figures or small_year.figures()
    own = figures.authorities[authority]
    changed = {name: replace(one, value=values.get(name, one.value)) for name, one in own.figures.items()}
    return replace(figures, authorities={**figures.authorities, authority: replace(own, figures=changed)})


def edition(
    where: Place,
    folder: Path,
    *,
    number: int = 1,
    state: State = State.APPROVED,
    figures: YearFigures | None = None,
    corrects: Edition | None = None,
    letters: Path | None = None,
) -> Edition:
    """An edition in the register, and a preview that shows it."""
    figures = figures or small_year.figures()
    canonical = figures_json.to_json(figures)
    made = Edition.objects.create(
        scheme=where.scheme.id,
        year=figures.year,
        number=number,
        state=state,
        complete_years=[figures.year],
        snapshot_hash=f"{number}" * 64,
        figures_hash=hashlib.sha256(canonical).hexdigest(),
        sample=True,
        frozen_at=datetime(2022, 6, 1, tzinfo=UTC),
        frozen_by="ana",
        sent_on=date(2022, 7, 20),
        released_on=date(2022, 7, 27),
        correction_of=corrects,
    )
    EditionFigures.objects.create(edition=made, canonical=canonical.decode())
    record("freeze", edition_name(made), by="ana")
    files = small_bundle.ingredients(folder / f"made-{figures.year}-{number}") if letters is None else letters
    making.write_preview(where, made, letters=files / "letters", data=files)
    return made


def announced(where: Place, one: Edition, *, after: float = 60, ago: float = 0, **more: object) -> Release:
    """A release some seconds from now; with ``ago`` its moment was so many seconds ago."""
    now = datetime.now(UTC)
    at = now - timedelta(seconds=ago) if ago else now + timedelta(seconds=after)
    said_at = min(now, at) - timedelta(days=7)
    told = {"without_letters": NO_LETTERS, "by": "petra", **more}
    return calendar.announce(where.scheme.id, one.year, at, now=said_at, **told)

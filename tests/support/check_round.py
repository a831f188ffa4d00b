"""An edition with figures made by hand, and the moments round a deadline."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.support import small_year
from upheld.editions.check_round import rounds
from upheld.editions.check_round.models import Round
from upheld.editions.models import Edition, EditionFigures
from upheld.editions.states import State
from upheld.statistics import figures_json

NOW = datetime(2022, 6, 1, 9, 0, tzinfo=UTC)
DEADLINE = NOW + timedelta(days=14)
LATER = DEADLINE + timedelta(seconds=1)


def edition(state: State = State.DRAFT, scheme: str = "towns") -> Edition:
    """An edition of the towns' year with its figures."""
    figures = small_year.figures()
    made = Edition.objects.create(
        scheme=scheme,
        year=figures.year,
        number=1,
        state=state,
        complete_years=list(figures.complete_years),
        snapshot_hash="s" * 64,
        figures_hash="f" * 64,
        sample=True,
        frozen_at=NOW,
        frozen_by="ana",
        sent_on=date(2022, 7, 20),
        released_on=date(2022, 7, 27),
    )
    EditionFigures.objects.create(edition=made, canonical=figures_json.to_json(figures).decode())
    return made


def opened() -> tuple[Edition, Round]:
    """An edition whose check round is open until `DEADLINE`."""
    made = edition()
    return made, rounds.open_round(made, closes_at=DEADLINE, now=NOW, by="ana")

"""What an authority may see: the editions it is shown, and in them its own figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404

from upheld.editions.check_round.models import Round
from upheld.editions.check_round.reading import own_figures, shown_to_authorities
from upheld.editions.check_round.rounds import current, is_open
from upheld.editions.models import Edition
from upheld.editions.queries import every
from upheld.portal.pages import scheme
from upheld.statistics.counting import SnapshotFiles
from upheld.statistics.figure import AuthorityFigures


@dataclass(frozen=True)
class Own:
    """An edition as one authority sees it."""

    authority: str
    edition: Edition
    figures: AuthorityFigures
    round: Round | None

    @property
    def label(self) -> str:
        """The year in words: 2021-22."""
        return scheme().year(self.edition.year).label

    @property
    def snapshot(self) -> SnapshotFiles:
        """What its figures were counted from."""
        return SnapshotFiles(Path(settings.UPHELD_OUT) / "snapshots" / self.edition.snapshot_hash)

    def is_open(self, now: datetime) -> bool:
        """Whether it may answer now."""
        return self.edition.state == "check round open" and is_open(self.round, now)


def own_or_404(authority: str, pk: int) -> Own:
    """An edition that this authority is shown; the same answer for one it is not shown and for none."""
    edition = Edition.objects.filter(pk=pk, scheme=scheme().id).first()
    found = _own(authority, edition) if edition else None
    if found is None:
        raise Http404
    return found


def _own(authority: str, edition: Edition) -> Own | None:
    if not shown_to_authorities(edition):
        return None
    figures = own_figures(edition, authority)
    return Own(authority, edition, figures, current(edition)) if figures else None


def all_own(authority: str) -> list[Own]:
    """Every edition that an authority is shown, newest first."""
    return [found for edition in every(scheme().id) if (found := _own(authority, edition))]


def here(moment: datetime) -> datetime:
    """A moment as clocks show it where the ombudsman is."""
    return moment.astimezone(ZoneInfo(scheme().time_zone))

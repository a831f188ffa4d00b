"""What a release says of an edition that is to be published: never before the moment that was announced."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from upheld.editions.blocking import must_hold
from upheld.editions.models import Edition
from upheld.editions.states import State
from upheld.publication.release import states
from upheld.publication.release.confirming import WAITS, is_held
from upheld.publication.release.models import Release


@must_hold((State.SENT, State.PUBLISHED), (State.APPROVED, State.PUBLISHED))
def not_before_its_moment(edition: Edition) -> Iterator[str]:
    """Whether the moment of a release that was announced has come, by any way of publishing."""
    announced = Release.objects.filter(scheme=edition.scheme, year=edition.year, state=states.Release.ANNOUNCED)
    for one in announced.filter(at__gt=timezone.now()):
        yield f"it is announced for {one.at:%Y-%m-%d %H:%M:%S} UTC: nothing is published before that"


@must_hold((State.SENT, State.PUBLISHED), (State.APPROVED, State.PUBLISHED))
def calendar_is_confirmed(_edition: Edition) -> Iterator[str]:
    """Whether a person has confirmed the calendar of a register that came back from a backup."""
    if is_held():
        yield WAITS

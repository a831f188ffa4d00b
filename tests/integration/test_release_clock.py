"""Whatever happens to the machine's clock between announcement and release, nothing is published before its moment."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.support import releasing
from tests.unit.test_release_moments import MadeClock
from upheld.console import working
from upheld.desk import jobs
from upheld.editions.models import Edition
from upheld.editions.states import State
from upheld.publication.release import actions, preparing
from upheld.publication.release.models import Release
from upheld.publication.release.running import LOOK_EVERY, Running
from upheld.publication.release.shown import is_published
from upheld.publication.release.waiting import Steady

pytestmark = pytest.mark.usefixtures("either_register", "links_are_looked_at_elsewhere")
DAY = 24 * 3600


@pytest.fixture
def release(place, tmp_path):
    """Announced for tomorrow, at some odd second."""
    return releasing.announced(place, releasing.edition(place, tmp_path), after=DAY + 7)


@pytest.fixture
def clock(monkeypatch):
    """A clock of this machine that somebody puts forward by two days, an hour from now."""
    made = MadeClock(datetime.now(UTC), {3600: 2 * DAY})
    monkeypatch.setattr("django.utils.timezone.now", made.now)
    return made


def is_public(place):
    return is_published(place.out / "bundle") or Edition.objects.filter(state=State.PUBLISHED).exists()


def test_the_process_that_waits_is_not_deceived(place, release, clock):
    told: list[str] = []
    running = Running(place, "petra", told.append, clock)
    while clock.gone < 3600 + 600:
        assert running.turn() == []
    assert not is_public(place)
    assert sum("put forward by 172800 s" in line for line in told) == 1
    clock.off = 0  # somebody puts it right
    clock.sleep(DAY - clock.gone)
    while not (outcomes := running.turn()):
        assert clock.gone < DAY + 7 + LOOK_EVERY.total_seconds()
    assert outcomes[0].blocks == ()
    assert is_public(place)
    assert clock.now() >= release.at


def test_the_desks_worker_is_not_deceived(place, release, clock, monkeypatch):
    monkeypatch.setattr(working, "CLOCK", Steady(clock))
    monkeypatch.setattr("upheld.console.release_work._place", lambda out: place)
    working.declare()
    jobs.ask("publish", None, by="petra", not_before=release.at, release=release.pk)
    clock.sleep(3700)
    assert clock.now() > release.at
    assert not working._next(place.out, "releases")
    jobs.ask("publish", None, by="petra", release=release.pk)  # and not by hand either
    assert working._next(place.out, "releases")
    assert not is_public(place)
    clock.off = 0
    clock.sleep(DAY)
    assert working._next(place.out, "releases")
    assert is_public(place)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "America/New_York"])
def test_the_machines_own_time_zone_changes_nothing(place, release, monkeypatch, zone):
    """Fourteen hours ahead, eleven behind, a quarter of an hour off: the moment is the moment."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        preparing.prepare(place, release, by="petra")
        assert actions.due(place, release.at - timedelta(seconds=1), by="petra") == []
        assert not is_public(place)
        assert not Release.objects.filter(begun_at__isnull=False).exists()
    finally:
        monkeypatch.undo()
        time.tzset()

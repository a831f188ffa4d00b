"""Moments by the clocks of a time zone; and waiting for one, never early by any clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from upheld.publication.release.moments import NoMoment, TwoMoments, moment
from upheld.publication.release.waiting import Clock, Steady, Wait

LONDON, LORD_HOWE, UTC_ZONE = ZoneInfo("Europe/London"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")


@pytest.mark.parametrize(
    ("written", "zone", "utc"),
    [
        ("2022-07-27 09:30", LONDON, "2022-07-27T08:30:00"),
        ("2022-01-27 09:30", LONDON, "2022-01-27T09:30:00"),
        ("2022-07-27T09:30:07", LONDON, "2022-07-27T08:30:07"),
        ("2022-03-27 02:00:00", LONDON, "2022-03-27T01:00:00"),
        ("2022-03-27 00:59:59", LONDON, "2022-03-27T00:59:59"),
        ("2022-10-30 02:00:00", LONDON, "2022-10-30T02:00:00"),
        ("2022-10-30 00:59:59", LONDON, "2022-10-29T23:59:59"),
        ("2022-07-27 09:30", UTC_ZONE, "2022-07-27T09:30:00"),
        (" 2022-07-27 09:30 ", LONDON, "2022-07-27T08:30:00"),
    ],
)
def test_a_time_of_day_is_one_moment(written, zone, utc):
    assert moment(written, zone) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize("written", ["2022-03-27 01:00", "2022-03-27 01:30:00", "2022-03-27 01:59:59"])
def test_an_hour_that_the_clocks_skip_is_refused(written):
    with pytest.raises(NoMoment, match="does not exist"):
        moment(written, LONDON)


def test_an_hour_that_comes_twice_is_asked_about():
    with pytest.raises(TwoMoments) as asked:
        moment("2022-10-30 01:30", LONDON)
    first, second = datetime(2022, 10, 30, 0, 30, tzinfo=UTC), datetime(2022, 10, 30, 1, 30, tzinfo=UTC)
    assert (asked.value.first, asked.value.second) == (first, second)
    assert moment("2022-10-30 01:30", LONDON, "first") == first
    assert moment("2022-10-30 01:30", LONDON, "second") == second
    with pytest.raises(TwoMoments):
        moment("2022-10-30 01:30", LONDON, "either")


def test_clocks_that_change_by_half_an_hour():
    with pytest.raises(NoMoment):
        moment("2022-10-02 02:15", LORD_HOWE)
    with pytest.raises(TwoMoments) as asked:
        moment("2022-04-03 01:45", LORD_HOWE)
    assert asked.value.second - asked.value.first == timedelta(minutes=30)


@pytest.mark.parametrize("written", ["", "tomorrow", "27/07/2022 09:30", "2022-07-27", "2022-07-27 25:00"])
def test_what_is_no_day_and_time_is_refused(written):
    with pytest.raises(NoMoment):
        moment(written, LONDON)


class MadeClock(Clock):
    """Time that goes by only in sleep; ``sets`` says when the wall clock jumps, and how far."""

    def __init__(self, start: datetime, sets: dict[float, float] | None = None, slow: float = 1.0):
        self.start, self.gone, self.off, self.sets, self.slow = start, 0.0, 0.0, dict(sets or {}), slow
        super().__init__(self._now, lambda: self.gone, self._sleep)

    def _now(self) -> datetime:
        return self.start + timedelta(seconds=self.gone + self.off)

    def _sleep(self, seconds: float) -> None:
        self.gone += seconds * self.slow
        for when in [one for one in self.sets if one <= self.gone]:
            self.off += self.sets.pop(when)


START = datetime(2022, 7, 27, 8, 29, tzinfo=UTC)
AT = START + timedelta(seconds=60)


def waited(clock: MadeClock) -> tuple[float, list[str]]:
    told: list[str] = []
    wait = Wait(AT, clock, told.append)
    while not wait.sleep():
        assert clock.gone < 10_000
    return clock.gone, told


def test_it_waits_to_the_second():
    clock = MadeClock(START)
    gone, told = waited(clock)
    assert gone == pytest.approx(60, abs=0.001)
    assert clock.now() >= AT
    assert told == []


def test_sleep_that_ends_early_is_slept_again():
    gone, _ = waited(MadeClock(START, slow=0.3))
    assert 60 <= gone < 61


def test_a_clock_put_forward_publishes_nothing_early():
    gone, told = waited(MadeClock(START, {10: 3600}))
    assert gone >= 60
    assert "put forward by 3600 s" in told[0]
    assert len(told) == 1


def test_a_clock_put_back_is_waited_for():
    clock = MadeClock(START, {10: -30})
    gone, told = waited(clock)
    assert gone == pytest.approx(90, abs=1)
    assert clock.now() >= AT
    assert "put back by 30 s" in told[0]


def test_a_clock_that_is_put_right_again_is_told_twice():
    _, told = waited(MadeClock(START, {10: 120, 20: -120}))
    assert [line.split(" by ")[0].rsplit(" ", 1)[1] for line in told] == ["forward", "back"]


def test_a_moment_that_has_gone_is_not_waited_for():
    assert Wait(START, MadeClock(AT)).left() <= 0


DAYS_BEFORE = AT - timedelta(days=10)


def believed(sets: dict[float, float], *looks: float) -> tuple[list[float], list[str]]:
    """By how many seconds a long process is ahead of the seconds gone by, at some looks; and what it was told."""
    clock, told, found = MadeClock(DAYS_BEFORE, sets), [], []
    steady = Steady(clock, told.append)
    for look in looks:
        clock.sleep(look - clock.gone)
        found.append((steady.now() - DAYS_BEFORE).total_seconds() - clock.gone)
    return found, told


def test_a_clock_put_forward_days_before_is_not_believed_at_once():
    ahead, told = believed({100: 864_000}, 20, 120, 140, 3600)
    assert ahead == [0, 0, 0, 0]
    assert "put forward by 864000 s" in told[0]
    assert len(told) == 1


def test_a_clock_that_stays_forward_for_an_hour_is_right_after_all():
    """A machine that was suspended comes back so."""
    ahead, _ = believed({100: 300}, 20, 120, 3600, 3719, 3721, 4000)
    assert ahead == [0, 0, 0, 0, 300, 300]


def test_a_clock_put_right_again_is_believed_at_once():
    assert believed({100: 7200, 200: -7200}, 120, 220, 5000)[0] == [0, 0, 0]


def test_a_clock_put_back_is_believed_at_once():
    assert believed({100: -30}, 120, 5000)[0] == [-30, -30]


def test_a_clock_that_is_steered_is_followed():
    ahead, told = believed({100: 0.4, 200: 0.4, 300: 0.4}, 50, 150, 250, 350, 400)
    assert ahead[-1] == pytest.approx(1.2)
    assert told == []

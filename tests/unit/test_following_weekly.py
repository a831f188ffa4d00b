"""When weekly mails are due: by the scheme's clocks, also when these are moved."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from upheld.publication.subscriptions.weekly import Weekly, weekly_of

LONDON = Weekly(0, 8, "Europe/London")


@pytest.mark.parametrize(
    ("now", "last"),
    [
        ("2022-08-03T12:00", "2022-08-01T07:00"),  # a Wednesday in summer: Monday at 8 is 7 by UTC
        ("2022-08-01T07:00", "2022-08-01T07:00"),
        ("2022-08-01T06:59", "2022-07-25T07:00"),
        ("2022-01-05T12:00", "2022-01-03T08:00"),  # in winter it is 8 by UTC
        ("2022-03-28T07:30", "2022-03-28T07:00"),  # the first Monday of summer time, the day after clocks went forward
        ("2022-10-31T07:30", "2022-10-24T07:00"),  # the first Monday of winter: not yet
        ("2022-10-31T08:00", "2022-10-31T08:00"),
        ("2023-01-01T23:59", "2022-12-26T08:00"),
    ],
)
def test_the_last_monday_at_eight(now, last):
    assert LONDON.last(datetime.fromisoformat(now).replace(tzinfo=UTC)) == datetime.fromisoformat(last).replace(
        tzinfo=UTC
    )


def test_an_hour_that_is_left_out_and_one_that_comes_twice():
    at_one = Weekly(6, 1, "Europe/London")
    # On 27 March 2022 there is no 1 o'clock: it is where 1 o'clock of winter is, 1:00 by UTC.
    assert at_one.last(datetime(2022, 3, 27, 12, tzinfo=UTC)) == datetime(2022, 3, 27, 1, tzinfo=UTC)
    # On 30 October 2022 it comes twice, at 0:00 and 1:00 by UTC: the first.
    assert at_one.last(datetime(2022, 10, 30, 12, tzinfo=UTC)) == datetime(2022, 10, 30, 0, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Europe/London", "America/St_Johns", "Pacific/Auckland", "UTC"])
def test_like_a_clock_that_is_looked_at_every_half_hour(zone):
    weekly = Weekly(3, 17, zone)
    now, seen = datetime(2022, 1, 1, tzinfo=UTC), None
    while now.year == 2022:
        here = now.astimezone(ZoneInfo(zone))
        if (here.weekday(), here.hour, here.minute) == (3, 17, 0):
            seen = now
        if seen:
            assert weekly.last(now) == seen
        now += timedelta(minutes=30)


def test_a_bundle_of_before_has_no_such_rule():
    assert weekly_of({}) == Weekly(0, 8, "UTC")
    told = {"following": {"weekday": "friday", "hour": 17}, "time_zone": "Europe/London"}
    assert weekly_of(told) == Weekly(4, 17, "Europe/London")

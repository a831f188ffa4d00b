"""The short version of `make drifts`."""

from __future__ import annotations

from tests.drifts.histories import cusum, false_alarms, found, up_by_a_quarter


def test_cusum_finds_a_doubling_and_raises_fewer_false_alarms_than_up_by_a_quarter() -> None:
    came = found(cusum, 5, 2, 200, 1)
    assert came.half <= 4
    assert came.within_a_year > 0.97
    ours, naive = false_alarms(cusum, 5, 200, 1), false_alarms(up_by_a_quarter, 5, 200, 1)
    print(f"false alarms a stream and year: {ours:.2f}, up by a quarter {naive:.2f}")
    assert ours < 0.25 < 2 < naive

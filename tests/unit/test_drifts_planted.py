"""The short version of `make drifts`."""

from __future__ import annotations

import pytest

from tests.drifts.histories import LONGER, QUIET, Sort, cusum, false_alarms, found, histories, up_by_a_quarter
from upheld.statistics.drift import RUN_LENGTH

SORTS = [Sort(5), Sort(20, 0.2)]


@pytest.mark.parametrize("sort", SORTS, ids=str)
def test_cusum_raises_fewer_false_alarms_than_up_by_a_quarter(sort: Sort) -> None:
    made = histories(sort, 1, 200, 1)
    short, long, naive = (false_alarms(rule, made) for rule in (cusum(RUN_LENGTH), cusum(LONGER), up_by_a_quarter))
    print(f"{sort}: false alarms a stream and year: {short:.3f}, {long:.4f}; up by a quarter {naive:.2f}")
    assert long < short < 0.15 < 2 < naive
    assert long < 0.03


@pytest.mark.parametrize("sort", SORTS, ids=str)
@pytest.mark.parametrize("quiet", [0, QUIET])
def test_cusum_finds_a_doubling_also_after_months_of_quiet(sort: Sort, quiet: int) -> None:
    came = found(cusum(RUN_LENGTH), histories(sort, 2, 200, 1, quiet), quiet)
    assert came.half <= 4
    assert came.within_a_year > 0.97
    assert found(cusum(LONGER), histories(sort, 2, 200, 1, quiet), quiet).within_a_year > 0.9

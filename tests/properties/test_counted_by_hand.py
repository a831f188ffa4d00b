"""The query by hand that counting is measured against counts what we count, so that the comparison is one."""

from __future__ import annotations

from collections import Counter

import pytest

from bench import counting
from bench.made_snapshot import make

CASES = 20_000


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    return make(tmp_path_factory.mktemp("by-hand"), CASES)


def test_the_hand_written_query_counts_the_same(snapshot):
    counting.same_counts(snapshot)
    items = Counter(item for _, _, item, *_ in counting.by_hand(snapshot))
    wanted = {measure.id for measure in counting.plan().measures} | set(counting.plan().breakdowns)
    assert {item for item, number in items.items() if number > 50} == wanted


def test_another_count_is_refused(snapshot, monkeypatch):
    rows = counting.by_hand(snapshot)
    monkeypatch.setattr(counting, "by_hand", lambda _: [*rows[:-1], (*rows[-1][:4], rows[-1][4] + 1, rows[-1][5])])
    with pytest.raises(SystemExit, match="the two ways of counting differ"):
        counting.same_counts(snapshot)

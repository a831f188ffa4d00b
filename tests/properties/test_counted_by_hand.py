"""The query by hand that counting is measured against counts what we count, so that the comparison is one."""

from __future__ import annotations

from collections import Counter

import pytest

from bench import counting
from bench.made_snapshot import make

CASES = 60_000


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    return make(tmp_path_factory.mktemp("by-hand"), CASES)


def test_the_hand_written_query_counts_the_same(snapshot):
    counting.same_counts(snapshot)
    items = Counter(item for _, _, item, *_ in counting.by_hand(snapshot))
    wanted = {measure.id for measure in counting.plan().measures} | set(counting.plan().breakdowns)
    assert {item for item, number in items.items() if number > 50} == wanted


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        ("WHERE d <= first", "WHERE d < first"),
        ("decided_on >= first", "decided_on > first"),
        ("WHERE d <= last", "WHERE d < last"),
        ("decided_on > last", "decided_on >= last"),
        ("WHERE first < d", "WHERE first <= d"),
        ("AND d <= last", "AND d < last"),
        ("WHERE a <> ''", ""),
        ("HAVING sum(n) <> 0", ""),
    ],
)
def test_each_rule_about_who_holds_a_case_makes_a_difference(snapshot, monkeypatch, rule, broken):
    assert counting.QUERY.count(rule) == 1
    monkeypatch.setattr(counting, "QUERY", counting.QUERY.replace(rule, broken))
    with pytest.raises(SystemExit, match="the two ways of counting differ"):
        counting.same_counts(snapshot)


def test_another_count_is_refused(snapshot, monkeypatch):
    rows = counting.by_hand(snapshot)
    monkeypatch.setattr(counting, "by_hand", lambda _: [*rows[:-1], (*rows[-1][:4], rows[-1][4] + 1, rows[-1][5])])
    with pytest.raises(SystemExit, match="the two ways of counting differ"):
        counting.same_counts(snapshot)

"""A release killed at random moments: the old bundle stands, or the new one, and the next run finishes it, once."""

from pathlib import Path

from tests.faults.killed_while_publishing import killed_while_publishing, of_postgresql, of_sqlite

KILLS = 6


def test_killed_while_publishing(tmp_path, either_register):
    copied = of_sqlite if isinstance(either_register, Path) else of_postgresql
    found = killed_while_publishing(tmp_path, str(either_register), copied, kills=KILLS, seed=1)
    assert not found.wrong
    assert found.kills == KILLS
    assert found.stood["old"] + found.stood["new"] == KILLS

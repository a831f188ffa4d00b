"""A review killed at random moments: the old stands whole until the new does, and the next run finishes."""

from pathlib import Path

from tests.faults.killed_while_reviewing import STAGES, killed_while_reviewing

KILLS = 10


def test_killed_while_reviewing(tmp_path, either_register):
    register = "" if isinstance(either_register, Path) else str(either_register)
    found = killed_while_reviewing(tmp_path, kills=KILLS, seed=1, register=register)
    assert not found.wrong
    assert found.kills == KILLS
    assert found.stood["old"] + found.stood["new"] == KILLS
    assert found.stage[STAGES[0]] > 0, "some fell before the extract was taken"
    assert 0 < found.taken["after"] < KILLS, "and some after"

"""A release killed at random moments: the old bundle stands, or the new one, and the next run finishes it, once."""

from tests.faults.killed_while_publishing import killed_while_publishing

KILLS = 10


def test_killed_while_publishing(tmp_path, empty_register, django_db_blocker):
    with django_db_blocker.unblock():
        found = killed_while_publishing(tmp_path, empty_register, kills=KILLS, seed=1)
    assert not found.wrong
    assert found.kills == KILLS
    assert found.stood["old"] + found.stood["new"] == KILLS

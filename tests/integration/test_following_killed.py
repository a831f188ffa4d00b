"""A pass of following killed at random moments: nobody is told twice, and nobody is left out."""

from tests.faults.killed_while_following import killed_while_following

KILLS = 4


def test_killed_while_following(database, tmp_path):
    found = killed_while_following(tmp_path, database, kills=KILLS, seed=1)
    assert not found.wrong
    assert found.kills >= KILLS // 2
    assert found.taken >= KILLS * 12 - found.doubtful

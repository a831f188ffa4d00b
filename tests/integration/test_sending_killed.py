"""Sending killed at random moments: nothing is lost and nothing goes twice by itself."""

from tests.faults.killed_while_sending import killed_while_sending

KILLS = 10


def test_killed_while_sending(either_register, tmp_path):
    found = killed_while_sending(tmp_path, str(either_register), kills=KILLS, seed=1)
    assert not found.wrong
    assert found.kills == KILLS
    assert found.taken >= found.messages - found.doubtful

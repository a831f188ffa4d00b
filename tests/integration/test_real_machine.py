"""The how-to of running it for real, done on a machine of its own with a live systemd."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import machine
from tests.support.machine_steps import PORTS, SERVICES

PUBLISHED = ["bundle"]
OF_THE_OFFICE = ["the register", "snapshots", "bundle", "extract", "letters", "the desk's key"]
ACCOUNTS = {"site": "upheld-site", "desk": "upheld", "worker": "upheld", "follow": "upheld-follow"}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What was found there."""
    if reason := machine.why_not():
        pytest.skip(reason)
    return machine.ran(tmp_path_factory.mktemp("told"))


def test_every_command_of_the_how_to_does_what_it_says(found):
    failed = [one for one in found["commands"] if one[1]]
    assert failed == [] and len(found["commands"]) == len(machine.commands())
    assert "Traceback" not in "".join(said for _, _, said in found["commands"])


def test_all_that_runs_all_the_time_is_ready_and_answers(found):
    assert found["states"] == dict.fromkeys(SERVICES, "active")
    assert found["ready"] == dict.fromkeys(PORTS, "ready")
    assert {what: status for what, (status, _) in found["pages"].items()} == dict.fromkeys(PORTS, 200)
    assert "Made-up sample data." in found["pages"]["site"][1]
    assert all(number > 5 for number in found["numbers"].values()), found["numbers"]


def test_each_reads_what_it_must_and_nothing_else(found):
    office = dict.fromkeys(("desk", "worker"), OF_THE_OFFICE)
    following = {one: [*PUBLISHED, "followers"] for one in ("follow", "sender")}
    assert found["read"] == {**office, **following, "site": PUBLISHED}
    assert found["accounts"] == {**ACCOUNTS, "sender": "upheld-follow"}


def test_what_timers_run_succeeds(found):
    assert found["once"] == dict.fromkeys(("take", "renew", "backup"), 0)
    assert found["results"] == {one: ["success", "yes"] for one in found["once"]} and len(found["backups"]) == 1
    assert "upheld-renew.timer" in found["timers"] and "upheld-backup.timer" in found["timers"]


def test_one_that_is_killed_comes_back_and_the_others_can_be_renewed(found):
    assert found["after a kill"] == ["ready", "1"]
    assert found["reloaded"] == [0] * len(PORTS) and found["renewed"] == dict.fromkeys(PORTS, "ready")
    for one in PORTS:
        assert found["before"][one] and set(found["before"][one]) != set(found["after"][one]), one


def test_all_stops_in_order_and_starts_again(found):
    assert found["stopped"] == dict.fromkeys(SERVICES, "inactive")
    assert found["started again"] == dict.fromkeys(PORTS, "ready")
    assert "is on show" in found["journal"]
    assert [line for line in found["journal"].splitlines() if '"level":"error"' in line or "Traceback" in line] == []

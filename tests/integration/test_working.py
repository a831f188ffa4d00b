"""`upheld desk work`: what was asked for at the desk is done, also where it is killed on the way."""

import random
import shutil

import pytest

from tests.faults import killed_while_working as faults
from tests.integration.test_review import ALONE, SMALL, upheld
from tests.support.mail_server import mail_server

DRAWING_KILLS, SENDING_KILLS = 4, 3


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("working")
    extract = shutil.copytree(SMALL, folder / "extract")
    done = upheld("review", extract, "--year", 2022, "--out", folder / "out")
    assert done.returncode == 0, done.stderr
    done = upheld("desk", "work", folder / "out", "--once")  # makes the desk's tables
    assert done.returncode == 0, done.stderr
    return folder / "out"


@pytest.fixture
def out(reviewed, tmp_path):
    return shutil.copytree(reviewed, tmp_path / "out", symlinks=True)


def jobs(out):
    """The work that was asked for; what the worker asks of itself after an extract is beside the point."""
    return faults.rows(out, "SELECT kind, failed, told FROM desk_job WHERE by <> 'worker' ORDER BY id")


def test_a_drawing_without_changes_changes_nothing(out):
    before = faults.letters(out)
    assert before and all(pdf for *_, pdf in before)
    assert faults.shown(out) == {pdf for *_, pdf in before}
    faults.ask(out, "redraw")
    faults.finished(out)
    assert jobs(out) == [("redraw", 0, f"drawn again: the figures are as before, {len(before)} letters")]
    assert faults.letters(out) == before and faults.shown(out) == {pdf for *_, pdf in before}


def test_a_case_that_was_put_right_changes_figures_and_letters_and_comes_back_the_same_when_it_is_put_back(out):
    before, [(first,)] = faults.letters(out), faults.rows(out, "SELECT figures_hash FROM editions_edition")
    query = "SELECT reference FROM register_case WHERE outcome = 'not_upheld' AND decided_on > '2021-06-01' LIMIT 1"
    [(reference,)] = faults.rows(out, query)
    seen = []
    for outcome in ("upheld", "not_upheld"):
        change(out, reference, outcome)
        faults.ask(out, "redraw")
        faults.finished(out)
        seen.append((faults.rows(out, "SELECT figures_hash FROM editions_edition")[0][0], faults.letters(out)))
        assert faults.shown(out) == {pdf for *_, pdf in seen[-1][1]}
    assert all(told.startswith("drawn again: new figures") and not failed for _, failed, told in jobs(out))
    assert seen[0][0] != first and seen[0][1] != before
    assert seen[1] == (first, before)


def change(out, reference, outcome):
    with faults.closing(faults.sqlite3.connect(out / "register.sqlite3")) as connection, connection:
        connection.execute("UPDATE register_case SET outcome = ? WHERE reference = ?", [outcome, reference])


def test_killed_while_drawing(out):
    expected = faults.letters(out)
    for kind, kills in (("redraw", DRAWING_KILLS // 2), ("reprint", DRAWING_KILLS // 2)):
        found = faults.killed_while_drawing(out, expected, kind=kind, kills=kills, chance=random.Random(1))
        assert not found.wrong and found.kills == kills


def test_what_cannot_be_done_is_told_and_the_next_is_done(out, tmp_path):
    for kind in ("send", "reprint"):
        faults.ask(out, kind)
    with mail_server(tmp_path) as mail:
        faults.finished(out, mail)
        assert not mail.taken
    told = {kind: (failed, told) for kind, failed, told in jobs(out)}
    assert told["send"][0] and "expected an approved edition" in told["send"][1]
    assert not told["reprint"][0]


def test_letters_that_nobody_approved_do_not_go(out, tmp_path):
    assert upheld("edition", "approve", 2022, "--register", out / "register.sqlite3", *ALONE).returncode == 0
    with faults.closing(faults.sqlite3.connect(out / "register.sqlite3")) as connection, connection:
        connection.execute("DROP TRIGGER letters_letterapproval_no_DELETE")
        connection.execute("DELETE FROM letters_letterapproval")
    faults.ask(out, "send", '{"leave_out": false}')
    faults.ask(out, "send", '{"leave_out": true}')
    with mail_server(tmp_path) as mail:
        faults.finished(out, mail)
        assert not mail.taken
    (_, first, _), (_, second, told) = jobs(out)
    assert first and not second and told == "nothing was left to send"


def test_killed_while_sending_from_the_desk(out, tmp_path):
    assert upheld("edition", "approve", 2022, "--register", out / "register.sqlite3", *ALONE).returncode == 0
    with mail_server(tmp_path) as mail:
        found = faults.killed_while_sending_from_the_desk(out, mail, kills=SENDING_KILLS, chance=random.Random(2))
    assert not found.wrong and found.messages

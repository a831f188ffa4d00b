"""`upheld mail bounces` reads a mailbox at a server: over TLS, each mail once, also where the connection drops."""

import pytest

from tests.integration.test_bounces import report
from tests.integration.test_review import upheld
from tests.support.certificates import certificate
from tests.support.imap_server import imap_server
from tests.support.messages import OCCASION, planned, states
from upheld.delivery.models import Message, Step
from upheld.delivery.states import State

OTHER = b"From: officer@council.example\r\nSubject: out of office\r\n\r\nI am away.\r\n"
TO = ("a@council.example", "b@council.example", "c@council.example")


@pytest.fixture
def proof(tmp_path):
    return certificate(tmp_path)


@pytest.fixture
def mails(register, tmp_path):
    messages = planned(tmp_path, *TO)
    Message.objects.update(state=State.ACCEPTED)
    first, *others = [report(one.message_id) for one in messages]
    return [first, OTHER, *others]


def bounces(register, proof, address):
    return upheld("mail", "bounces", address, "--register", register, SSL_CERT_FILE=str(proof))


def came_back():
    return Step.objects.filter(state=State.BOUNCED).count()


def test_each_is_read_once_and_what_is_about_none_of_ours_stays(register, proof, mails):
    with imap_server(proof, *mails) as box:
        told = bounces(register, proof, box.address)
        assert told.returncode == 0, told.stderr
        assert "3 messages came back, 0 arrived; 1 other mail left for a person" in told.stdout + told.stderr
        assert box.seen == {1, 3, 4} and box.asked[-1] == "LOGOUT"
        told = bounces(register, proof, box.address)
        assert "0 messages came back, 0 arrived; 1 other mail" in told.stdout + told.stderr
    assert set(states(OCCASION).values()) == {State.BOUNCED}
    assert came_back() == len(TO)


@pytest.mark.parametrize("drop", [("FETCH", 3, "before"), ("STORE", 2, "before"), ("STORE", 2, "after")])
def test_a_connection_that_is_lost_in_the_middle_loses_nothing_and_counts_nothing_twice(register, proof, mails, drop):
    with imap_server(proof, *mails) as box:
        box.drops.append(drop)
        told = bounces(register, proof, box.address)
        assert told.returncode != 0 and "Traceback" not in told.stderr
        assert "connection was lost" in told.stderr and "run it again" in told.stderr
        assert came_back() in (1, 2)
        told = bounces(register, proof, box.address)
        assert told.returncode == 0, told.stderr
        assert box.seen == {1, 3, 4}
    assert set(states(OCCASION).values()) == {State.BOUNCED}
    assert came_back() == len(TO)


@pytest.mark.parametrize("refused", ["LOGIN", "SELECT", "SEARCH", "FETCH", "STORE"])
def test_a_server_that_says_no_is_told_and_no_mail_passed_over(register, proof, mails, refused):
    with imap_server(proof, *mails) as box:
        box.refuses.add(refused)
        told = bounces(register, proof, box.address)
        assert told.returncode != 0 and "Traceback" not in told.stderr
        assert "not possible now" in told.stderr
        assert "secret" not in told.stderr
        box.refuses.clear()
        assert bounces(register, proof, box.address).returncode == 0
    assert came_back() == len(TO)


def test_a_server_that_nobody_vouches_for_never_hears_the_password(register, proof, mails, tmp_path):
    (tmp_path / "other").mkdir()
    with imap_server(proof, *mails) as box:
        told = bounces(register, certificate(tmp_path / "other"), box.address)
        assert told.returncode != 0 and "certificate" in told.stderr.lower() and "Traceback" not in told.stderr
        assert box.asked == [] and not box.seen

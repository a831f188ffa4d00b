"""A new bundle under a running server: no fault, no answer of two bundles, and a broken one changes nothing."""

import http.client
import shutil
import threading
import time

import pytest

from tests.support import small_bundle
from tests.support.served import served
from upheld.publication.bundle.swap import point

DARTFORD = "/authorities/E07000107/"
ASKERS = 3
IN_TIME = 5
"""Seconds that even a busy machine needs no longer than, to read a small bundle."""


class Asker(threading.Thread):
    """Asks for pages over one kept connection until told to stop; keeps what was odd, and which editions came when."""

    def __init__(self, port, stop):
        super().__init__()
        self.port, self.stop, self.odd, self.editions = port, stop, [], []

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        turn = 0
        while not self.stop.is_set():
            turn += 1
            connection.request("GET", DARTFORD if turn % 2 else f"{DARTFORD}?n={turn}")
            answer = connection.getresponse()
            text = answer.read().decode()
            edition = "edition 2" in text
            is_whole = text.rstrip().endswith("</html>")
            if answer.status != 200 or not is_whole or edition == ("These are made-up cases" in text):
                self.odd.append((answer.status, text))
            self.editions.append(edition)
        connection.close()


def wait_for(question):
    for _ in range(500):
        if question():
            return
        time.sleep(0.02)
    raise AssertionError("it did not come to be")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return small_bundle.ingredients(tmp_path_factory.mktemp("made"))


def test_a_running_site_moves_to_a_new_bundle_and_never_to_a_broken_one(made, tmp_path):
    other = small_bundle.write(made, tmp_path, number=2, sample=False)
    first = small_bundle.write(made, tmp_path)  # edition 1, made up
    broken = tmp_path / "broken"
    shutil.copytree(first, broken)
    (broken / "site.sqlite3").write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    with served(tmp_path / "bundle", workers=2) as (port, told):
        stop = threading.Event()
        askers = [Asker(port, stop) for _ in range(ASKERS)]
        for asker in askers:
            asker.start()
        for to in (other, first, other):
            point(tmp_path / "bundle", to)
            wait_for(lambda to=to: all(asker.editions[-10:] == [to is other] * 10 for asker in askers))
        point(tmp_path / "bundle", broken)
        time.sleep(0.5)
        assert all(asker.editions[-1] for asker in askers)
        stop.set()
        for asker in askers:
            asker.join()
    assert not [odd for asker in askers for odd in asker.odd]
    assert "The bundle broken is refused" in told[0]
    assert "Traceback" not in told[0]


def test_a_site_that_nobody_has_asked_since_answers_from_the_new_bundle_at_once(made, tmp_path):
    first = small_bundle.write(made, tmp_path)
    other = small_bundle.write(made, tmp_path, number=2, sample=False)
    point(tmp_path / "bundle", first)
    with served(tmp_path / "bundle", workers=1) as (port, _):
        assert "edition 2" not in asked_once(port)
        point(tmp_path / "bundle", other)
        time.sleep(IN_TIME)
        assert "edition 2" in asked_once(port)


def asked_once(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", DARTFORD)
    text = connection.getresponse().read().decode()
    connection.close()
    return text

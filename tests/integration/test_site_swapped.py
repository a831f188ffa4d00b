"""A new bundle under a running server: no fault, no answer of two bundles, and a broken one changes nothing."""

import http.client
import shutil
import threading

import pytest

from tests.support import small_bundle
from tests.support.served import served
from tests.support.waiting import wait_until
from upheld.publication.bundle.swap import point
from upheld.publication.website.in_use import BundleInUse
from upheld.publication.website.turns import Turns

DARTFORD = "/authorities/E07000107/"
ASKERS = 3


class Asker(threading.Thread):
    """Asks for pages over one kept connection until told to stop; keeps what was odd, and which editions came when."""

    def __init__(self, port, stop):
        super().__init__()
        self.port, self.stop, self.odd, self.editions = port, stop, [], []

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
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
            wait_until(lambda to=to: all(asker.editions[-10:] == [to is other] * 10 for asker in askers))
        point(tmp_path / "bundle", broken)
        wait_until(lambda: sum("The bundle broken is refused" in line for line in told) == 2)
        assert all(asker.editions[-1] for asker in askers)
        stop.set()
        for asker in askers:
            asker.join()
    assert not [odd for asker in askers for odd in asker.odd]
    assert "The bundle broken is refused" in "".join(told)
    assert "Traceback" not in "".join(told)


def test_the_pointer_is_followed_also_while_nobody_asks(made, tmp_path):
    first = small_bundle.write(made, tmp_path)
    other = small_bundle.write(made, tmp_path, number=2, sample=False)
    point(tmp_path / "bundle", first)
    moved = threading.Event()
    turns = Turns(BundleInUse(tmp_path / "bundle"))
    assert turns.now().bundle.folder == first
    turns.prepare = lambda bundle: moved.set()
    turns.watch()
    point(tmp_path / "bundle", other)
    assert moved.wait(60)
    wait_until(lambda: turns.now().bundle.folder == other)


def test_the_server_follows_the_pointer_also_while_nobody_asks(made, tmp_path):
    point(tmp_path / "bundle", small_bundle.write(made, tmp_path))
    (tmp_path / "nothing").mkdir()
    with served(tmp_path / "bundle", workers=1) as (_, told):
        point(tmp_path / "bundle", tmp_path / "nothing")
        wait_until(lambda: any("The bundle nothing is refused" in line for line in told))

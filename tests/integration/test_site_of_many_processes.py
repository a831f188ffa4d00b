"""Several processes behind one address, and several machines with copies of one bundle."""

import http.client
import os
import re
import shutil
import signal
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import small_bundle
from tests.support.hostile import PAGES
from tests.support.served import served
from tests.support.waiting import wait_until
from upheld.publication.bundle import actions
from upheld.publication.bundle.check import BrokenBundle
from upheld.publication.bundle.swap import point
from upheld.publication.website import checked_once
from upheld.publication.website.serving import workers
from upheld.vocabulary.problems import Refused

DARTFORD = "/authorities/E07000107/"
PATIENCE = 3
WORKERS, ASKERS = 3, 4


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return small_bundle.ingredients(tmp_path_factory.mktemp("made"))


class Asker(threading.Thread):
    """Asks over one kept connection, as browsers do: what a closed connection did not answer is asked once again.

    Keeps every answer that is not a whole page of one bundle.
    """

    def __init__(self, port, stop):
        super().__init__()
        self.port, self.stop, self.odd, self.answered, self.again, self.editions = port, stop, [], 0, [], []

    def run(self):
        self.connect()
        while not self.stop.is_set():
            path = DARTFORD if self.answered % 2 else f"{DARTFORD}?n={self.answered}"
            try:
                status, text = self.insist(path)
            except (OSError, http.client.HTTPException) as error:
                self.odd.append((path, repr(error)))
                self.connect()
                continue
            is_new = "edition 2" in text
            if status != 200 or not text.rstrip().endswith("</html>") or is_new == ("These are made-up cases" in text):
                self.odd.append((path, status, text))
            self.answered += 1
            self.editions.append(is_new)
        self.connection.close()

    def insist(self, path):
        """Ask again on a new connection: one may have waited for the very process that was killed."""
        for _ in range(PATIENCE):
            try:
                return self.ask(path)
            except (OSError, http.client.HTTPException) as closed:
                self.again.append((self.answered, repr(closed)))
                self.connect()
        return self.ask(path)

    def connect(self):
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, path):
        self.connection.request("GET", path)
        answer = self.connection.getresponse()
        return answer.status, answer.read().decode()


@contextmanager
def asking(port):
    """Askers at a port; they have seen nothing odd."""
    stop = threading.Event()
    askers = [Asker(port, stop) for _ in range(ASKERS)]
    for asker in askers:
        asker.start()
    try:
        yield askers
    finally:
        stop.set()
        for asker in askers:
            asker.join()
    assert not [odd for asker in askers for odd in asker.odd]


def processes_at(port):
    """The server's worker processes: they are called as it is, and it has started them."""
    told = subprocess.run(["pgrep", "-f", "--", f"--port {port}( |$)"], capture_output=True, text=True, check=False)
    parents = {one: parent_of(one) for one in map(int, told.stdout.split())}
    return [one for one, parent in parents.items() if parent in parents]


def parent_of(process):
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def test_a_process_that_is_killed_under_load_is_started_again_and_the_others_answer(made, tmp_path):
    small_bundle.write(made, tmp_path, number=2, sample=False)
    with served(tmp_path / "bundle", workers=WORKERS) as (port, _):
        wait_until(lambda: len(processes_at(port)) == WORKERS)
        with asking(port) as askers:
            wait_until(lambda: all(asker.answered > 20 for asker in askers))
            killed = processes_at(port)[0]
            os.kill(killed, signal.SIGKILL)
            before = [asker.answered for asker in askers]
            wait_until(lambda: all(asker.answered > was + 20 for asker, was in zip(askers, before, strict=True)))
            wait_until(lambda: killed not in processes_at(port) and len(processes_at(port)) == WORKERS)


def test_a_swap_and_its_roll_back_under_load_fail_no_request_and_mix_no_page(made, tmp_path):
    new = small_bundle.write(made, tmp_path, number=2, sample=False)
    old = small_bundle.write(made, tmp_path)
    with served(tmp_path / "bundle", workers=WORKERS) as (port, told):
        with asking(port) as askers:
            for to in (new, old, new):
                point(tmp_path / "bundle", to)
                wait_until(lambda to=to: all(asker.editions[-12:] == [to is new] * 12 for asker in askers))
        assert [asker.again for asker in askers] == [[]] * ASKERS
        assert "Traceback" not in "".join(told)


def test_a_bundle_is_cleared_away_only_when_no_process_shows_it(made, tmp_path, monkeypatch):
    old = small_bundle.write(made, tmp_path)
    new = small_bundle.write(made, tmp_path, number=2, sample=False)
    point(tmp_path / "bundle", old)
    monkeypatch.setattr(actions, "KEPT", 1)

    def is_cleared():
        actions._drop_old(tmp_path / "bundles", {new})
        return not old.exists()

    with served(tmp_path / "bundle", workers=WORKERS) as (port, told):
        with asking(port) as askers:
            wait_until(lambda: all(len(asker.editions) > 10 for asker in askers))
            assert not is_cleared()
            point(tmp_path / "bundle", new)
            wait_until(is_cleared)
            wait_until(lambda: all(asker.editions[-12:] == [True] * 12 for asker in askers))
        assert "Traceback" not in "".join(told)


def test_two_sites_on_copies_of_a_bundle_answer_with_the_same_bytes(made, tmp_path):
    first = small_bundle.write(made, tmp_path / "first")
    shutil.copytree(first, tmp_path / "second" / "bundles" / first.name, symlinks=True)
    point(tmp_path / "second" / "bundle", tmp_path / "second" / "bundles" / first.name)
    ways = ({}, {"Accept-Encoding": "br"}, {"Accept-Encoding": "gzip"}, {"If-None-Match": "*"})
    with served(tmp_path / "first" / "bundle") as (one, _), served(tmp_path / "second" / "bundle") as (other, _):
        for path in (*PAGES, "/sitemap.xml", "/decisions/?words=noise", "/not-there/", "/downloads/everything.zip"):
            for way in ways:
                assert _whole(one, path, way) == _whole(other, path, way), path


def _whole(port, path, headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Host": "localhost", **headers})
    answer = connection.getresponse()
    told = sorted(pair for pair in answer.getheaders() if pair[0].lower() != "date")
    found = answer.status, told, answer.read()
    connection.close()
    return found


def test_a_bundle_is_looked_through_once_for_all_processes(made, tmp_path, monkeypatch):
    bundle = small_bundle.write(made, tmp_path)
    looked = []
    real = checked_once.look_through
    monkeypatch.setattr(checked_once, "look_through", lambda folder: looked.append(folder) or real(folder))
    with checked_once.word_is_taken():
        told = checked_once.checked(bundle)
        assert checked_once.checked(bundle) == told == real(bundle)
        assert len(looked) == 1
        broken = tmp_path / "broken"
        shutil.copytree(bundle, broken, symlinks=True)
        assert checked_once.checked(broken) == told
        (broken / "site.sqlite3").write_bytes((broken / "site.sqlite3").read_bytes()[:-1] + b"x")
        for _ in range(2):
            with pytest.raises(BrokenBundle, match=r"site\.sqlite3 is not as it was written"):
                checked_once.checked(broken)
        assert len(looked) == 4
    assert checked_once.checked(bundle) == told  # alone, a process looks for itself
    assert len(looked) == 4


def test_how_many_processes_is_a_number(monkeypatch):
    monkeypatch.setenv("UPHELD_WORKERS", "3")
    assert workers() == 3
    for wrong in ("0", "-1", "many", "257", "1.5"):
        monkeypatch.setenv("UPHELD_WORKERS", wrong)
        with pytest.raises(Refused, match=re.escape("a whole number of processes, 1 at least and 256 at most")):
            workers()

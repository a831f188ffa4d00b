"""The site behind a shared cache: what is kept and what never is; a release is seen in its time and not before."""

import gzip
import http.client
import threading
import time
from contextlib import ExitStack

import brotli
import pytest

from tests.support import small_bundle
from tests.support.cache import NGINX, cached
from tests.support.served import served
from tests.support.waiting import wait_until
from upheld.publication.bundle.swap import point
from upheld.publication.website.middleware import kept_for
from upheld.publication.website.serving import cache_seconds
from upheld.vocabulary.problems import Refused

DARTFORD = "/authorities/E07000107/"
PAGES = (DARTFORD, "/", "/api/v1/years", "/decisions/feed.atom", "/downloads/", "/national/")
SECONDS = 2
ROUNDED = 2  # a cache counts in whole seconds, up for what is fresh and up for what is stale
needs_nginx = pytest.mark.skipif(not NGINX, reason="nginx is not installed")


def ask(port, path, method="GET", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers={"Host": "localhost", **headers})
    answer = connection.getresponse()
    answer.content = answer.read()
    connection.close()
    return answer


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return small_bundle.ingredients(tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def out(made, tmp_path_factory):
    return small_bundle.write(made, tmp_path_factory.mktemp("out")).parent.parent


@needs_nginx
def test_answers_are_kept_in_each_form_and_nothing_else_is(out, tmp_path):
    with served(out / "bundle") as (site, _), cached(tmp_path / "cache", site) as port:
        forms = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
        plain = ask(site, DARTFORD).content
        for accepted, unpack in forms.items():
            first = ask(port, DARTFORD, Accept_Encoding=accepted, Cookie="who=me")
            again = ask(port, DARTFORD, Accept_Encoding=f"{accepted} ,zstd")
            assert (first.headers["X-Cache"], again.headers["X-Cache"]) == ("MISS", "HIT"), accepted
            assert first.headers.get("Content-Encoding", "") == accepted
            assert unpack(first.content) == unpack(again.content) == plain
            assert "Set-Cookie" not in first.headers
            assert first.headers["ETag"] == ask(site, DARTFORD, Accept_Encoding=accepted).headers["ETag"]
            known = ask(port, DARTFORD, Accept_Encoding=accepted, If_None_Match=first.headers["ETag"])
            assert (known.status, known.content) == (304, b"")
        assert "Content-Encoding" not in ask(port, DARTFORD, Accept_Encoding="br;q=0, gzip;q=0").headers
        refused = [ask(port, DARTFORD, "POST") for _ in range(2)]
        refused += [ask(port, DARTFORD, Host="elsewhere.example") for _ in range(2)]
        assert [one.status for one in refused] == [405, 405, 400, 400]
        assert all(one.headers["Cache-Control"] == "no-store" for one in refused)
        assert not any(one.headers["X-Cache"] == "HIT" for one in refused)


@needs_nginx
def test_what_is_kept_answers_while_the_site_does_not(out, tmp_path):
    with ExitStack() as running:
        site, _ = running.enter_context(served(out / "bundle", UPHELD_CACHE_SECONDS="1"))
        with cached(tmp_path / "cache", site) as port:
            shown = ask(port, DARTFORD).content
            running.close()
            time.sleep(2 + ROUNDED)
            answer = ask(port, DARTFORD)
            assert (answer.status, answer.headers["X-Cache"]) == (200, "STALE")
            assert answer.content == shown
            assert ask(port, "/never-asked-before/").status == 502


class Asker(threading.Thread):
    """Asks through the cache until told to stop; keeps when it asked, when it was answered, and whether by the new."""

    def __init__(self, port, stop):
        super().__init__()
        self.port, self.stop, self.seen, self.odd = port, stop, [], []

    def run(self):
        turn = 0
        while not self.stop.is_set():
            turn += 1
            path, asked = PAGES[turn % len(PAGES)], time.monotonic()
            answer = ask(self.port, path)
            if answer.status != 200:
                self.odd.append((path, answer.status))
            self.seen.append((path, asked, time.monotonic(), answer.content))


@needs_nginx
def test_a_release_is_seen_through_the_cache_in_its_time_and_nothing_of_it_before(made, out, tmp_path):
    new = small_bundle.write(made, tmp_path / "new", number=2, sample=False)
    link = tmp_path / "bundle"
    point(link, (out / "bundle").resolve())
    with served(link, workers=2, UPHELD_CACHE_SECONDS=str(SECONDS)) as (site, _):
        old = {path: ask(site, path).content for path in PAGES}
        with cached(tmp_path / "cache", site) as port:
            stop = threading.Event()
            askers = [Asker(port, stop) for _ in range(3)]
            for asker in askers:
                asker.start()
            time.sleep(SECONDS + 1)  # until pages are shown again while they are asked for anew
            released = time.monotonic()
            point(link, new)
            wait_until(lambda: all(ask(site, path).content != old[path] for path in PAGES for _ in range(8)))
            shown = time.monotonic()
            last = shown + 2 * SECONDS + ROUNDED
            wait_until(lambda: all(len([one for one in asker.seen if one[1] > last]) > 20 for asker in askers))
            stop.set()
            for asker in askers:
                asker.join()
        current = {path: ask(site, path).content for path in PAGES}
    seen = [one for asker in askers for one in asker.seen]
    assert not [odd for asker in askers for odd in asker.odd]
    assert all(content in (old[path], current[path]) for path, *_, content in seen)
    assert not [path for path, _, answered, content in seen if answered < released and content != old[path]]
    assert not [path for path, asked, _, content in seen if asked > last and content != current[path]]
    assert [path for path, _, answered, _ in seen if answered < released]


def test_what_caches_are_told_adds_up_to_twice_the_seconds():
    assert kept_for(30) == "public, max-age=60, s-maxage=30, stale-while-revalidate=30, stale-if-error=3600"
    assert kept_for(0).startswith("public, max-age=0, s-maxage=0, stale-while-revalidate=0")


def test_how_long_caches_keep_is_a_number_of_seconds():
    assert (cache_seconds(""), cache_seconds("0"), cache_seconds("3600")) == (30, 0, 3600)
    for wrong in ("3601", "-1", "ten", "1.5", "１"):
        with pytest.raises(Refused, match="a whole number of seconds, 0 at least and 3600 at most"):
            cache_seconds(wrong)

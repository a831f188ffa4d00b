"""Whatever is thrown at the site: an answer in words, never a fault, a trace, or long work."""

import re
import socket
import time

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support import small_bundle
from tests.support.calls import with_calls
from tests.support.hostile import METHODS, PAGES, addresses, headers
from tests.support.served import served
from tests.support.wsgi import site

MOST_WORK = 200_000
"""Calls of functions for one answer; the largest page makes 40,000. How long the work takes is measured in `bench/`."""
EXPECTED = {200, 301, 302, 304, 400, 404, 405, 410, 414}
TRACE = re.compile(rb"Traceback|site-packages|\.py\b|Error at |DEBUG = ")
SETTINGS = settings(
    max_examples=1200,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    small_bundle.write(small_bundle.ingredients(tmp_path_factory.mktemp("made")), out)
    return out / "bundle"


@pytest.fixture(scope="module")
def asked(bundle):
    with site(bundle) as asked:
        for path in PAGES:  # the first of each kind reads its template
            asked.ask(path)
        yield asked


def answered(asked, address, method="GET", **sent):
    """The answer, held to what holds for every answer."""
    answer, calls = with_calls(lambda: asked.ask(address, method, **sent))
    assert answer.status in EXPECTED, (answer.status, address)
    assert calls < MOST_WORK, (calls, address)
    if answer.status >= 400:
        assert not TRACE.search(answer.body), address
    assert "Set-Cookie" not in answer.headers
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    for value in answer.headers.values():
        assert "\n" not in value and "\r" not in value
    return answer


def test_work_is_counted(asked):
    few, many = (with_calls(lambda n=n: [len("") for _ in range(n)])[1] for n in (10, 1000))
    assert many - few == 990
    assert 2000 < with_calls(lambda: asked.ask("/downloads/?n=1"))[1] < MOST_WORK


@SETTINGS
@given(address=addresses(), sent=headers)
def test_no_address_and_no_header_is_too_odd(asked, address, sent):
    answered(asked, address, **sent)


@SETTINGS
@given(address=addresses(), method=st.sampled_from(METHODS), body=st.binary(max_size=64))
def test_whatever_does_not_read_is_refused(asked, address, method, body):
    assert answered(asked, address, method, body=body).status in (400, 405, 414)


def test_what_is_kept_of_odd_requests_is_bounded(asked):
    kept = asked.application.turns.now().kept
    assert kept.pages.size <= kept.pages.limit and kept.others.size <= kept.others.limit


@pytest.mark.parametrize("path", PAGES)
def test_a_head_has_the_status_of_its_get_and_no_body(asked, path):
    get, head = asked.ask(path), asked.ask(path, "HEAD")
    assert (head.status, head.body) == (get.status, b"")


@pytest.fixture(scope="module")
def port(bundle):
    """A port at which `upheld serve` answers."""
    with served(bundle) as (port, told):
        yield port
    assert "Traceback" not in "".join(told)


def sent(port, request, *, pause=0.0):
    """What comes back to bytes, until the server closes or is silent; sent in two halves where there is a pause."""
    patience = LONG_PATIENCE if b"Connection: close\r\n\r\n" in request else SHORT_PATIENCE
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:
        half = len(request) // 2 if pause else len(request)
        found = b""
        try:
            connection.sendall(request[:half])
            time.sleep(pause)
            connection.sendall(request[half:])
            while came := connection.recv(65536):
                found += came
        except OSError:  # silent, or closed while we were sending
            pass
        return found


SHORT_PATIENCE, LONG_PATIENCE = 0.5, 60
"""Seconds to wait where a server may well keep silent, and where it must answer and close."""
GET = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


def test_the_server_itself_takes_whatever_comes(port):
    requests = [
        b"", b"\r\n\r\n", b"\x00" * 100, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET /\x00 HTTP/1.1\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 2**20 + b"\r\n\r\n",
        b"GET /" + b"a" * 2**20 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999999999999\r\n\r\nx",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /%ff%fe/..%2f?q=%00%ff HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: \xff\xfe\r\nConnection: close\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", GET * 50,
    ]  # fmt: skip
    for request in requests:
        found = sent(port, request)
        status = re.match(rb"HTTP/1\.[01] (\d+)", found)
        assert not status or int(status.group(1)) in EXPECTED | {431, 413, 417, 501, 505}, (request[:60], found[:80])
        assert not TRACE.search(found), request[:60]
    assert sent(port, GET).startswith(b"HTTP/1.1 200")


def test_slow_and_silent_clients_keep_nobody_waiting(port):
    idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(100)]
    for one in idle[::2]:
        one.sendall(GET[:20])
    try:
        assert sent(port, GET).startswith(b"HTTP/1.1 200")  # while all of them are still there
    finally:
        for one in idle:
            one.close()
    assert sent(port, GET, pause=0.2).startswith(b"HTTP/1.1 200")

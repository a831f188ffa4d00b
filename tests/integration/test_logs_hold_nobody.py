"""Every address of every process asked with marked names, mails, words and secrets: no log or number holds one."""

from __future__ import annotations

import io
import json
import logging.config
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlencode

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.urls import get_resolver
from prometheus_client import REGISTRY, generate_latest

from tests.support import addresses, small_bundle, subscriptions
from tests.support.desk import signed_in
from tests.support.hostile import PAGES
from tests.support.wsgi import site
from upheld.access import guard
from upheld.access.permissions import STAFF, Role
from upheld.console import working
from upheld.console.words import refusal_lines
from upheld.desk import jobs
from upheld.operations import logs
from upheld.operations.health import Health
from upheld.operations.requests import Operated
from upheld.vocabulary.problems import Problem, Refused

MARK, NETWORK = "quill", "203.0.113.77"
NAME, MAIL, TOKEN = "Mrs Quillfeather", "quill.feather@mail.example", "s3cr3tquillt0ken"
HEADERS = {
    "HTTP_USER_AGENT": NAME, "HTTP_REFERER": f"https://localhost/?q={MAIL}", "HTTP_X_FORWARDED_FOR": NETWORK,
    "REMOTE_ADDR": NETWORK, "HTTP_X_REQUEST_ID": TOKEN, "HTTP_X_FORWARDED_PROTO": "https", "HTTP_FROM": MAIL,
}  # fmt: skip
ASKED = urlencode({"q": NAME, "name": NAME, "words": NAME, "email": MAIL, "next": f"/{TOKEN}"})
FORM_KEY = "k" * 32
POSTED = urlencode(
    {"login": MAIL, "password": TOKEN, "email": MAIL, "name": NAME, "code": TOKEN, "csrfmiddlewaretoken": FORM_KEY}
).encode()
KNOWN = {"time", "level", "service", "event", "request", "words", "route", "method", "status", "milliseconds"}
KNOWN |= {"bundle", "job", "kind", "failed"}


@pytest.fixture
def log(monkeypatch, capsys) -> Iterator[Any]:
    """What is logged as JSON until it is asked for: each line read, and none with a mark in it."""
    monkeypatch.setenv("UPHELD_LOGS", "json")
    logging.config.dictConfig(logs.configured(errors=("allauth",)))

    def told() -> list[dict[str, Any]]:
        written = capsys.readouterr()
        for text in (written.err, written.out, generate_latest(REGISTRY).decode()):
            assert MARK not in text.lower() and NETWORK not in text and TOKEN not in text
        lines = [json.loads(line) for line in written.err.splitlines()]
        assert all(line.keys() <= KNOWN for line in lines), lines
        return lines

    yield told
    monkeypatch.delenv("UPHELD_LOGS")
    logging.config.dictConfig(logs.configured(errors=("allauth",)))


def ask(application: Any, address: str, method: str = "GET", body: bytes = b"", **more: str) -> int:
    """Ask a WSGI application as a server does; the status that it answers."""
    path, _, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "QUERY_STRING": query,
        "SERVER_NAME": "testserver", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body), "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)), "HTTP_HOST": "testserver", **HEADERS, **more,
    }  # fmt: skip
    told: list[str] = []
    answer = application(environ, lambda status, headers, exc_info=None: told.append(status))
    b"".join(answer)
    getattr(answer, "close", lambda: None)()
    return int(told[0][:3])


def everywhere(application: Any, every: list[str], **more: str) -> None:
    for address in every:
        for method in ("GET", "POST", quote(NAME)):
            ask(application, f"{address}?{ASKED}", method, POSTED if method == "POST" else b"", **more)
    ask(application, f"/{NAME}/{TOKEN}/?{ASKED}", **more)
    ask(application, "/", **{**more, "HTTP_HOST": f"{TOKEN}.example"})


@contextmanager
def signed(monkeypatch, *, failing: bool) -> Iterator[str]:
    """The cookie of somebody with every post; the views behind the door fail with a person's name, or answer."""

    def broken(*_: object, **__: object) -> None:
        raise ValueError(f"{NAME} of {MAIL}")

    if failing:
        monkeypatch.setattr(guard, "shown", broken)
    client = signed_in("eve", *STAFF, (Role.LINK_OFFICER, addresses.OWN))
    yield "; ".join(f"{name}={one.value}" for name, one in client.cookies.items()) + f"; __Host-csrf={FORM_KEY}"


@pytest.mark.parametrize("failing", [False, True])
def test_the_desk_and_the_portal(register, log, monkeypatch, settings, tmp_path, failing):
    settings.UPHELD_OUT = settings.UPHELD_FILES = tmp_path
    marked = {name: TOKEN for name in addresses.BY_NAME if name != "authority"}
    monkeypatch.setattr(addresses, "BY_NAME", {**addresses.BY_NAME, **marked})
    monkeypatch.setattr(addresses, "BY_CONVERTER", {**dict.fromkeys(addresses.BY_CONVERTER, TOKEN), "IntConverter": 1})
    every = [one.example() for one in addresses.every()]
    application = Operated(WSGIHandler(), Health())
    with signed(monkeypatch, failing=failing) as cookie:
        everywhere(application, every, HTTP_HOST="localhost", HTTP_COOKIE=cookie)
        everywhere(application, every, HTTP_HOST="localhost", HTTP_COOKIE=f"__Host-csrf={FORM_KEY}")
    told = log()
    requests = [one for one in told if one["event"] == "request"]
    assert {one["route"] for one in requests} >= {f"/{one.route}" for one in addresses.every() if "^" not in one.route}
    assert {one["service"] for one in told} and all(one["request"] for one in requests)
    assert {one["status"] for one in requests if one["method"] == "POST"} >= ({500} if failing else {200, 302})
    failed = [one for one in told if one["status" if "status" in one else "level"] in (500, "error")]
    if failing:
        assert any("ValueError at" in one.get("words", "") for one in failed), "where it failed is told"


def test_the_site(log, tmp_path):
    small_bundle.write(small_bundle.ingredients(tmp_path / "made"), tmp_path / "out")
    with site(tmp_path / "out" / "bundle") as asked:
        application = Operated(asked.application, Health())
        everywhere(application, [*PAGES, f"/decisions/{TOKEN}/", f"/authorities/{TOKEN}/"])
    told = log()
    assert {"/authorities/<str:code>/", "/decisions/", ""} <= {
        one["route"] for one in told if one["event"] == "request"
    }


def test_following(database, log, tmp_path):
    bundles = subscriptions.Bundles(tmp_path)
    bundles.write()
    with subscriptions.settings_of(bundles.link):
        every = [one.pattern._route for one in get_resolver().url_patterns]
        marked = [f"/{one}".replace("<str:token>", TOKEN).replace("<str:hashed>", TOKEN) for one in every]
        everywhere(Operated(WSGIHandler(), Health()), marked, HTTP_COOKIE=f"csrf={FORM_KEY}")
    told = log()
    assert {f"/{one}" for one in every} == {one["route"] for one in told if one["event"] == "request"} - {""}


def test_the_worker(register, log, monkeypatch, tmp_path):
    def broken(job: object, out: object) -> str:
        raise ValueError(f"{NAME} of {MAIL}")

    monkeypatch.setitem(working.KINDS, "a kind", (broken, "main"))
    jobs.ask("a kind", None, by="ana")
    assert working._next(tmp_path, "main")
    failed, ended = log()
    assert (failed["event"], failed["level"]) == ("job failed", "error") and "ValueError in broken" in failed["words"]
    assert (ended["event"], ended["kind"], ended["failed"]) == ("job ended", "a kind", True)


def test_a_refusal(log):
    problem = Problem("cases.csv", 7, "outcome", value=NAME, expected="an outcome of the scheme")
    [line, _] = refusal_lines(Refused([problem]))
    assert line == "cases.csv, row 7, column outcome: expected an outcome of the scheme"
    logs.tell("refused", line)
    assert log()[0]["words"] == line

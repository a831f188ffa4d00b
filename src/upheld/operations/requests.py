"""What stands before every application: health is answered, and each request is counted and told in one line.

A request is told by the pattern of its address (``authorities/<str:code>/``), its method, status and time. Neither its
address nor who asked is looked at any further.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from functools import lru_cache
from time import perf_counter
from typing import Any

from upheld.operations.health import HEADERS, Health
from upheld.operations.logs import QUIET, form, request_id, tell_request

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER, NOWHERE = "other", ""
"""Any other method; and the pattern of an address that leads nowhere."""
GIVEN = re.compile(r"[0-9a-fA-F-]{16,64}")
"""A number that a server in front may give a request: nothing else is taken, for it stands in the log."""
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
LONGEST = 512

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]


class Operated:
    """A WSGI application with health before it, which counts and tells what it answers."""

    def __init__(self, application: Application, health: Health):
        self.application, self.health = application, health
        self._is_told = form() != QUIET
        self._of: dict[tuple[str, str, str], tuple[Any, Any]] = {}
        _numbers()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Health is no page: it is neither counted nor told."""
        if answered := self.health.answer(environ.get("PATH_INFO", "")):
            return _say(answered, environ, start)
        given = environ.get("HTTP_X_REQUEST_ID", "")
        mark = request_id.set(given if GIVEN.fullmatch(given) else secrets.token_hex(8))
        began, told = perf_counter(), ["500"]

        def starting(status: str, *rest: Any) -> Any:
            told[0] = status[:3]
            return start(status, *rest)

        try:
            return self.application(environ, starting)
        finally:
            self._tell(environ, told[0], perf_counter() - began)
            request_id.reset(mark)

    def _tell(self, environ: Environ, status: str, seconds: float) -> None:
        method = environ.get("REQUEST_METHOD", "")
        key = pattern_of(environ), method if method in METHODS else OTHER, status
        count, time = self._of.get(key) or self._numbers_of(key)
        count.inc()
        time.observe(seconds)
        if self._is_told:
            route, method, _ = key
            tell_request(route=route, method=method, status=int(status), milliseconds=round(seconds * 1000, 2))

    def _numbers_of(self, key: tuple[str, str, str]) -> tuple[Any, Any]:
        """The two numbers of a kind of request, kept: looking them up takes longer than counting."""
        count, time = _numbers()
        self._of[key] = found = count.labels(*key), time.labels(key[0])
        return found


@lru_cache(maxsize=1)
def _numbers() -> tuple[Any, Any]:
    from prometheus_client import Counter, Histogram

    names = ("route", "method", "status")
    count = Counter("upheld_requests", "Requests answered, by the pattern of their address.", names)
    time = Histogram("upheld_request_seconds", "How long answers took to make.", names[:1], buckets=SECONDS)
    return count, time


def pattern_of(environ: Environ) -> str:
    """The pattern that the address of a request fits; "" where it leads nowhere."""
    from django.conf import settings

    path = environ.get("PATH_INFO", "")
    return _pattern(path, settings.ROOT_URLCONF) if len(path) <= LONGEST else NOWHERE


@lru_cache(maxsize=4096)
def _pattern(path: str, addresses: str) -> str:
    from django.urls import Resolver404, resolve

    try:
        return "/" + resolve(path.encode("latin-1").decode("utf-8", "replace"), addresses).route
    except (Resolver404, ValueError):
        return NOWHERE


def _say(answered: tuple[str, bytes], environ: Environ, start: Start) -> list[bytes]:
    status, body = answered
    start(status, [*HEADERS, ("Content-Length", str(len(body)))])
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [body]

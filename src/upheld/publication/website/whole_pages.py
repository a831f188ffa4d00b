"""Whole answers kept in front of Django: a page is made once for each bundle, then sent as it is.

What is kept belongs to one bundle and goes with it, so that no answer of an old one can follow a new one. A request
reads the pointer here, once, and hands the bundle on to Django.

A process makes one page at a time. Threads that make pages side by side take the interpreter's lock from each other
at every question to SQLite, and each page then costs a fifth more; what is kept is sent meanwhile by the others.
"""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any
from urllib.parse import parse_qsl, urlencode

from upheld.publication.website.encodings import PLAIN, WORTH_IT, best, can_be_packed, packed
from upheld.publication.website.in_use import Bundle
from upheld.publication.website.kept import Answer, Headers
from upheld.publication.website.turns import Turn, Turns

BUNDLE = "upheld.bundle"
READS = ("GET", "HEAD")
KEPT_STATUSES = ("200", "301", "302", "404", "410")
LONGEST = 1024  # characters of an address and its query that are worth keeping
LONGEST_HOST = 253 + len(":65535")  # RFC 1035, 2.3.4
NOT_PASSED_ON = ("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
"""Conditions on writing. Nothing is written here, and an answer that is kept cannot depend on them."""
PLAIN_REQUEST = {
    "REQUEST_METHOD": "GET",
    "SERVER_PORT": "80",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "wsgi.url_scheme": "http",
}
NOT_IN_304 = ("Content-Type", "Content-Length", "Content-Encoding")

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]
Asked = tuple[str, str, str, str, str]


@dataclass
class Made:
    """What Django has answered: its status, headers and body."""

    status: str = ""
    headers: Headers = None  # type: ignore[assignment]
    body: Iterable[bytes] = ()

    def start(self, status: str, headers: Headers, _: object = None) -> None:
        """What WSGI calls ``start_response``."""
        self.status, self.headers = status, headers


class WholePages:
    """A WSGI application that answers from memory, and asks another where it can't.

    ``scheme`` is what readers write before the site's name, where something in front of it speaks for it.
    """

    def __init__(self, application: Application, turns: Turns, hosts: Iterable[str], scheme: str = ""):
        self.application, self.turns, self.scheme = application, turns, scheme
        self.hosts = frozenset(hosts)
        self._making = threading.Lock()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        turn = self.turns.now()
        environ[BUNDLE] = bundle = turn.bundle
        environ["wsgi.url_scheme"] = self.scheme or environ.get("wsgi.url_scheme", "http")
        asked = what_is_asked(environ)
        if bundle is None or asked is None:
            return self.application(environ, start)
        answer = turn.kept.get(asked)
        if answer is None:
            found = self._first_made(turn, bundle, asked, environ)
            if isinstance(found, Made):
                return _handed_on(found, environ, start)
            answer = found
        return _sent(answer, environ, start)

    def _first_made(self, turn: Turn, bundle: Bundle, asked: Asked, environ: Environ) -> Answer | Made:
        """The answer, kept from now on, or what Django made where that is not to be kept."""
        with self._making:
            if answer := turn.kept.get(asked):  # made for somebody else while this one waited
                return answer
            made = self._made({**environ, "QUERY_STRING": asked[3]})
            if not _can_be_kept(made):
                return made
            answer = _answer(made, bundle, asked[-1], quickly=bool(asked[3]))
            turn.kept.keep(asked, answer, own_page=self._is_own_page(answer, asked, environ))
            return answer

    def prepare(self, bundle: Bundle) -> None:
        """Make a page of each slow kind once, so that no reader waits for what the first of its kind reads."""
        for address in first_asked(bundle):
            path, _, query = address.partition("?")
            environ = {**PLAIN_REQUEST, "PATH_INFO": path, "QUERY_STRING": query, BUNDLE: bundle}
            host = min(self.hosts, default="").lstrip(".").replace("*", "localhost")
            made = self._made({**environ, "HTTP_HOST": host, "SERVER_NAME": host, "wsgi.input": io.BytesIO()})
            _close(made.body)

    def _made(self, environ: Environ) -> Made:
        """Django's answer to a GET of this."""
        made = Made()
        asked = {name: value for name, value in environ.items() if name not in NOT_PASSED_ON}
        made.body = self.application({**asked, "REQUEST_METHOD": "GET"}, made.start)
        return made

    def _is_own_page(self, answer: Answer, asked: Asked, environ: Environ) -> bool:
        _, host, _, query, _ = asked
        name = host.removesuffix(f":{environ.get('SERVER_PORT', '')}")
        return answer.status.startswith("200") and not query and name in self.hosts


def what_is_asked(environ: Environ) -> Asked | None:
    """Scheme, host, path, query and form of what a request reads; None where its answer is not to be kept."""
    if environ["REQUEST_METHOD"] not in READS or environ.get("CONTENT_LENGTH", "") not in ("", "0"):
        return None
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    if len(path) + len(query) > LONGEST or "HTTP_TRANSFER_ENCODING" in environ:
        return None
    host = environ.get("HTTP_HOST", "")
    if len(host) > LONGEST_HOST:
        return None
    query = in_order(query)
    form = best(environ.get("HTTP_ACCEPT_ENCODING", "")[:LONGEST])
    return environ.get("wsgi.url_scheme", ""), host, path, query, form


def in_order(query: str) -> str:
    """The query with its parameters by name, so that a question is kept once. Those of one name stay in order."""
    if not query or not query.isascii():
        return query
    return urlencode(sorted(parse_qsl(query, keep_blank_values=True), key=itemgetter(0)))


def first_asked(bundle: Bundle) -> list[str]:
    """An address of each kind of page that reads much of a bundle."""
    row = bundle.row("SELECT code FROM authorities WHERE in_year LIMIT 1")
    own = [f"/authorities/{row['code']}/", f"/authorities/{row['code']}/compare/"] if row else []
    return ["/", "/national/", "/decisions/?words=a", "/search/?name=a", *own]


def _can_be_kept(made: Made) -> bool:
    named = {name.lower(): value for name, value in made.headers}
    refused = "no-store" in named.get("cache-control", "") or "set-cookie" in named
    return made.status[:3] in KEPT_STATUSES and not refused and not getattr(made.body, "streaming", False)


def _handed_on(made: Made, environ: Environ, start: Start) -> Iterable[bytes]:
    start(made.status, made.headers)
    if environ["REQUEST_METHOD"] == "HEAD":
        _close(made.body)
        return []
    return made.body


def _answer(made: Made, bundle: Bundle, form: str, *, quickly: bool) -> Answer:
    """The answer in the form that the client takes, with a strong ETag of the bundle, the form and the body."""
    body = b"".join(made.body)
    _close(made.body)
    named = dict(made.headers)
    if can_be_packed(named.get("Content-Type", "")):
        named["Vary"] = ", ".join(part for part in (named.get("Vary", ""), "Accept-Encoding") if part)
        if form != PLAIN and len(body) >= WORTH_IT:
            body = packed(body, form, quickly=quickly)
            named["Content-Encoding"] = form
    named["Content-Length"] = str(len(body))
    tag = ""
    if made.status.startswith("200"):
        digest = hashlib.sha256(f"{bundle.name} {form} ".encode() + body).hexdigest()
        named["ETag"] = tag = f'"{digest[:32]}"'
    return Answer(made.status, list(named.items()), body, tag)


def _sent(answer: Answer, environ: Environ, start: Start) -> list[bytes]:
    if answer.tag and _is_known(answer.tag, environ.get("HTTP_IF_NONE_MATCH", "")):
        start("304 Not Modified", [pair for pair in answer.headers if pair[0] not in NOT_IN_304])
        return []
    start(answer.status, answer.headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]


def _is_known(tag: str, known: str) -> bool:
    """Whether a client has it (RFC 9110, 13.1.2: weakly compared). No tag of ours holds a comma."""
    return bool(known) and (known == "*" or tag in [one.strip().removeprefix("W/") for one in known.split(",")])


def _close(body: Iterable[bytes]) -> None:
    if close := getattr(body, "close", None):
        close()

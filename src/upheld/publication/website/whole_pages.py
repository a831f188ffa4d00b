"""Whole answers kept in front of Django: a page is made once for each bundle, then sent as it is.

What is kept belongs to one bundle and goes with it, so that no answer of an old one can follow a new one. A request
reads the pointer here, once, and hands the bundle on to Django.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from upheld.publication.website.encodings import PLAIN, WORTH_IT, best, can_be_packed, packed
from upheld.publication.website.in_use import Bundle
from upheld.publication.website.kept import Answer, Headers
from upheld.publication.website.turns import Turns

BUNDLE = "upheld.bundle"
READS = ("GET", "HEAD")
KEPT_STATUSES = ("200", "301", "302", "404", "410")
LONGEST = 1024  # characters of an address and its query that are worth keeping
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
    """A WSGI application that answers from memory, and asks another where it can't."""

    def __init__(self, application: Application, turns: Turns, hosts: Iterable[str]):
        self.application, self.turns = application, turns
        self.hosts = frozenset(hosts)

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        turn = self.turns.now()
        environ[BUNDLE] = bundle = turn.bundle
        asked = what_is_asked(environ)
        if bundle is None or asked is None:
            return self.application(environ, start)
        answer = turn.kept.get(asked)
        if answer is None:
            made = self._made(environ)
            if not _can_be_kept(made):
                return _handed_on(made, environ, start)
            answer = _answer(made, bundle, asked[-1])
            turn.kept.keep(asked, answer, own_page=self._is_own_page(answer, asked, environ))
        return _sent(answer, environ, start)

    def _made(self, environ: Environ) -> Made:
        """Django's answer to a GET of this."""
        made = Made()
        made.body = self.application({**environ, "REQUEST_METHOD": "GET"}, made.start)
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
    form = best(environ.get("HTTP_ACCEPT_ENCODING", "")[:LONGEST])
    return environ.get("wsgi.url_scheme", ""), environ.get("HTTP_HOST", ""), path, query, form


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


def _answer(made: Made, bundle: Bundle, form: str) -> Answer:
    """The answer in the form that the client takes, with a strong ETag of the bundle, the form and the body."""
    body = b"".join(made.body)
    _close(made.body)
    named = dict(made.headers)
    if can_be_packed(named.get("Content-Type", "")):
        named["Vary"] = ", ".join(part for part in (named.get("Vary", ""), "Accept-Encoding") if part)
        if form != PLAIN and len(body) >= WORTH_IT:
            body = packed(body, form)
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

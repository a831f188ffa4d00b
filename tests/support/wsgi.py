"""The public site as its server runs it: the WSGI application with the pages kept in front of Django."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes

from tests.support.site import serving

HOST = "testserver"


@dataclass(frozen=True)
class Answered:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Site:
    """Asks the application; ``made`` counts how often Django was asked."""

    def __init__(self, bundle: Path):
        from django.core.handlers.wsgi import WSGIHandler

        from upheld.publication.website.in_use import BundleInUse
        from upheld.publication.website.turns import Turns
        from upheld.publication.website.whole_pages import WholePages

        self.made = 0
        self.django = WSGIHandler()
        self.application = WholePages(self._counted, Turns(BundleInUse(bundle), every=0), [HOST])

    def _counted(self, environ, start):
        self.made += 1
        return self.django(environ, start)

    def ask(self, address: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answered:
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": HOST,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": HOST,
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            **({"CONTENT_LENGTH": str(len(body))} if body else {}),
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        told: list = []
        answer = self.application(environ, lambda status, headers, exc_info=None: told.extend((status, headers)))
        content = b"".join(answer)
        if close := getattr(answer, "close", None):
            close()
        return Answered(int(told[0][:3]), dict(told[1]), content)


@contextmanager
def site(bundle: Path, *, preview: bool = False) -> Iterator[Site]:
    """The application on a bundle, looking at its pointer before each request."""
    with serving(bundle, preview=preview):
        yield Site(bundle)

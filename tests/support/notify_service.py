"""A stand-in for GOV.UK Notify that speaks its documented protocol, as far as messages by e-mail need it.

https://docs.notifications.service.gov.uk/rest-api.html. Like the real service it wants a signed token, knows templates
by id, keeps what it has taken, and tells of it by reference. What it does to a message stands before the @ of its
recipient: ``team`` is not on the list of a trial key, ``many`` is one too many, ``broken`` fails before it is kept,
``lost`` is kept and the answer never comes.
"""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"made_up-{SERVICE}-{SECRET}"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
BODY = "((text))\n\n((file 1))"


@dataclass
class Service:
    """What the service was given; ``body`` is its template's."""

    address: str = ""
    body: str = BODY
    taken: list[dict[str, object]] = field(default_factory=list)

    def by_reference(self, reference: str) -> list[dict[str, object]]:
        return [one for one in self.taken if one["reference"] == reference]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if not self._may_enter():
            return
        parts = urlsplit(self.path)
        if parts.path == f"/v2/template/{TEMPLATE}":
            self._answer(
                200, {"id": TEMPLATE, "type": "email", "subject": "((subject))", "body": self.server.service.body}
            )
        elif parts.path == "/v2/notifications":
            found = self.server.service.by_reference(parse_qs(parts.query)["reference"][0])
            self._answer(200, {"notifications": found, "links": {}})
        else:
            self._refuse(404, "NoResultFound", "No result found")

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self._may_enter():
            return
        wish = asked["email_address"].partition("@")[0]
        if asked["template_id"] != TEMPLATE:
            self._refuse(400, "BadRequestError", "Template not found")
        elif wish == "team":
            told = f"Can't send to {asked['email_address']} using a team-only API key"
            self._refuse(400, "BadRequestError", told)
        elif wish == "many":
            self._refuse(429, "RateLimitError", "Exceeded rate limit for key type LIVE of 3000 per 60 seconds")
        elif wish == "broken":
            self._refuse(500, "Exception", "Internal server error")
        else:
            self._take(asked, heard=wish != "lost")

    def _take(self, asked: dict[str, object], *, heard: bool) -> None:
        name = str(uuid.uuid4())
        self.server.service.taken.append({**asked, "id": name, "status": "created"})
        if not heard:
            self.connection.close()
            self.close_connection = True
            return
        self._answer(201, {"id": name, "reference": asked["reference"], "content": {}, "uri": "", "template": {}})

    def _may_enter(self) -> bool:
        try:
            token = self.headers["Authorization"].removeprefix("Bearer ")
            told = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_aud": False})
            right = told["iss"] == SERVICE
        except (jwt.InvalidTokenError, AttributeError):
            right = False
        if not right:
            self._refuse(403, "AuthError", "Invalid token: API key not found")
        return right

    def _refuse(self, code: int, error: str, message: str) -> None:
        self._answer(code, {"status_code": code, "errors": [{"error": error, "message": message}]})

    def _answer(self, code: int, told: dict[str, object]) -> None:
        content = json.dumps(told).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass

    def handle(self) -> None:
        with suppress(OSError, ValueError):  # a client that has gone, a connection that we closed ourselves
            super().handle()

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()


@contextmanager
def notify_service() -> Iterator[Service]:
    """The service, until the block ends."""
    service = Service()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.service = service  # type: ignore[attr-defined]
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    service.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

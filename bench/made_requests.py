"""What a server hands to an application for the GET of an address: pages are timed without one."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import unquote

HOST = "localhost"


def environ(address: str) -> dict[str, Any]:
    """The environment of a request (PEP 3333) for a path with its query, both as they are written in an address."""
    path, _, query = address.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote(path),
        "QUERY_STRING": query,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "HTTP_HOST": HOST,
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
    }

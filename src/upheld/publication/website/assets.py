"""The site's own few files. Their addresses hold a hash of them, so that a browser may keep them for ever."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse

FOLDER = Path(__file__).parent / "assets"
TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
FOR_EVER = "public, max-age=31536000, immutable"


@cache
def _content(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


@cache
def address(name: str) -> str:
    """``site.css`` → ``/assets/3f2a….site.css``"""
    return f"/assets/{hashlib.sha256(_content(name)).hexdigest()[:12]}.{name}"


@cache
def _names() -> dict[str, str]:
    return {address(path.name).removeprefix("/assets/"): path.name for path in FOLDER.iterdir()}


def serve(_request: HttpRequest, hashed: str) -> HttpResponse:
    """One of the files, by its address."""
    name = _names().get(hashed)
    if name is None:
        raise Http404
    return HttpResponse(_content(name), content_type=TYPES[Path(name).suffix], headers={"Cache-Control": FOR_EVER})

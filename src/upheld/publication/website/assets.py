"""The site's own few files. Their addresses hold a hash of them, so that a browser may keep them for ever.

They are ours (``assets/``) and what is built of npm packages when the project is installed (``built/``: the
components' CSS and the typeface). All CSS is one file, ``site.css``: the components, our own rules, and then
the rules of each part of the site (``finding.css``, ``casework.css`` …) by name.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse

FOLDER = Path(__file__).parent / "assets"
BUILT = Path(__file__).parent / "built"
MORE: list[Path] = []  # folders of whoever shows pages beside the site's, each CSS file alone
STYLE, COMPONENTS = "site.css", "components.css"
ALONE = ("card.css",)  # CSS that is no part of the site's
TYPEFACE = ("source-sans-3-latin-400-normal.woff2", "source-sans-3-latin-600-normal.woff2")
NOT_BUILT = "The site's look is not built, so its pages are plain. Build it: make install"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
FOR_EVER = "public, max-age=31536000, immutable"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
OWN_ADDRESS = re.compile(r"url\(([a-z0-9.-]+)\)")


def is_built() -> bool:
    """Whether the components and the typeface are there. Pages are whole without them, but plain."""
    return (BUILT / COMPONENTS).exists() and all((BUILT / name).exists() for name in TYPEFACE)


@cache
def address(name: str) -> str:
    """``site.css`` → ``/assets/3f2a….site.css``"""
    return f"/assets/{hashlib.sha256(_content(name)).hexdigest()[:12]}.{name}"


@cache
def typeface() -> tuple[str, ...]:
    """The addresses of the typeface's files that every page needs."""
    return tuple(address(name) for name in TYPEFACE) if is_built() else ()


@cache
def _content(name: str) -> bytes:
    return _style().encode() if name == STYLE else _files()[name].read_bytes()


@cache
def _files() -> dict[str, Path]:
    """The files of all folders by name, but for CSS that `_style` puts together."""
    found = [path for folder in (BUILT, FOLDER, *MORE) if folder.exists() for path in sorted(folder.iterdir())]
    return {path.name: path for path in found if path.suffix in TYPES and not _is_part(path)}


def _is_part(path: Path) -> bool:
    """Whether a file is CSS that goes into the one file of the site's."""
    return path.suffix == ".css" and path.name not in ALONE and path.parent in (BUILT, FOLDER)


def _style() -> str:
    found = [path for path in FOLDER.glob("*.css") if path.name not in ALONE]
    own = sorted(found, key=lambda path: (path.name != STYLE, path.name))
    components = [BUILT / COMPONENTS] if is_built() else []
    text = "\n".join(COMMENT.sub("", path.read_text("utf-8")).strip() for path in (*components, *own))
    return OWN_ADDRESS.sub(_addressed, text)


def _addressed(found: re.Match[str]) -> str:
    name = found.group(1)
    return f"url({address(name)})" if name in _files() else found.group(0)


@cache
def _names() -> dict[str, str]:
    return {address(name).removeprefix("/assets/"): name for name in (STYLE, *_files())}


def serve(_request: HttpRequest, hashed: str) -> HttpResponse:
    """One of the files, by its address."""
    name = _names().get(hashed)
    if name is None:
        raise Http404
    return HttpResponse(_content(name), content_type=TYPES[Path(name).suffix], headers={"Cache-Control": FOR_EVER})


def look_again() -> None:
    """Forget which files there are: a process that served the site first may serve the desk too."""
    _files.cache_clear()

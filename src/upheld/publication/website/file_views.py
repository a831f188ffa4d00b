"""Files of the bundle, as they are: letters and downloads."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse

from upheld.publication.bundle.schema import DOWNLOADS, LETTERS
from upheld.publication.website.api.answering import OPEN
from upheld.publication.website.authority_views import found_or_404
from upheld.publication.website.letter_bar import with_bar
from upheld.publication.website.pages import bundle_of

TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LETTER_POLICY = (
    "default-src 'none'; style-src {styles}; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
STYLE = re.compile(rb"<style[^>]*>(.*?)</style>", re.DOTALL)


def letter_page(request: HttpRequest, code: str, year: int = 0) -> HttpResponse:
    """The letter as a web page, below a bar that leads back. Both bring their own style, so the policy lets exactly
    these styles in."""
    return letter_answer(with_bar(bundle_of(request), _letter(request, code, year, "html").read_bytes(), code, year))


def letter_answer(content: bytes) -> HttpResponse:
    """A letter's web page with the policy that its styles need."""
    styles = " ".join(f"'sha256-{_hash(style)}'" for style in STYLE.findall(content))
    policy = LETTER_POLICY.format(styles=styles or "'none'")
    return HttpResponse(content, headers={"Content-Security-Policy": policy})


def _hash(style: bytes) -> str:
    return base64.b64encode(hashlib.sha256(style).digest()).decode()


def letter_pdf(request: HttpRequest, code: str, year: int = 0) -> HttpResponse:
    """The letter as a PDF."""
    return pdf_answer(_letter(request, code, year, "pdf"))


def pdf_answer(path: Path) -> HttpResponse:
    """A letter's PDF, under a name that says its year."""
    return _file(path, "application/pdf", f'inline; filename="{path.parent.name}-{path.name}"')


def _letter(request: HttpRequest, code: str, year: int, kind: str) -> Path:
    """A letter of a year, the newest if none is named. Only what the bundle lists is a letter at all."""
    bundle = bundle_of(request)
    year = year or bundle.newest
    authority = found_or_404(request, code)
    row = bundle.row("SELECT html, pdf FROM letters WHERE year = ? AND authority = ?", year, authority["id"])
    if row is None or not row[kind]:
        raise Http404
    return bundle.folder / LETTERS / str(year) / str(row[kind])


def download(request: HttpRequest, year: int, name: str) -> HttpResponse:
    """A file of figures. Only names that the bundle lists are files at all."""
    bundle = bundle_of(request)
    if bundle.row("SELECT 1 FROM downloads WHERE year = ? AND file = ?", year, name) is None:
        raise Http404
    path = bundle.folder / DOWNLOADS / str(year) / name
    return _file(path, TYPES[path.suffix], f'attachment; filename="{name}"', **OPEN)


def _file(path: Path, kind: str, disposition: str, **headers: str) -> HttpResponse:
    """A file whole: they are small, and nothing stays open when a bundle goes."""
    return HttpResponse(path.read_bytes(), content_type=kind, headers={**headers, "Content-Disposition": disposition})

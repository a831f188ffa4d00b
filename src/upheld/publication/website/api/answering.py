"""The API's answers: the data, its links, and which bundle, edition and licence it is of; problems by RFC 9457."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from upheld.publication.website.api.asking import Page
from upheld.publication.website.in_use import Bundle
from upheld.publication.website.pages import bundle_of

# The data are public and nobody is known by a cookie: any page may read them.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def answer(request: HttpRequest, data: object, *, year: int = 0) -> HttpResponse:
    """One thing, or a list that is whole. ``year`` is the year whose edition the data are of, the newest if 0."""
    return _json(request, data, {"self": request.get_full_path()}, {}, year)


def paged(request: HttpRequest, data: object, page: Page, total: int, *, year: int = 0) -> HttpResponse:
    """A page of a list, with the address of the next."""
    links = {"self": request.get_full_path()}
    if page.offset + page.size < total:
        links["next"] = _page_address(request, page.number + 1, page.size)
    if page.number > 1:
        links["previous"] = _page_address(request, page.number - 1, page.size)
    told = {"page": {"number": page.number, "size": page.size, "total": total}}
    return _json(request, data, links, told, year)


def _page_address(request: HttpRequest, number: int, size: int) -> str:
    asked = {**request.GET.dict(), "page": str(number), "size": str(size)}
    return f"{request.path}?{urlencode(asked)}"


def _json(request: HttpRequest, data: object, links: dict[str, str], more: dict[str, Any], year: int) -> HttpResponse:
    told = {"data": data, "links": links, **more, "about": about(bundle_of(request), year)}
    return as_json(told)


def as_json(value: object, kind: str = "application/json", status: int = 200) -> HttpResponse:
    """A value as JSON that any page may read."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type=kind, status=status, headers=OPEN)


def about(bundle: Bundle, year: int = 0) -> dict[str, Any]:
    """What every answer says of itself."""
    edition = bundle.editions[year or bundle.newest]
    released_at = {"released_at": edition["released_at"]} if edition["released_at"] else {}
    return {
        "licence": bundle.said.site.files.licence,
        "year": edition["year"],
        "edition": edition["number"],
        "released_on": edition["released_on"],
        **released_at,
        "snapshot": edition["snapshot"],
        "figures": edition["figures"],
        "bundle": bundle.name,
        "content": bundle.manifest["content"],
        "sample": bool(bundle.about["sample"]),
    }


def problem(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    """What is wrong, as ``application/problem+json``."""
    title = bundle_of(request).said.data.api.problems[str(status)]
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return as_json(told, "application/problem+json", status)

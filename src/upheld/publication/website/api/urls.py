"""The API's addresses, its description, and its page."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from upheld.publication.website.api import casework, code, figures
from upheld.publication.website.api.answering import as_json, problem
from upheld.publication.website.api.asking import Refusal, read
from upheld.publication.website.api.declaration import ENDPOINTS, ROOT, Endpoint
from upheld.publication.website.pages import bundle_of

Answer = Callable[..., HttpResponse]


def answer_of(endpoint: Endpoint) -> Answer:
    """The function that answers an address."""
    found: Answer = next(
        getattr(part, endpoint.name) for part in (figures, casework, code) if hasattr(part, endpoint.name)
    )
    return found


def _answering(endpoint: Endpoint, request: HttpRequest, **place: Any) -> HttpResponse:
    try:
        return answer_of(endpoint)(request, read(request, endpoint), **place)
    except Refusal as refusal:
        return problem(request, refusal.status, refusal.detail)


def nothing(request: HttpRequest) -> HttpResponse:
    """Any other address below the API's, whatever it is made of."""
    return problem(request, 404, bundle_of(request).said.data.api.not_there)


def description(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    from upheld.publication.website.api.openapi import document

    return as_json(document(bundle_of(request).said))


def _route(endpoint: Endpoint) -> str:
    kinds = {"{year}": "<year:year>", "{code}": "<str:code>", "{reference}": "<path:reference>"}
    return ROOT[1:] + re.sub(r"{\w+}", lambda part: kinds[part.group()], endpoint.path)


urlpatterns = [
    *(path(_route(one), partial(_answering, one), name=f"api_{one.name}") for one in ENDPOINTS),
    path(f"{ROOT[1:]}openapi.json", description, name="openapi"),
    re_path(rf"^{ROOT[1:-1]}(?:/[\s\S]*)?\Z", nothing),
]

"""The API's description by OpenAPI 3.1, from the declaration and the scheme's words."""

from __future__ import annotations

from typing import Any

from upheld.publication.website.api.declaration import (
    DAY,
    LINK,
    MOMENT,
    ROOT,
    TEXT,
    WHOLE,
    Endpoint,
    Parameter,
    Schema,
    described,
    described_to,
)
from upheld.publication.website.said import Said

LINKS = described({"self": LINK}, next=LINK, previous=LINK)
PAGE = described({"number": WHOLE, "size": WHOLE, "total": WHOLE})
ABOUT = described(
    {
        "licence": TEXT,
        "year": WHOLE,
        "edition": WHOLE,
        "released_on": DAY,
        "snapshot": TEXT,
        "figures": TEXT,
        "bundle": TEXT,
        "content": TEXT,
        "sample": {"type": "boolean"},
    },
    released_at=MOMENT,
)
PROBLEM = described({"type": TEXT, "title": TEXT, "status": WHOLE, "detail": TEXT})


def document(said: Said) -> dict[str, Any]:
    """The document. Its version is the API's, which changes where an answer would."""
    words = said.data.api
    return {
        "openapi": "3.1.0",
        "info": {
            "title": words.name(service=said.terms.service),
            "version": "1.0.0",
            "description": " ".join([words.lead, *words.rules]),
            "license": {"name": said.site.files.licence},
        },
        "servers": [{"url": ROOT.rstrip("/")}],
        "paths": {f"/{one.path}": {"get": _operation(one, said)} for one in described_to(words)},
    }


def _operation(endpoint: Endpoint, said: Said) -> dict[str, Any]:
    words = said.data.api
    refused = {status: _problem(words.problems[status]) for status in ("400", *_not_found(endpoint))}
    return {
        "operationId": endpoint.name,
        "summary": words.endpoints[endpoint.name],
        "parameters": [_parameter(one, said) for one in endpoint.every],
        "responses": {"200": _content(words.found, "application/json", _whole(endpoint)), **refused},
    }


def _not_found(endpoint: Endpoint) -> tuple[str, ...]:
    return ("404", "410") if endpoint.name == "decision" else ("404",)


def _whole(endpoint: Endpoint) -> Schema:
    paging = {"page": PAGE} if endpoint.paged else {}
    return described({"data": endpoint.data, "links": LINKS, **paging, "about": ABOUT})


def _parameter(one: Parameter, said: Said) -> dict[str, Any]:
    return {
        "name": one.name,
        "in": "path" if one.in_path else "query",
        "required": one.in_path,
        "description": said.data.api.parameters[one.name],
        "schema": one.schema,
    }


def _content(words: str, kind: str, schema: Schema) -> dict[str, Any]:
    return {"description": words, "content": {kind: {"schema": schema}}}


def _problem(words: str) -> dict[str, Any]:
    return _content(words, "application/problem+json", PROBLEM)

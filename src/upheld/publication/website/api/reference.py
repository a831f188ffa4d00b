"""The API as a page of the documentation, from its declaration and a scheme's words."""

from __future__ import annotations

import json
from collections.abc import Iterator

from upheld.publication.website.api.declaration import LARGEST_PAGE, PAGE_SIZE, ROOT, Endpoint, Schema, described_to
from upheld.vocabulary.scheme import Scheme

INTRODUCTION = f"""# The API

This page is generated from the declaration in `src/upheld/publication/website/api/declaration.py`, from which the site
also reads requests and writes its OpenAPI 3.1 description at `{ROOT}openapi.json`.

Every answer is `{{"data": …, "links": …, "about": …}}`. `about` names licence, year, edition, release, and the hashes
of figures and bundle. Lists that come in pages have `page` beside it, and `links.next` until there is no more; a page
holds {PAGE_SIZE} rows unless `size` asks for another number up to {LARGEST_PAGE}. What cannot be answered is said by
RFC 9457. Answers carry an ETag and may be read by any page (CORS).
"""


def api_page(scheme: Scheme) -> str:
    """The page, in Markdown."""
    shown = described_to(scheme.words.data.api)
    return "\n".join([INTRODUCTION, *(line for one in shown for line in _section(one, scheme))])


def _section(endpoint: Endpoint, scheme: Scheme) -> Iterator[str]:
    words = scheme.words.data.api
    yield f"## `GET {ROOT}{endpoint.path}`\n"
    yield f"{words.endpoints[endpoint.name]}.\n"
    if endpoint.every:
        yield "| parameter | in | what it is | values |"
        yield "|---|---|---|---|"
    for one in endpoint.every:
        place = "path" if one.in_path else "query"
        yield f"| `{one.name}` | {place} | {words.parameters[one.name]} | `{json.dumps(one.schema)}` |"
    if endpoint.every:
        yield ""
    yield f"`data`: {_shape(endpoint.data)}\n"


def _shape(schema: Schema) -> str:
    """A schema in a few words: names of its fields, those that may be missing with a question mark."""
    if schema.get("type") == "array":
        return f"a list of {_shape(schema['items'])}"
    if "properties" not in schema:
        return str(schema.get("type", "one of " + ", ".join(map(str, schema.get("enum", ())))))
    names = (f"`{name}`{'' if name in schema['required'] else '?'}" for name in schema["properties"])
    return f"{{{', '.join(names)}}}"

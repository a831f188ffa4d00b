"""The API's answers about the complaint handling code. Each function answers the address of its name."""

from __future__ import annotations

import sqlite3

from django.http import HttpRequest, HttpResponse

from upheld.publication.website import code_rows
from upheld.publication.website.api import shapes
from upheld.publication.website.api.answering import answer
from upheld.publication.website.api.figures import Asked, gone_missing, member
from upheld.publication.website.pages import bundle_of
from upheld.publication.website.said import Said

NATIONAL = ("assessed", "met", "partly", "not_met", "comply", "do_not")


def own_code(request: HttpRequest, _: Asked, code: str, year: int) -> HttpResponse:
    """What an authority says of itself beside what cases showed, clause by clause."""
    bundle, own = bundle_of(request), member(request, code, year)
    if not code_rows.tells(bundle):
        raise gone_missing(request)
    found = code_rows.own_code(bundle, year, own["authority"])
    stands = found.statement if found else None
    told = shapes.without_gaps(
        authority=shapes.authority(bundle.said, own),
        year=year,
        clauses=[_clause(bundle.said, row) for row in (found.clauses if found else ())],
        **({name: stands[name] for name in ("response", "considered_on", "submitted_on")} if stands else {}),
    )
    return answer(request, told, year=year)


def _clause(said: Said, row: sqlite3.Row) -> shapes.Shape:
    words = said.site.authority.of_the_code
    return shapes.without_gaps(
        clause=row["clause"],
        text=row["text"],
        complies=None if row["complies"] is None else bool(row["complies"]),
        explanation=row["explanation"],
        shown={name: shapes.count(said, row[name]) for name in ("met", "partly", "not_met")},
        beside=shapes.named(row["beside"], words.beside) if words and row["beside"] else None,
    )


def code_nationally(request: HttpRequest, _: Asked, year: int) -> HttpResponse:
    """Every clause over all authorities."""
    bundle = bundle_of(request)
    if year not in bundle.editions or not code_rows.tells(bundle):
        raise gone_missing(request)
    told = [
        {
            "clause": row["clause"],
            "text": row["text"],
            **{name: shapes.count(bundle.said, row[name]) for name in NATIONAL},
        }
        for row in code_rows.code_nationally(bundle, year)
    ]
    return answer(request, told, year=year)

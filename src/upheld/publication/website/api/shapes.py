"""Rows of the bundle as the API shows them. A number that is not there is a state with its words, never null or 0."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from upheld.publication.website.api.declaration import ROOT
from upheld.publication.website.in_use import Bundle
from upheld.publication.website.said import Said

Shape = dict[str, Any]
OF_AN_ANSWER = ("state", "required_by", "received_on", "considered_on", "response", "satisfied_on")


def without_gaps(**fields: Any) -> Shape:
    """The fields that there are."""
    return {name: value for name, value in fields.items() if value not in (None, "")}


def value(row: sqlite3.Row, prefix: str = "") -> Shape:
    """A value: its state, how it is printed, and the numbers that there are."""
    numbers = without_gaps(**{name: row[f"{prefix}{name}"] for name in ("count", "base", "rate")})
    return {"state": row[f"{prefix}state"], "shown": row[f"{prefix}shown"] or "", **numbers}


def count(said: Said, number: int | None) -> Shape:
    """A count, or that it is withheld."""
    if number is None:
        return {"state": "withheld", "shown": said.terms.withheld}
    return {"state": "count", "shown": said.number(number), "count": number}


def named(one: str, names: dict[str, str]) -> Shape:
    """An identifier with its name."""
    return {"id": one, "name": names.get(one, one)}


def of_kind(said: Said, kind: str) -> Shape:
    """A kind of authority with its name."""
    return named(kind, {one: words.one for one, words in said.terms.kinds.items()})


def of_measure(said: Said, measure: str) -> Shape:
    """A measure with its name."""
    return named(measure, {one: words.title for one, words in said.terms.measures.items()})


def authority_address(code: str) -> str:
    """Where an authority stands in the API."""
    return f"{ROOT}authorities/{quote(code)}"


def edition(row: sqlite3.Row) -> Shape:
    """A year and its edition."""
    return without_gaps(**{name: row[name] for name in row.keys()})  # noqa: SIM118  # a row of sqlite3 is no mapping


def authority(said: Said, row: sqlite3.Row) -> Shape:
    """An authority, short."""
    return without_gaps(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        kind=of_kind(said, row["kind"]),
        region=row["region"],
        county=row["county"],
        href=authority_address(row["code"]),
    )


def figure(said: Said, row: sqlite3.Row) -> Shape:
    """A figure with its group, interval and verdict."""
    ends = {name: row[name] for name in ("lower", "upper", "lower_shown", "upper_shown")}
    expected = without_gaps(shown=row["expected_shown"], number=row["expected"])
    pooled = {"first_year": row["pooled_first"], "last_year": row["pooled_last"]}
    return without_gaps(
        measure=of_measure(said, row["measure"]),
        value=value(row),
        interval=ends if row["lower"] is not None else None,
        group=without_gaps(value=value(row, "group_"), kind=row["group_kind"], members=row["group_members"]),
        expected=expected or None,
        verdict=named(row["verdict"], said.terms.verdicts),
        pooled={"value": value(row, "pooled_"), **pooled} if row["pooled_state"] else None,
    )


def lists(bundle: Bundle, rows: Iterable[sqlite3.Row]) -> dict[str, list[Shape]]:
    """The lists of counts by their names."""
    terms = bundle.said.terms
    names = {
        "overview": terms.overview,
        "outcomes": terms.outcomes,
        "compliance": bundle.said.site.authority.results,
        "remedies": terms.remedy_categories,
    }
    found: dict[str, list[Shape]] = {}
    for row in rows:
        base = count(bundle.said, row["base"]) if row["list"] == "upheld_by_subject" else None
        one = named(row["key"], names.get(row["list"], terms.subjects))
        found.setdefault(row["list"], []).append(without_gaps(**one, cases=count(bundle.said, row["count"]), base=base))
    return found


def point(row: sqlite3.Row) -> Shape:
    """A year of a strip."""
    group = {"rate": row["group_rate"], "shown": row["group_shown"]}
    return without_gaps(
        year=row["point"],
        label=row["label"],
        value=value(row) if row["state"] else None,
        group=group if row["group_rate"] is not None else None,
        published_total=bool(row["published"]),
        source=row["source"],
        breaks=json.loads(row["breaks"]),
    )


def decision(said: Said, row: sqlite3.Row) -> Shape:
    """A decision, without its text."""
    place = quote(row["reference"], safe="")
    return {
        "reference": row["reference"],
        "title": row["title"],
        "authority": authority_address(row["code"]),
        "subject": named(row["subject"], said.terms.subjects),
        "outcome": named(row["outcome"], said.terms.outcomes),
        "decided_on": row["decided_on"],
        "year": row["year"],
        "public_from": row["public_from"],
        "href": f"{ROOT}decisions/{place}",
        "page": f"/decisions/{place}/",
    }


def report(row: sqlite3.Row) -> Shape:
    """A public report, with its answer as far as it is known; none where nothing is told of it."""
    told = {name: row[name] for name in ("name", "title", "published_on")}
    answer = without_gaps(**{name: row[name] for name in OF_AN_ANSWER}) if row["state"] else None
    return {"authority": authority_address(row["code"]), **told, **({"answer": answer} if answer else {})}


def improvement(said: Said, row: sqlite3.Row, more: Sequence[str] = ()) -> Shape:
    """A service improvement; with its decision where that is public, and with what else it is."""
    return without_gaps(
        authority=authority_address(row["code"]),
        category=named(row["category"], said.terms.remedy_categories),
        text=row["text"],
        due_on=row["due_on"],
        completed_on=row["completed_on"],
        state=row["state"],
        decision=f"{ROOT}decisions/{quote(row['reference'], safe='')}" if row["decision"] else None,
        more_categories=[named(one, said.terms.remedy_categories) for one in more] or None,
    )


def revision(bundle: Bundle, row: sqlite3.Row) -> Shape:
    """An edition of a year, with whether it is the one that is shown."""
    return {**edition(row), "shown": bundle.editions[row["year"]]["number"] == row["number"]}

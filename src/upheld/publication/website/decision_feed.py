"""The newest decisions as an Atom feed (RFC 4287). Its ids never change, wherever the site stands."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.html import escape

from upheld.publication.website.atom import Feed, lasting_id, moment_of, sample_mark, writable
from upheld.publication.website.decision_asking import FACETS, Asked
from upheld.publication.website.decision_results import address, feed_address, with_search
from upheld.publication.website.decision_search import beginning, index_of
from upheld.publication.website.in_use import Bundle

ENTRIES = 50


def feed_of(bundle: Bundle, asked: Asked, about: sqlite3.Row | None, whole: Callable[[str], str]) -> str:
    """The feed of a search of one authority or of all; ``whole`` makes a path into a whole address."""
    said, words = bundle.said, bundle.said.casework.feed
    service = said.terms.service
    name = about["name"] if about is not None else ""
    title = words.title_of(service=service, name=name) if name else words.title(service=service)
    parts = (asked.authority, asked.but(newest=False).query())
    made = Feed(
        title=writable(with_search(title, bundle, asked)),
        link=whole(address(asked.but(newest=False))),
        feed_url=whole(feed_address(asked)),
        feed_guid=lasting_id(bundle, "feed", *(part for part in parts if part)),
        language=said.language,
        description=None,
        subtitle=sample_mark(bundle),
        author_name=said.terms.ombudsman,
        released=moment_of(bundle.about["as_at"]),
    )
    for row in newest(bundle, asked, about["id"] if about is not None else ""):
        made.add_item(**_entry(bundle, row, whole))
    return made.writeString("utf-8")


def newest(bundle: Bundle, asked: Asked, authority: str) -> list[sqlite3.Row]:
    """The decisions of a search that became public last, the newest first; ``authority`` is an id."""
    index = index_of(bundle)
    values = {name: getattr(asked, name) for name in FACETS}
    query = index.narrowed(index.fitting(asked.words), {"authority": authority, **values})
    references = index.in_order(query, "announced", ENTRIES)[1]
    places = ", ".join("?" * len(references))
    rows = bundle.rows(f"SELECT * FROM decisions WHERE reference IN ({places})", *references)  # noqa: S608
    by_reference = {row["reference"]: row for row in rows}
    return [by_reference[one] for one in references]


def _entry(bundle: Bundle, row: sqlite3.Row, whole: Callable[[str], str]) -> dict[str, Any]:
    terms, words = bundle.said.terms, bundle.said.casework.feed
    name = index_of(bundle).name_of(row["authority"])
    outcome = terms.outcomes.get(row["outcome"], row["outcome"])
    return {
        "title": writable(words.entry(name=name, title=row["title"])),
        "link": whole(reverse("decision", args=[row["reference"]])),
        "description": writable(escape(f"{outcome}. {beginning(row['text'])}")),
        "unique_id": lasting_id(bundle, "decision", row["reference"]),
        "pubdate": moment_of(row["public_from"]),
        "updateddate": moment_of(row["public_from"]),
        "categories": [writable(terms.subjects.get(row["subject"], row["subject"]))],
    }

"""The newest decisions as an Atom feed (RFC 4287). Its ids never change, wherever the site stands."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.html import escape

from upheld.publication.website.atom import Feed, lasting_id, moment_of, writable
from upheld.publication.website.decision_search import beginning, index_of
from upheld.publication.website.in_use import Bundle

ENTRIES = 50


def feed_of(bundle: Bundle, about: sqlite3.Row | None, whole: Callable[[str], str]) -> str:
    """The feed of one authority or of all; ``whole`` makes a path into a whole address."""
    said, words = bundle.said, bundle.said.casework.feed
    service = said.terms.service
    code = [about["code"]] if about is not None else []
    here = reverse("decisions_feed_of" if code else "decisions_feed", args=code)
    made = Feed(
        title=words.title_of(service=service, name=about["name"])
        if about is not None
        else words.title(service=service),
        link=whole(reverse("decisions" if code else "all_decisions", args=code)),
        feed_url=whole(here),
        feed_guid=lasting_id(bundle, "feed", *code),
        language=said.language,
        description=None,
        author_name=said.terms.ombudsman,
        released=moment_of(bundle.about["as_at"]),
    )
    for row in newest(bundle, about["id"] if about is not None else ""):
        made.add_item(**_entry(bundle, row, whole))
    return made.writeString("utf-8")


def newest(bundle: Bundle, authority: str) -> list[sqlite3.Row]:
    """The decisions that became public last, the newest first."""
    index = index_of(bundle)
    query = index.narrowed(index.all(), {"authority": authority})
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

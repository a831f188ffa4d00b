"""The newest decisions as an Atom feed (RFC 4287). Its ids never change, wherever the site stands."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from upheld.publication.website.decision_search import beginning, index_of
from upheld.publication.website.in_use import Bundle

ENTRIES = 50
# What XML 1.0 has no way to write.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Feed(Atom1Feed):
    """A feed that is as new as its newest entry, or as the figures where it has none: never as the clock."""

    def latest_post_date(self) -> Any:
        """When anything in it last changed."""
        return max((item["updateddate"] for item in self.items), default=self.feed["released"])


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
        feed_guid=_id(bundle, "feed", *code),
        language=said.language,
        description=None,
        author_name=said.terms.ombudsman,
        released=_moment(bundle.about["as_at"]),
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
        "title": _writable(words.entry(name=name, title=row["title"])),
        "link": whole(reverse("decision", args=[row["reference"]])),
        "description": _writable(escape(f"{outcome}. {beginning(row['text'])}")),
        "unique_id": _id(bundle, "decision", row["reference"]),
        "pubdate": _moment(row["public_from"]),
        "updateddate": _moment(row["public_from"]),
        "categories": [_writable(terms.subjects.get(row["subject"], row["subject"]))],
    }


def _id(bundle: Bundle, *parts: str) -> str:
    """An id of its own for each thing of a scheme, the same for ever."""
    return uuid5(NAMESPACE_URL, "/".join(("upheld", bundle.about["scheme"], *parts))).urn


def _moment(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), UTC)


def _writable(text: str) -> str:
    return UNWRITABLE.sub("", text)

"""Atom feeds (RFC 4287) whose ids never change, wherever the site stands, and which are as new as what is in them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils.feedgenerator import Atom1Feed

from upheld.publication.website.in_use import Bundle

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
# What XML 1.0 has no way to write.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Feed(Atom1Feed):
    """A feed that is as new as its newest entry, or as the figures where it has none: never as the clock."""

    def latest_post_date(self) -> Any:
        """When anything in it last changed."""
        return max((item["updateddate"] for item in self.items), default=self.feed["released"])


def sample_mark(bundle: Bundle) -> str | None:
    """What a feed of made-up cases says below its title."""
    return bundle.said.terms.sample_long if bundle.about["sample"] else None


def lasting_id(bundle: Bundle, *parts: str) -> str:
    """An id of its own for each thing of a scheme, the same for ever."""
    return uuid5(NAMESPACE_URL, "/".join(("upheld", bundle.about["scheme"], *parts))).urn


def moment_of(written: str) -> datetime:
    """A day's beginning, or a moment with its distance from UTC."""
    if "T" in written:
        return datetime.fromisoformat(written)
    return datetime.combine(date.fromisoformat(written), time(), UTC)


def writable(text: str) -> str:
    """A text as XML can hold it."""
    return UNWRITABLE.sub("", text)

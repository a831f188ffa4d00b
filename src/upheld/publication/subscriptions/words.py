"""A bundle's words in each of its languages."""

from __future__ import annotations

import json
from weakref import WeakKeyDictionary

from upheld.publication.website.in_use import Bundle
from upheld.publication.website.said import Said
from upheld.vocabulary.following_wording import FollowingWording

_kept: WeakKeyDictionary[Bundle, dict[str, Said]] = WeakKeyDictionary()


def languages(bundle: Bundle) -> list[str]:
    """The languages that a bundle speaks, its first one first."""
    first = bundle.about["language"]
    others = bundle.rows("SELECT DISTINCT language FROM wording WHERE language <> ? ORDER BY language", first)
    return [first, *(row["language"] for row in others)]


def said_in(bundle: Bundle, language: str) -> Said:
    """The words in a language; in the first one where the bundle does not speak it (any more)."""
    known = _kept.setdefault(bundle, {})
    if language not in known:
        rows = bundle.rows("SELECT part, texts FROM wording WHERE language = ?", language)
        known[language] = (
            Said(language, {row["part"]: json.loads(row["texts"]) for row in rows}) if rows else bundle.said
        )
    return known[language]


def following(said: Said) -> FollowingWording:
    """The words of following. A bundle of before has none: then there is nothing to serve or to send."""
    assert said.following is not None
    return said.following


def can_follow(bundle: Bundle) -> bool:
    """Whether a bundle has the words of following."""
    return bundle.said.following is not None

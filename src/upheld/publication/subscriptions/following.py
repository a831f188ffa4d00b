"""What can be followed: an authority, a subject, or a search of decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from upheld.publication.website.decision_asking import FACETS, Asked, asked
from upheld.publication.website.decision_results import words_for
from upheld.publication.website.decision_views import known_values
from upheld.publication.website.in_use import Bundle
from upheld.publication.website.said import Said

CODE = "SELECT a.* FROM codes c JOIN authorities a ON a.id = c.authority WHERE c.code = ?"
BY_ID = "SELECT * FROM authorities WHERE id = ?"


class What(StrEnum):
    """The kinds of what is followed."""

    AUTHORITY = "authority"
    SUBJECT = "subject"
    SEARCH = "search"


@dataclass(frozen=True)
class Followed:
    """One thing to follow. ``value`` is an authority's id, a subject, or the query of a search in its one spelling."""

    kind: What
    value: str


def search_of(bundle: Bundle, query: str) -> Asked:
    """The search that a kept query stands for, as far as the bundle still knows its values."""
    written = dict(parse_qsl(query.removeprefix("?")))
    return asked(written, known_values(bundle), written.get("authority", ""))


def query_of(wanted: Asked) -> str:
    """A search as it is kept: its authority too, without pages and order."""
    told = wanted.but(newest=False).query()
    if not wanted.authority:
        return told
    return f"{told or '?'}{'&' if told else ''}authority={wanted.authority}"


def wanted(bundle: Bundle, written: Mapping[str, str]) -> Followed | None:
    """What a form or an address asks to follow; None where it is nothing that the bundle knows, or not one thing.

    Words, or more than one value, make a search; an authority alone, or a subject alone, is followed as such.
    """
    about = bundle.row(CODE, written.get("authority", "").strip().upper())
    search = asked(written, known_values(bundle), about["code"] if about is not None else "")
    facets = [name for name in FACETS if getattr(search, name)]
    if about is not None and not search.words and not facets:
        return Followed(What.AUTHORITY, about["id"])
    if search.subject and not search.words and not search.authority and facets == ["subject"]:
        return Followed(What.SUBJECT, search.subject)
    if search.words or facets:
        return Followed(What.SEARCH, query_of(search))
    return None


def chosen(bundle: Bundle, written: Mapping[str, str]) -> Followed | None:
    """What a form asks for: what it was opened for, or else only the field that its choice names counts."""
    if of := written.get("of", ""):
        return wanted(bundle, dict(parse_qsl(of.removeprefix("?"))))
    field = {What.AUTHORITY: "authority", What.SUBJECT: "subject", What.SEARCH: "words"}.get(written.get("what", ""))
    return wanted(bundle, {field: written.get(field, "")}) if field else None


def written_of(bundle: Bundle, followed: Followed) -> str:
    """What is followed as the query of an address that asks for it; the feeds of the site are asked the same way."""
    if followed.kind == What.SEARCH:
        return followed.value
    if followed.kind == What.AUTHORITY:
        row = bundle.row(BY_ID, followed.value)
        return f"?{urlencode({'authority': row['code'] if row is not None else followed.value})}"
    return f"?{urlencode({'subject': followed.value})}"


def in_words(bundle: Bundle, said: Said, followed: Followed) -> str:
    """What is followed, in words."""
    words = said.following
    assert words is not None
    if followed.kind == What.AUTHORITY:
        return words.followed.authority(name=name_of(bundle, followed.value))
    if followed.kind == What.SUBJECT:
        return words.followed.subject(subject=said.terms.subjects.get(followed.value, followed.value))
    search = search_of(bundle, followed.value)
    values = [words_for(bundle, one, getattr(search, one)) for one in FACETS if getattr(search, one)]
    about = bundle.row(CODE, search.authority)
    parts = (search.words, *values, about["name"] if about is not None else "")
    return words.followed.search(words=", ".join(filter(None, parts)))


def name_of(bundle: Bundle, authority: str) -> str:
    """An authority's name by its id; where the bundle does not know it, its id."""
    row = bundle.row(BY_ID, authority)
    return str(row["name"]) if row is not None else authority

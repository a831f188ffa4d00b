"""Which of the things published somebody follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from upheld.publication.subscriptions.following import CODE, Followed, What, query_of, search_of
from upheld.publication.subscriptions.items import Item, Kind
from upheld.publication.website.decision_asking import FACETS
from upheld.publication.website.decision_search import index_of
from upheld.publication.website.in_use import Bundle

Numbered = tuple[int, Item]
"""A thing, and the number under which it became known."""


class Matching:
    """New things of one bundle, ready to be asked for by what is followed."""

    def __init__(self, bundle: Bundle, new: Sequence[Numbered]):
        self.bundle = bundle
        self.decisions = [(number, one) for number, one in new if one.kind == Kind.DECISION]
        self._by_authority: dict[str, list[Numbered]] = defaultdict(list)
        self._by_subject: dict[str, list[Numbered]] = defaultdict(list)
        self._searched: dict[str, list[Numbered]] = {}
        for number, one in new:
            self._by_authority[one.authority].append((number, one))
        for number, one in self.decisions:
            self._by_subject[one.subject].append((number, one))

    def of(self, followed: Followed, after: int, last: int) -> list[Item]:
        """What is new of something since a number, up to another one."""
        return [one for number, one in self._all_of(followed) if after < number <= last]

    def _all_of(self, followed: Followed) -> list[Numbered]:
        if followed.kind == What.AUTHORITY:
            return self._by_authority[followed.value]
        if followed.kind == What.SUBJECT:
            return self._by_subject[followed.value]
        if followed.value not in self._searched:
            self._searched[followed.value] = self._search(followed.value)
        return self._searched[followed.value]

    def _search(self, query: str) -> list[Numbered]:
        """The new decisions that the site's own search finds.

        A search with a value that the scheme does not know any more finds nothing: without it, it were a wider one.
        """
        search = search_of(self.bundle, query)
        if query_of(search) != query or not self.decisions:
            return []
        about = self.bundle.row(CODE, search.authority) if search.authority else None
        if search.authority and about is None:
            return []
        index = index_of(self.bundle)
        values = {name: getattr(search, name) for name in FACETS}
        values["authority"] = about["id"] if about is not None else ""
        fits = index.narrowed(index.fitting(search.words), values)
        return [
            (number, one)
            for number, one in self.decisions
            if index.count(index.narrowed(fits, {"reference": one.reference}))
        ]

"""The search index of a bundle, opened: queries, counts by facet, order, the parts of texts that fit.

Search text is text. Nothing in it is an operator: words are looked for as they are, all of them; words between
quotation marks are looked for side by side. How much work a search can be is bounded by how many words are taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from upheld.publication.bundle.search_index import analyzer, open_index
from upheld.publication.website.decision_asking import FACETS
from upheld.publication.website.in_use import Bundle

if TYPE_CHECKING:
    from tantivy import DocAddress, Query, SnippetGenerator

MOST_WORDS, MOST_PHRASES = 12, 2
MOST_VALUES = 1000
TITLE_WEIGHT = 2.0
WRITTEN = re.compile(r'["“”„«»]([^"“”„«»]+)["“”„«»]|([^\s"“”„«»]+)')


class DecisionIndex:
    """The index of one bundle, opened once."""

    def __init__(self, bundle: Bundle):
        self.index = open_index(bundle.folder, bundle.about["language"])
        self.searcher, self.schema = self.index.searcher(), self.index.schema
        self.analyze = analyzer(bundle.about["language"]).analyze
        rows = bundle.rows("SELECT id, code, name FROM authorities")
        self.authorities = {row["id"]: row for row in rows if row["id"] in self.by_authority}

    def name_of(self, authority: str) -> str:
        """An authority's name; where it is not in the bundle, its id."""
        return self.authorities[authority]["name"] if authority in self.authorities else authority

    @cached_property
    def _everything(self) -> dict[str, list[tuple[str, int]]]:
        return self.facets(self.all())

    @property
    def years(self) -> list[str]:
        """The years that have decisions."""
        return [year for year, _ in self._everything["year"]]

    @cached_property
    def by_authority(self) -> dict[str, int]:
        """How many decisions each authority has, by its id."""
        return dict(self._everything["authority"])

    def all(self) -> Query:
        """Every decision."""
        from tantivy import Query

        return Query.all_query()

    def words(self, written: str) -> list[list[str]]:
        """Written words in the form they are looked for in; several together are a phrase. At most `MOST_WORDS`.

        Phrases are the costliest to look for: after the first few, their words are looked for one by one.
        """
        found: list[list[str]] = []
        room, phrases = MOST_WORDS, 0
        for phrase, word in WRITTEN.findall(written):
            terms = self.analyze(phrase or word)[:room]
            as_phrase = bool(phrase) and len(terms) > 1 and phrases < MOST_PHRASES
            found += [terms] if as_phrase else [[term] for term in terms]
            room, phrases = room - len(terms), phrases + as_phrase
        return [terms for place, terms in enumerate(found) if terms not in found[:place]]

    def fitting(self, written: str) -> Query:
        """What holds all written words; everything where none are written."""
        from tantivy import Occur, Query

        words = self.words(written)
        if not words:
            return Query.empty_query() if written else self.all()
        return Query.boolean_query([(Occur.Must, self._holds("text", terms)) for terms in words])

    def _holds(self, field: str, terms: list[str]) -> Query:
        from tantivy import Query

        if len(terms) == 1:
            return Query.term_query(self.schema, field, terms[0], "freq")
        return Query.phrase_query(self.schema, field, list(terms))

    def narrowed(self, query: Query, values: dict[str, str]) -> Query:
        """What fits a query and has these values."""
        from tantivy import Occur, Query

        exact = [Query.term_query(self.schema, name, value, "basic") for name, value in values.items() if value]
        if not exact:
            return query
        unscored = [(Occur.Must, Query.const_score_query(one, 0.0)) for one in exact]
        return Query.boolean_query([(Occur.Must, query), *unscored])

    def preferring_titles(self, query: Query, written: str) -> Query:
        """The same, those first whose title holds the words."""
        from tantivy import Occur, Query

        terms = [term for terms in self.words(written) for term in terms]
        titles = [Query.boost_query(self._holds("title", [term]), TITLE_WEIGHT) for term in terms]
        return Query.boolean_query([(Occur.Must, query), *((Occur.Should, one) for one in titles)]) if titles else query

    def count(self, query: Query) -> int:
        """How many fit."""
        return int(self.searcher.search(query, 1, count=True).count)  # type: ignore[attr-defined]

    def facets(self, query: Query) -> dict[str, list[tuple[str, int]]]:
        """By facet, the values of all that fits with their numbers."""
        wanted = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in ("authority", *FACETS)}
        told = self.searcher.aggregate(query, wanted)
        return {name: [(one["key"], one["doc_count"]) for one in told[name]["buckets"]] for name in wanted}

    def references(self, addresses: Sequence[DocAddress]) -> list[str]:
        """The references of hits."""
        return [self.searcher.doc(address)["reference"][0] for address in addresses]

    def in_order(self, query: Query, order: str, limit: int, offset: int = 0) -> tuple[int, list[str]]:
        """How many fit, and the references of some of them: in an order of the index, by words where it is ""."""
        from tantivy import Order

        sorting = {"order_by_field": order, "order": Order.Asc} if order else {}
        found = self.searcher.search(query, limit, count=True, offset=offset, **sorting)  # type: ignore[arg-type]
        return found.count, self.references([address for _, address in found.hits])  # type: ignore[attr-defined]

    def snippets(self, query: Query, letters: int) -> SnippetGenerator:
        """What cuts the fitting part out of a text."""
        from tantivy import SnippetGenerator

        made = SnippetGenerator.create(self.searcher, query, self.schema, "text")
        made.set_max_num_chars(letters)
        return made


_opened: WeakKeyDictionary[Bundle, DecisionIndex] = WeakKeyDictionary()


def index_of(bundle: Bundle) -> DecisionIndex:
    """The index of a bundle. Two threads may open it at the same time: either will do."""
    found = _opened.get(bundle)
    if found is None:
        found = _opened[bundle] = DecisionIndex(bundle)
    return found

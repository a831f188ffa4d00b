"""The search index of a bundle, opened: queries, counts by facet, order, the parts of texts that fit.

Search text is text. Nothing in it is an operator: all words are looked for, in any of their forms; words between
quotation marks as they were written, side by side. How much work a search can be is bounded by how many words are
taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from upheld.publication.bundle.schema import SEARCH
from upheld.publication.bundle.search_index import open_index
from upheld.publication.bundle.word_forms import read_forms, splitter, stem_of
from upheld.publication.website.decision_asking import FACETS
from upheld.publication.website.in_use import Bundle

if TYPE_CHECKING:
    from tantivy import DocAddress, Query, SnippetGenerator

MOST_WORDS, MOST_PHRASES = 12, 2
DEEP, STEPS = 2_000, 1_000
"""From which hit on a page is found by counting what comes before it, and in how many parts of the order."""
MOST_VALUES, EVERY_VALUE = 1000, 65_000  # of a facet: for a page, and all that an index can count
TITLE_WEIGHT = 2.0
WRITTEN = re.compile(r'["“”„«»]([^"“”„«»]+)["“”„«»]|([^\s"“”„«»]+)')


@dataclass(frozen=True)
class Wanted:
    """A word that is looked for in any of its forms; or words ``as_written``, side by side."""

    words: tuple[str, ...]
    as_written: bool = False


class DecisionIndex:
    """The index of one bundle, opened once."""

    def __init__(self, bundle: Bundle):
        self.index = open_index(bundle.folder)
        self.searcher, self.schema = self.index.searcher(), self.index.schema
        self.split, self.stem = splitter().analyze, stem_of(bundle.about["language"])
        self.forms = read_forms(bundle.folder / SEARCH)
        rows = bundle.rows("SELECT id, code, name FROM authorities ORDER BY name, code")
        self.authorities = {row["id"]: row for row in rows if row["id"] in self.by_authority}

    def name_of(self, authority: str) -> str:
        """An authority's name; where it is not in the bundle, its id."""
        return self.authorities[authority]["name"] if authority in self.authorities else authority

    @cached_property
    def everything(self) -> dict[str, list[tuple[str, int]]]:
        """The facets of all decisions."""
        return self.facets(self.all(), EVERY_VALUE)

    @property
    def years(self) -> list[str]:
        """The years that have decisions."""
        return [year for year, _ in self.everything["year"]]

    @cached_property
    def by_authority(self) -> dict[str, int]:
        """How many decisions each authority has, by its id."""
        return dict(self.everything["authority"])

    def all(self) -> Query:
        """Every decision."""
        from tantivy import Query

        return Query.all_query()

    def is_too_much(self, written: str) -> bool:
        """Whether more words are written than are looked for."""
        return len(self.split(written)) > MOST_WORDS

    def wanted(self, written: str) -> list[Wanted]:
        """What is looked for, each once. At most `MOST_WORDS` words.

        Phrases are the costliest to look for: after the first few, their words are looked for one by one.
        """
        found: list[Wanted] = []
        room, phrases = MOST_WORDS, 0
        for phrase, word in WRITTEN.findall(written):
            words = self.split(phrase or word)[:room]
            as_phrase = phrases < MOST_PHRASES and len(words) > 1
            found += (
                [Wanted(tuple(words), True)]
                if phrase and as_phrase
                else [Wanted((one,), bool(phrase)) for one in words]
            )
            room, phrases = room - len(words), phrases + bool(phrase)
        return list(dict.fromkeys(found))

    def fitting(self, written: str) -> Query:
        """What holds all written words; everything where none are written."""
        from tantivy import Occur, Query

        wanted = self.wanted(written)
        if not wanted:
            return Query.empty_query() if written else self.all()
        return Query.boolean_query([(Occur.Must, self._holds("text", one)) for one in wanted])

    def _holds(self, field: str, wanted: Wanted) -> Query:
        from tantivy import Query

        if len(wanted.words) > 1:
            return Query.phrase_query(self.schema, field, list(wanted.words))
        (word,) = wanted.words
        return self._has(field, word) if wanted.as_written else self._any_form(field, word)

    def _has(self, field: str, word: str) -> Query:
        from tantivy import Query

        return Query.term_query(self.schema, field, word, "freq")

    def _any_form(self, field: str, word: str) -> Query:
        """Any form of a word. Each counts as if it were the word itself: a rare form is no better a match."""
        from tantivy import Occur, Query

        stem = self.stem(word)
        forms = {word: 0, **self.forms.get(stem, {stem: 0})}
        if len(forms) == 1:
            return self._has(field, word)
        whole = self._rarity(sum(forms.values()))
        weights = {form: whole / self._rarity(number) for form, number in forms.items()}
        each = [Query.boost_query(self._has(field, form), weight) for form, weight in weights.items()]
        return Query.boolean_query([(Occur.Should, one) for one in each])

    def _rarity(self, number: int) -> float:
        """What a word that so many hold counts for (the inverse document frequency of BM25)."""
        everything = self.searcher.num_docs
        held = min(number, everything)
        return log(1 + (everything - held + 0.5) / (held + 0.5))

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

        words = [word for wanted in self.wanted(written) for word in wanted.words]
        titles = [Query.boost_query(self._any_form("title", word), TITLE_WEIGHT) for word in dict.fromkeys(words)]
        return Query.boolean_query([(Occur.Must, query), *((Occur.Should, one) for one in titles)]) if titles else query

    def count(self, query: Query) -> int:
        """How many fit."""
        return int(self.searcher.search(query, 1, count=True).count)  # type: ignore[attr-defined]

    def facets(self, query: Query, most: int = MOST_VALUES) -> dict[str, list[tuple[str, int]]]:
        """By facet, the values of all that fits with their numbers."""
        wanted = {name: {"terms": {"field": name, "size": most}} for name in ("authority", *FACETS)}
        told = self.searcher.aggregate(query, wanted)
        return {name: [(one["key"], one["doc_count"]) for one in told[name]["buckets"]] for name in wanted}

    def references(self, addresses: Sequence[DocAddress]) -> list[str]:
        """The references of hits."""
        return [self.searcher.doc(address)["reference"][0] for address in addresses]

    def in_order(self, query: Query, order: str, limit: int, offset: int = 0) -> tuple[int, list[str]]:
        """How many fit, and the references of some of them: in an order of the index, by words where it is "".

        In an order of the index what comes before them is counted and never put in order: a page far into two million
        decisions takes about as long as the first.
        """
        if order and offset >= DEEP:
            total, query, offset = self._nearby(query, order, limit, offset)
            return total, self._sorted(query, order, limit, offset)[1]
        return self._sorted(query, order, limit, offset)

    def _sorted(self, query: Query, order: str, limit: int, offset: int) -> tuple[int, list[str]]:
        from tantivy import Order

        sorting = {"order_by_field": order, "order": Order.Asc} if order else {}
        found = self.searcher.search(query, limit, count=True, offset=offset, **sorting)  # type: ignore[arg-type]
        return found.count, self.references([address for _, address in found.hits])  # type: ignore[attr-defined]

    def _nearby(self, query: Query, order: str, limit: int, offset: int) -> tuple[int, Query, int]:
        """How many fit, what fits in the part of the order that holds the wanted ones, and where in it they begin."""
        from tantivy import FieldType, Occur, Query

        step = self.searcher.num_docs // STEPS + 1
        wanted = {"places": {"histogram": {"field": order, "interval": step, "min_doc_count": 1}}}
        before, first, last, seen = 0, -1, -1, 0
        for one in self.searcher.aggregate(query, wanted)["places"]["buckets"]:
            if first < 0 and seen + one["doc_count"] > offset:
                before, first = seen, int(one["key"])
            if seen < offset + limit:
                last = int(one["key"]) + step - 1
            seen += int(one["doc_count"])
        if first < 0:
            return seen, Query.empty_query(), 0
        part = Query.range_query(self.schema, order, FieldType.Unsigned, first, last)
        return seen, Query.boolean_query([(Occur.Must, query), (Occur.Must, part)]), offset - before

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

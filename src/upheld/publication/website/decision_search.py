"""Searching the decisions of a bundle by words and facets: a page of hits with the words marked."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from upheld.publication.website.decision_asking import FACETS, Asked
from upheld.publication.website.decision_index import MOST_WORDS, WRITTEN, DecisionIndex, index_of
from upheld.publication.website.in_use import Bundle

if TYPE_CHECKING:
    from tantivy import Query, SnippetGenerator

PER_PAGE = 20
MOST_PAGES_BY_WORDS = 100  # 2,000 hits by words; by day, all can be looked at
SNIPPET_LETTERS = 240
TITLE_LETTERS = 1000
LINE_END = re.compile(r"([.!?:;,…”’\"'-])?[ \t\r]*\n\s*")

Piece = tuple[str, bool]
"""A piece of text, and whether it is a word that was looked for."""


@dataclass(frozen=True)
class Hit:
    """A decision found: its row, and its title and the fitting part of its text in pieces."""

    decision: sqlite3.Row
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]


@dataclass(frozen=True)
class Found:
    """A page of hits, ``by_words`` or by day. ``facets`` are, by name, the values of all that fits with their numbers,
    most first.

    Only where nothing fits: how many fit the words alone (``anywhere``) and each of the words (``each``).
    """

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, list[tuple[str, int]]]
    anywhere: int = 0
    each: tuple[tuple[str, int], ...] = ()
    by_words: bool = False

    @property
    def pages(self) -> int:
        """How many pages can be looked at; one at least. By words, what fits least of very many is not shown."""
        every = max(1, -(-self.total // PER_PAGE))
        return min(every, MOST_PAGES_BY_WORDS) if self.by_words else every

    @property
    def is_more(self) -> bool:
        """Whether more fit than can be looked at in this order."""
        return self.pages * PER_PAGE < self.total


def find(bundle: Bundle, asked: Asked, authority: str = "") -> Found:
    """The decisions that hold all words asked for and have all values asked for; ``authority`` is an id."""
    index = index_of(bundle)
    values = {"authority": authority, **{name: getattr(asked, name) for name in FACETS}}
    words = index.fitting(asked.words)
    query = index.narrowed(words, values)
    by_words = bool(asked.words) and not asked.newest
    sorted_query = index.preferring_titles(query, asked.words) if by_words else query
    page = min(asked.page, index.searcher.num_docs // PER_PAGE + 1)
    page = min(page, MOST_PAGES_BY_WORDS) if by_words else page
    total, references = index.in_order(sorted_query, "" if by_words else "newest", PER_PAGE, (page - 1) * PER_PAGE)
    if not total:
        return Found(0, (), {name: [] for name in values}, *_instead(index, words, asked))
    is_all = not asked.words and not any(values.values())
    facets = index.everything if is_all else index.facets(query)
    return Found(total, tuple(_hits(bundle, index, words, asked, references)), facets, by_words=by_words)


def _instead(index: DecisionIndex, words: Query, asked: Asked) -> tuple[int, tuple[tuple[str, int], ...]]:
    """What could be asked for instead."""
    each = []
    written = list(dict.fromkeys(phrase or word for phrase, word in WRITTEN.findall(asked.words)))
    for one in written[:MOST_WORDS] if len(written) > 1 else ():
        if number := index.count(index.fitting(one)):
            each.append((one, number))
    return index.count(words) if asked.words and asked.is_narrowed else 0, tuple(each)


def _hits(bundle: Bundle, index: DecisionIndex, words: Query, asked: Asked, references: list[str]) -> list[Hit]:
    places = ", ".join("?" * len(references))
    rows = bundle.rows(f"SELECT * FROM decisions WHERE reference IN ({places})", *references)  # noqa: S608
    by_reference = {row["reference"]: row for row in rows}
    decisions = [by_reference[one] for one in references if one in by_reference]
    if not asked.words:
        return [Hit(one, ((one["title"], False),), ((beginning(one["text"]), False),)) for one in decisions]
    titles, texts = index.snippets(words, TITLE_LETTERS), index.snippets(words, SNIPPET_LETTERS)
    return [Hit(one, _title(titles, one["title"]), _part(texts, one["text"])) for one in decisions]


def beginning(text: str) -> str:
    """The beginning of a text, up to the end of a word."""
    line = " ".join(on_one_line(text[: SNIPPET_LETTERS * 2]).split())
    if len(line) <= SNIPPET_LETTERS:
        return line
    return f"{line[:SNIPPET_LETTERS].rsplit(' ', 1)[0]} …"


def on_one_line(text: str) -> str:
    """A text's lines one after the other; a heading, which no full stop ends, is parted by a dash."""
    return LINE_END.sub(lambda found: f"{found[1]} " if found[1] else " – ", text)


def _title(snippets: SnippetGenerator, title: str) -> tuple[Piece, ...]:
    start, _, marks = _marks(snippets, title)
    return _pieces(title.encode(), 0, len(title.encode()), [(one + start, other + start) for one, other in marks])


def _part(snippets: SnippetGenerator, text: str) -> tuple[Piece, ...]:
    """The part of a text that fits best. Words may be in the title alone: then it is the beginning."""
    start, end, marks = _marks(snippets, text)
    if not marks:
        return ((beginning(text), False),)
    whole = text.encode()
    if not any(letter.isalnum() for letter in whole[end : end + 8].decode(errors="ignore")):
        end = len(whole) if len(whole) < end + 8 else end
    found = _pieces(whole, start, end, [(one + start, other + start) for one, other in marks])
    before = (("… ", False),) if start else ()
    after = ((" …", False),) if end < len(whole.rstrip()) else ()
    return (*before, *found, *after)


def _marks(snippets: SnippetGenerator, text: str) -> tuple[int, int, list[tuple[int, int]]]:
    """Where the fitting part begins and ends, and its words from there, in bytes of UTF-8."""
    from tantivy import Document

    snippet = snippets.snippet_from_doc(Document.from_dict({"text": text}))
    part = snippet.fragment_range()
    return part.start, part.end, [(one.start, one.end) for one in snippet.highlighted()]


def _pieces(text: bytes, start: int, end: int, marks: list[tuple[int, int]]) -> tuple[Piece, ...]:
    pieces, at = [], start
    for begin, stop in marks:
        pieces += [(text[at:begin].decode(), False), (text[begin:stop].decode(), True)]
        at = stop
    pieces.append((text[at:end].decode(), False))
    return tuple((on_one_line(piece), marked) for piece, marked in pieces if piece)

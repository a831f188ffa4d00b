"""The search index of a bundle's decisions: tantivy, in the bundle's own folder ``search/``.

It is made from the SQLite file alone and holds nothing that is not there. Two indexes of the same decisions
differ in their bytes, so they are no part of the bundle's content. A list of their hashes lies beside them, bound
to the content that they were made from, so that one that is missing, broken or of another bundle is noticed.
"""

from __future__ import annotations

import json
import os
import sqlite3
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from upheld.publication.bundle.schema import SEARCH, SITE
from upheld.publication.bundle.word_forms import gathered, splitter, stem_of, write_forms

if TYPE_CHECKING:
    from tantivy import Document, Index, Schema

SEALED = "hashes.json"
KIND = 2  # of index: how words are split and what lies beside it
READ_LOCK, WRITE_LOCK = ".tantivy-meta.lock", ".tantivy-writer.lock"
WORDS = "words"
HEAP_BYTES = 256_000_000
THREADS = 2
FACETS = ("authority", "subject", "outcome", "year", "remedy")
DECISIONS = """
    SELECT d.rowid, d.reference, d.title, d.text, d.authority, d.subject, d.outcome, d.year, a.name
    FROM decisions d LEFT JOIN authorities a ON a.id = d.authority ORDER BY d.reference
"""
REMEDIES = """
    SELECT reference, category FROM improvements WHERE reference <> ''
    UNION SELECT i.reference, m.category FROM improvement_categories m
    JOIN improvements i ON i.authority = m.authority AND i.position = m.position WHERE i.reference <> ''
    ORDER BY 1, 2
"""
ORDERS = {
    "newest": "SELECT rowid FROM decisions ORDER BY decided_on DESC, reference",
    "announced": "SELECT rowid FROM decisions ORDER BY public_from DESC, reference",
}


def schema() -> Schema:
    """The fields: words of title and text, the facets as they are, and the place in each order (0 is first)."""
    from tantivy import SchemaBuilder

    made = SchemaBuilder().add_text_field("reference", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("title", "text"):
        made.add_text_field(name, tokenizer_name=WORDS)
    for name in FACETS:
        made.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ORDERS:
        made.add_unsigned_field(name, fast=True)
    return made.build()


def write_index(folder: Path) -> None:
    """Write ``search/`` of a bundle's folder from the SQLite file that is there."""
    from tantivy import Index

    into = folder / SEARCH
    into.mkdir()
    connection = sqlite3.connect(folder / SITE)
    try:
        language = connection.execute("SELECT value FROM about WHERE name = 'language'").fetchone()[0]
        index = Index(schema(), path=str(into))
        index.register_tokenizer(WORDS, splitter())
        with index.writer(HEAP_BYTES, THREADS) as writer:
            for document in _documents(connection):
                writer.add_document(document)
    finally:
        connection.close()
    index.reload()
    write_forms(into, gathered(index.searcher().terms_with_prefix("text", ""), stem_of(language)))
    (into / WRITE_LOCK).unlink(missing_ok=True)
    # tantivy opens this file for writing even to read; a reader may not write, but anybody may write to nowhere
    (into / READ_LOCK).unlink(missing_ok=True)
    (into / READ_LOCK).symlink_to(os.devnull)


def _documents(connection: sqlite3.Connection) -> Iterator[Document]:
    from tantivy import Document

    remedies = _Remedies(connection)
    last = connection.execute("SELECT max(rowid) FROM decisions").fetchone()[0] or 0
    places = {name: _places(connection, query, last) for name, query in ORDERS.items()}
    for row, reference, title, text, authority, subject, outcome, year, name in connection.execute(DECISIONS):
        document = Document()
        document.add_text("reference", reference)
        document.add_text("title", title)
        document.add_text("text", "\n".join((title, text, name or "", reference)))
        for facet, value in zip(FACETS, (authority, subject, outcome, str(year)), strict=False):
            document.add_text(facet, value)
        for category in remedies.of(reference):
            document.add_text("remedy", category)
        for order, place in places.items():
            document.add_unsigned(order, place[row])
        yield document


class _Remedies:
    """What was agreed in each decision, asked for in the order of their references: none of it is held."""

    def __init__(self, connection: sqlite3.Connection):
        self._rows = connection.execute(REMEDIES)
        self._next = self._rows.fetchone()

    def of(self, reference: str) -> Iterator[str]:
        """The categories of a decision, each once."""
        while self._next and self._next[0] <= reference:
            if self._next[0] == reference:
                yield self._next[1]
            self._next = self._rows.fetchone()


def _places(connection: sqlite3.Connection, query: str, last: int) -> array[int]:
    """The place of each row in an order, by its number: four bytes each, however many there are."""
    places = array("I", bytes(4 * (last + 1)))
    for place, (row,) in enumerate(connection.execute(query)):
        places[row] = place
    return places


def open_index(folder: Path) -> Index:
    """The index of a bundle, to read: what is never written again needs no watching."""
    from tantivy import Index

    index = Index.open(str(folder / SEARCH))
    index.register_tokenizer(WORDS, splitter())
    index.config_reader("manual")
    return index


def seal(folder: Path, content: str) -> None:
    """Put the hashes of an index's files beside them, with that of the content that it was made from."""
    told = {"kind": KIND, "content": content, "files": _hashes(folder / SEARCH)}
    (folder / SEARCH / SEALED).write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def wrong_with_index(folder: Path, content: str) -> str:
    """What is wrong with a bundle's index; nothing for one that is whole and was made from this content."""
    try:
        told: Any = json.loads((folder / SEARCH / SEALED).read_bytes())
    except (OSError, ValueError):
        return f"{SEARCH}/{SEALED} cannot be read"
    if not isinstance(told, dict) or told.get("kind") != KIND:
        return f"{SEARCH}/ is of another version of the site"
    if told.get("content") != content:
        return f"{SEARCH}/ is not of this bundle"
    if told.get("files") != _hashes(folder / SEARCH) or not (folder / SEARCH / READ_LOCK).is_symlink():
        return f"{SEARCH}/ is not as it was written"
    return ""


def _hashes(folder: Path) -> dict[str, str]:
    from upheld.publication.bundle.manifest import file_hash

    files = (path for path in sorted(folder.iterdir()) if path.is_file() and path.name != SEALED)
    return {path.name: file_hash(path) for path in files}

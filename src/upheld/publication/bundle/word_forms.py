"""The forms of words: which words of the decisions belong together, as "council" and "councils" do.

The index holds words as they were written, which takes half the time of taking their endings off, and lets a search
ask for exactly what was written. The words that share a stem are gathered once, from the finished index, into a file
beside it: by stem, each form and how many decisions hold it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tantivy import TextAnalyzer

FORMS = "forms.json"
LONGEST_WORD = 40
# Of a stem with more forms than these, the commonest: a search stays bounded, whatever the texts hold.
MOST_FORMS = 30
STEMMERS = {
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "sv": "swedish",
}

Forms = dict[str, dict[str, int]]
"""By stem, its forms and how many decisions hold each. A stem that is its own only form is left out."""


def splitter() -> TextAnalyzer:
    """What splits a text into words without capitals and accents."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    split = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(LONGEST_WORD))
    return split.filter(Filter.lowercase()).filter(Filter.ascii_fold()).build()


def stem_of(language: str) -> Callable[[str], str]:
    """A word of a language without its ending, as a function of it; the word where no endings are known."""
    if language not in STEMMERS:
        return lambda word: word
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    stemmer = TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer(STEMMERS[language])).build()
    return lambda word: next(iter(stemmer.analyze(word)), word)


def gathered(words: Iterable[tuple[str, int]], stem: Callable[[str], str]) -> Forms:
    """The forms of words that are given with the number of decisions that hold each."""
    found: Forms = {}
    for word, number in words:
        found.setdefault(stem(word), {})[word] = number
    return {one: _commonest(forms) for one, forms in found.items() if list(forms) != [one]}


def _commonest(forms: dict[str, int]) -> dict[str, int]:
    if len(forms) <= MOST_FORMS:
        return forms
    return dict(sorted(forms.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_FORMS])


def write_forms(folder: Path, forms: Forms) -> None:
    """Put the forms beside an index."""
    (folder / FORMS).write_text(json.dumps(forms, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def read_forms(folder: Path) -> Forms:
    """The forms beside an index."""
    found: Forms = json.loads((folder / FORMS).read_bytes())
    return found

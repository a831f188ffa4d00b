"""The words of tables, columns and values, from a scheme's wording or from a bundle's."""

from __future__ import annotations

from typing import Protocol

from upheld.vocabulary.data_wording import DataWording
from upheld.vocabulary.site_wording import SiteWording, Table
from upheld.vocabulary.wording import Terms

STATES = ("due", "overdue", "done", "late", "not_done")
ANSWERS = ("awaited", "overdue", "answered", "satisfied")


class Words(Protocol):
    """What both have."""

    @property
    def terms(self) -> Terms: ...
    @property
    def site(self) -> SiteWording: ...
    @property
    def data(self) -> DataWording: ...


def tables_in_words(words: Words) -> dict[str, Table]:
    """Every table by its name: the files of figures have columns of their own, all others share theirs."""
    shared = words.data.columns
    others = {
        name: Table(title=one.title, description=one.description, columns=shared)
        for name, one in words.data.tables.items()
    }
    return {**words.site.files.tables, **others}


def values_in_words(words: Words, name: str) -> dict[str, str]:
    """The identifiers of a list that columns refer to, each with its name."""
    terms = words.terms
    known = {
        "kinds": {one: kind.one for one, kind in terms.kinds.items()},
        "measures": {one: measure.title for one, measure in terms.measures.items()},
        "verdicts": terms.verdicts,
        "overview": terms.overview,
        "outcomes": terms.outcomes,
        "subjects": terms.subjects,
        "categories": terms.remedy_categories,
        "results": words.site.authority.results,
        "states": dict.fromkeys(STATES, ""),
        "answers": dict.fromkeys(ANSWERS, ""),
        "met": words.site.authority.met,
        "beside": _beside(words),
        "modes": words.site.authority.modes,
    }
    return known[name]


def _beside(words: Words) -> dict[str, str]:
    """What is said beside what is shown: one identifier has no words, as it says that there is neither."""
    said = words.site.authority.of_the_code
    return {one: text for one, text in said.beside.items() if text} if said else {}

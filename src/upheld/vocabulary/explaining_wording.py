"""The texts that explain: the glossary, the formulas, who answers questions.

They stand in ``wording/<language>/explaining.toml``.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints, model_validator

from upheld.vocabulary.sentence import Blanks, Sentence
from upheld.vocabulary.site_wording import Texts


class Term(Texts):
    """A word and what it means here."""

    term: str
    meaning: str


class Glossary(Texts):
    """The glossary. ``terms`` by the place on the page that leads to each; ``on_pages`` are those that an authority's
    page leads to."""

    title: str
    lead: str
    verdicts: str
    on_pages_label: str
    on_pages: list[str]
    terms: dict[Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$")], Term]

    @model_validator(mode="after")
    def _on_pages_are_terms(self) -> Glossary:
        if unknown := sorted(set(self.on_pages) - set(self.terms)):
            raise ValueError(f"on_pages names {unknown[0]}, which is none of the terms")
        return self


class Formula(Texts):
    """A rule of arithmetic: what it gives, how, and where it comes from."""

    what: str
    formula: str
    source: str


class Formulas(Texts):
    """The formulas behind the figures."""

    title: str
    lead: str
    what: str
    formula: str
    source: str
    rules: list[Formula]


class Way(Texts):
    """A way to ask. ``address`` is what it links to: a page, or an e-mail address with ``mailto:``."""

    label: str
    text: str
    address: str = ""


class Contact(Texts):
    """Who answers questions. ``sample`` stands in the place of the ways where the figures are made up."""

    title: str
    lead: str
    ways: list[Way]
    sample: Annotated[Sentence, Blanks("ombudsman")]
    wrong: str
    wrong_text: str


class ExplainingWording(Texts):
    """Closed and frozen; each text names the blanks that it may use."""

    glossary: Glossary
    formulas: Formulas
    contact: Contact

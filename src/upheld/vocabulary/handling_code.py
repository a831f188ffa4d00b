"""The complaint handling code of a scheme, as data: ``code.toml``. A scheme without the file has no code.

Clauses are told apart by numbers such as 5.2, in the section 5. Every text stands in each language of the scheme.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from upheld.vocabulary.problems import Fault, Faults, Keys

Text = Annotated[dict[str, str], Field(min_length=1)]
"""What is said, by language."""


class Piece(BaseModel):
    """A piece of the code: closed and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Clause(Piece):
    """One thing that the code asks of an authority. ``id``: its section's number and its own, ``5.2``."""

    id: Annotated[str, Field(pattern=r"^[1-9][0-9]?\.[1-9][0-9]?$")]
    text: Text


class Section(Piece):
    """Clauses about one thing. ``id``: its number, ``5``."""

    id: Annotated[str, Field(pattern=r"^[1-9][0-9]?$")]
    title: Text
    clauses: Annotated[list[Clause], Field(min_length=1)]


class HandlingCode(Piece):
    """The code: what it is called, which version this is, and the day from which it is in force."""

    title: Text
    version: Annotated[str, Field(min_length=1, max_length=60)]
    in_force_from: date
    sections: Annotated[list[Section], Field(min_length=1)]

    @model_validator(mode="after")
    def _hangs_together(self, info: ValidationInfo) -> Self:
        languages = (info.context or {}).get("languages", [])
        if faults := [*self._doubles(), *self._misplaced(), *self._unsaid(languages)]:
            raise Faults(faults)
        return self

    @property
    def clauses(self) -> dict[str, Clause]:
        """Every clause by its number, in the code's order."""
        return {clause.id: clause for section in self.sections for clause in section.clauses}

    def called(self, reference: str, language: str) -> str:
        """What a section or clause that is named by its number is about; the name itself where it is neither."""
        titles = {section.id: section.title for section in self.sections}
        texts = titles | {clause.id: clause.text for clause in self.clauses.values()}
        return f"{reference} {texts[reference][language]}" if reference in texts else reference

    def _doubles(self) -> Iterator[Fault]:
        seen: set[str] = set()
        for place, section in enumerate(self.sections):
            if section.id in seen:
                yield Fault(("sections", place, "id"), "each section once", section.id)
            seen.add(section.id)
            for own, clause in enumerate(section.clauses):
                if clause.id in seen:
                    yield Fault(("sections", place, "clauses", own, "id"), "each clause once", clause.id)
                seen.add(clause.id)

    def _misplaced(self) -> Iterator[Fault]:
        for place, section in enumerate(self.sections):
            for own, clause in enumerate(section.clauses):
                if clause.id.partition(".")[0] != section.id:
                    expected = f"a clause of its section, such as {section.id}.1"
                    yield Fault(("sections", place, "clauses", own, "id"), expected, clause.id)

    def _unsaid(self, languages: list[str]) -> Iterator[Fault]:
        texts: list[tuple[Keys, dict[str, str]]] = [(("title",), self.title)]
        for place, section in enumerate(self.sections):
            texts.append((("sections", place, "title"), section.title))
            texts += [
                (("sections", place, "clauses", own, "text"), clause.text) for own, clause in enumerate(section.clauses)
            ]
        for keys, text in texts:
            for language in languages:
                if not text.get(language, "").strip():
                    yield Fault((*keys, language), f"this text in the scheme's language {language}")

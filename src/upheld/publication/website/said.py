"""The words of a bundle, and numbers, days and lists as its language writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from upheld.publication.wording import day_in_words, listed, number_in_words, size_in_words
from upheld.vocabulary.casework_wording import CaseworkWording
from upheld.vocabulary.comparing_wording import ComparingWording
from upheld.vocabulary.data_wording import DataWording
from upheld.vocabulary.embedding_wording import EmbeddingWording
from upheld.vocabulary.explaining_wording import ExplainingWording
from upheld.vocabulary.finding_wording import FindingWording
from upheld.vocabulary.following_wording import FollowingWording
from upheld.vocabulary.national_wording import NationalWording
from upheld.vocabulary.releases_wording import ReleasesWording
from upheld.vocabulary.site_wording import SiteWording
from upheld.vocabulary.wording import SITE_PARTS, Terms

LATER = ("following",)
"""Parts that bundles of before have no texts of."""


class Said:
    """Terms and site texts in one language."""

    def __init__(self, language: str, texts: dict[str, Any]):
        context = {"language": language}
        self.language = language
        parts = {
            name: model.model_validate(texts[name], context=context)
            for name, model in SITE_PARTS.items()
            if name in texts or name not in LATER
        }
        self.terms: Terms = parts["terms"]  # type: ignore[assignment]
        self.site: SiteWording = parts["site"]  # type: ignore[assignment]
        self.finding: FindingWording = parts["finding"]  # type: ignore[assignment]
        self.casework: CaseworkWording = parts["casework"]  # type: ignore[assignment]
        self.national: NationalWording = parts["national"]  # type: ignore[assignment]
        self.comparing: ComparingWording = parts["comparing"]  # type: ignore[assignment]
        self.data: DataWording = parts["data"]  # type: ignore[assignment]
        self.embedding: EmbeddingWording = parts["embedding"]  # type: ignore[assignment]
        self.releases: ReleasesWording = parts["releases"]  # type: ignore[assignment]
        self.explaining: ExplainingWording = parts["explaining"]  # type: ignore[assignment]
        self.following: FollowingWording | None = parts.get("following")  # type: ignore[assignment]

    def day(self, iso: str | date) -> str:
        """2022-03-31 → 31 March 2022."""
        return day_in_words(date.fromisoformat(iso) if isinstance(iso, str) else iso, self.language)

    def number(self, number: int) -> str:
        """12345 → 12,345."""
        return number_in_words(number, self.language)

    def count(self, number: int | None) -> str:
        """A number, or the word for one that is withheld."""
        return self.terms.withheld if number is None else self.number(number)

    def body(self, kind: str) -> str:
        """What an authority of a kind is called in a sentence."""
        words = self.site.authority
        return words.bodies.get(kind, words.body)

    def listed(self, names: Sequence[str]) -> str:
        """Allerdale, Carlisle and Copeland."""
        return listed(names, self.language)

    def size(self, size: int) -> str:
        """The size of a file."""
        return size_in_words(size, self.language)

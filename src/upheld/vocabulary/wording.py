"""All the words of a scheme in one language: its terms, its letter, its site."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict

from upheld.vocabulary.access_wording import AccessWording
from upheld.vocabulary.casework_wording import CaseworkWording
from upheld.vocabulary.comparing_wording import ComparingWording
from upheld.vocabulary.data_wording import DataWording
from upheld.vocabulary.embedding_wording import EmbeddingWording
from upheld.vocabulary.explaining_wording import ExplainingWording
from upheld.vocabulary.finding_wording import FindingWording
from upheld.vocabulary.following_wording import FollowingWording
from upheld.vocabulary.letter_wording import LetterWording
from upheld.vocabulary.mail_wording import MailWording
from upheld.vocabulary.national_wording import NationalWording
from upheld.vocabulary.pack_wording import PackWording
from upheld.vocabulary.releases_wording import ReleasesWording
from upheld.vocabulary.remedies_wording import RemediesWording
from upheld.vocabulary.sentence import Blanks, Sentence
from upheld.vocabulary.site_wording import SiteWording


class Words(BaseModel):
    """A table of texts: closed and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class KindWords(Words):
    """How a kind of authority is called, and the group it is compared with ("district councils")."""

    one: str
    group: str


class MeasureWords(Words):
    """How a measure speaks. ``no_base`` holds no digits; ``base`` and ``counted`` agree with ``count``."""

    title: str
    no_base: str
    base: Annotated[Sentence, Blanks("count")]
    counted: Annotated[Sentence, Blanks("count")]


class Terms(Words):
    """``terms.toml``: the words that letters, pages and files share."""

    ombudsman: str
    ombudsman_short: str
    service: str
    withheld: str
    no_group: str
    less_than_one_percent: str
    more_than_99_percent: str
    percent: Annotated[Sentence, Blanks("number")]
    sample: str
    sample_long: str
    year: Annotated[Sentence, Blanks("label", "start", "end")]
    kinds: dict[str, KindWords]
    outcomes: dict[str, str]
    overview: dict[str, str]
    subjects: dict[str, str]
    remedy_categories: dict[str, str]
    measures: dict[str, MeasureWords]
    verdicts: dict[str, str]
    breaks: dict[str, str]
    published_total: str


class Wording(Words):
    """Everything said in one language."""

    language: str
    terms: Terms
    letter: LetterWording
    mail: MailWording
    remedies: RemediesWording
    access: AccessWording
    site: SiteWording
    finding: FindingWording
    casework: CaseworkWording
    national: NationalWording
    comparing: ComparingWording
    data: DataWording
    embedding: EmbeddingWording
    releases: ReleasesWording
    explaining: ExplainingWording
    following: FollowingWording
    pack: PackWording


SITE_PARTS = {
    "terms": Terms,
    "site": SiteWording,
    "finding": FindingWording,
    "casework": CaseworkWording,
    "national": NationalWording,
    "comparing": ComparingWording,
    "data": DataWording,
    "embedding": EmbeddingWording,
    "explaining": ExplainingWording,
    "releases": ReleasesWording,
    "following": FollowingWording,
}
"""The parts that the public site shows, by the names of their files and of `Wording`'s fields."""
PARTS = {
    **SITE_PARTS,
    "letter": LetterWording,
    "mail": MailWording,
    "remedies": RemediesWording,
    "access": AccessWording,
    "pack": PackWording,
}

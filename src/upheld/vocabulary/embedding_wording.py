"""The texts of what other sites show: an authority's card, and charts as files.

They stand in ``wording/<language>/embedding.toml``.
"""

from __future__ import annotations

from typing import Annotated

from upheld.vocabulary.sentence import Blanks, Sentence
from upheld.vocabulary.site_wording import Texts


class Card(Texts):
    """An authority's card. ``few`` stands in the place of a rate that its counts can't bear."""

    title: Annotated[Sentence, Blanks("name", "year")]
    about: Annotated[Sentence, Blanks("service")]
    few: Annotated[Sentence, Blanks("counted", "base")]
    more: str
    alternative: Annotated[Sentence, Blanks("name", "service")]


class ShowingIt(Texts):
    """The page with what to copy."""

    link: str
    title: Annotated[Sentence, Blanks("name")]
    lead: Annotated[Sentence, Blanks("name")]
    rules: list[str]
    preview: str
    picture: str
    picture_lead: str
    picture_code: str
    frame: str
    frame_lead: str
    frame_code: str
    charts: str
    charts_lead: str


class Drawing(Texts):
    """A chart as a file of its own: what it is called, and the lines below it that say where it comes from."""

    save: str
    save_long: Annotated[Sentence, Blanks("title")]
    rate: Annotated[Sentence, Blanks("measure", "name", "year")]
    years: Annotated[Sentence, Blanks("measure", "name", "first", "last")]
    funnel: Annotated[Sentence, Blanks("measure", "group", "year")]
    source: Annotated[Sentence, Blanks("ombudsman", "year", "number", "day")]
    fingerprint: Annotated[Sentence, Blanks("hash")]
    licence: Annotated[Sentence, Blanks("licence")]


class EmbeddingWording(Texts):
    """Closed and frozen; each text names the blanks that it may use."""

    card: Card
    showing: ShowingIt
    drawing: Drawing
